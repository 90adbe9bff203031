"""One spreadsheet cell: its value as a plain value and back, whatever a technician's program made of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from server.service.hallfile_fields import MANY, Plain, Shape

_SEPARATORS = re.compile(r"[\n、，,；;]")
# Office writes characters XML cannot carry as _x000D_, and an underscore that would look like one as _x005F_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_YES = frozenset({"是", "√", "true", "1", "y", "yes"})
_NO = frozenset({"否", "×", "false", "0", "n", "no"})


class NotPlain(Exception):
    """The cell cannot be read as its field's shape; says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that is never looked into: a formula or an error value."""

    why: str


def plain_from(cell: object, shape: Shape) -> Plain | None:
    """The plain value of a cell, None when it is blank. Raises NotPlain."""
    if isinstance(cell, Refused):
        raise NotPlain(cell.why)
    if shape is Shape.FLAG:
        return _flag(cell)
    text = _text(cell)
    if not text:
        return None
    if shape in {Shape.WHOLE, Shape.NUMBER}:
        return _number(text, shape)
    return split(text, shape) if shape in MANY else text


def split(text: str, shape: Shape) -> tuple[str, ...]:
    """The texts of a list: one a line, or with a separator of any kind where texts have none in them."""
    parts = text.split("\n") if shape is Shape.LINES else _SEPARATORS.split(text)
    return tuple(part.strip() for part in parts if part.strip())


def _flag(cell: object) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = _text(cell).lower()
    if text and text not in _YES | _NO:
        raise NotPlain(f"“{text}” 应为 是 或 否")
    return text in _YES if text else None


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell).replace("\r\n", "\n").strip()
        case bool():
            raise NotPlain("应为文字，不是真假值")
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            raise NotPlain("应为文字；请把单元格格式设为“文本”")


def _number(text: str, shape: Shape) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        if shape is Shape.NUMBER:
            return float(text)
    except ValueError:
        pass
    raise NotPlain(f"“{text}” 应为{'整数' if shape is Shape.WHOLE else '数字'}")


def cell_from(value: Plain, shape: Shape) -> str | int | float:
    """What to write for a plain value; texts are written as text, never as a formula."""
    match value:
        case bool():
            return "是" if value else "否"
        case int():
            return value
        case float():  # openpyxl writes 16 digits; a number that needs 17 goes as text, which is read as well
            return value if float(f"{value:.16g}") == value else repr(value)
        case str():
            return _LOOKS_ESCAPED.sub("_x005F_", value)
        case tuple():
            return _LOOKS_ESCAPED.sub("_x005F_", ("、" if shape is Shape.WORDS else "\n").join(value))
