"""The voice: real espeak-ng, twice after a chime, one at a time, and a failing engine that stops nobody."""

import json
import queue
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from display import sound as sounds
from display.report import Report
from display.sound import Sound, chime, joined, silence
from display.speech import Espeak, Loudspeaker, SpeechFailed, mandarin_voice
from display.view import from_snapshot
from display.voice import Announcement, Engine, Player, Voice
from server.wire.event import Envelope
from tests.display.fakes import PATIENCE_S
from tests.display.words import AT, board, counter, fact, snapshot, ticket

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
VIEW = from_snapshot(snapshot(board(counter(2), counter(3, zone="乙区"))))


class Mouth:
    """An engine and a player in one: says what it is told, fails while it is told to, hands over each file played."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.failures = 0
        self.odd_rates: list[int] = []
        self.may_play = threading.Event()
        self.may_play.set()
        self.begun: queue.Queue[str] = queue.Queue()

    def speak(self, text: str, language: str) -> Sound:
        if self.failures:
            self.failures -= 1
            raise SpeechFailed("no engine")
        self.said.append((text, language))
        return Sound(silence(0.1).samples, self.odd_rates.pop() if self.odd_rates else sounds.RATE)

    def play(self, file: Path, stop: threading.Event) -> None:
        self.begun.put(file.name)
        assert self.may_play.wait(PATIENCE_S)


@contextmanager
def speaking(folder: Path, engine: Engine, player: Player | None, *, zone: str | None = None) -> Iterator[Voice]:
    voice = Voice(engine, player, folder / "voice", Report(folder / "report", lambda: AT), zone=zone)
    voice.start()
    try:
        yield voice
    finally:
        voice.stop()


def called(number: str, rev: int = 2, *, kind: str = "ticket_called", counter_number: int = 2) -> Envelope:
    return fact(kind, rev, ticket=ticket(number, counter_number=counter_number))


def reported(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "report").read_text(encoding="utf-8").splitlines()]


def rms(samples: bytes) -> float:
    values = struct.unpack(f"<{len(samples) // 2}h", samples)
    return float((sum(value * value for value in values) / len(values)) ** 0.5)


@needs_espeak
def test_a_call_becomes_a_wav_with_chime_and_the_sentence_twice(tmp_path: Path) -> None:
    mouth = Mouth()
    with speaking(tmp_path, Espeak(), mouth) as voice:
        voice.happened(VIEW, called("A005"))
        name = mouth.begun.get(timeout=PATIENCE_S)
    heard = sounds.read(tmp_path / "voice" / name)
    said = reported(tmp_path)[0]
    assert said["text"] == "请 A 零零五 号到 二 号窗口 请 A 零零五 号到 二 号窗口"
    assert said["wav"] == str(tmp_path / "voice" / name)
    assert 5.0 < heard.seconds < 14.0
    once = Espeak().speak("请 A 零零五 号到 二 号窗口", "zh")
    assert 2.0 < once.seconds < 6.0
    assert heard.samples.count(once.samples) == 2
    assert heard.samples.startswith(chime().samples)
    assert rms(heard.samples) > 500


@needs_espeak
def test_chinese_is_not_read_as_english() -> None:
    """The broken voice of espeak-ng 1.51 marks each syllable it reads as an English word."""
    version = subprocess.run(["espeak-ng", "--version"], check=True, capture_output=True, text=True).stdout
    command = ["espeak-ng", "-q", "--ipa", "-v", mandarin_voice(version), "请 A 零零五 号到 十二 号窗口"]
    sounded = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "(en)" not in sounded
    assert "wu" in sounded.replace("ˈ", "")


@pytest.mark.parametrize(
    ("version", "voice"),
    [
        ("eSpeak NG text-to-speech: 1.51  Data at: /usr/lib/x", "cmn-latn-pinyin"),
        ("eSpeak NG text-to-speech: 1.52.0  Data at: /usr/lib/x", "cmn"),
        ("eSpeak NG text-to-speech: 2.0", "cmn"),
        ("something else", "cmn-latn-pinyin"),
    ],
)
def test_the_mandarin_voice_follows_the_version(version: str, voice: str) -> None:
    assert mandarin_voice(version) == voice


def test_one_call_is_over_before_the_next_begins_and_an_impatient_recall_waits_with_its_call(tmp_path: Path) -> None:
    mouth = Mouth()
    mouth.may_play.clear()
    with speaking(tmp_path, mouth, mouth) as voice:
        voice.happened(VIEW, called("A001", 2))
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000002-A001.wav"
        voice.happened(VIEW, called("A002", 3))
        voice.happened(VIEW, called("A002", 4, kind="ticket_recalled"))
        voice.happened(VIEW, called("A001", 5, kind="ticket_recalled"))
        assert mouth.begun.empty()
        mouth.may_play.set()
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000003-A002.wav"
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000005-A001.wav"
    assert mouth.begun.empty()


def test_only_calls_of_the_zone_are_said_and_a_state_never_is(tmp_path: Path) -> None:
    mouth = Mouth()
    with speaking(tmp_path, mouth, mouth, zone="乙区") as voice:
        voice.painted(VIEW)
        voice.happened(VIEW, called("A001", 2))
        voice.happened(VIEW, called("A003", 3, kind="ticket_finished", counter_number=3))
        voice.happened(VIEW, called("A002", 4, counter_number=3))
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000004-A002.wav"
    assert mouth.begun.empty()
    assert len(mouth.said) == 1, "what is said twice is made once"


def test_a_failing_engine_is_reported_once_and_the_voice_comes_back(tmp_path: Path) -> None:
    mouth = Mouth()
    mouth.failures = 2
    with speaking(tmp_path, mouth, mouth) as voice:
        for rev in (2, 3, 4):
            voice.happened(VIEW, called(f"A00{rev}", rev))
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000004-A004.wav"
    assert [line["did"] for line in reported(tmp_path)] == ["voice_failed", "spoken"]


def test_an_engine_with_another_rate_is_a_failure_and_not_the_end(tmp_path: Path) -> None:
    mouth = Mouth()
    mouth.odd_rates = [16_000]
    with speaking(tmp_path, mouth, mouth) as voice:
        voice.happened(VIEW, called("A001", 2))
        voice.happened(VIEW, called("A002", 3))
        assert mouth.begun.get(timeout=PATIENCE_S) == "00000003-A002.wav"
    assert [line["did"] for line in reported(tmp_path)] == ["voice_failed", "spoken"]


def test_a_missing_program_says_which(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="no-such-espeak is not installed"):
        Espeak("no-such-espeak").speak("一", "zh")
    with pytest.raises(SpeechFailed, match="no-such-aplay"):
        Loudspeaker("default", "no-such-aplay").play(tmp_path / "x.wav", threading.Event())


def test_a_loudspeaker_without_a_card_fails_and_a_stopped_one_ends(tmp_path: Path) -> None:
    player = tmp_path / "player"
    player.write_text("#!/bin/sh\necho no card >&2\nexit 1\n", encoding="utf-8")
    player.chmod(0o755)
    with pytest.raises(SpeechFailed, match="ended with 1: no card"):
        Loudspeaker("default", str(player)).play(tmp_path / "x.wav", threading.Event())
    player.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    stop = threading.Event()
    stop.set()
    Loudspeaker("default", str(player)).play(tmp_path / "x.wav", stop)


def test_whoever_took_an_english_ticket_hears_english_too() -> None:
    call = Announcement(
        rev=1, ticket_id=1, counter_id=12, number="A005", counter_number=2, language="en-GB", heard_at=0.0
    )
    assert [language for _, language in call.sentences] == ["zh", "zh", "en"]


def test_sounds_of_different_rates_are_not_joined() -> None:
    with pytest.raises(ValueError, match="rates"):
        joined([chime(), Sound(b"\0\0", 8000)])
