"""docs/parameters.zh-CN.md: what a hall may set of its rules, with defaults and bounds as the code has them."""

import re
from dataclasses import fields

from server.domain.policy import EvaluationReason, GreenReason, Policy
from server.service.hallfile import HallfileError, dump_toml, load_toml
from server.service.hallfile_fields import FIELDS, Field, Part
from server.service.hallfile_sample import sample_hall
from server.service.parameters import MEANING
from tools.docs_table import GENERATED, table

BEYOND = 99_999_999
"""Outside the bounds of every number, so that the reader of hall files says what they are."""

INTRODUCTION = """每个大厅可以设置的规则，写在大厅设置文件的 `[policy]` 或工作簿的「参数」表里（写法见
[hallfile.zh-CN.md](hallfile.zh-CN.md)）；没有写的取默认值。改后重新导入即生效，不必重启；已经发出的号票位置不变。"""


def page() -> str:
    """The whole page."""
    bounds = _bounds()
    default = Policy()
    titles = {field.key: field for field in FIELDS[Part.POLICY]}
    keys = [field.name for field in fields(Policy)]
    rows = [
        (f"`{key}`", _title(titles[key]), _written(getattr(default, key)), bounds.get(key, ""), MEANING[key][0])
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
        return "、".join(one.name if isinstance(one, EvaluationReason | GreenReason) else f"`{one}`" for one in value)
    return f"`{value}`" if isinstance(value, str) else str(value)
