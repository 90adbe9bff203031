"""Takes typed values out of one record and notes what is wrong with them. Knows ranges, not the hall's rules."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from server.service.hallfile_fields import FIELDS, Part, Place, Plain, Problems, Record, Shape
from server.service.hallfile_values import date_from, media_from

T = TypeVar("T")

LINE_MAX = 200
NOTE_MAX = 4000
LIST_MAX = 100
DATES_MAX = 5000

_IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
# Control characters, halves of a pair, line and paragraph separators, and what XML cannot carry.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def tidy(text: str) -> str:
    """Line ends as one newline, tabs as blanks, nothing around the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()


def _complaint(text: str, shape: Shape) -> str:
    allowed = "\n" if shape is Shape.NOTE else ""
    longest = NOTE_MAX if shape is Shape.NOTE else LINE_MAX
    if len(text) > longest:
        return f"超过 {longest} 个字"
    for char in text:
        if char not in allowed and (unicodedata.category(char) in _UNPRINTABLE or char in "\ufffe\uffff"):
            return f"含有不可见字符 U+{ord(char):04X}" if char != "\n" else "应写成一行"
    return ""


class Reader:
    """One record of a part. Getters return a value in any case; a wrong one leaves a problem at its place."""

    def __init__(self, record: Record, part: Part, index: int, problems: Problems) -> None:
        self._place = Place(part, index)
        self._problems = problems
        self._record: Record = {}
        for field in FIELDS[part]:
            if field.key in record:
                self._record[field.key] = self._tidied(record[field.key], field.key, field.shape)

    def _tidied(self, value: Plain, key: str, shape: Shape) -> Plain:
        if isinstance(value, str):
            text = tidy(value)
            self._judge(key, _complaint(text, shape))
            return text
        if not isinstance(value, tuple):
            return value
        if len(value) > (DATES_MAX if shape is Shape.DATES else LIST_MAX):
            self.problem(key, "条目太多")
        texts = tuple(tidy(text) for text in value)
        for element, text in enumerate(texts):
            self._judge(key, _complaint(text, shape) or ("" if text else "是空的"), element)
        return texts

    def _judge(self, key: str, complaint: str, element: int | None = None) -> None:
        if complaint:
            self.problem(key, complaint, element)

    def problem(self, key: str, text: str, element: int | None = None) -> None:
        """Note a problem with one value of this record."""
        self._problems.add(Place(self._place.part, self._place.index, key, element), text)

    def has(self, *keys: str) -> bool:
        """Is any of the keys given?"""
        return any(self._record.get(key) not in (None, "") for key in keys)

    def line(self, key: str, default: str = "") -> str:
        """A text, or the default when it is not given."""
        value = self._record.get(key, "")
        return value if isinstance(value, str) and value else default

    def needed(self, key: str) -> str:
        """A text that must be there."""
        text = self.line(key)
        if not text:
            self.problem(key, "没有填写")
        return text

    def ident(self, key: str) -> str:
        """An identifier that must be there."""
        text = self.needed(key)
        if text and not _IDENT.fullmatch(text):
            self.problem(key, f"编号 “{text}” 只能用字母、数字、连字符、下划线和点，最多 64 个")
        return text

    def letters(self, key: str, default: str = "") -> str:
        """1 to 3 capital letters."""
        text = self.line(key, default) or self.needed(key)
        if text and not re.fullmatch("[A-Z]{1,3}", text):
            self.problem(key, f"字头 “{text}” 应为 1 至 3 个大写字母 A-Z")
        return text

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number within the bounds, which are included; 0 when it should be there and is not."""
        value = self._record.get(key, default)
        if not isinstance(value, int):
            self.problem(key, "没有填写")
            return 0
        if not low <= value <= high:
            self.problem(key, f"{value} 不在 {low} 至 {high} 之间")
        return value

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """A number within the bounds, which are included."""
        value = self._record.get(key, default)
        number = float(value) if isinstance(value, int | float) and abs(value) < 1e9 else float("nan")
        if not low <= number <= high:
            self.problem(key, f"{value} 不在 {low:g} 至 {high:g} 之间")
        return number

    def flag(self, key: str) -> bool:
        """True only when said so."""
        return self._record.get(key) is True

    def day(self, key: str) -> date | None:
        """A date, or None when it is not given."""
        return self._converted(key, date_from, None)

    def media(self, key: str) -> str:
        """The name of a stored picture or video, empty when it is not given."""
        return self._converted(key, media_from, "")

    def _converted(self, key: str, convert: Callable[[str], T], default: T) -> T:
        text = self.line(key)
        try:
            return convert(text) if text else default
        except ValueError as error:
            self.problem(key, str(error))
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list."""
        value = self._record.get(key, ())
        return value if isinstance(value, tuple) else ()

    def each(self, key: str, convert: Callable[[str], T], default: tuple[T, ...] = ()) -> tuple[T, ...]:
        """The list with each text converted; a ValueError of `convert` is a problem of that element.

        A list with a wrong element is answered with the default: its other elements would be judged out of place.
        """
        if key not in self._record:
            return default
        values = []
        texts = self.texts(key)
        for element, text in enumerate(texts):
            try:
                values.append(convert(text))
            except ValueError as error:
                self.problem(key, str(error), element)
        return tuple(values) if len(values) == len(texts) else default
