"""Cuts the bytes a printer holds into single operations, strictly by the manual. Knows no paper.

Written from the command tables alone, apart from drivers.codec, so that a mistake in one does not hide in the other.
"""

from dataclasses import dataclass

# Command → name and number of parameter bytes.
FIXED: dict[bytes, tuple[str, int]] = {
    b"\x1b@": ("initialise", 0),
    b"\x1ba": ("align", 1),
    b"\x1bE": ("bold", 1),
    b"\x1b!": ("print_mode", 1),
    b"\x1bd": ("feed_lines", 1),
    b"\x1bJ": ("feed_dots", 1),
    b"\x1b2": ("line_spacing_default", 0),
    b"\x1b3": ("line_spacing", 1),
    b"\x1bt": ("code_page", 1),
    b"\x1bB": ("buzzer", 2),
    b"\x1bp": ("drawer", 3),
    b"\x1bi": ("cut", 0),
    b"\x1bm": ("cut", 0),
    b"\x1c&": ("chinese_on", 0),
    b"\x1c.": ("chinese_off", 0),
    b"\x1c!": ("chinese_mode", 1),
    b"\x1cS": ("chinese_spacing", 2),
    b"\x1d!": ("size", 1),
    b"\x1dB": ("reverse", 1),
    b"\x1da": ("automatic_status", 1),
    b"\x1dr": ("queued_status", 1),
    b"\x10\x04": ("realtime", 1),  # answered when it came in; here it only has to be stepped over
}
LEADERS = (0x10, 0x1B, 0x1C, 0x1D)


@dataclass(frozen=True, slots=True)
class Op:
    """`name` of the operation, its parameter bytes, and how many bytes it took."""

    name: str
    parameters: bytes
    used: int


def next_op(held: bytes, *, chinese: bool) -> Op | None:
    """The first operation in `held`; None when its end has not arrived."""
    first = held[0]
    if first == 0x0A:
        return Op("line_feed", b"", 1)
    if first in LEADERS:
        return _command(held)
    if first < 0x20:
        return Op("unknown", held[:1], 1)
    if not chinese or first < 0x81:
        return Op("character", held[:1], 1)
    return _pair(held)


def _pair(held: bytes) -> Op | None:
    if len(held) < 2:
        return None
    trail = held[1]
    if 0x40 <= trail <= 0xFE and trail != 0x7F and held[0] != 0xFF:
        return Op("pair", held[:2], 2)
    return Op("unknown", held[:1], 1)


def _command(held: bytes) -> Op | None:
    if len(held) < 2:
        return None
    known = FIXED.get(held[:2])
    if known is not None:
        name, count = known
        return Op(name, held[2 : 2 + count], 2 + count) if len(held) >= 2 + count else None
    if held[:2] == b"\x1dV":
        return _cut(held)
    if held[:2] == b"\x1d(":
        return _symbol(held)
    return Op("unknown", held[:2], 2)


def _cut(held: bytes) -> Op | None:
    if len(held) < 3:
        return None
    if held[2] in (0, 1, 0x30, 0x31):
        return Op("cut", b"\0", 3)
    if held[2] not in (0x41, 0x42):
        return Op("unknown", held[:3], 3)
    return Op("cut", held[3:4], 4) if len(held) >= 4 else None


def _symbol(held: bytes) -> Op | None:
    """GS ( k pL pH cn fn …; cn 31 is QR."""
    if len(held) < 5:
        return None
    end = 5 + held[3] + 256 * held[4]
    if len(held) < end:
        return None
    content = held[5:end]
    if held[2:3] != b"k" or content[:1] != b"1" or len(content) < 3:
        return Op("unknown", held[:end], end)
    return Op("qr", content[1:], end)
