"""Text for boards with a GB 2312 font ROM: how wide it is, how it is cut, what replaces a missing character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MISSING = "〓"
"""The geta mark: stands visibly where the board's font has no character."""
OFFLINE = "离线"
# A phone or identity number a clerk typed into a free text has no business on a public board.
PERSONAL_NUMBER = re.compile(r"\d(?:[\d \-]{5,}[\dXx])")
Layout = Sequence[str]


@dataclass(frozen=True, slots=True)
class Caps:
    """What a board takes: `lines` of `columns`; a Chinese character is two columns, an ASCII one is one."""

    lines: int
    columns: int


def width(text: str) -> int:
    """Columns `text` takes: these fonts know half squares (one byte) and whole ones (two bytes) only."""
    return sum(1 if char.isascii() else 2 for char in text)


def plain(text: str) -> str:
    """`text` with every character a GB 2312 board cannot show replaced by a visible mark; no control characters."""
    return "".join(_showable(char) for char in " ".join(text.split()))


def public(text: str) -> str:
    """Free text without anything that looks like a phone or identity number."""
    return PERSONAL_NUMBER.sub("***", plain(text))


def fit(text: str, columns: int) -> str:
    """As much of `text` as fits, never half a character."""
    taken = 0
    for index, char in enumerate(text):
        taken += width(char)
        if taken > columns:
            return text[:index].rstrip()
    return text


def choose(layouts: Sequence[Layout], caps: Caps, *, offline: bool = False) -> list[str]:
    """The first (richest) layout that fits; if none does, the last one cut. `offline` adds the mark and keeps it."""
    for layout in _marked(layouts, caps) if offline else layouts:
        if len(layout) <= caps.lines and all(width(line) <= caps.columns for line in layout):
            return list(layout)
    if not offline:
        return [fit(line, caps.columns) for line in layouts[-1][: caps.lines]]
    return [fit(OFFLINE, caps.columns)]


def _marked(layouts: Sequence[Layout], caps: Caps) -> Iterator[Layout]:
    """Ways to add the mark: on a line of its own, behind a blank, and close behind only if nothing else fits."""
    for *before, last in layouts:
        if len(before) + 1 < caps.lines:
            yield [*before, last, OFFLINE]
        yield [*before, f"{last} {OFFLINE}"]
    for *before, last in layouts:
        yield [*before, f"{last}{OFFLINE}"]


def _showable(char: str) -> str:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return MISSING
    return char if char.isprintable() else MISSING
