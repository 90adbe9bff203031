"""How Chinese characters are typed as pinyin: every reading of each, without tones. Knows no text they stand in."""

import os
from collections.abc import Callable
from functools import cache

DIGRAPHS = ("zh", "ch", "sh")


@cache
def readings(char: str) -> frozenset[str]:
    """All readings, of heteronyms and surnames too: 单 → dan, shan, chan; ü is typed v or u. Empty for others."""
    if char.isascii():
        return frozenset()
    found = {each for each in _speller()(char) if each.isascii() and each.isalpha()}
    return frozenset(found | {each.replace("v", "u") for each in found})


def initials(reading: str) -> frozenset[str]:
    """What may stand for a whole reading: its first letter; zh, ch and sh too."""
    return frozenset({reading[:1], reading[:2]} if reading.startswith(DIGRAPHS) else {reading[:1]})


@cache
def _speller() -> Callable[[str], list[str]]:
    """The readings of a character in the dictionary, made when it is first asked for."""
    # The phrases tell one reading from another, which is not wanted here, and take 45 MB and half a second.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # noqa: PLC0415

    def spell(char: str) -> list[str]:
        return pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)[0]

    return spell
