"""The hall tells a kiosk what to do: its worker hears of it, its window shows it, also after a new start alone."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import worker
from kiosk.config import load
from kiosk.flow import event as on
from kiosk.worker import Worker
from tests.client.stub import TOKEN
from tests.kiosk.bench import write_config
from tests.kiosk.test_window import Manager, manager, window
from tests.kiosk.test_worker import Messages
from tests.server.running import RunningHall, prepare, running

__all__ = ["manager"]
NOBODY = "http://127.0.0.1:9"
PATIENCE_S = 60.0
TEXT = "本机检修，请使用入口左侧的取号机。"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    with running(prepare(tmp_path / "server")) as hall:
        yield hall


def config_of(hall: RunningHall, folder: Path, url: str) -> Path:
    file = write_config(folder, url, "sim://nobody")
    file.write_text(file.read_text(encoding="utf-8").replace(TOKEN, hall.tokens["kiosk"]), encoding="utf-8")
    return file


def direct(hall: RunningHall, **what: Any) -> None:
    kiosk = hall.ask("GET", "/kiosks").json()["kiosks"][0]["id"]
    assert hall.wish(f"/kiosks/{kiosk}/direct", **what).status_code == 200


def test_the_worker_hears_within_three_seconds_and_remembers_it_alone(
    hall: RunningHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker.HEED_S <= 3
    monkeypatch.setattr(worker, "HEED_S", 0.1)
    messages = Messages()
    made = Worker(load(config_of(hall, tmp_path, hall.url)), messages.post)
    made.start()
    try:
        direct(hall, is_locked=True, text=TEXT)
        assert messages.next(on.LockSet) == on.LockSet(TEXT)
        direct(hall, may_issue=False)
        messages.next(on.LockLifted)
        messages.next(on.IssuingStopped)
    finally:
        made.close()
    alone = Worker(load(config_of(hall, tmp_path, NOBODY)), messages.post)
    alone.start()
    try:
        messages.next(on.IssuingStopped)
    finally:
        alone.close()


def shown(process: Any, manager: Manager, wanted: str) -> None:
    """Look once per beat until the window shows this state."""
    deadline, state = time.monotonic() + PATIENCE_S, ""
    while state != wanted:
        assert time.monotonic() < deadline, state
        manager.hears("WATCHDOG=1")
        process.send_signal(signal.SIGHUP)
        told = process.stdout.readline()
        assert told, process.communicate()
        state = json.loads(told)["state"]


@pytest.mark.kivy
@pytest.mark.slow
def test_a_lock_is_shown_lifted_and_survives_a_new_start_without_the_server(
    hall: RunningHall, manager: Manager, tmp_path: Path
) -> None:
    with window(config_of(hall, tmp_path, hall.url), manager) as process:
        manager.hears("READY=1")
        shown(process, manager, "Home")
        direct(hall, is_locked=True, text=TEXT)
        shown(process, manager, "Locked")
        direct(hall)
        shown(process, manager, "Home")
        direct(hall, is_locked=True, text=TEXT)
        shown(process, manager, "Locked")
    with window(config_of(hall, tmp_path, NOBODY), manager) as process:
        manager.hears("READY=1")
        shown(process, manager, "Locked")
    direct(hall)
    with window(config_of(hall, tmp_path, hall.url), manager) as process:
        manager.hears("READY=1")
        shown(process, manager, "Home")
