"""What an LED board shows: pages of coloured lines, drawn dot by dot. Knows no frames and no family."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.font import cell

LED_PITCH, LED_SIZE = 6, 5
LONGEST = 2048
DARK, UNLIT = (0, 0, 0), (24, 18, 8)
# On a board without colour codes every dot is amber, as on the boards most halls own.
LIGHTS = {"amber": (255, 176, 0), "red": (255, 48, 24), "green": (64, 224, 64), "yellow": (255, 200, 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What was last shown: `pages` of lines one after another, one colour."""

    pages: tuple[tuple[str, ...], ...]
    colour: str = "amber"
    running: bool = False
    flashing: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line for page in self.pages for line in page if line.strip())


@dataclass(frozen=True, slots=True)
class Glass:
    """The board's dots; a line of characters takes `line_height` of them, a Latin character half as many across."""

    width: int
    height: int
    line_height: int = 16

    @classmethod
    def of_columns(cls, columns: int, lines: int) -> "Glass":
        return cls(columns * 8, lines * 16)


class Panel:
    """Draws each new picture into a file of its own and says what is on it."""

    def __init__(self, glass: Glass, out: Path) -> None:
        self._glass = glass
        self._out = out
        self._pictures = 0

    def shown(self, screen: Screen) -> dict[str, object]:
        """What the board tells of itself while it shows this."""
        return {
            "text": screen.text,
            "colour": screen.colour,
            "running": screen.running,
            "flashing": screen.flashing,
            "png": str(self.draw(screen)),
        }

    def draw(self, screen: Screen | None) -> Path:
        """The first page, dark for None."""
        self._pictures += 1
        path = self._out / f"board-{self._pictures:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(screen, self._glass).save(path)
        return path


def picture(screen: Screen | None, glass: Glass) -> Image.Image:
    """The first page as lit LEDs on black; a running line is drawn whole, up to LONGEST dots."""
    lines = screen.pages[0] if screen and screen.pages else ()
    dots = _dots(lines, glass, centred=screen is not None and not screen.running)
    lit = LIGHTS[screen.colour] if screen else UNLIT
    mask = dots.resize((dots.width * LED_PITCH, dots.height * LED_PITCH), Image.Resampling.NEAREST)
    return Image.composite(_lamps(dots.size, UNLIT), _lamps(dots.size, lit), mask)


def _lamps(size: tuple[int, int], colour: tuple[int, int, int]) -> Image.Image:
    """A field of lamps all of one colour: one lamp, copied into a row, the row copied down."""
    width, height = size
    image = Image.new("RGB", (width * LED_PITCH, height * LED_PITCH), DARK)
    ImageDraw.Draw(image).ellipse((0, 0, LED_SIZE - 1, LED_SIZE - 1), fill=colour)
    lamp = image.crop((0, 0, LED_PITCH, LED_PITCH))
    for x in range(1, width):
        image.paste(lamp, (x * LED_PITCH, 0))
    row = image.crop((0, 0, image.width, LED_PITCH))
    for y in range(1, height):
        image.paste(row, (0, y * LED_PITCH))
    return image


def _dots(lines: tuple[str, ...], glass: Glass, *, centred: bool) -> Image.Image:
    high = glass.line_height
    widths = [sum(_width(char, high) for char in line) for line in lines]
    dots = Image.new("L", (min(max([glass.width, *widths]), LONGEST), glass.height), 255)
    top = max(0, (glass.height - high * len(lines)) // 2) if centred else 0
    for line, width in zip(lines, widths, strict=True):
        left = (dots.width - width) // 2 if centred else 0
        for char in line:
            dots.paste(cell(char, _width(char, high), high), (left, top))
            left += _width(char, high)
        top += high
    return dots


def _width(char: str, high: int) -> int:
    return high // 2 if char.isascii() else high
