"""A print job as frozen values: lines, pictures, codes, feeds, a cut. Knows no bytes and no printer."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.codec.raster import Bitmap

# Version 40 at level M holds 2331 bytes; a slip's address is far below, a longer one is a mistake of the caller.
QR_CAPACITY = 2331
# At two dots a module already 1126 dots, more than any paper here; a ticket number is a fraction of it.
BARCODE_CAPACITY = 48
FEED_DOTS = 4000
BUZZ_MS = 900


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """`reverse` is white on black; `drawn` asks for a picture of the line from this machine's fonts."""

    text: str
    size: int
    align: Align
    bold: bool
    reverse: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Qr:
    text: str
    module: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """CODE128, `height` in dots; with `caption` the text stands below in letters."""

    text: str
    height: int
    module: int
    caption: bool


@dataclass(frozen=True, slots=True)
class Picture:
    bitmap: Bitmap
    align: Align


@dataclass(frozen=True, slots=True)
class Feed:
    lines: int


@dataclass(frozen=True, slots=True)
class FeedDots:
    dots: int


@dataclass(frozen=True, slots=True)
class Buzz:
    times: int
    ms: int


@dataclass(frozen=True, slots=True)
class Cut:
    pass


Item = TextLine | Qr | Barcode | Picture | Feed | FeedDots | Buzz | Cut


@dataclass(frozen=True, slots=True)
class Job:
    """What goes on one slip, top to bottom. Each method returns a longer job; the first stays as it was.

    All raise ValueError for what no printer can do.
    """

    items: tuple[Item, ...] = ()

    def text(
        self,
        line: str,
        *,
        size: int = 1,
        align: str = "left",
        bold: bool = False,
        reverse: bool = False,
        drawn: bool = False,
    ) -> "Job":
        """Add a line at `size` 1 to 4 times normal; what is too wide goes on in the next line.

        `drawn` prints the line as a picture even where the printer has every character: for scripts whose letters
        join, and for the look of one font.
        """
        _within("size", size, 1, 4)
        lines = tuple(
            TextLine(text=part, size=size, align=Align(align), bold=bold, reverse=reverse, drawn=drawn)
            for part in line.split("\n")
        )
        return Job(self.items + lines)

    def qr(self, text: str, *, module: int = 6) -> "Job":
        """Add a QR code, centred, `module` 1 to 16 dots per square, fewer where the paper is too narrow for it."""
        _within("module", module, 1, 16)
        if not text or len(text.encode()) > QR_CAPACITY:
            raise ValueError(f"a QR code holds 1 to {QR_CAPACITY} bytes")
        if any(ord(char) < 0x20 for char in text):
            raise ValueError("a QR code on a slip holds no control characters")
        return self._with(Qr(text, module))

    def barcode(self, text: str, *, height: int = 64, module: int = 3, caption: bool = True) -> "Job":
        """Add a CODE128 barcode of ASCII letters, centred; `height` 1 to 255 dots, `module` 2 to 6 dots per bar."""
        _within("height", height, 1, 255)
        _within("module", module, 2, 6)
        if not 1 <= len(text) <= BARCODE_CAPACITY or not (text.isascii() and text.isprintable()):
            raise ValueError(f"a barcode holds 1 to {BARCODE_CAPACITY} printable ASCII characters")
        return self._with(Barcode(text=text, height=height, module=module, caption=caption))

    def picture(self, bitmap: Bitmap, *, align: str = "centre") -> "Job":
        """Add a logo or drawing; one wider than the paper is made smaller."""
        return self._with(Picture(bitmap, Align(align)))

    def feed(self, lines: int = 1) -> "Job":
        _within("feed", lines, 1, 255)
        return self._with(Feed(lines))

    def feed_dots(self, dots: int) -> "Job":
        """Move the paper by dots, eight to the millimetre."""
        _within("feed", dots, 1, FEED_DOTS)
        return self._with(FeedDots(dots))

    def buzz(self, times: int = 1, *, ms: int = 200) -> "Job":
        """Sound the printer's buzzer where it has one: 1 to 9 times, `ms` each."""
        _within("times", times, 1, 9)
        _within("ms", ms, 1, BUZZ_MS)
        return self._with(Buzz(times, ms))

    def cut(self) -> "Job":
        return self._with(Cut())

    def _with(self, item: Item) -> "Job":
        return Job((*self.items, item))


def _within(what: str, value: int, least: int, most: int) -> None:
    if value not in range(least, most + 1):
        raise ValueError(f"{what} {value} is not {least} to {most}")
