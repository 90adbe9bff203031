"""How long the kiosk takes to its first picture, and to be there again after a death or a freeze, as its unit says.

Here is no systemd: what stands in systemd/bianmin-kiosk.service is done by the few lines of `Unit`.
"""

import configparser
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.kiosk_bed import PATIENCE_S, ROOT, Bed

UNIT = ROOT / "systemd" / "bianmin-kiosk.service"
COMMAND = Path(sys.executable).with_name("bianmin-kiosk")
BARE = """
import os, socket
os.environ |= {"KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_FILELOG": "1", "KIVY_NO_CONFIG": "1"}
from kivy.config import Config
Config.set("graphics", "fullscreen", "auto")
from kivy.core.window import Window
Window.flip()
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
"""


class Unit:
    """The kiosk's unit: what is started, when it is started again, how long it may be silent."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        told = configparser.ConfigParser(strict=False, interpolation=None)
        told.optionxform = str  # type: ignore[assignment,method-assign]
        told.read(UNIT, encoding="utf-8")
        self.restart_s = float(told["Service"]["RestartSec"])
        self.silence_s = float(told["Service"]["WatchdogSec"])
        self._path = str(folder / "notify")
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(self._path)
        own = {"NOTIFY_SOCKET": self._path, "WATCHDOG_USEC": str(int(self.silence_s * 1e6)), "PYTHONPATH": str(ROOT)}
        self._environment = bed.environment | own
        self._command = [str(COMMAND), "--config", str(bed.config)]

    def started(self, command: list[str] | None = None) -> "tuple[subprocess.Popen[bytes], float]":
        """The process, and seconds from its exec to its first picture. Raises TimeoutError."""
        began = time.monotonic()
        process = subprocess.Popen(command or self._command, env=self._environment, stderr=subprocess.DEVNULL)
        deadline = began + PATIENCE_S
        while self._hears(process, max(0.0, deadline - time.monotonic())) != "READY=1":
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise TimeoutError(f"{process.args!r} shows nothing")
        return process, time.monotonic() - began

    def bare_start(self) -> float:
        process, took = self.started([sys.executable, "-c", BARE])
        process.wait()
        return took

    def start(self) -> float:
        process, took = self.started()
        _end(process)
        return took

    def back_after(self, harm: signal.Signals) -> float:
        """Seconds from `harm` done to the kiosk until it shows its picture again."""
        process, _ = self.started()
        began = time.monotonic()
        process.send_signal(harm)
        while process.poll() is None:
            if self._hears(process, self.silence_s) is None and process.poll() is None:
                # As systemd does: ABRT, and CONT so that a stopped one hears it.
                process.send_signal(signal.SIGABRT)
                process.send_signal(signal.SIGCONT)
                process.wait(PATIENCE_S)
        threading.Event().wait(self.restart_s)
        process, _ = self.started()
        took = time.monotonic() - began
        _end(process)
        return took

    def _hears(self, process: "subprocess.Popen[bytes]", patience_s: float) -> str | None:
        """What it says next; None when it says nothing for so long or ends."""
        ended = os.pidfd_open(process.pid)
        try:
            ready = select.select([self._line.fileno(), ended], [], [], patience_s)[0]
        finally:
            os.close(ended)
        return self._line.recv(200).decode() if self._line.fileno() in ready else None

    def close(self) -> None:
        self._line.close()
        Path(self._path).unlink()


@contextmanager
def unit(bed: Bed, folder: Path) -> Iterator[Unit]:
    made = Unit(bed, folder)
    try:
        yield made
    finally:
        made.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(PATIENCE_S)
