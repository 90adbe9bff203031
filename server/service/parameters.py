"""What the rules a hall may set mean, in both languages, and what they are set to. Knows no rule that uses them."""

from collections.abc import Mapping
from dataclasses import fields

from server.domain.policy import EvaluationReason, GreenReason, Policy, VoiceHours
from server.service.hallfile_fields import FIELDS, Part
from server.service.hallfile_values import voice_to
from server.wire.admin import Parameter

MEANING: Mapping[str, tuple[str, str]] = {
    "green_bonus": (
        "绿色通道的号票按早到这么多分钟排队",
        "Green-channel tickets queue as if taken so many minutes earlier",
    ),
    "booking_bonus": (
        "按时签到的预约号，按比预约时刻早这么多分钟排队；预约时刻之前，只在没有别人等候时才叫",
        (
            "A booking that checked in on time queues as if taken so many minutes "
            "before its booked time; before that time only when nobody else waits"
        ),
    ),
    "urgent_bonus": (
        "经负责人批准的急办号票按早到这么多分钟排队",
        "Urgent tickets approved by a leader queue as if taken so many minutes earlier",
    ),
    "max_run": (
        "同一业务连续叫了这么多个绿色通道号之后，先叫一个正在等候的其他号",
        "After so many green-channel tickets of one service in a row, another one that waits is called first",
    ),
    "call_max": (
        "同一号票（含重呼）叫满这么多次，窗口就会提示过号",
        "When a ticket was called so many times (calling again included), the counter is offered to pass it",
    ),
    "wait_limit": (
        "等候超过这么久，窗口工作台和大厅实况会提示",
        "Whoever waits longer than this is shown to the clerks and on the live hall page",
    ),
    "idle_limit": (
        "有人等候这么久而没有窗口开着、或开着的窗口不叫号，大厅实况会提示空岗",
        "When people wait so long and no counter is open for them, or one that is calls nobody, the live hall says so",
    ),
    "reactivate_after": (
        "过号的人当天回来，排在这么多个等候号之后",
        "Whoever was passed and comes back the same day is placed behind so many waiting tickets",
    ),
    "late_limit": (
        "预约签到迟到超过这么久，改按普通号从签到时刻排队",
        "A booking that checks in later than this queues as an ordinary ticket from then on",
    ),
    "hold_minutes": (
        "挂起时没有写明多久，就按这么久；到时号票自动回到队列，等原窗口叫",
        "How long a ticket is held when nobody said how long; then it comes back to the counter that held it",
    ),
    "booking_ahead_days": (
        "至少提前这么多天预约；0 为当天也可以",
        "Bookings are made at least so many days ahead; 0: also for the same day",
    ),
    "booking_horizon_days": ("最远可以预约到第几个工作日", "The last working day that can be booked"),
    "booking_cancel_minutes": (
        "距预约时刻不足这么久，不能再自行取消，请到导办台",
        "Closer to the booked time nobody cancels by themselves; they go to the guide desk",
    ),
    "booking_per_day": ("同一电话号码一天最多预约几次", "How often one phone number may book for one day"),
    "closing_guard": (
        "估计下班前轮不到时：`warn` 照常发号并在号票上提醒，`stop` 不再发号",
        (
            "When a ticket will probably not be reached before closing: `warn` "
            "issues it with a warning on the slip, `stop` issues none"
        ),
    ),
    "close_grace": (
        "下班后，已取的号还可以继续叫这么久；之后仍未办的记为“未办理”。窗口全部关了则不再等",
        (
            "After closing, tickets already taken may be called so long; what waits then "
            "is closed as not served. When all counters are closed nobody waits for that"
        ),
    ),
    "walk_up_prefix": (
        "没有取号、直接到窗口办理的人，记录用的字头；不与任何业务的字头相同",
        "The letters for people served at the counter without a ticket; no service's own",
    ),
    "late_evaluation_days": (
        "办理当天之后，凭号票还可以评价这么多天；0 为只限当天",
        "So many days after the visit the slip still lets its holder evaluate it; 0: only on the day itself",
    ),
    "offline_minutes": (
        "自助机连不上服务器后，自己继续发号这么久，之后请群众到导办台；0 为不发",
        (
            "A kiosk that cannot reach the server issues tickets by itself "
            "so long, then sends people to the guide desk; 0: none"
        ),
    ),
    "offline_max": (
        "一次断网期间，一台自助机最多自己发这么多张；0 为不发",
        "How many tickets one kiosk issues by itself in one interruption; 0: none",
    ),
    "offline_prefix": (
        "断网时号票的字头，后接自助机编号和三位数；不与任何业务的字头相同",
        "The letters of such tickets, followed by the kiosk's number and three digits; no service's own",
    ),
    "offline_fallback": (
        "断网时发出的号票，其业务已不存在的，转到这项业务；不填则不接收，并提醒工作人员",
        (
            "Tickets of an interruption whose service is gone are moved to "
            "this service; empty: they are not taken and staff are alarmed"
        ),
    ),
    "voice_languages": (
        (
            "叫号用哪些语言播报，按顺序各说一遍，再重复一遍；`ticket` 指取号时用的语言，与前面的不同才加说一遍；"
            "`zh`、`en` 以外的语言要在显示终端备好录音"
        ),
        (
            "In which languages a call is said, in this order, and then once more; `ticket` is the language "
            "the ticket was taken in; others than `zh` and `en` need recordings at the display"
        ),
    ),
    "voice_hours": (
        "这些时段按写明的音量（百分比）播报，0 为不出声（屏上照样显示），其余时间 100",
        (
            "How loud calls are said at these hours, in per cent; 0 is silence "
            "(the boards show them all the same), otherwise 100"
        ),
    ),
    "green_reasons": (
        "取绿色通道号须选其中一类，只用于统计，不上屏、不打印、不播报",
        "Who takes the green channel chooses one of these; for statistics only, never shown, printed or said",
    ),
    "evaluation_reasons": (
        "不满意、非常不满意时请人选的原因，自助机、号票网页和评价器的原因键都用这一份；评价器的第一个原因键是第一条",
        (
            "Why somebody was dissatisfied, the same choice at kiosks, on the slip's page and on the "
            "reason keys of evaluators, whose first key is the first of these"
        ),
    ),
}
"""By key: in Chinese, in English."""


def parameters_of(policy: Policy) -> list[Parameter]:
    """Every parameter, in the order of the handbook."""
    titles = {field.key: field for field in FIELDS[Part.POLICY]}
    default = Policy()
    return [
        Parameter(
            key=key,
            title=titles[key].title,
            hint=titles[key].hint,
            value=_written(getattr(policy, key)),
            default=_written(getattr(default, key)),
            meaning=MEANING[key][0],
            meaning_en=MEANING[key][1],
        )
        for key in (field.name for field in fields(Policy))
    ]


def _written(value: object) -> str:
    return "、".join(map(_one, value)) if isinstance(value, tuple) else str(value)


def _one(value: object) -> str:
    match value:
        case GreenReason() | EvaluationReason():
            return value.name
        case VoiceHours():
            return voice_to(value)
        case _:
            return str(value)
