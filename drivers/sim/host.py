"""Runs one simulated machine on one line, on its own thread. Knows no protocol."""

import os
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from drivers.sim.line import SimLine

Report = Mapping[str, object]
"""One thing a machine says about itself, ready for JSON."""
Reporter = Callable[[Report], None]


class Machine(Protocol):
    """A machine without its line. What a method returns goes out on the line."""

    def receive(self, chunk: bytes, now: float) -> bytes: ...

    def tick(self, now: float) -> bytes:
        """Do what is due."""

    def due(self) -> float | None:
        """When `tick` must be called next, by the host's clock."""

    def command(self, words: Sequence[str], now: float) -> bytes:
        """A hand on the machine: paper out, press 5. Raises ValueError naming what is possible."""


class Host:
    """A machine at work. Closing it is pulling its plug."""

    def __init__(self, machine: Machine, line: SimLine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._machine = machine
        self._line = line
        self._clock = clock
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._wake_in, self._wake_out = os.pipe()
        self._thread = threading.Thread(target=self._loop, name="simulator")

    @property
    def url(self) -> str:
        return self._line.url

    def start(self) -> "Host":
        self._thread.start()
        return self

    def command(self, text: str) -> None:
        """Raises ValueError for a command the machine does not know."""
        with self._turn:
            self._line.put(self._machine.command(text.split(), self._clock()))
        self._wake()

    def close(self) -> None:
        self._closing.set()
        self._wake()
        self._thread.join()
        self._line.close()
        os.close(self._wake_in)
        os.close(self._wake_out)

    def __enter__(self) -> "Host":
        return self.start()

    def __exit__(self, *_: object) -> None:
        if not self._closing.is_set():
            self.close()

    def _wake(self) -> None:
        os.write(self._wake_out, b"\0")

    def _loop(self) -> None:
        while not self._closing.is_set():
            due = self._machine.due()
            patience = None if due is None else max(0.0, due - self._clock())
            ready, _, _ = select.select([*self._line.sources(), self._wake_in], [], [], patience)
            with self._turn:
                for source in ready:
                    self._serve(source)
                self._line.put(self._machine.tick(self._clock()))

    def _serve(self, source: int) -> None:
        if source == self._wake_in:
            os.read(source, 64)
            return
        chunk = self._line.take(source)
        if chunk:
            self._line.put(self._machine.receive(chunk, self._clock()))
