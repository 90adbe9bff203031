"""Recordings as halls bring them: any rate, width and number of channels, written by hand so that nothing is shared."""

import math
import struct

AMPLITUDE = 0.5


def tone(hz: float, seconds: float, rate: int) -> list[float]:
    """A sine between -0.5 and 0.5."""
    return [AMPLITUDE * math.sin(2 * math.pi * hz * index / rate) for index in range(int(seconds * rate))]


def wav(
    values: list[float], rate: int, *, bits: int = 16, channels: int = 1, kind: int = 1, extra: bytes = b""
) -> bytes:
    """A WAV file whose channels say the same. `kind` 1: PCM, 3: float, 0xFFFE: extensible PCM; `extra`: more chunks."""
    frames = b"".join(_sample(value, bits, kind) * channels for value in values)
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * channels * bits // 8, channels * bits // 8, bits)
    if kind == 0xFFFE:
        guid = struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
        form += struct.pack("<HHI", 22, bits, 0) + guid
    chunks = extra + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(frames)) + frames
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _sample(value: float, bits: int, kind: int) -> bytes:
    if kind == 3:
        return struct.pack("<f", value)
    if bits == 8:
        return bytes([round(value * 127) + 128])
    return round(value * ((1 << (bits - 1)) - 1)).to_bytes(bits // 8, "little", signed=True)
