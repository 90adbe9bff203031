"""What stands on one slip of paper, as lines of cells and codes; rendered as text and as picture. Knows no bytes."""

from dataclasses import dataclass, field
from pathlib import Path

import segno
from PIL import Image

from drivers.font import cell

CELL_WIDTH, CELL_HEIGHT = 12, 24  # dots of a Latin character; a Chinese one is two cells wide
LINE_GAP = 6
QUIET_MODULES = 4
MARGIN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One character: `columns` 1 or 2 at normal size, `wide` and `high` its magnification."""

    char: str
    columns: int
    wide: int
    high: int
    bold: bool = False

    @property
    def cells(self) -> int:
        return self.columns * self.wide


@dataclass(slots=True)
class TextRow:
    align: int  # 0 left, 1 centre, 2 right
    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return sum(glyph.cells for glyph in self.glyphs)

    @property
    def height(self) -> int:
        return CELL_HEIGHT * max((glyph.high for glyph in self.glyphs), default=1) + LINE_GAP


@dataclass(frozen=True, slots=True)
class QrRow:
    align: int
    content: bytes
    module: int
    level: str  # l m q h

    def image(self) -> Image.Image:
        """Drawn here from the content, as the printer's firmware would."""
        code = segno.make(self.content, error=self.level, micro=False, boost_error=False)
        rows = [bytes(255 * (1 - bit) for bit in row) for row in code.matrix]
        side = len(rows)
        picture = Image.frombytes("L", (side, side), b"".join(rows))
        whole = Image.new("L", (side + 2 * QUIET_MODULES,) * 2, 255)
        whole.paste(picture, (QUIET_MODULES, QUIET_MODULES))
        return whole.resize((whole.width * self.module,) * 2, Image.Resampling.NEAREST)


@dataclass(slots=True)
class Slip:
    """The paper between two cuts; `columns` and `dots` across."""

    columns: int
    dots: int
    rows: list[TextRow | QrRow] = field(default_factory=list)

    def to_text(self) -> str:
        return "\n".join(self._text_of(row).rstrip() for row in self.rows) + "\n"

    def _text_of(self, row: TextRow | QrRow) -> str:
        if isinstance(row, QrRow):
            content = row.content.decode("utf-8", "replace")
            return _indent(row.align, self.columns - len(content) - 5) + f"[QR {content}]"
        return _indent(row.align, self.columns - row.cells) + "".join(glyph.char for glyph in row.glyphs)

    def save(self, stem: Path) -> tuple[Path, Path]:
        """Write `stem`.txt and `stem`.png; returns both."""
        text, picture = stem.with_suffix(".txt"), stem.with_suffix(".png")
        text.write_text(self.to_text(), encoding="utf-8")
        self.to_image().save(picture)
        return text, picture

    def to_image(self) -> Image.Image:
        """Black on white, one pixel per dot, with a margin of paper around."""
        codes = {index: row.image() for index, row in enumerate(self.rows) if isinstance(row, QrRow)}
        heights = [codes[i].height if isinstance(row, QrRow) else row.height for i, row in enumerate(self.rows)]
        image = Image.new("L", (self.dots + 2 * MARGIN, sum(heights) + 2 * MARGIN), 255)
        top = MARGIN
        for index, row in enumerate(self.rows):
            if isinstance(row, QrRow):
                image.paste(codes[index], (MARGIN + _offset(row.align, self.dots - codes[index].width), top))
            else:
                self._draw(image, row, top)
            top += heights[index]
        return image

    def _draw(self, image: Image.Image, row: TextRow, top: int) -> None:
        left = MARGIN + _offset(row.align, self.dots - row.cells * CELL_WIDTH)
        bottom = top + row.height - LINE_GAP
        for glyph in row.glyphs:
            width, height = glyph.columns * CELL_WIDTH, CELL_HEIGHT
            drawn = cell(glyph.char, width, height)
            # A printer magnifies the ROM's dots; it has no larger font.
            drawn = drawn.resize((width * glyph.wide, height * glyph.high), Image.Resampling.NEAREST)
            stroke = drawn.point(lambda grey: 255 - grey)
            for shift in range(2 if glyph.bold else 1):
                image.paste(0, (left + shift, bottom - drawn.height), stroke)
            left += drawn.width


def _offset(align: int, spare: int) -> int:
    return max(0, spare) * align // 2


def _indent(align: int, spare: int) -> str:
    return " " * _offset(align, spare)
