"""What of some lines of text a board can show: whether they fit, which colour, which number. Knows no board."""

import re
from collections.abc import Sequence

from drivers.codec.columns import width
from drivers.profile import Capabilities

COLOURS = ("red", "green", "yellow")
# "A005", "A005 请到2号窗口", "12→3"; but no "3号窗口" and no "14:30".
NUMBER = re.compile(r"[A-Za-z]+(\d+)|(\d+)(?![\d:号])")


def colour_on(capabilities: Capabilities, wanted: str) -> str:
    """`wanted`, or the board's first colour when it has not got it. Raises ValueError for a word that is no colour."""
    if wanted not in COLOURS:
        raise ValueError(f"colour {wanted!r} is none of {', '.join(COLOURS)}")
    return wanted if wanted in capabilities.colours else capabilities.colours[0]


def fits(lines: Sequence[str], capabilities: Capabilities) -> bool:
    return len(lines) <= capabilities.lines and all(width(line) <= capabilities.columns for line in lines)


def number_in(lines: Sequence[str]) -> int | None:
    """The digits of the ticket's number a first line begins with; None when it begins with anything else."""
    found = NUMBER.match(lines[0].strip()) if lines else None
    return int(found[1] or found[2]) if found else None


def fitting(text: str, columns: int) -> str:
    """As much of `text` as fits, never half a character; a column is a byte in these boards' codings."""
    taken = 0
    for index, char in enumerate(text):
        taken += width(char)
        if taken > columns:
            return text[:index]
    return text
