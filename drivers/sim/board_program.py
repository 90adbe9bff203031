"""What a Huidu card makes of a program's XML: pages of text inside its screen, strictly. Knows no packets."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from drivers.sim.board_screen import Screen

COLOURS = {"#ff0000": "red", "#00ff00": "green", "#ffff00": "yellow"}
EFFECTS, RUN_LEFT = range(30), 26
FLASH_TENTHS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    lines: tuple[str, ...]
    colour: str
    runs: bool
    tenths: int


def page_of(text: ET.Element) -> Page:
    """One <text>. Raises ValueError for one without its parts."""
    shown, font, effect = text.find("string"), text.find("font"), text.find("effect")
    if shown is None or font is None or effect is None or not text.get("guid"):
        raise ValueError("a text needs guid, string, font and effect")
    colour = font.get("color", "")
    if colour not in COLOURS or int(font.get("size", "0")) <= 0 or not font.get("name"):
        raise ValueError("a font needs name, size and a colour this board has")
    kind, runs = int(effect.get("in", "-1")), text.get("singleLine") == "true"
    if kind not in EFFECTS or (kind == RUN_LEFT) != runs:
        raise ValueError("an effect this card does not know, or running in several lines")
    lines = tuple((shown.text or "").split("\n"))
    return Page(lines=lines, colour=COLOURS[colour], runs=runs, tenths=int(effect.get("duration", "0")))


def screen_of(order: ET.Element, pages: Sequence[Page], *, width: int, height: int) -> Screen:
    """The pages on a screen of this size. Raises ValueError for an area outside it or a program without text."""
    box = order.find("screen/program/area/rectangle")
    if box is None or not pages:
        raise ValueError("a program needs an area with text")
    left, top, wide, high = (int(box.get(edge, "-1")) for edge in ("x", "y", "width", "height"))
    if min(left, top, wide, high) < 0 or left + wide > width or top + high > height:
        raise ValueError("an area outside the screen")
    blank_last = len(pages) > 1 and not any(line.strip() for line in pages[-1].lines)
    return Screen(
        pages=tuple(page.lines for page in pages),
        colour=pages[0].colour,
        running=pages[0].runs,
        flashing=blank_last and all(page.tenths == FLASH_TENTHS for page in pages),
    )
