"""The default recordings, listened to by measuring: every digit is one syllable in its tone, none is English."""

import array
from itertools import pairwise
from pathlib import Path

import pytest

from display.clip import Clips
from display.language import DEFAULT_CLIPS, languages
from display.sound import FRAME, RATE, SPEECH_RMS, Sound
from display.wav import decode
from tests.display.pitch import contour

KNOWN = languages([DEFAULT_CLIPS])
TONES = {"0": 2, "1": 1, "2": 4, "3": 1, "4": 4, "5": 3, "6": 4, "7": 1, "8": 1, "9": 3,
         "shi": 2, "bai": 3, "qian": 1, "qing": 3}  # fmt: skip
"""líng yī èr sān sì wǔ liù qī bā jiǔ, shí bǎi qiān, qǐng."""


def recorded(pack: Path, name: str, language: str = "zh") -> Sound:
    return decode((pack / language / f"{name}.wav").read_bytes())


def level_hz(pack: Path) -> float:
    """The pitch of the speaker's first tone: 一 is nothing else."""
    pitches = sorted(contour(recorded(pack, "1")))
    return pitches[len(pitches) // 2]


def tone_of(sound: Sound, level: float) -> int | None:
    """1 to 4 by the way the pitch goes, None when it goes otherwise."""
    pitches = [hz / level for hz in contour(sound)]
    start, middle, end = (pitches[int(share * (len(pitches) - 1))] for share in (0.1, 0.6, 1.0))
    if all(0.93 < pitch < 1.06 for pitch in pitches):
        return 1
    if start > 0.9 and end < 0.85:
        return 4
    if start < 0.94 and middle > 0.88 and end > 0.94:
        return 2
    if start < 0.9 and middle < 0.88 and end > min(pitches) + 0.01:
        return 3
    return None


@pytest.mark.parametrize(("name", "tone"), TONES.items())
def test_every_syllable_has_its_tone(pack: Path, name: str, tone: int) -> None:
    assert tone_of(recorded(pack, name), level_hz(pack)) == tone


@pytest.mark.parametrize("name", TONES)
def test_every_syllable_is_one_and_not_a_letter_with_a_number(pack: Path, name: str) -> None:
    """The broken reading of espeak-ng 1.51 says 零 as "ling two", twice as long as any syllable."""
    assert 0.2 < recorded(pack, name).seconds < 0.6


def test_no_two_digits_sound_alike(pack: Path) -> None:
    recordings = [recorded(pack, str(digit)).samples for digit in range(10)]
    shapes = [_shape(samples) for samples in recordings]
    for one in range(10):
        for other in range(one):
            apart = sum(abs(a - b) for a, b in zip(shapes[one], shapes[other], strict=True))
            assert apart > 0.25, f"{one} and {other}"


def _shape(samples: bytes) -> list[float]:
    """Share of sign changes in each tenth of the sound, and of its power: consonants and vowels by where they are."""
    values = array.array("h", samples)
    tenth = len(values) // 10
    parts = [values[at * tenth : (at + 1) * tenth] for at in range(10)]
    powers = [sum(value * value for value in part) for part in parts]
    changes = [sum((a < 0) != (b < 0) for a, b in pairwise(part)) / tenth for part in parts]
    return [*changes, *(power / sum(powers) for power in powers)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_recording_is_there_clean_and_as_loud_as_the_others(pack: Path, language: str) -> None:
    for name in KNOWN[language].pieces:
        sound = recorded(pack, name, language)
        values = array.array("h", sound.samples)
        peak, frames = max(map(abs, values)), [values[at : at + FRAME] for at in range(0, len(values), FRAME)]
        powers = sorted(sum(value * value for value in frame) / FRAME for frame in frames)
        assert sound.rate == RATE
        assert peak < 0.9 * 32_767, f"{name} is cut"
        loud = powers[len(powers) // 2 :]
        assert 0.4 < (sum(loud) / len(loud)) ** 0.5 / SPEECH_RMS < 1.6, f"{name} is too loud or too soft"
        assert 0.15 < sound.seconds < 1.7, name
        for edge in (frames[:4], frames[-7:]):
            assert max(max(map(abs, frame)) for frame in edge if frame) > 100, f"{name} has silence around it"


def test_the_whole_sentence_takes_the_time_a_person_takes(pack: Path) -> None:
    clips = Clips([pack])
    assert 3.0 < clips.speak(KNOWN["zh"].call("A005", 2)).seconds < 5.5
    assert 3.0 < clips.speak(KNOWN["en"].call("A005", 2)).seconds < 5.5
