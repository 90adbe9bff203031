"""GB 18030 as a printer's character ROM has it: two bytes a character, and not all of them. Knows no font.

    20-7E            one byte, one column
    81-FE 40-FE      two bytes, two columns (second byte never 7F)
    four bytes       in no ROM

Sources: GB 18030; GBK; GB 2312; docs/protocols.md.
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache

from drivers.codec.columns import char_width

# 〓 is the sign printers' trade uses for "a character is missing here"; in a narrow column there is room for ? only.
MISSING = {0: b"", 1: b"?", 2: "〓".encode("gb18030")}


class Rom(StrEnum):
    """What the two-byte ROM holds; each holds the one before."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"


def plain(text: str) -> str:
    """Composed characters, every kind of blank and control a blank: what is left is to be seen, or takes no room."""
    return "".join(_plain(char) for char in unicodedata.normalize("NFC", text))


def _plain(char: str) -> str:
    blank = char != "\u3000" and unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp")
    return " " if blank else char


def lacking(text: str, rom: Rom) -> list[str]:
    """The characters of plain `text` that would not print; what takes no room and shows nothing is not missed."""
    return [char for char in text if code(char, rom) is None and unicodedata.category(char) != "Cf"]


def coded(text: str, rom: Rom) -> bytes:
    """Plain `text` in Chinese mode, as many bytes as columns; a sign stands where the ROM has no glyph."""
    return b"".join(_code_or_sign(char, rom) for char in text)


def _code_or_sign(char: str, rom: Rom) -> bytes:
    found = code(char, rom)
    return MISSING[char_width(char)] if found is None else found


@lru_cache(maxsize=8192)
def code(char: str, rom: Rom) -> bytes | None:
    """The bytes of one character, None when the ROM lacks it."""
    if char.isascii():
        return char.encode() if char.isprintable() else None
    try:
        found = char.encode("gb18030")
    except UnicodeEncodeError:  # a lone surrogate
        return None
    # The code space has rows for users' own characters; no ROM has a glyph there.
    if len(found) != 2 or unicodedata.category(char) == "Co" or not _holds(char, found, rom):
        return None
    return found


def _holds(char: str, found: bytes, rom: Rom) -> bool:
    match rom:
        case Rom.GB18030:
            return True
        case Rom.GBK:
            return char.encode("gbk", "ignore") == found
        case Rom.GB2312:
            # By code, not by character: Python's table names A1 A4 and A1 AA otherwise than GBK does.
            return bool(found.decode("gb2312", "ignore")) and min(found) >= 0xA1
