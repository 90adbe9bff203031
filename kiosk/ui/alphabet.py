"""The letters on the screen: the usual font, and another for the rare characters of names that it lacks.

Kivy takes every letter of a text from one font; here a text is marked up where it needs the other one.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from kivy.core.text import Label as CoreLabel
from kivy.core.text import LabelBase

from kiosk.ui.font import letters

HALL, RARE = "hall", "rare"
_ESCAPED = {"&": "&amp;", "[": "&bl;", "]": "&br;"}


class _Usual:
    """What the usual font has; everything, until fonts are registered or when there is no other."""

    has: Callable[[str], bool] = staticmethod(lambda _char: True)


def register(usual: Path, full: Path | None) -> None:
    """Give both fonts to Kivy."""
    LabelBase.register(HALL, str(usual))
    if full is not None and full != usual:
        LabelBase.register(RARE, str(full))
        _Usual.has = staticmethod(cache(letters(usual)))
    letter_width.cache_clear()


def marked(text: str) -> str | None:
    """`text` in Kivy's markup where the usual font lacks letters; None when it has all."""
    if all(char.isspace() or _Usual.has(char) for char in text):
        return None
    parts = (
        _ESCAPED.get(char, char) if char.isspace() or _Usual.has(char) else f"[font={RARE}]{char}[/font]"
        for char in text
    )
    return "".join(parts)


@cache
def letter_width(char: str, size: int) -> float:
    """In pixels."""
    name = HALL if _Usual.has(char) else RARE
    return float(CoreLabel(font_name=name, font_size=size).get_extents(char)[0])
