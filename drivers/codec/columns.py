"""How wide text is on a printer or a board: Chinese two columns, Latin one. Knows no machine."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def width(text: str) -> int:
    """Columns `text` takes at normal size."""
    return sum(char_width(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break into lines of at most `columns`; never inside a character, at a blank where the line has one."""
    return list(_lines(text, max(columns, 2)))


def pair(left: str, right: str, columns: int) -> str:
    """One line with `left` at the left edge and `right` at the right; at least one blank between."""
    return left + " " * max(1, columns - width(left) - width(right)) + right


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """0, 1 or 2 columns: by East Asian width, and two for every character of two bytes in GB 18030."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0  # marks stand on the letter before; joiners and byte-order marks show nothing
    match unicodedata.east_asian_width(char):
        case "H":
            return 1
        case "N" | "Na":
            return 2 if len(char.encode("gb18030", "replace")) == 2 else 1
        case _:
            return 2


def _lines(text: str, columns: int) -> Iterator[str]:
    start = 0
    while (end := _fitting(text, start, columns)) < len(text):
        blank = text.rfind(" ", start + 1, end + 1)
        # Break at a blank only between words of one-column script; Chinese breaks anywhere.
        if blank > 0 and text[end].isascii() and text[end - 1].isascii():
            yield text[start:blank]
            start = blank + 1
        else:
            yield text[start:end]
            start = end
    if start < len(text) or not text:
        yield text[start:]


def _fitting(text: str, start: int, columns: int) -> int:
    """Index of the first character from `start` on that does not fit any more."""
    taken = 0
    for index in range(start, len(text)):
        taken += char_width(text[index])
        if taken > columns:
            return index
    return len(text)
