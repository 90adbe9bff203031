"""One-bit pictures and how they travel to a printer. Knows dots and bytes, not what they show.

    1D 76 30 m xL xH yL yH data    GS v 0: m 0 normal; x bytes across, y dots down; 1 is black, leftmost dot first

A printer obeys a real-time command (10 04 DLE EOT, 10 05 DLE ENQ, 10 14 DLE DC4) wherever it sees one, also among dots.

Sources: Epson and Citizen ESC/POS command manuals (the warning: Citizen, "real-time commands"); docs/protocols.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

REALTIME = re.compile(rb"\x10[\x04\x05\x14]")
# Two bytes count the rows of a band; with the upper one 0 no header can hold a real-time command.
MOST_ROWS = 255


@dataclass(frozen=True, slots=True)
class Bitmap:
    """`rows`: `height` rows of whole bytes, 1 is black, leftmost dot in the highest bit, 0 beyond `width`."""

    width: int
    height: int
    rows: bytes

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"a bitmap of {self.width}x{self.height} dots has nothing in it")
        if len(self.rows) != self.stride * self.height:
            raise ValueError(f"{self.width}x{self.height} dots are not {len(self.rows)} bytes")
        beyond = 0xFF >> (self.width % 8 or 8)
        if any(byte & beyond for byte in self.rows[self.stride - 1 :: self.stride]):
            raise ValueError("a bitmap has black dots beyond its width")

    @property
    def stride(self) -> int:
        """Bytes per row."""
        return (self.width + 7) // 8

    def row(self, index: int) -> bytes:
        return self.rows[index * self.stride : (index + 1) * self.stride]


def from_bits(rows: list[str]) -> Bitmap:
    """A bitmap from rows of "0" and "1", all of one length."""
    width = len(rows[0])
    stride = (width + 7) // 8
    return Bitmap(width, len(rows), b"".join((int(row, 2) << stride * 8 - width).to_bytes(stride) for row in rows))


def shifted(bitmap: Bitmap, dots: int) -> Bitmap:
    """The same picture behind `dots` white columns."""
    width = bitmap.width + dots
    spare = (width + 7) // 8 * 8 - dots - bitmap.stride * 8
    moved = (int.from_bytes(bitmap.row(index)) for index in range(bitmap.height))
    coded = (value << spare if spare >= 0 else value >> -spare for value in moved)
    return Bitmap(width, bitmap.height, b"".join(value.to_bytes((width + 7) // 8) for value in coded))


def raster(bitmap: Bitmap, *, dots: int, rows: int = MOST_ROWS) -> bytes:
    """GS v 0 in bands of at most `rows` rows for paper of `dots`; no real-time command hides in it.

    One that would lie across two rows is cut apart by a new band; one within a row goes when the picture moves up to
    seven dots to the right; where no move helps, one dot grows by its right neighbour.
    """
    calm = _calm(bitmap, dots)
    return b"".join(_band(calm, top, end) for top, end in _bands(calm, rows))


def _calm(bitmap: Bitmap, dots: int) -> Bitmap:
    for shift in range(max(0, min(7, dots - bitmap.width)) + 1):
        moved = shifted(bitmap, shift) if shift else bitmap
        if next(_hits(moved, across=False), None) is None:
            return moved
    thicker = bytearray(bitmap.rows)
    for place in _hits(bitmap, across=False):
        thicker[place] |= 0x08  # 10 becomes 18, the first byte of no command
    return Bitmap(bitmap.width, bitmap.height, bytes(thicker))


def _hits(bitmap: Bitmap, *, across: bool) -> Iterator[int]:
    """Where commands begin: in the last byte of a row (`across`), or elsewhere."""
    for found in REALTIME.finditer(bitmap.rows):
        if (found.start() % bitmap.stride == bitmap.stride - 1) is across:
            yield found.start()


def _bands(bitmap: Bitmap, rows: int) -> Iterator[tuple[int, int]]:
    apart = {place // bitmap.stride + 1 for place in _hits(bitmap, across=True)}
    top = 0
    for end in range(1, bitmap.height + 1):
        if end == bitmap.height or end - top == rows or end in apart:
            yield top, end
            top = end


def _band(bitmap: Bitmap, top: int, end: int) -> bytes:
    header = b"\x1dv0\x00" + bitmap.stride.to_bytes(2, "little") + (end - top).to_bytes(2, "little")
    return header + bitmap.rows[top * bitmap.stride : end * bitmap.stride]
