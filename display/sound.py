"""Sounds as samples: a chime, silence, joining, WAV files. Pure but for `save` and `read`; knows no engine."""

import array
import math
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RATE = 22_050
"""Samples a second; what espeak-ng gives."""
CHIME_HZ = (784.0, 587.3)  # G5, D5: the two falling notes a hall expects
NOTE_S, CHIME_LEVEL = 0.35, 0.35


@dataclass(frozen=True, slots=True)
class Sound:
    """Mono samples of 16 bits, little endian, `rate` a second."""

    samples: bytes
    rate: int = RATE

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate


def chime() -> Sound:
    """Two notes that make people look up before the words come."""
    notes = array.array("h")
    for frequency in CHIME_HZ:
        count = int(NOTE_S * RATE)
        for index in range(count):
            fading = CHIME_LEVEL * (1 - index / count)
            notes.append(int(32_767 * fading * math.sin(2 * math.pi * frequency * index / RATE)))
    return Sound(notes.tobytes())


def silence(seconds: float) -> Sound:
    return Sound(bytes(2 * int(seconds * RATE)))


def joined(parts: Iterable[Sound]) -> Sound:
    """One after another. Raises ValueError when the rates differ."""
    sounds = list(parts)
    if any(sound.rate != sounds[0].rate for sound in sounds):
        raise ValueError("sounds of different rates cannot be joined")
    return Sound(b"".join(sound.samples for sound in sounds), sounds[0].rate)


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
    """Read a mono WAV file of 16 bits. Raises OSError, ValueError when it is none."""
    try:
        with wave.open(str(path), "rb") as recorded:
            if recorded.getnchannels() != 1 or recorded.getsampwidth() != 2:
                raise ValueError(f"{path.name} is not mono with 16 bits")
            return Sound(recorded.readframes(recorded.getnframes()), recorded.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is no WAV file: {error}") from None
