"""What stands on one slip of paper, as rows; rendered as text and as picture. Knows no bytes."""

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from drivers.sim.slip_row import Row, TextRow

MARGIN = 16


@dataclass(slots=True)
class Slip:
    """The paper between two cuts; `columns` and `dots` across."""

    columns: int
    dots: int
    rows: list[Row] = field(default_factory=list)

    def to_text(self) -> str:
        lines = ((row, row.to_text()) for row in self.rows)
        return "\n".join((self._indent(row, text) + text).rstrip() for row, text in lines if text is not None) + "\n"

    def _indent(self, row: Row, text: str) -> str:
        across = row.cells if isinstance(row, TextRow) else sum(_columns(char) for char in text)
        return " " * _offset(row.align, self.columns - across)

    def save(self, stem: Path) -> tuple[Path, Path]:
        """Write `stem`.txt and `stem`.png; returns both."""
        text, picture = stem.with_suffix(".txt"), stem.with_suffix(".png")
        text.write_text(self.to_text(), encoding="utf-8")
        self.to_image().save(picture)
        return text, picture

    def to_image(self) -> Image.Image:
        """Black on white, one pixel per dot, with a margin of paper around. What is wider than the head is lost."""
        drawn = [(row.align, row.image()) for row in self.rows]
        image = Image.new("L", (self.dots + 2 * MARGIN, sum(rows.height for _, rows in drawn) + 2 * MARGIN), 255)
        top = MARGIN
        for align, rows in drawn:
            seen = rows.crop((0, 0, min(rows.width, self.dots), rows.height))
            image.paste(seen, (MARGIN + _offset(align, self.dots - seen.width), top))
            top += rows.height
        return image


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _offset(align: int, spare: int) -> int:
    return max(0, spare) * align // 2
