"""docs/parameters.zh-CN.md: what a hall may set of its rules, with defaults and bounds as the code has them."""

import re
from dataclasses import fields

from server.domain.policy import GreenReason, Policy
from server.service.hallfile import HallfileError, dump_toml, load_toml
from server.service.hallfile_fields import FIELDS, Field, Part
from server.service.hallfile_sample import sample_hall
from tools.docs_table import GENERATED, table

BEYOND = 99_999_999
"""Outside the bounds of every number, so that the reader of hall files says what they are."""

MEANING = {
    "green_bonus": "绿色通道的号票按早到这么多分钟排队",
    "booking_bonus": "按时签到的预约号，按比预约时刻早这么多分钟排队；预约时刻之前，只在没有别人等候时才叫",
    "urgent_bonus": "经负责人批准的急办号票按早到这么多分钟排队",
    "max_run": "同一业务连续叫了这么多个绿色通道号之后，先叫一个正在等候的其他号",
    "call_max": "同一号票（含重呼）叫满这么多次，窗口就会提示过号",
    "reactivate_after": "过号的人当天回来，排在这么多个等候号之后",
    "late_limit": "预约签到迟到超过这么久，改按普通号从签到时刻排队",
    "hold_minutes": "挂起时没有写明多久，就按这么久；到时号票自动回到队列，等原窗口叫",
    "booking_ahead_days": "至少提前这么多天预约；0 为当天也可以",
    "booking_horizon_days": "最远可以预约到第几个工作日",
    "booking_cancel_minutes": "距预约时刻不足这么久，不能再自行取消，请到导办台",
    "booking_per_day": "同一电话号码一天最多预约几次",
    "closing_guard": "估计下班前轮不到时：`warn` 照常发号并在号票上提醒，`stop` 不再发号",
    "close_grace": "下班后，已取的号还可以继续叫这么久；之后仍未办的记为“未办理”。窗口全部关了则不再等",
    "walk_up_prefix": "没有取号、直接到窗口办理的人，记录用的字头；不与任何业务的字头相同",
    "late_evaluation_days": "办理当天之后，凭号票还可以评价这么多天；0 为只限当天",
    "offline_minutes": "自助机连不上服务器后，自己继续发号这么久，之后请群众到导办台；0 为不发",
    "offline_max": "一次断网期间，一台自助机最多自己发这么多张；0 为不发",
    "offline_prefix": "断网时号票的字头，后接自助机编号和三位数；不与任何业务的字头相同",
    "offline_fallback": "断网时发出的号票，其业务已不存在的，转到这项业务；不填则不接收，并提醒工作人员",
    "voice_languages": (
        "叫号用哪些语言播报，按顺序各说一遍，再重复一遍；`ticket` 指取号时用的语言，与前面的不同才加说一遍；"
        "`zh`、`en` 以外的语言要在显示终端备好录音"
    ),
    "voice_hours": "这些时段按写明的音量（百分比）播报，0 为不出声（屏上照样显示），其余时间 100",
    "green_reasons": "取绿色通道号须选其中一类，只用于统计，不上屏、不打印、不播报",
}


INTRODUCTION = """每个大厅可以设置的规则，写在大厅设置文件的 `[policy]` 或工作簿的「参数」表里（写法见
[hallfile.zh-CN.md](hallfile.zh-CN.md)）；没有写的取默认值。改后重新导入即生效，不必重启；已经发出的号票位置不变。"""


def page() -> str:
    """The whole page."""
    bounds = _bounds()
    default = Policy()
    titles = {field.key: field for field in FIELDS[Part.POLICY]}
    keys = [field.name for field in fields(Policy)]
    rows = [
        (f"`{key}`", _title(titles[key]), _written(getattr(default, key)), bounds.get(key, ""), MEANING[key])
        for key in keys
    ]
    return "\n\n".join([
        "# 参数",
        GENERATED,
        INTRODUCTION,
        table(("键", "表中项目", "默认", "范围", "含义"), rows),
        "叫号顺序怎样用这些数，见 [adr/0003](adr/0003-call-order-is-a-fixed-rank.md)。",
    ]) + "\n"  # fmt: skip


def _bounds() -> dict[str, str]:
    """The bounds of every number, as a hall file that breaks all of them is told."""
    numbers = [field.name for field in fields(Policy) if isinstance(getattr(Policy(), field.name), int)]
    text = dump_toml(sample_hall())
    for key in numbers:
        text, count = re.subn(rf"^{key} = \d+$", f"{key} = {BEYOND}", text, flags=re.MULTILINE)
        if not count:
            text = re.sub(r"^\[policy\]$", f"[policy]\n{key} = {BEYOND}", text, flags=re.MULTILINE)
    try:
        load_toml(text)
    except HallfileError as error:
        found = re.findall(rf"policy\.(\w+)[^:]*: {BEYOND} 不在 (\d+) 至 (\d+) 之间", "\n".join(error.problems))
        return {key: f"{low} 至 {high}" for key, low, high in found}
    return {}


def _title(field: Field) -> str:
    return f"{field.title}（{field.hint}）" if field.hint else field.title


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(one.name if isinstance(one, GreenReason) else f"`{one}`" for one in value)
    return f"`{value}`" if isinstance(value, str) else str(value)
