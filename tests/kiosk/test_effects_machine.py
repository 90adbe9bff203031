"""What the machine does by itself: speaks the screen that is shown, lets staff in, puts its log on a stick."""

from __future__ import annotations

import array
import queue
import shutil
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from kiosk.bootstrap import machine_hands
from kiosk.config import Config, PrinterPart, ServerPart, StaffPart, StationPart, VoicePart
from kiosk.effects_machine import MachineHands
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.speech import Saying
from kiosk.phrase import Phrases
from kiosk.speech import Speaker
from tests.client.stub import hall_answer

PATIENCE_S = 20.0
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Machine:
    """Hands whose voice is watched and whose events arrive here."""

    def __init__(self, folder: Path, *, code: str | None = "135790") -> None:
        self.events: queue.Queue[on.Event] = queue.Queue()
        self.voice = create_autospec(Speaker, instance=True)
        config = Config(
            server=ServerPart(token="x"),
            printer=PrinterPart(port="sim://p"),
            station=StationPart(state_dir=folder),
            staff=StaffPart(code=code, export_dir=folder / "stick"),
        )
        self.hands = MachineHands(config, self.voice, self.events.put, wall=lambda: AT, about=lambda: {"软件": "1"})

    def performs(self, effect: do.Effect) -> bool:
        return self.hands.perform(effect, hall_answer(), None)

    def said(self) -> on.Event:
        return self.events.get(timeout=PATIENCE_S)


@contextmanager
def at_work(folder: Path, *, code: str | None = "135790") -> Iterator[Machine]:
    machine = Machine(folder, code=code)
    machine.hands.start()
    yield machine
    machine.hands.close()


def test_a_screen_is_spoken_in_the_visitors_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {"zh": "请选择{service_id}的事项。", "en": "Choose an item of {service_id}."}
    monkeypatch.setattr(
        "kiosk.effects_machine.phrases",
        lambda language: Phrases(language, "", {"speech": {"service_items": catalogue[language]}}),
    )
    with at_work(tmp_path) as machine:
        for language in ("zh", "en"):
            assert machine.performs(do.Speak(Saying("service_items", (("service_id", "general"),)), language))
    (chinese, _), (english, _) = (call.args for call in machine.voice.say.call_args_list)
    assert chinese == "请选择综合受理的事项。"
    assert english == "Choose an item of General Services."


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_without_a_sound_card_the_sentence_is_a_file_that_is_not_silent(tmp_path: Path) -> None:
    config = Config(
        server=ServerPart(token="x"), printer=PrinterPart(port="sim://p"), voice=VoicePart(dir=tmp_path / "voice")
    )
    hands = machine_hands(config, lambda _: None)
    hands.start()
    try:
        hands.perform(do.Speak(Saying("home"), "zh"), hall_answer(), None)
        deadline, file = time.monotonic() + PATIENCE_S, tmp_path / "voice" / "000001.wav"
        while not file.exists() and time.monotonic() < deadline:
            threading.Event().wait(0.02)
    finally:
        hands.close()
    with wave.open(str(file), "rb") as recorded:
        samples = array.array("h", recorded.readframes(recorded.getnframes()))
    assert max(samples) > 2000


def test_a_page_that_is_not_for_ears_silences_the_voice(tmp_path: Path) -> None:
    with at_work(tmp_path) as machine:
        machine.performs(do.Speak(None, "zh"))
    machine.voice.hush.assert_called_once_with()
    machine.voice.say.assert_not_called()


def test_a_mute_kiosk_needs_no_voice(tmp_path: Path) -> None:
    with at_work(tmp_path) as machine:
        machine.hands._speaker = None
        assert machine.performs(do.Speak(Saying("home"), "zh"))


def test_the_right_code_lets_staff_in(tmp_path: Path) -> None:
    with at_work(tmp_path) as machine:
        for code in ("135790", "135791"):
            assert machine.performs(do.CheckStaffCode(code))
        assert [machine.said(), machine.said()] == [on.StaffLetIn(), on.StaffRefused()]


def test_the_log_is_exported_or_it_is_said_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with at_work(tmp_path) as machine:
        assert machine.performs(do.ExportLog())
        no = machine.said()
        assert isinstance(no, on.ChoreEnded)
        assert (no.chore, no.is_fine) == (st.Chore.EXPORT_LOG, False)
        assert "没有找到 U 盘" in no.detail
        monkeypatch.setattr("kiosk.effects_machine.export_log", lambda *_: tmp_path / "stick" / "a.zip")
        assert machine.performs(do.ExportLog())
        assert machine.said() == on.ChoreEnded(
            st.Chore.EXPORT_LOG, is_fine=True, detail="已导出 a.zip，可以拔下 U 盘。"
        )


def test_what_needs_the_hall_or_the_printer_is_left_to_others(tmp_path: Path) -> None:
    with at_work(tmp_path) as machine:
        assert not machine.performs(do.PrinterTest())
        assert not machine.performs(do.CallHelp())
