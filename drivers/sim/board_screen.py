"""What an LED board shows: areas as coloured lines, drawn dot by dot. Knows no frames."""

import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.font import cell
from drivers.profile import BoardProfile
from drivers.sim.board_frame import ShownArea

LED_PITCH, LED_SIZE = 6, 5
DARK, UNLIT = (0, 0, 0), (24, 18, 8)
# On a board without colour codes every dot is amber, as on the boards most halls own.
LIGHTS = {"amber": (255, 176, 0), "red": (255, 48, 24), "green": (64, 224, 64), "yellow": (255, 200, 0)}
CODE = re.compile(rb"\\C([123])|\\FO\d{3}|\\FE\d{3}|(\\n)")
COLOURS = {b"1": "red", b"2": "green", b"3": "yellow"}
RUNNING = (3, 4, 5, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One area read to the end: `pages` of lines (later pages come after `stay` half seconds), one colour."""

    pages: tuple[tuple[str, ...], ...]
    colour: str
    running: bool
    flashing: bool

    @property
    def text(self) -> str:
        return "\n".join(line for page in self.pages for line in page if line.strip())


def read(area: ShownArea, profile: BoardProfile) -> Screen:
    """What the card makes of an area's text. Raises ValueError for an in-text code or bytes it does not know."""
    colour, lines = "amber", [b""]
    position = 0
    for match in CODE.finditer(area.text):
        lines[-1] += area.text[position : match.start()]
        position = match.end()
        if match[1]:
            colour = COLOURS[match[1]]
        elif match[2]:
            lines.append(b"")
    lines[-1] += area.text[position:]
    if any(b"\\" in line for line in lines):
        raise ValueError("an in-text code this card does not know")
    texts = [line.decode("gbk") for line in lines]
    rows = len(texts) if area.single_line else max(1, area.height // profile.line_height)
    pages = tuple(tuple(texts[start : start + rows]) for start in range(0, len(texts), rows))
    blank_last = len(pages) > 1 and not any(line.strip() for line in pages[-1])
    return Screen(pages=pages, colour=colour, running=area.display in RUNNING, flashing=blank_last and area.stay == 1)


def picture(screen: Screen | None, profile: BoardProfile) -> Image.Image:
    """The first page as lit LEDs on black; a running line is drawn whole, as long as it is."""
    lines = screen.pages[0] if screen else ()
    dots = _dots(lines, profile, centred=screen is not None and not screen.running)
    light = LIGHTS[screen.colour] if screen else UNLIT
    image = Image.new("RGB", (dots.width * LED_PITCH, dots.height * LED_PITCH), DARK)
    draw = ImageDraw.Draw(image)
    for y in range(dots.height):
        for x in range(dots.width):
            left, top = x * LED_PITCH, y * LED_PITCH
            lit = dots.getpixel((x, y)) == 0
            draw.ellipse((left, top, left + LED_SIZE - 1, top + LED_SIZE - 1), fill=light if lit else UNLIT)
    return image


def save(screen: Screen | None, profile: BoardProfile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(screen, profile).save(path)


def _dots(lines: tuple[str, ...], profile: BoardProfile, *, centred: bool) -> Image.Image:
    high = profile.line_height
    widths = [sum(_width(char, high) for char in line) for line in lines]
    dots = Image.new("L", (max([profile.width, *widths]), profile.height), 255)
    top = max(0, (profile.height - high * len(lines)) // 2) if centred else 0
    for line, width in zip(lines, widths, strict=True):
        left = (dots.width - width) // 2 if centred else 0
        for char in line:
            dots.paste(cell(char, _width(char, high), high), (left, top))
            left += _width(char, high)
        top += high
    return dots


def _width(char: str, high: int) -> int:
    return high // 2 if char.isascii() else high
