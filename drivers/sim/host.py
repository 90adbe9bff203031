"""Runs one simulated machine on one line, on its own thread. Knows no protocol."""

import os
import select
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from drivers.sim.line import SimLine
from drivers.sim.trouble import USAGE, Trouble

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


@runtime_checkable
class Buffered(Protocol):
    """A machine whose buffer can be full: then its line is read no more and fills up behind it."""

    def room(self) -> int:
        """How many bytes it takes now."""


class Host:
    """A machine at work. Closing it is pulling its plug."""

    def __init__(self, machine: Machine, line: SimLine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._machine = machine
        self._line = line
        self._clock = clock
        self._trouble = Trouble()
        self._waiting = b""
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
        """A word to the line (`line …`) or to the machine. Raises ValueError for one neither knows."""
        words = text.split()
        with self._turn:
            if words[:1] == ["line"]:
                self._line_command(words[1:])
            else:
                self._say(self._told(words))
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

    def _told(self, words: Sequence[str]) -> bytes:
        try:
            return self._machine.command(words, self._clock())
        except ValueError as error:
            raise ValueError(f"{error}, {USAGE}") from None

    def _line_command(self, words: Sequence[str]) -> None:
        match words:
            case ["unplug"]:
                self._trouble.forget()
                self._waiting = b""
                self._line.unplug()
            case ["replug"]:
                self._line.replug()
            case _:
                self._trouble.command(words)

    def _say(self, answer: bytes) -> None:
        self._trouble.say(answer, self._clock())
        self._line.put(self._trouble.take(self._clock()))

    def _wake(self) -> None:
        os.write(self._wake_out, b"\0")

    def _loop(self) -> None:
        while not self._closing.is_set():
            with self._turn:
                # What waits for room in the machine keeps the line from being read: it fills up behind.
                sources = [] if self._waiting else self._line.sources()
                due = [at for at in (self._machine.due(), self._trouble.due()) if at is not None]
            patience = max(0.0, min(due) - self._clock()) if due else None
            try:
                ready, _, _ = select.select([*sources, self._wake_in], [], [], patience)
            except OSError:
                # Unplugged between the two lines above; look at what there is now.
                continue
            with self._turn:
                for source in ready:
                    self._serve(source)
                self._say(self._machine.tick(self._clock()))
                self._pass_on()

    def _serve(self, source: int) -> None:
        if source == self._wake_in:
            os.read(source, 64)
        # Unplugged in the meantime: the number may already be another file's.
        elif source in self._line.sources() and (chunk := self._line.take(source)):
            self._waiting += self._trouble.heard(chunk)
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the machine what it has room for."""
        while self._waiting:
            room = self._machine.room() if isinstance(self._machine, Buffered) else len(self._waiting)
            if not room:
                return
            chunk, self._waiting = self._waiting[:room], self._waiting[room:]
            self._say(self._machine.receive(chunk, self._clock()))
