"""The rows of a slip: text, QR code, barcode, picture, blank paper; each as text and as dots. Knows no bytes."""

from dataclasses import dataclass, field
from typing import Protocol

import segno
from PIL import Image, ImageChops

from drivers import code128
from drivers.font import cell

CELL_WIDTH, CELL_HEIGHT = 12, 24  # dots of a Latin character; a Chinese one is two cells wide
LINE_DOTS = 30
QUIET_MODULES = 4


class Row(Protocol):
    """`align` is 0 left, 1 centre, 2 right."""

    @property
    def align(self) -> int: ...

    def to_text(self) -> str | None:
        """What it says, without its place; None for blank paper."""

    def image(self) -> Image.Image:
        """Black on white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One character: `columns` 1 or 2 at normal size, `wide` and `high` its magnification."""

    char: str
    columns: int
    wide: int
    high: int
    bold: bool = False
    underline: bool = False
    reverse: bool = False

    @property
    def cells(self) -> int:
        return self.columns * self.wide

    def image(self) -> Image.Image:
        drawn = cell(self.char, self.columns * CELL_WIDTH, CELL_HEIGHT)
        # A printer magnifies the ROM's dots; it has no larger font.
        drawn = drawn.resize((self.cells * CELL_WIDTH, CELL_HEIGHT * self.high), Image.Resampling.NEAREST)
        if self.bold:
            thicker = drawn.copy()
            thicker.paste(0, (1, 0), ImageChops.invert(drawn))
            drawn = thicker
        if self.underline:
            drawn.paste(0, (0, drawn.height - 2, drawn.width, drawn.height))
        return ImageChops.invert(drawn) if self.reverse else drawn


@dataclass(slots=True)
class TextRow:
    align: int
    spacing: int = LINE_DOTS
    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return sum(glyph.cells for glyph in self.glyphs)

    def to_text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    def image(self) -> Image.Image:
        height = CELL_HEIGHT * max((glyph.high for glyph in self.glyphs), default=1)
        image = Image.new("L", (max(1, self.cells * CELL_WIDTH), max(height, self.spacing)), 255)
        left = 0
        for glyph in self.glyphs:
            drawn = glyph.image()
            image.paste(drawn, (left, height - drawn.height))
            left += drawn.width
        return image


@dataclass(frozen=True, slots=True)
class QrRow:
    align: int
    content: bytes
    module: int
    level: str  # l m q h

    def to_text(self) -> str:
        return f"[QR {self.content.decode('utf-8', 'replace')}]"

    def image(self) -> Image.Image:
        """Drawn here from the content, as the printer's firmware would."""
        code = segno.make(self.content, error=self.level, micro=False, boost_error=False)
        rows = [bytes(255 * (1 - bit) for bit in row) for row in code.matrix]
        side = len(rows)
        picture = Image.frombytes("L", (side, side), b"".join(rows))
        whole = Image.new("L", (side + 2 * QUIET_MODULES,) * 2, 255)
        whole.paste(picture, (QUIET_MODULES, QUIET_MODULES))
        return whole.resize((whole.width * self.module,) * 2, Image.Resampling.NEAREST)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarcodeRow:
    """CODE128 from its symbol values, start symbol first."""

    align: int
    values: tuple[int, ...]
    text: str
    module: int
    height: int
    above: bool
    below: bool

    @property
    def dots(self) -> int:
        return len(code128.bars(self.values)) * self.module

    def to_text(self) -> str:
        return f"[CODE128 {self.text}]"

    def image(self) -> Image.Image:
        modules = bytes(255 * (bar == "0") for bar in code128.bars(self.values))
        bars = Image.frombytes("L", (len(modules), 1), modules)
        caption = TextRow(1, 0, [Glyph(char=char, columns=1, wide=1, high=1) for char in self.text]).image()
        width = max(self.dots, caption.width if self.above or self.below else 0)
        image = Image.new("L", (width, self.height + caption.height * (self.above + self.below)), 255)
        top = caption.height * self.above
        image.paste(bars.resize((self.dots, self.height), Image.Resampling.NEAREST), ((width - self.dots) // 2, top))
        for wanted, place in ((self.above, 0), (self.below, top + self.height)):
            if wanted:
                image.paste(caption, ((width - caption.width) // 2, place))
        return image


@dataclass(frozen=True, slots=True)
class PictureRow:
    align: int
    picture: Image.Image

    def to_text(self) -> str:
        return f"[图 {self.picture.width}x{self.picture.height}]"

    def image(self) -> Image.Image:
        return self.picture

    def with_more(self, below: Image.Image) -> "PictureRow":
        """The next band of a picture follows without a gap."""
        whole = Image.new("L", (self.picture.width, self.picture.height + below.height), 255)
        whole.paste(self.picture, (0, 0))
        whole.paste(below, (0, self.picture.height))
        return PictureRow(self.align, whole)


@dataclass(frozen=True, slots=True)
class BlankRow:
    """Paper fed without text; `dots` high."""

    dots: int
    align: int = 0

    def to_text(self) -> None:
        return None

    def image(self) -> Image.Image:
        return Image.new("L", (1, self.dots), 255)
