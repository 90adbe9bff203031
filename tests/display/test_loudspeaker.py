"""Sounds reach the card as they are: real aplay on ALSA devices that write to files, and what when one fails."""

import array
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from display.mouth import SILENT
from display.report import Report
from display.sound import RATE, Sound, amplified, chime, joined, read, save, silence
from display.speech import Loudspeaker, SpeechFailed
from display.view import apply, from_snapshot
from display.voice_config import VoiceConfig, ZoneConfig
from display.voices import make_voices
from drivers.runner import Health
from tests.display.fakes import PATIENCE_S
from tests.display.said import reported
from tests.display.words import AT, board, counter, fact, snapshot, ticket
from tests.display.zones import Speaker, Zone

pytestmark = pytest.mark.skipif(shutil.which("aplay") is None, reason="aplay is not installed")
SECONDS = 3.0
"""Longer than a pipe and ALSA's buffer hold."""
CALLED = joined([chime(), *([silence(0.1), silence(0.8)] * 2)])
"""What a call is with the engine of these tests."""


class Card:
    """A sound card called `hall` that writes what it plays to `heard`; it can be away."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard = folder / "heard.raw"
        self._config = folder / "asound.conf"
        self.plug_in()
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(self._config))

    def plug_in(self) -> None:
        self._config.write_text(
            f'pcm.silent {{ type null }}\npcm.hall {{ type file format raw file "{self.heard}" slave.pcm silent }}\n',
            encoding="utf-8",
        )

    def unplug(self) -> None:
        self._config.write_text("pcm.silent { type null }\n", encoding="utf-8")

    def samples(self) -> bytes:
        """What was played; ALSA fills its last period with silence."""
        return self.heard.read_bytes().rstrip(b"\0") if self.heard.exists() else b""


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    return Card(tmp_path, monkeypatch)


def noise(seconds: float) -> Sound:
    """Not the same in any two places."""
    state, values = 1, array.array("h")
    for _ in range(int(seconds * RATE)):
        state = state * 48_271 % 0x7FFFFFFF
        values.append(state % 20_001 - 10_000 or 1)
    return Sound(values.tobytes())


def traced(folder: Path) -> Path:
    """aplay, leaving its process id in `folder`/pid."""
    program = folder / "aplay"
    program.write_text(
        f'#!/bin/sh\necho $$ > "{folder}/pid.new"\nmv "{folder}/pid.new" "{folder}/pid"\nexec aplay "$@"\n'
    )
    program.chmod(0o755)
    return program


def wait_until(is_so: Callable[[], bool]) -> None:
    """Files tell nobody when they change: look again until it is so."""
    waited = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        if is_so():
            return
        waited.wait(0.01)
    pytest.fail("it never happened")


def same(heard: bytes, played: bytes) -> bool:
    """ALSA fills its last period with silence."""
    return heard.rstrip(b"\0") == played.rstrip(b"\0")


def is_heard(file: Path, wav: Path) -> bool:
    return wav.exists() and same(file.read_bytes(), read(wav).samples)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_sample_reaches_the_card(tmp_path: Path, card: Card) -> None:
    sound = noise(0.5)
    save(sound, tmp_path / "x.wav")
    Loudspeaker("hall").play(tmp_path / "x.wav", sound.seconds, threading.Event())
    assert card.samples() == sound.samples.rstrip(b"\0")


def test_a_file_without_samples_opens_the_card_and_nothing_is_heard(tmp_path: Path, card: Card) -> None:
    save(silence(0), tmp_path / SILENT)
    Loudspeaker("hall").play(tmp_path / SILENT, 0.0, threading.Event())
    assert card.samples() == b""
    card.unplug()
    with pytest.raises(SpeechFailed, match=r"声卡 hall 不能放音：.*error"):
        Loudspeaker("hall").play(tmp_path / SILENT, 0.0, threading.Event())


def test_a_card_that_does_not_take_samples_is_given_up(tmp_path: Path, card: Card) -> None:
    os.mkfifo(card.heard)  # nobody reads
    program = traced(tmp_path)
    save(noise(0.1), tmp_path / "x.wav")
    with pytest.raises(SpeechFailed, match="声卡 hall 一直不响应"):
        Loudspeaker("hall", str(program), late_s=0.2).play(tmp_path / "x.wav", 0.1, threading.Event())
    assert not is_alive(int((tmp_path / "pid").read_text()))


def test_who_is_told_to_stop_is_silent_at_once(tmp_path: Path, card: Card) -> None:
    os.mkfifo(card.heard)
    program, stop = traced(tmp_path), threading.Event()
    save(noise(SECONDS), tmp_path / "x.wav")
    speaker = Loudspeaker("hall", str(program))
    playing = threading.Thread(target=speaker.play, args=(tmp_path / "x.wav", SECONDS, stop))
    playing.start()
    wait_until((tmp_path / "pid").exists)
    stop.set()
    playing.join(PATIENCE_S)
    assert not is_alive(int((tmp_path / "pid").read_text()))


def test_a_missing_program_says_which(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="no-such-aplay 不能运行"):
        Loudspeaker("default", "no-such-aplay").play(tmp_path / "x.wav", 0.0, threading.Event())


def test_the_cards_of_the_machine_are_read_and_may_be_none(tmp_path: Path) -> None:
    (tmp_path / "cards").write_text(" 0 [Device ]: USB-Audio\n", encoding="utf-8")
    assert "USB-Audio" in Loudspeaker("hall", cards=tmp_path / "cards").cards()
    assert Loudspeaker("hall", cards=tmp_path / "none").cards() == ""


def test_a_player_that_is_killed_in_the_middle_says_the_call_again_whole(tmp_path: Path, card: Card) -> None:
    os.mkfifo(card.heard)
    program, speaker = traced(tmp_path), Speaker()
    zone = Zone(tmp_path, [("引擎", speaker)], Loudspeaker("hall", str(program)))
    zone.call("A001", 2)  # before the voice begins: the first file it plays is the call's
    with zone.working():
        wait_until((tmp_path / "pid").exists)
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        zone.condition("sound_card")
        (tmp_path / "pid").unlink()
        with card.heard.open("rb") as reader:
            heard = reader.read()
        zone.condition("ok")
    assert heard.rstrip(b"\0") == CALLED.samples.rstrip(b"\0")


def test_two_zones_of_one_box_are_heard_each_on_its_own_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Path
) -> None:
    heard = {zone: tmp_path / f"{zone}.raw" for zone in ("left", "right")}
    config = "".join(
        f'pcm.{zone} {{ type file format raw file "{file}" slave.pcm silent }}\n' for zone, file in heard.items()
    )
    (tmp_path / "asound.conf").write_text("pcm.silent { type null }\n" + config, encoding="utf-8")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "asound.conf"))
    zones = (ZoneConfig(zone="甲区", sound="left"), ZoneConfig(zone="乙区", sound="right", volume=50))
    box = VoiceConfig(dir=tmp_path / "voice", zones=zones)
    health: queue.Queue[Health] = queue.Queue()
    voices = make_voices(box, Report(tmp_path / "report", lambda: AT), health.put, lambda: AT, default_clips=pack)
    view = from_snapshot(snapshot(board(counter(2), counter(3, zone="乙区"))))
    for voice in voices:
        voice.start()
    try:
        assert {health.get(timeout=PATIENCE_S).name for _ in voices} == {"甲区语音", "乙区语音"}
        for rev, at in ((2, 2), (3, 3)):
            called = fact("ticket_called", rev, ticket=ticket(f"A00{rev}", counter_number=at))
            view = apply(view, called)
            for voice in voices:
                voice.happened(view, called)
                voice.painted(view)
        for n, (file, number, gain) in enumerate(((heard["left"], 2, 1.0), (heard["right"], 3, 0.5)), 1):
            wav = tmp_path / "voice" / f"zone-{n}" / f"0000000{number}-A00{number}.wav"
            wait_until(partial(is_heard, file, wav))
            assert read(wav).samples.startswith(amplified(chime(), gain).samples)
    finally:
        for voice in voices:
            voice.stop()


@pytest.mark.slow
def test_a_card_pulled_and_put_back_two_hundred_times_during_calls_says_every_call_afterwards(
    tmp_path: Path, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.CHECK_S", 0.01)
    monkeypatch.setattr("display.voice.RETRY_S", 0.01)
    with Zone(tmp_path, [("引擎", Speaker())], Loudspeaker("hall")).working() as zone:
        for n in range(1, 201):
            card.unplug()
            zone.call(f"A{n:03}", 2 * n)
            zone.condition("sound_card")
            card.plug_in()
            zone.condition("ok")
        card.heard.unlink(missing_ok=True)
        zone.call("A999", 1000)
        wait_until(lambda: same(card.samples(), CALLED.samples))


def test_a_card_that_comes_back_is_noticed_and_heard(
    tmp_path: Path, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.voice.CHECK_S", 0.05)
    card.unplug()
    with Zone(tmp_path, [("引擎", Speaker())], Loudspeaker("hall")).working() as zone:
        assert zone.condition("sound_card").condition == "down"
        card.plug_in()
        assert zone.condition("ok").condition == "up"
        zone.call("A001", 2)
        wait_until(lambda: same(card.samples(), CALLED.samples))
    assert len(reported(tmp_path, "spoken")) == 1
