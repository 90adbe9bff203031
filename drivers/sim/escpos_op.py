"""Cuts the bytes a printer holds into single operations, strictly by the manual. Knows no paper.

Written from the command tables alone, apart from drivers.codec, so that a mistake in one does not hide in the other.
"""

from collections.abc import Callable
from dataclasses import dataclass

# Command → name and number of parameter bytes.
FIXED: dict[bytes, tuple[str, int]] = {
    b"\x1b@": ("initialise", 0),
    b"\x1ba": ("align", 1),
    b"\x1bE": ("bold", 1),
    b"\x1b-": ("underline", 1),
    b"\x1b!": ("print_mode", 1),
    b"\x1bM": ("font", 1),
    b"\x1b ": ("spacing", 1),
    b"\x1b{": ("upside_down", 1),
    b"\x1b$": ("move_to", 2),
    b"\x1b\\": ("move", 2),
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
    b"\x1c-": ("chinese_underline", 1),
    b"\x1cS": ("chinese_spacing", 2),
    b"\x1d!": ("size", 1),
    b"\x1dB": ("reverse", 1),
    b"\x1dh": ("bar_height", 1),
    b"\x1dw": ("bar_module", 1),
    b"\x1dH": ("bar_caption", 1),
    b"\x1df": ("bar_font", 1),
    b"\x1dL": ("left_margin", 2),
    b"\x1dW": ("print_width", 2),
    b"\x1da": ("automatic_status", 1),
    b"\x1dr": ("queued_status", 1),
    b"\x10\x04": ("realtime", 1),  # answered when it came in; here it only has to be stepped over
}
LEADERS = (0x10, 0x1B, 0x1C, 0x1D)

Held = bytes | bytearray


@dataclass(frozen=True, slots=True)
class Op:
    """`name` of the operation, its parameter bytes, and how many bytes it took."""

    name: str
    parameters: bytes
    used: int


def next_op(held: Held, *, chinese: bool) -> Op | None:
    """The first operation in `held`; None when its end has not arrived."""
    first = held[0]
    if first == 0x0A:
        return Op("line_feed", b"", 1)
    if first in LEADERS:
        return _command(held)
    if first < 0x20:
        return Op("unknown", bytes(held[:1]), 1)
    if not chinese or first < 0x81:
        return Op("character", bytes(held[:1]), 1)
    return _pair(held)


def _pair(held: Held) -> Op | None:
    if len(held) < 2:
        return None
    trail = held[1]
    if 0x40 <= trail <= 0xFE and trail != 0x7F and held[0] != 0xFF:
        return Op("pair", bytes(held[:2]), 2)
    return Op("unknown", bytes(held[:1]), 1)


def _command(held: Held) -> Op | None:
    if len(held) < 2:
        return None
    head = bytes(held[:2])
    known = FIXED.get(head)
    if known is not None:
        name, count = known
        return _whole(held, name, 2, 2 + count)
    longer = _LONGER.get(head)
    return Op("unknown", head, 2) if longer is None else longer(held)


def _whole(held: Held, name: str, start: int, end: int) -> Op | None:
    return Op(name, bytes(held[start:end]), end) if len(held) >= end else None


def _cut(held: Held) -> Op | None:
    if len(held) < 3:
        return None
    if held[2] in (0, 1, 0x30, 0x31):
        return Op("cut", b"\0", 3)
    if held[2] not in (0x41, 0x42):
        return Op("unknown", bytes(held[:3]), 3)
    return _whole(held, "cut", 3, 4)


def _symbol(held: Held) -> Op | None:
    """GS ( k pL pH cn fn …; cn 31 is QR."""
    if len(held) < 5:
        return None
    end = 5 + held[3] + 256 * held[4]
    if held[2] != 0x6B or end < 8:
        return _whole(held, "unknown", 0, end)
    if len(held) < 6 or held[5] == 0x31:
        return _whole(held, "qr", 6, end)
    return _whole(held, "unknown", 0, end)


def _raster(held: Held) -> Op | None:
    """GS v 0 m xL xH yL yH data: x bytes across, y rows."""
    if len(held) < 8:
        return None
    if held[2] != 0x30:
        return Op("unknown", bytes(held[:3]), 3)
    across, rows = held[4] + 256 * held[5], held[6] + 256 * held[7]
    return _whole(held, "raster", 3, 8 + across * rows)


def _barcode(held: Held) -> Op | None:
    """GS k m n data for m from 41 on; GS k m data 00 for m up to 6."""
    if len(held) < 4:
        return None
    if held[2] >= 0x41:
        return _whole(held, "barcode" if held[2] == 0x49 else "unknown", 4, 4 + held[3])
    end = held.find(0, 3)
    return None if end < 0 else Op("unknown", bytes(held[: end + 1]), end + 1)


_LONGER: dict[bytes, Callable[[Held], Op | None]] = {
    b"\x1dV": _cut,
    b"\x1d(": _symbol,
    b"\x1dv": _raster,
    b"\x1dk": _barcode,
}
