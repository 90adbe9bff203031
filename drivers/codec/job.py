"""A print job as frozen values: lines, QR codes, feeds, a cut. Knows no bytes and no printer."""

from dataclasses import dataclass
from enum import StrEnum

# Version 40 at level M holds 2331 bytes; a slip's address is far below, a longer one is a mistake of the caller.
QR_CAPACITY = 2331


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    text: str
    size: int
    align: Align
    bold: bool


@dataclass(frozen=True, slots=True)
class Qr:
    text: str
    module: int


@dataclass(frozen=True, slots=True)
class Feed:
    lines: int


@dataclass(frozen=True, slots=True)
class Cut:
    pass


Item = TextLine | Qr | Feed | Cut


@dataclass(frozen=True, slots=True)
class Job:
    """What goes on one slip, top to bottom. Each method returns a longer job; the first stays as it was."""

    items: tuple[Item, ...] = ()

    def text(self, line: str, *, size: int = 1, align: str = "left", bold: bool = False) -> "Job":
        """Add a line at `size` 1 to 4 times normal; what is too wide goes on in the next line."""
        if size not in range(1, 5):
            raise ValueError(f"size {size} is not 1 to 4")
        parts = line.split("\n")
        lines = tuple(TextLine(text=part, size=size, align=Align(align), bold=bold) for part in parts)
        return Job(self.items + lines)

    def qr(self, text: str, *, module: int = 6) -> "Job":
        """Add a QR code, centred, `module` 1 to 16 dots per square. Raises ValueError for control characters:
        a printer would obey DLE EOT even inside a code."""
        if module not in range(1, 17):
            raise ValueError(f"module {module} is not 1 to 16 dots")
        if not text or len(text.encode()) > QR_CAPACITY:
            raise ValueError(f"a QR code holds 1 to {QR_CAPACITY} bytes")
        if any(ord(char) < 0x20 for char in text):
            raise ValueError("a QR code on a slip holds no control characters")
        return Job((*self.items, Qr(text, module)))

    def feed(self, lines: int = 1) -> "Job":
        if lines not in range(1, 256):
            raise ValueError(f"feed {lines} is not 1 to 255 lines")
        return Job((*self.items, Feed(lines)))

    def cut(self) -> "Job":
        return Job((*self.items, Cut()))
