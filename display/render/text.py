"""Text for boards with a font of their own: how wide, how cut and shortened, what stands for a missing character."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MISSING = "〓"
"""The geta mark: stands visibly where the board's font has no character."""
OFFLINE = "离线"
# A phone or identity number a clerk typed into a free text has no business on a public board.
PERSONAL_NUMBER = re.compile(r"\d(?:[\d \-]{5,}[\dXx])")
GB2312, GBK, GB18030 = "gb2312", "gbk", "gb18030"
# Ideographs that GB 18030 writes with four bytes: extension A, and the last ones of the first block.
FOUR_BYTES = range(0x3400, 0xA000)
BRACKETED = re.compile(r"[（(【\[〔][^）)】\]〕]*[）)】\]〕]")
BRACKETS = "（()）【】[]〔〕"
SUFFIXES = ("窗口", "专窗", "服务", "中心", "业务")
"""What a name can do without on a small board, from its end."""
SEPARATORS = re.compile(r"[、，,；;/·\s]")
SIGNS = frozenset("、，。；：！？）》」”,;:!?)")
WORD = re.compile(r"[0-9A-Za-z+.\-/]+")
Layout = Sequence[str]


@dataclass(frozen=True, slots=True)
class Caps:
    """What a board takes: `lines` of `columns`; a Chinese character is two columns, an ASCII one is one.

    `alphabet`: the characters of its font. `digits_only`: it shows a ticket's digits and nothing else.
    """

    lines: int
    columns: int
    alphabet: str = GB2312
    digits_only: bool = False


def width(text: str) -> int:
    """Columns `text` takes: these fonts know half squares (one byte) and whole ones (two bytes) only."""
    return sum(1 if char.isascii() else 2 for char in text)


def plain(text: str) -> str:
    """`text` composed, in one line, without what is invisible; a control character becomes the missing mark."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    seen = (char for char in composed if unicodedata.category(char) not in ("Cf", "Mn"))
    return "".join(char if char.isprintable() else MISSING for char in seen)


def legible(text: str, alphabet: str) -> str:
    """`text` with the missing mark for what the font lacks; as wide as it was."""
    return "".join(char if _has(alphabet, char) else MISSING for char in text)


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


def shortened(name: str, columns: int) -> str:
    """A name as it fits: whole, without what is in brackets, without known endings, its first part, else cut."""
    first = SEPARATORS.split(name)[0]
    return uncut(name, columns) or uncut(first, columns) or fit(name, columns)


def uncut(name: str, columns: int) -> str:
    """The same, but nothing rather than less than the name."""
    return next((short for short in _shorter(name) if width(short) <= columns), "")


@lru_cache(maxsize=512)
def wrapped(text: str, columns: int) -> tuple[str, ...]:
    """As few lines as the board's width allows; broken at signs and blanks where there are any, none beginning with a
    sign, the last one no single character; a word or number is broken only where it is wider than the board."""
    lines = _wrapped(text, columns)
    if len(lines) < 2 or width(lines[-1]) > 2:
        return lines
    narrower = (_wrapped(text, less) for less in range(width(text) // len(lines), columns))
    return next((even for even in narrower if len(even) == len(lines)), lines)


def _wrapped(text: str, columns: int) -> tuple[str, ...]:
    lines: list[str] = []
    rest = text.strip()
    while width(rest) > columns and (end := len(fit(rest, columns))):
        end = _break(rest, end)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return (*lines, rest) if rest and width(rest) <= columns else tuple(lines)


def _break(text: str, end: int) -> int:
    """Where to end a line that has room up to `end`."""
    signs = [place for place in range(end // 2 + 1, end + 1) if text[place - 1] in SIGNS or text[place] == " "]
    if signs:
        return signs[-1]
    start = end
    while start and (text[start] in SIGNS or WORD.fullmatch(text[start - 1 : start + 1])):
        start -= 1
    return start or end


def words_fit(text: str, columns: int) -> bool:
    """Whether no word or number must be broken on lines of so many columns."""
    return all(len(word) <= columns for word in WORD.findall(text))


def packed(parts: Sequence[str], columns: int) -> list[str]:
    """The parts in their order, as many to a line as fit; each is shortened to a line if it must be."""
    lines: list[str] = []
    for part in parts:
        short = shortened(part, columns)
        if lines and width(lines[-1]) + 1 + width(short) <= columns:
            lines[-1] = f"{lines[-1]} {short}"
        elif short:
            lines.append(short)
    return lines


def chunks(lines: Sequence[str], size: int) -> list[list[str]]:
    """The lines in pages of at most `size`."""
    return [list(lines[start : start + size]) for start in range(0, len(lines), size)]


def paged(groups: Sequence[Sequence[str]], size: int) -> list[list[str]]:
    """Groups of lines in pages of at most `size`; a group is not parted unless it is longer than a page."""
    pages: list[list[str]] = []
    for group in groups:
        if pages and len(pages[-1]) + len(group) <= size:
            pages[-1] += group
        else:
            pages += chunks(group, size)
    return pages


def choose(layouts: Sequence[Layout], caps: Caps, *, offline: bool = False) -> list[str]:
    """The first (richest) layout that fits; if none does, the last one cut. `offline` adds the mark and keeps it."""
    for layout in _marked(layouts, caps) if offline else layouts:
        if fits(layout, caps):
            return list(layout)
    if not offline:
        return [fit(line, caps.columns) for line in layouts[-1][: caps.lines]]
    return [fit(OFFLINE, caps.columns)]


def fits(layout: Layout, caps: Caps) -> bool:
    return len(layout) <= caps.lines and all(width(line) <= caps.columns for line in layout)


def _marked(layouts: Sequence[Layout], caps: Caps) -> Iterator[Layout]:
    """Ways to add the mark: on a line of its own, behind a blank, and close behind only if nothing else fits."""
    for *before, last in layouts:
        if len(before) + 1 < caps.lines:
            yield [*before, last, OFFLINE]
        yield [*before, f"{last} {OFFLINE}"]
    for *before, last in layouts:
        yield [*before, f"{last}{OFFLINE}"]


def _shorter(name: str) -> Iterator[str]:
    """The name, then ever shorter ones; never nothing."""
    yield name
    short = " ".join(BRACKETED.sub("", name).split()) or name.strip(BRACKETS)
    yield short
    while ending := next((each for each in SUFFIXES if short.endswith(each) and short != each), None):
        short = short.removesuffix(ending)
        yield short


def _has(alphabet: str, char: str) -> bool:
    if char.isascii():
        return True
    # Asked by way of GBK: Python's own GB2312 lacks the dot in names (·) and the dash, which every board has.
    try:
        coded = char.encode("gbk")
    except UnicodeEncodeError:
        return alphabet == GB18030 and ord(char) in FOUR_BYTES
    if len(coded) != 2:
        return False
    return alphabet != GB2312 or ((0xA1 <= coded[0] <= 0xA9 or 0xB0 <= coded[0] <= 0xF7) and coded[1] >= 0xA1)
