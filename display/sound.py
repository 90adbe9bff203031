"""Sounds as samples: a chime, silence, joining, loudness, WAV files. Pure but for `save`; knows no engine."""

import array
import math
import operator
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RATE = 22_050
"""Samples a second; what espeak-ng gives."""
CHIME_HZ = (784.0, 587.3)  # G5, D5: the two falling notes a hall expects
NOTE_S, CHIME_LEVEL = 0.35, 0.35
FULL = 32_767
SPEECH_RMS = 0.14 * FULL
"""How loud words are made, -17 dB of full scale: room for the peaks of any voice."""
HIGHEST_PEAK = 0.89 * FULL
FRAME = RATE // 100
QUIET = 10 ** (-36 / 10)
"""A frame with less than this share of the loudest one's power is no speech: -36 dB."""
LOUD = 10 ** (-13 / 10)
BEFORE, AFTER = 2, 4
"""Frames kept around the words: a consonant begins, a vowel dies away."""
FADE = FRAME // 2


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples of 16 bits, little endian, `rate` a second."""

    samples: bytes
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


@cache
def chime() -> Sound:
    """Two notes that make people look up before the words come."""
    notes = array.array("h")
    for frequency in CHIME_HZ:
        count = int(NOTE_S * RATE)
        for index in range(count):
            fading = CHIME_LEVEL * (1 - index / count)
            notes.append(int(FULL * fading * math.sin(2 * math.pi * frequency * index / RATE)))
    return Sound(notes.tobytes())


def silence(seconds: float) -> Sound:
    return Sound(bytes(2 * int(seconds * RATE)))


def joined(parts: Iterable[Sound]) -> Sound:
    """One after another. Raises ValueError when the rates differ."""
    sounds = list(parts)
    if any(sound.rate != sounds[0].rate for sound in sounds):
        raise ValueError("sounds of different rates cannot be joined")
    return Sound(b"".join(sound.samples for sound in sounds), sounds[0].rate)


def amplified(sound: Sound, gain: float) -> Sound:
    """Every sample times `gain`; what would go beyond full scale is cut there."""
    if gain == 1.0:
        return sound
    # A table is ten times as fast as arithmetic; a negative sample finds its place from the end.
    louder = [max(-FULL - 1, min(FULL, round(value * gain))) for value in (*range(FULL + 1), *range(-FULL - 1, 0))]
    return Sound(array.array("h", map(louder.__getitem__, array.array("h", sound.samples))).tobytes(), sound.rate)


def trimmed(sound: Sound) -> Sound:
    """Without the silence around the words, the edges faded so that nothing clicks. Raises ValueError: only silence."""
    samples = array.array("h", sound.samples)
    powers = _powers(samples)
    if not powers or not any(powers):
        raise ValueError("里面没有声音")
    loud = [index for index, power in enumerate(powers) if power > max(powers) * QUIET]
    kept = samples[max(0, loud[0] - BEFORE) * FRAME : (loud[-1] + 1 + AFTER) * FRAME]
    for index in range(min(FADE, len(kept) // 2)):
        kept[index] = kept[index] * index // FADE
        kept[-1 - index] = kept[-1 - index] * index // FADE
    return Sound(kept.tobytes(), sound.rate)


def levelled(sound: Sound) -> Sound:
    """As loud as every other, unless a peak forbids it. Pauses do not count. Raises ValueError: only silence."""
    samples = array.array("h", sound.samples)
    powers = _powers(samples)
    if not powers or not any(powers):
        raise ValueError("里面没有声音")
    loud = [power for power in powers if power > max(powers) * LOUD]
    rms = math.sqrt(sum(loud) / len(loud))
    peak = max(map(abs, samples))
    gain = min(SPEECH_RMS / rms, HIGHEST_PEAK / peak)
    return sound if abs(gain - 1) < 0.01 else amplified(sound, gain)


def _powers(samples: "array.array[int]") -> list[float]:
    """Mean square of each frame of 10 ms; an unfinished last one is left out."""
    frames = [samples[at : at + FRAME] for at in range(0, len(samples) - FRAME + 1, FRAME)]
    return [sum(map(operator.mul, frame, frame)) / FRAME for frame in frames]


def save(sound: Sound, path: Path) -> None:
    """Write a WAV file; a reader sees all of it or nothing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with wave.open(str(unfinished), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sound.rate)
        out.writeframes(sound.samples)
    unfinished.replace(path)


def read(path: Path) -> Sound:
    """Read a WAV file this module wrote. Raises OSError, ValueError when it is none."""
    try:
        with wave.open(str(path), "rb") as recorded:
            if recorded.getnchannels() != 1 or recorded.getsampwidth() != 2:
                raise ValueError(f"{path.name} is not mono with 16 bits")
            return Sound(recorded.readframes(recorded.getnframes()), recorded.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is no WAV file: {error}") from None
