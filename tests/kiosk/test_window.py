"""The window as a service: it tells its manager that it lives, falls silent when frozen, and has no way out."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.kiosk_bed import Window
from bench.xfinger import Finger
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.__main__ import ENDED_BY_STAFF
from kiosk.display_check import PANEL_PULLED
from tests.client.stub import StubHall, running
from tests.kiosk.bench import write_config
from tests.kiosk.xvfb import own_display

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
LIMIT_S = 1.5
"""What the manager allows; a beat comes every half a second."""

pytestmark = [pytest.mark.kivy, pytest.mark.slow]


class Manager:
    """What systemd is to a service of Type=notify: a socket for its words, and a limit for its silence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(path))

    def hears(self, word: str) -> None:
        while (said := self._next(PATIENCE_S)) is not None:
            if said == word:
                return
        pytest.fail(f"{word} was never said")

    def hears_nothing_for(self, seconds: float) -> bool:
        while self._next(0.0) is not None:  # what was on its way
            pass
        return self._next(seconds) is None

    def _next(self, patience_s: float) -> str | None:
        self._line.settimeout(patience_s or 0.001)
        try:
            return self._line.recv(200).decode()
        except TimeoutError:
            return None

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    yield manager
    manager.close()


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


@contextmanager
def window(config: Path, manager: Manager, *, display: str | None = None) -> Iterator[Any]:
    """The command in a process of its own; on an X display, or where nobody sees it."""
    environment = {name: value for name, value in os.environ.items() if name not in {"SDL_VIDEODRIVER", "DISPLAY"}}
    environment |= {"DISPLAY": display} if display else {}
    environment |= {
        "LP_NUM_THREADS": "1",
        "NOTIFY_SOCKET": str(manager.path),
        "WATCHDOG_USEC": str(int(LIMIT_S * 1_000_000)),
    }
    command = [sys.executable, "-m", "tests.kiosk.captive", "--config", str(config)]
    command += [] if display else ["--offscreen"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_it_is_ready_after_the_first_picture_and_ends_fine_when_told(
    stub: StubHall, manager: Manager, tmp_path: Path
) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    with window(config, manager) as process:
        manager.hears("READY=1")
        manager.hears("WATCHDOG=1")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        manager.hears("STOPPING=1")
    kept = (tmp_path / "state" / "log" / "kiosk.log").read_text(encoding="utf-8")
    assert "the first picture" in kept, "the log is in the journal only"


def test_a_frozen_screen_falls_silent_and_says_where_it_stood_when_it_is_killed(
    stub: StubHall, manager: Manager, tmp_path: Path
) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    with window(config, manager) as process:
        manager.hears("WATCHDOG=1")
        process.send_signal(signal.SIGUSR1)  # only the screen's thread: the others go on
        manager.hears_nothing_for(0.2)
        assert manager.hears_nothing_for(LIMIT_S)
        process.send_signal(signal.SIGABRT)
        assert process.wait(PATIENCE_S) == -signal.SIGABRT
        assert "in freeze" in process.stderr.read()
    with window(config, manager):
        manager.hears("READY=1")


def test_a_screen_that_breaks_ends_with_one_sentence_for_whoever_starts_it_again(
    stub: StubHall, manager: Manager, tmp_path: Path
) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    with window(config, manager) as process:
        manager.hears("READY=1")
        process.send_signal(signal.SIGUSR2)
        assert process.wait(PATIENCE_S) == 1
        said = process.stderr.read()
        assert "RuntimeError: broken on purpose" in said
        assert said.splitlines()[-1].startswith("取号机界面出错")


def test_a_panel_that_is_pulled_ends_it_for_a_new_start(stub: StubHall, manager: Manager, tmp_path: Path) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    panel = tmp_path / "panel"
    panel.touch()
    config.write_text(config.read_text().replace("[screen]\n", f'[screen]\ntouch = "{panel}"\n'))
    with window(config, manager) as process:
        manager.hears("READY=1")
        panel.unlink()
        assert process.wait(PATIENCE_S) == 1
        assert process.stderr.read().splitlines()[-1] == PANEL_PULLED
    with window(config, manager) as process:
        assert process.wait(PATIENCE_S) == 1
        assert "screen.touch" in process.stderr.read()


def test_staff_end_it_for_good(stub: StubHall, manager: Manager, tmp_path: Path) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    with window(config, manager) as process:
        manager.hears("READY=1")
        process.send_signal(signal.SIGALRM)
        assert process.wait(PATIENCE_S) == ENDED_BY_STAFF
    assert f"RestartPreventExitStatus={ENDED_BY_STAFF}" in (ROOT / "systemd/bianmin-kiosk.service").read_text()


def test_a_code_held_to_the_scanner_reaches_the_screen(stub: StubHall, manager: Manager, tmp_path: Path) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    with Host(machine(Wanted(kind="scanner"), lambda _: None), PtyLine()) as scanner:
        with config.open("a", encoding="utf-8") as more:
            more.write(f'[scanner]\nport = "{scanner.url}"\n')
        with window(config, manager) as process:
            manager.hears("READY=1")
            deadline, state = time.monotonic() + PATIENCE_S, ""
            while state != "Rejected" and time.monotonic() < deadline:  # until its line is open, a scan is lost
                scanner.command("scan https://example.com/menu")
                process.send_signal(signal.SIGHUP)
                told = process.stdout.readline()
                assert told, process.communicate()
                state = json.loads(told)["state"]
            assert state == "Rejected", "nobody was told that the code cannot be read"


@pytest.fixture
def display() -> Iterator[str]:
    with own_display() as name:
        yield name


def test_full_screen_without_cursor_and_no_key_leads_out(
    stub: StubHall, manager: Manager, display: str, tmp_path: Path
) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    config.write_text(config.read_text().replace("fullscreen = false", "fullscreen = true"))
    with window(config, manager, display=display) as process:
        manager.hears("READY=1")
        process.send_signal(signal.SIGHUP)
        told = json.loads(process.stdout.readline())
        manager.hears_nothing_for(0.0)
        manager.hears("WATCHDOG=1")
    assert told == {
        "stays": True,
        "quit": False,
        "panel": False,
        "running": True,
        "state": "Home",
        "size": [1280, 800],
        "cursor": False,
        "screensaver": False,
        "input": {"mouse": "mouse,disable_multitouch"},
        # The second one is Kivy's own and is fed on telephones only.
        "providers": ["MouseMotionEventProvider", "SDL2MotionEventProvider"],
    }


def test_full_screen_without_a_window_manager_covers_the_display_and_a_touch_in_its_corner_is_felt(
    stub: StubHall, display: str, tmp_path: Path
) -> None:
    config = write_config(tmp_path, stub.base_url, "sim://nobody")
    config.write_text(config.read_text().replace("fullscreen = false", "size = [800, 600]"))
    environment = {name: value for name, value in os.environ.items() if name != "SDL_VIDEODRIVER"}
    command = [sys.executable, "-m", "bench.kiosk_window", str(config)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment | {"DISPLAY": display, "LP_NUM_THREADS": "1"}, stdout=subprocess.PIPE
    ) as process:
        finger = Finger(display)
        kiosk = Window(process, finger)
        try:
            while "English" not in kiosk.next()["presses"]:
                pass
            x, y = kiosk.seen["presses"]["English"]
            assert x > 1040, "it does not lie in the corner of the display"
            assert y < 100
            kiosk.tap("English")
            while "中文" not in kiosk.next()["presses"]:
                pass
        finally:
            process.kill()
            finger.close()
