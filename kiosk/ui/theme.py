"""Colours and sizes of the three looks: usual, 适老版, high contrast. Frozen values; knows no widget.

Sizes are dp: pixels of a screen of 1280x800, scaled to the screen there is (`scale_of`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kiosk.flow.state import Mode

Colour = tuple[float, float, float, float]
WIDE, NARROW = 1280, 800


def colour(code: str) -> Colour:
    """`#rrggbb`."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """A surface, what is written on it, and its rim."""

    ground: Colour
    ink: Colour
    rim: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """`small`, `text`, `title`, `huge`: letters; `target`, `main_target`: the least height of what is touched;
    `is_low`: all that is touched lies in the lower part of the screen."""

    ground: Colour
    ink: Colour
    muted: Colour
    good_ink: Colour
    bad_ink: Colour
    paints: Mapping[str, Paint]
    small: int = 22
    text: int = 26
    title: int = 38
    huge: int = 176
    target: int = 72
    main_target: int = 84
    gap: int = 16
    is_low: bool = False

    def pairs(self) -> Iterator[tuple[str, Colour, Colour]]:
        """Every letter colour on every ground it is written on, with a name."""
        for name in ("ink", "muted", "good_ink", "bad_ink"):
            for where, ground in (("ground", self.ground), ("card", self.paints["card"].ground)):
                yield f"{name} on {where}", getattr(self, name), ground
        for name, paint in self.paints.items():
            yield f"ink of {name}", paint.ink, paint.ground


def _paint(ground: str, ink: str, rim: str | None = None) -> Paint:
    return Paint(ground=colour(ground), ink=colour(ink), rim=colour(rim or ground))


USUAL = Theme(
    ground=colour("#eef2f7"),
    ink=colour("#16202e"),
    muted=colour("#475263"),
    good_ink=colour("#0f6236"),
    bad_ink=colour("#a3201c"),
    paints={
        "header": _paint("#0b3f80", "#ffffff"),
        "switch": _paint("#0b3f80", "#ffffff", "#9fc0e8"),
        "switch_on": _paint("#ffffff", "#0b3f80"),
        "mark": _paint("#ffd75e", "#3a2a00"),
        "card": _paint("#ffffff", "#16202e", "#d3dbe6"),
        "field": _paint("#ffffff", "#0b3f80", "#12549e"),
        "plain": _paint("#ffffff", "#16202e", "#b9c5d4"),
        "main": _paint("#12549e", "#ffffff"),
        "chosen": _paint("#d9e8fb", "#0b3f80", "#12549e"),
        "good": _paint("#14713f", "#ffffff"),
        "bad": _paint("#b3241f", "#ffffff"),
        "quiet": _paint("#dbe5f1", "#0b3f80", "#b3c4d9"),
        "off": _paint("#dfe4ea", "#4a5565"),
    },
)
ELDER = replace(USUAL, small=30, text=34, title=46, huge=140, target=84, main_target=92, gap=16)
CONTRAST = replace(
    ELDER,
    ground=colour("#000000"),
    ink=colour("#ffffff"),
    muted=colour("#e4e4e4"),
    good_ink=colour("#8dff9f"),
    bad_ink=colour("#ffb0a6"),
    paints={
        "header": _paint("#000000", "#ffe14d"),
        "switch": _paint("#000000", "#ffffff", "#ffffff"),
        "switch_on": _paint("#ffe14d", "#000000"),
        "mark": _paint("#ffe14d", "#000000"),
        "card": _paint("#161616", "#ffffff", "#8c8c8c"),
        "field": _paint("#000000", "#ffe14d", "#ffe14d"),
        "plain": _paint("#161616", "#ffffff", "#ffffff"),
        "main": _paint("#ffe14d", "#000000"),
        "chosen": _paint("#3d3600", "#ffe14d", "#ffe14d"),
        "good": _paint("#8dff9f", "#000000"),
        "bad": _paint("#ffb0a6", "#000000"),
        "quiet": _paint("#2b2b2b", "#ffffff", "#8c8c8c"),
        "off": _paint("#2b2b2b", "#d0d0d0"),
    },
    is_low=True,
)
THEMES: Mapping[Mode, Theme] = {Mode.NORMAL: USUAL, Mode.ELDER: ELDER, Mode.ACCESS: CONTRAST}


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21, as WCAG 2.2 defines it ("contrast ratio", "relative luminance")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(shown: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shown[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def scale_of(width: float, height: float) -> float:
    """Pixels per dp, the same for a screen that stands upright."""
    return min(max(width, height) / WIDE, min(width, height) / NARROW)
