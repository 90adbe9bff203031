"""Recordings are joined into sentences; a hall's own go before the default ones, a whole sentence at a time."""

import array
from itertools import pairwise
from pathlib import Path

import pytest

from display.clip import Clips
from display.language import DEFAULT_CLIPS, languages
from display.render.sentence import LETTERS
from display.sound import RATE, Sound
from display.speech import SpeechFailed
from tests.display.recordings import tone, wav

KNOWN = languages([DEFAULT_CLIPS])
CALL = KNOWN["zh"].call("A05", 2)
OWN_HZ, DEFAULT_HZ = 300, 120


def record(folder: Path, names: list[str], hz: float, *, rate: int = RATE, language: str = "zh") -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / language / f"{name}.wav").write_bytes(wav(tone(hz, 0.2, rate), rate))


def heard_hz(sound: Sound) -> float:
    """Of sines: how often the sign changes while it is loud."""
    values = array.array("h", sound.samples)
    frames = [values[at : at + RATE // 20] for at in range(0, len(values), RATE // 20)]
    changes = [sum((a < 0) != (b < 0) for a, b in pairwise(frame)) for frame in frames]
    return sorted(changes)[len(changes) * 3 // 4] * 10


@pytest.fixture
def default(tmp_path: Path) -> Path:
    record(tmp_path / "default", list(KNOWN["zh"].pieces), DEFAULT_HZ)
    return tmp_path / "default"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    record(tmp_path / "own", [name for name in KNOWN["zh"].pieces if name != "Q"], OWN_HZ)
    record(tmp_path / "own", [piece.name for piece in CALL.pieces], OWN_HZ, rate=48_000)
    return tmp_path / "own"


def test_a_sentence_is_its_pieces_and_their_pauses(default: Path) -> None:
    sound = Clips([default]).speak(CALL)
    pauses = sum(piece.pause_ms for piece in CALL.pieces) / 1000
    assert sound.seconds == pytest.approx(len(CALL.pieces) * 0.2 + pauses, abs=0.02 * len(CALL.pieces))


def test_a_hall_is_heard_with_its_own_voice_whatever_its_recorder_wrote(own: Path, default: Path) -> None:
    assert heard_hz(Clips([own, default]).speak(CALL)) == pytest.approx(OWN_HZ, rel=0.1)


def test_a_sentence_the_hall_has_not_all_of_is_said_whole_by_the_default_voice(own: Path, default: Path) -> None:
    assert heard_hz(Clips([own, default]).speak(KNOWN["zh"].call("Q05", 2))) == pytest.approx(DEFAULT_HZ, rel=0.1)


def test_a_useless_recording_counts_as_missing_and_all_that_is_missing_is_told(own: Path, default: Path) -> None:
    (own / "zh" / "5.wav").write_bytes(b"ID3 an mp3")
    (own / "zh" / "qing.wav").write_bytes(wav(tone(300, 7, 8000), 8000))
    clips = Clips([own, default])
    assert heard_hz(clips.speak(CALL)) == pytest.approx(DEFAULT_HZ, rel=0.1)
    assert sorted(clips.gaps(KNOWN)) == [
        "zh/5.wav 不是 WAV 录音，请用录音软件另存为 WAV（不是改文件名）",
        "zh/Q.wav 没有录",
        "zh/qing.wav 有 7 秒长，一个文件只录一个词",
    ]


def test_a_recording_that_is_put_there_or_replaced_counts_from_the_next_sentence_on(own: Path, default: Path) -> None:
    clips = Clips([own, default])
    list(clips.warm(KNOWN))
    record(own, ["Q"], OWN_HZ)
    assert heard_hz(clips.speak(KNOWN["zh"].call("Q05", 2))) == pytest.approx(OWN_HZ, rel=0.1)
    record(own, ["qing", "A", "0", "5", "haodao", "2", "haochuangkou"], 200)
    assert heard_hz(clips.speak(CALL)) == pytest.approx(200, rel=0.1)
    (own / "zh" / "A.wav").unlink()
    assert heard_hz(clips.speak(CALL)) == pytest.approx(DEFAULT_HZ, rel=0.1)


def test_without_any_folder_that_has_all_of_it_the_engine_fails_and_says_what_is_missing(own: Path) -> None:
    with pytest.raises(SpeechFailed, match=r"录音不全：zh/Q\.wav 没有录"):
        Clips([own]).speak(KNOWN["zh"].call("Q05", 2))
    with pytest.raises(SpeechFailed, match=r"en/ticket\.wav"):
        Clips([own]).speak(KNOWN["en"].call("A05", 2))


def test_a_language_the_hall_has_not_begun_to_record_is_no_gap(own: Path, default: Path) -> None:
    record(own, ["Q"], OWN_HZ)
    assert Clips([own, default]).gaps(KNOWN) == []
    assert set(LETTERS) < set(KNOWN["en"].pieces)
