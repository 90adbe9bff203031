"""Puts up what a kiosk is measured in: a display nobody sees, a hall's server, a simulated printer, its kiosk.toml."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import site
from bench.xfinger import Finger
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host, Report
from drivers.sim.line import PtyLine

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60.0
SIZE = (1920, 1080)
SETTLED_S = 0.35
"""A screen that has just come takes no touch for a moment (kiosk.ui.stage.SETTLE_S)."""
NUMBER_SETTLED_S = 1.1
"""A number none for longer, from a finger that stays where it took the number (AGAIN_S)."""
HELD_S = 0.06
"""How long a finger stays on a button."""


class NotedLine(PtyLine):
    """Knows when something came last, and everything that came since `forget`."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = bytearray()
        self.last = 0.0

    def take(self, source: int) -> bytes:
        chunk = super().take(source)
        self.last = time.monotonic()
        self.heard += chunk
        return chunk


class Printer:
    """A simulated printer that says when the last byte of each slip had come. It has no speed of its own."""

    def __init__(self, out: Path) -> None:
        self.line = NotedLine()
        self.host = Host(machine(Wanted(kind="printer", out=out), self._report), self.line)
        self._cut = threading.Condition()
        self._slips: list[float] = []
        self.stream = b""
        """Every byte of the newest slip, with what was asked before it."""

    def last_byte(self, number: int) -> float:
        """When the slip `number`, from 1, was whole. Raises TimeoutError."""
        with self._cut:
            if not self._cut.wait_for(lambda: len(self._slips) >= number, PATIENCE_S):
                raise TimeoutError(f"slip {number} was not printed")
            return self._slips[number - 1]

    @property
    def slips(self) -> int:
        return len(self._slips)

    def _report(self, said: Report) -> None:
        if "slip" in said:
            for kept in ("slip", "png"):
                Path(str(said[kept])).unlink()
            with self._cut:
                self._slips.append(self.line.last)
                self.stream, self.line.heard = bytes(self.line.heard), bytearray()
                self._cut.notify_all()


@dataclass(frozen=True, slots=True)
class Bed:
    """Everything there is but the kiosk itself."""

    display: str
    server: site.Server
    hall: site.Site
    printer: Printer
    config: Path

    @property
    def environment(self) -> dict[str, str]:
        """Of a kiosk on this display, drawn by the processor."""
        left_out = {"SDL_VIDEODRIVER", "NOTIFY_SOCKET", "WATCHDOG_USEC"}
        own = {"DISPLAY": self.display, "LIBGL_ALWAYS_SOFTWARE": "1"}
        return {name: value for name, value in os.environ.items() if name not in left_out} | own


class Window:
    """A kiosk that tells what it shows (bench.kiosk_window), and a finger on it."""

    def __init__(self, process: "subprocess.Popen[bytes]", finger: Finger) -> None:
        if process.stdout is None:
            raise ValueError("nobody would hear what the window tells")
        self.process = process
        self._line, self._told = process.stdout.fileno(), b""
        self._finger = finger
        self.seen: dict[str, Any] = {}

    def until(self, *states: str) -> dict[str, Any]:
        """The next frame that shows one of `states`. Raises TimeoutError."""
        while self.next()["state"] not in states:
            pass
        return self.seen

    def next(self) -> dict[str, Any]:
        """The next screen. Raises TimeoutError."""
        while b"\n" not in self._told:
            if not select.select([self._line], [], [], PATIENCE_S)[0]:
                raise TimeoutError(f"nothing new on the screen after {self.seen.get('state')}")
            chunk = os.read(self._line, 1 << 16)
            if not chunk:
                raise TimeoutError(f"the kiosk has ended after {self.seen.get('state')}")
            self._told += chunk
        line, _, self._told = self._told.partition(b"\n")
        self.seen = json.loads(line)
        return self.seen

    def tap(self, text: str) -> float:
        """A finger on the button that shows `text`; when it was lifted, on the monotonic clock."""
        is_number = self.seen["state"] in {"Shown", "ShownOffline"}
        threading.Event().wait(NUMBER_SETTLED_S if is_number else SETTLED_S)
        self._finger.down(*self.seen["presses"][text])
        threading.Event().wait(HELD_S)
        return self._finger.up()


@contextmanager
def display(size: tuple[int, int] = SIZE) -> Iterator[str]:
    """An X server without a screen; its name."""
    told, tells = os.pipe()
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as server:
        os.close(tells)
        try:
            if not select.select([told], [], [], PATIENCE_S)[0]:
                raise TimeoutError("Xvfb does not start")
            with os.fdopen(told) as number:
                yield f":{number.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def bed(folder: Path, size: tuple[int, int] = SIZE) -> Iterator[Bed]:
    """Display, server and printer, until the block ends."""
    hall = site.build(folder / "hall")
    with ExitStack() as stack:
        printer = Printer(folder / "slips")
        stack.enter_context(printer.host)
        server = stack.enter_context(site.serving(hall))
        shown = stack.enter_context(display(size))
        yield Bed(shown, server, hall, printer, _config(folder, server.port, hall.kiosk, printer.host.url, size))


def _config(folder: Path, port: int, token: str, printer: str, size: tuple[int, int]) -> Path:
    """Full screen, and so large from the beginning: without a window manager nobody would make the window larger."""
    file = folder / "kiosk.toml"
    file.write_text(
        f'[server]\nurl = "http://127.0.0.1:{port}"\ntoken = "{token}"\n'
        f'[printer]\nport = "{printer}"\n'
        f'[station]\nstate_dir = "{folder / "state"}"\n'
        f'[voice]\ndir = "{folder / "voice"}"\n'
        f"[screen]\nsize = [{size[0]}, {size[1]}]\n",
        encoding="utf-8",
    )
    return file


@contextmanager
def window(bed: Bed) -> Iterator[Window]:
    """The kiosk on the bed's display, in a process of its own."""
    finger = Finger(bed.display)
    command = [sys.executable, "-m", "bench.kiosk_window", str(bed.config)]
    with subprocess.Popen(command, cwd=ROOT, env=bed.environment, stdout=subprocess.PIPE) as process:
        try:
            yield Window(process, finger)
            process.terminate()
            process.wait(PATIENCE_S)
        finally:
            process.kill()
            finger.close()
