"""Machines on benches: simulators a test can reach into, and wrappers that make them misbehave on cue."""

import queue
import select
import threading
from collections.abc import Callable, Mapping, Sequence

from drivers.sim.host import Machine, Report
from drivers.sim.line import SimLine

PATIENCE_S = 20.0


class Reports:
    """Collects what a machine reports; waits for the next report that has a key."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Report] = queue.Queue()

    def __call__(self, said: Report) -> None:
        self._queue.put(said)

    def next(self, key: str) -> Mapping[str, object]:
        while True:
            said = self._queue.get(timeout=PATIENCE_S)
            if key in said:
                return said

    @property
    def empty(self) -> bool:
        return self._queue.empty()


class Cue:
    """A machine whose answers pass through `change` once `marker` has arrived; `seen` is set then."""

    def __init__(self, inner: Machine, marker: bytes, change: Callable[[bytes], bytes]) -> None:
        self._inner = inner
        self._marker = marker
        self._change = change
        self._heard = b""
        self.seen = threading.Event()

    def receive(self, chunk: bytes, now: float) -> bytes:
        answer = self._inner.receive(chunk, now)
        self._heard += chunk
        if self._marker in self._heard:
            self.seen.set()
        return self._change(answer) if self.seen.is_set() else answer

    def tick(self, now: float) -> bytes:
        return self._inner.tick(now)

    def due(self) -> float | None:
        return self._inner.due()

    def command(self, words: Sequence[str], now: float) -> bytes:
        return self._inner.command(words, now)


def mute(_: bytes) -> bytes:
    return b""


def hear(line: SimLine, count: int) -> bytes:
    """What a driver has sent to a bare line, once `count` bytes are there."""
    heard = b""
    while len(heard) < count:
        assert select.select(line.sources(), [], [], PATIENCE_S)[0], f"only {heard.hex(' ')} came"
        heard += line.take(line.sources()[0])
    return heard


def wait_readable(source: int) -> None:
    """Until what was put on the other side has arrived: a pseudo-terminal passes it on in its own time."""
    assert select.select([source], [], [], PATIENCE_S)[0]
