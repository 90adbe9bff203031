"""Voice guidance: the newest sentence wins, what is spoken is not silent, a missing engine or card is reported once."""

from __future__ import annotations

import array
import logging
import math
import shutil
import sys
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step
from kiosk.flow.speech import Saying
from kiosk.flow.state import Visit
from kiosk.phrase import Phrases
from kiosk.speech import (
    ESPEAK,
    Engine,
    Folder,
    Loudspeaker,
    Player,
    Program,
    Speaker,
    SpeechFailed,
    espeak_version,
    espeak_voices,
    run,
)
from kiosk.spoken import sentence, spelled
from tests.client.stub import hall_answer, ticket

PATIENCE_S = 20.0
ZH = Phrases(
    "zh",
    "中文",
    {"speech": {"shown": "您的号码是 {number}，前面还有 {ahead} 人。{gone}", "confirming": "{service_id}"}},
)
EN = Phrases("en", "English", {"speech": {"shown": "Your number is {number}.", "confirming": "{service_id}"}})

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


class Ear:
    """A player that hears each sentence until somebody stops it; `hold`: a sentence lasts until it is stopped."""

    def __init__(self, *, hold: bool = False) -> None:
        self.heard: list[str] = []
        self.began = threading.Semaphore(0)
        self.stopped = threading.Semaphore(0)
        self._hold = hold

    def play(self, file: Path, stop: threading.Event) -> None:
        self.heard.append(file.read_text(encoding="utf-8"))
        self.began.release()
        if self._hold and stop.wait(PATIENCE_S):
            self.stopped.release()


class Pen:
    """An engine whose files hold the text itself; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self._failures = failures
        self.failed = threading.Semaphore(0)

    def render(self, text: str, language: str, file: Path, _stop: threading.Event) -> None:
        if self._failures:
            self._failures -= 1
            self.failed.release()
            raise SpeechFailed("no engine")
        file.write_text(f"{language} {text}", encoding="utf-8")


@contextmanager
def speaking(engine: Engine, player: Player) -> Iterator[Speaker]:
    speaker = Speaker(engine, player)
    speaker.start()
    try:
        yield speaker
    finally:
        speaker.close()


def test_a_new_sentence_stops_the_old_one() -> None:
    ear = Ear(hold=True)
    with speaking(Pen(), ear) as speaker:
        speaker.say("旧", "zh")
        assert ear.began.acquire(timeout=PATIENCE_S)
        speaker.say("新", "zh")
        assert ear.stopped.acquire(timeout=PATIENCE_S)
        assert ear.began.acquire(timeout=PATIENCE_S)
    assert ear.heard == ["zh 旧", "zh 新"]


def test_what_was_never_begun_is_never_said() -> None:
    ear = Ear(hold=True)
    with speaking(Pen(), ear) as speaker:
        speaker.say("一", "zh")
        assert ear.began.acquire(timeout=PATIENCE_S)
        with speaker._changed:  # the thread cannot take any of these before the last is there
            speaker.say("二", "zh")
            speaker.say("三", "zh")
        assert ear.began.acquire(timeout=PATIENCE_S)
    assert ear.heard == ["zh 一", "zh 三"]


def test_hush_ends_a_sentence_and_says_nothing_more() -> None:
    ear = Ear(hold=True)
    with speaking(Pen(), ear) as speaker:
        speaker.say("一", "zh")
        assert ear.began.acquire(timeout=PATIENCE_S)
        speaker.hush()
        assert ear.stopped.acquire(timeout=PATIENCE_S)
    assert ear.heard == ["zh 一"]


def test_a_broken_voice_is_reported_once_and_again_when_it_is_well(caplog: pytest.LogCaptureFixture) -> None:
    pen, ear = Pen(failures=3), Ear()
    with caplog.at_level(logging.INFO, "kiosk.speech"), speaking(pen, ear) as speaker:
        for text in ("一", "二", "三"):
            speaker.say(text, "zh")
            assert pen.failed.acquire(timeout=PATIENCE_S)
        speaker.say("四", "zh")
        assert ear.began.acquire(timeout=PATIENCE_S)
    assert [record.message for record in caplog.records] == ["no voice: no engine", "the voice speaks again"]


def test_a_missing_program_is_said_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="no-such-voice"):
        Program(("no-such-voice",), {}, volume=50).render("好", "zh", tmp_path / "a.wav", threading.Event())
    with pytest.raises(SpeechFailed, match="no-such-player"):
        Loudspeaker("default", "no-such-player").play(tmp_path / "a.wav", threading.Event())


def test_any_program_can_be_the_engine_and_braces_in_the_text_stay(tmp_path: Path) -> None:
    writes = "import sys; open(sys.argv[1], 'w').write(' '.join(sys.argv[2:]))"
    command = (sys.executable, "-c", writes, "{file}", "{voice}", "{volume}", "{amplitude}", "{text}")
    file = tmp_path / "a.wav"
    Program(command, {"zh": "mandarin"}, volume=30).render("{file} {x}", "zh", file, threading.Event())
    assert file.read_text() == "mandarin 30 60 {file} {x}"


def test_what_the_sound_server_leaves_behind_lies_beside_the_sentence(tmp_path: Path) -> None:
    writes = "import os, sys; open(sys.argv[1], 'w').write(os.environ['PULSE_RUNTIME_PATH'])"
    file = tmp_path / "a.wav"
    Program((sys.executable, "-c", writes, "{file}"), {}, volume=30).render("", "zh", file, threading.Event())
    assert file.read_text() == str(tmp_path)


def test_a_program_that_fails_says_what_it_said() -> None:
    with pytest.raises(SpeechFailed, match="ended with 3: no card"):
        run([sys.executable, "-c", "import sys; sys.stderr.write('no card'); sys.exit(3)"], threading.Event())


def test_a_program_that_is_stopped_is_killed_and_has_not_failed() -> None:
    stop = threading.Event()
    stop.set()
    run([sys.executable, "-c", "import threading; threading.Event().wait()"], stop)


def test_without_a_sound_card_the_newest_sentences_are_kept(tmp_path: Path) -> None:
    sentence = tmp_path / "s.wav"
    folder = Folder(tmp_path / "kept")
    for number in range(60):
        sentence.write_text(str(number))
        folder.play(sentence, threading.Event())
    kept = sorted((tmp_path / "kept").iterdir())
    assert (len(kept), kept[-1].name, kept[-1].read_text()) == (50, "000060.wav", "59")
    sentence.write_text("after a restart")
    Folder(tmp_path / "kept").play(sentence, threading.Event())
    assert (tmp_path / "kept" / "000061.wav").read_text() == "after a restart"


def loudness(file: Path) -> tuple[float, float]:
    """Seconds and RMS of 16-bit samples."""
    with wave.open(str(file), "rb") as recorded:
        samples = array.array("h", recorded.readframes(recorded.getnframes()))
        return len(samples) / recorded.getframerate(), math.sqrt(sum(each * each for each in samples) / len(samples))


@needs_espeak
@pytest.mark.parametrize(("text", "language"), [("您的号码是 A 零 一 二。", "zh"), ("Your number is A 0 1 2.", "en")])
def test_a_sentence_is_heard(text: str, language: str, tmp_path: Path) -> None:
    voices = espeak_voices(espeak_version())
    quiet, loud = tmp_path / "quiet.wav", tmp_path / "loud.wav"
    for file, volume in ((quiet, 10), (loud, 60)):
        Program(ESPEAK, voices, volume=volume).render(text, language, file, threading.Event())
    seconds, strength = loudness(loud)
    assert 1.0 < seconds < 8.0
    assert strength > 500
    assert strength > 2 * loudness(quiet)[1]


@pytest.mark.parametrize(
    ("version", "voice"),
    [
        ("eSpeak NG text-to-speech: 1.51  Data at: /usr/lib", "cmn-latn-pinyin"),
        ("eSpeak NG text-to-speech: 1.52.0  Data at: /usr/lib", "cmn"),
        ("", "cmn-latn-pinyin"),
    ],
)
def test_mandarin_is_read_by_the_voice_that_can(version: str, voice: str) -> None:
    assert espeak_voices(version)["zh"] == voice


def test_numbers_are_spelled_and_ids_named() -> None:
    shown = Saying("shown", (("number", "A012"), ("ahead", 3)))
    assert sentence(shown, ZH, None, None) == "您的号码是 A 零 一 二，前面还有 3 人。"
    assert sentence(shown, EN, None, None) == "Your number is A 0 1 2."
    confirming = Saying("confirming", (("service_id", "general"),))
    assert sentence(confirming, ZH, hall_answer(), None) == "综合受理"
    assert sentence(confirming, EN, hall_answer(), None) == "General Services"


def test_whoever_comes_after_an_old_visitor_hears_nothing_of_that_visit() -> None:
    left = Visit(st.Shown(ticket(5)), mode=st.Mode.ELDER)
    after, effects = step(left, on.WentBack())
    assert after.mode is st.Mode.NORMAL
    assert effects == (do.Speak(None, "zh"),)


def test_a_screen_without_a_sentence_is_silent() -> None:
    assert sentence(Saying("nobody_wrote_it"), ZH, None, None) == ""


def test_a_phone_is_spelled_without_its_dashes() -> None:
    assert spelled("0000-12", ZH) == "零 零 零 零 一 二"
