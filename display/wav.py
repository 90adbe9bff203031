"""WAV recordings of any usual kind as the one kind this box plays: mono, 16 bits, `RATE`. Knows no language."""

import array
import math
import operator
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from display.sound import RATE, Sound

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
RATES = range(8_000, 192_001)
CHANNELS = range(1, 9)
REACH = 8
"""Zero crossings of the sinc on each side: aliases are 40 dB down, a word of half a second takes some 50 ms."""


@dataclass(frozen=True, slots=True)
class _Format:
    kind: int
    channels: int
    rate: int
    bits: int


def decode(content: bytes) -> Sound:
    """A WAV file of 8, 16, 24 or 32 bits, PCM or float, any rate from 8 to 192 kHz, up to 8 channels (they are mixed).

    Raises ValueError with a Chinese sentence for who made the recording.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError("不是 WAV 录音，请用录音软件另存为 WAV（不是改文件名）")
    form, samples = None, None
    for name, body in _chunks(content):
        if name == b"fmt ":
            form = _format(body)
        elif name == b"data":
            samples = body
    if form is None or samples is None:
        raise ValueError("文件不完整，请重新录制或复制")
    mixed = _mixed(_values(samples, form), form.channels)
    if not mixed:
        raise ValueError("里面没有声音")
    return Sound(_resampled(mixed, form.rate).tobytes())


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each chunk; a body that was cut off ends where the file ends."""
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        yield name, content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _format(body: bytes) -> _Format:
    """Microsoft's WAVEFORMAT; of the extensible one the first two bytes of the sub-format's GUID say the kind."""
    if len(body) < 16:
        raise ValueError("文件不完整，请重新录制或复制")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if kind == EXTENSIBLE and len(body) >= 26:
        kind = struct.unpack_from("<H", body, 24)[0]
    if (kind, bits) not in {(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32)}:
        raise ValueError("是压缩过的录音，请另存为“16 位 PCM”的 WAV")
    if rate not in RATES or channels not in CHANNELS:
        raise ValueError(f"采样率 {rate}、声道数 {channels} 不能用，请另存为 44100 或 48000 赫兹、单声道的 WAV")
    return _Format(kind, channels, rate, bits)


def _values(body: bytes, form: _Format) -> Sequence[float]:
    """Samples of all channels, each within ±32768; an unfinished last one is left out."""
    width = form.bits // 8
    whole = body[: len(body) // width * width]
    match form.kind, form.bits:
        case _, 8:
            return [(value - 128) * 256 for value in whole]
        case _, 16:
            return array.array("h", whole)
        case 1, 24:  # the two upper bytes of the three
            upper = bytearray(len(whole) // 3 * 2)
            upper[0::2], upper[1::2] = whole[1::3], whole[2::3]
            return array.array("h", bytes(upper))
        case 1, _:
            return [value / 65_536 for value in array.array("i", whole)]
        case _:
            return [value * 32_767 if math.isfinite(value) else 0.0 for value in array.array("f", whole)]


def _mixed(values: Sequence[float], channels: int) -> Sequence[float]:
    if channels == 1:
        return values
    each = [values[channel::channels] for channel in range(channels)]
    return [sum(frame) / channels for frame in zip(*each, strict=False)]


def _resampled(values: Sequence[float], rate: int) -> "array.array[int]":
    """At `RATE`, by a windowed sinc that cuts what the lower of both rates cannot carry."""
    if rate == RATE:
        return array.array("h", [_rounded(value) for value in values])
    common = math.gcd(rate, RATE)
    up, down = RATE // common, rate // common
    cut = min(1.0, up / down)
    reach = math.ceil(REACH / cut)
    padded = [0.0] * reach + list(values) + [0.0] * (reach + 1)
    taps: dict[int, list[float]] = {}
    out = array.array("h")
    for index in range(len(values) * up // down):
        at, phase = divmod(index * down, up)
        if phase not in taps:
            taps[phase] = _taps(phase / up, reach, cut)
        window = padded[at + 1 : at + 1 + 2 * reach]
        out.append(_rounded(sum(map(operator.mul, taps[phase], window))))
    return out


def _taps(fraction: float, reach: int, cut: float) -> list[float]:
    """Weights of the `2 · reach` samples around a place `fraction` behind the one in the middle; they sum up to 1."""
    taps = []
    for index in range(2 * reach):
        distance = index - reach + 1 - fraction
        turn = math.pi * distance * cut
        sinc = 1.0 if abs(turn) < 1e-9 else math.sin(turn) / turn
        taps.append(sinc * (0.5 + 0.5 * math.cos(math.pi * distance / (reach + 1))))
    total = sum(taps)
    return [tap / total for tap in taps]


def _rounded(value: float) -> int:
    return max(-32_768, min(32_767, round(value)))
