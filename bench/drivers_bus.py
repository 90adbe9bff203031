"""A bus of thirty counters at 9600 baud with five dead boards: how long a press and a call take beside what the line
itself needs. Real pseudo-terminals, real time."""

import itertools
import queue
import random
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from drivers import profile as profiles
from drivers.device.board_onbon import OnbonBoard
from drivers.device.bus import Bus
from drivers.device.bus_branch import Branch
from drivers.device.keypad import KeypadEvent
from drivers.device.keypad_ff68 import PadBus
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.runner import Runner
from drivers.sim.board import BoardMachine
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine

COUNTERS, DEAD = range(1, 31), (3, 8, 15, 22, 30)
BYTE_S = 10 / 9600
FRAME_S = 10 * BYTE_S
SECONDS, IDLE_SECONDS, PRESS_EVERY_S = 30.0, 10.0, 0.4

Figure = tuple[str, float, str, str, bool | None]


class PacedLine(PtyLine):
    """A line on which what the machines say takes its time; the host paces itself."""

    def put(self, payload: bytes) -> None:
        threading.Event().wait(len(payload) * BYTE_S)
        super().put(payload)


@dataclass
class Times:
    """Seconds from press to event, from wish to the board's confirmation, and of the confirmed exchange alone."""

    pressed: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


class Hall:
    """`counters` boards, evaluators (address n) and call pads (100 + n) on one line; a call is shown on its board."""

    def __init__(self, out: Path) -> None:
        pads, board = profiles.load("ff68-counter"), profiles.load("onbon-bx5k-64x16")
        if not isinstance(pads, Ff68Profile) or not isinstance(board, OnbonProfile):
            raise TypeError("the shipped profiles have changed")
        machines: dict[str, Machine] = {}
        for n in COUNTERS:
            machines[f"evaluator-{n}"] = KeypadMachine(pads, _ignore, address=n)
            machines[f"pad-{n}"] = KeypadMachine(pads, _ignore, address=100 + n)
            if n not in DEAD:
                machines[f"board-{n}"] = BoardMachine(board, out / str(n), _ignore, card=n)
        self.host = Host(BusMachine(machines), PacedLine())
        self.events: queue.SimpleQueue[tuple[float, KeypadEvent]] = queue.SimpleQueue()
        bus = Bus(self.host.url, pads=PadBus(pads), on_event=self._take)
        self.times = Times()
        self._boards: dict[int, tuple[Branch, OnbonBoard]] = {}
        for n in COUNTERS:
            branch = bus.branch(f"board-{n}")
            self._boards[n] = branch, OnbonBoard(branch, replace(board, address=n))
            branch.every(30.0, self._boards[n][1].ensure_ready)
        self.runner = Runner(bus, lambda device, stop: device.round(stop), _ignore, name="bus", url=bus.url)

    def press(self, counter: int) -> None:
        """One call on a pad; returns when its event is there."""
        began = time.monotonic()
        self.host.command(f"pad-{counter} press call_next")
        heard, _ = self.events.get(timeout=20)
        self.times.pressed.append(heard - began)

    def _take(self, event: KeypadEvent) -> None:
        self.events.put((time.monotonic(), event))
        branch, board = self._boards[event.address - 100]
        wished = time.monotonic()

        def show() -> None:
            began = time.monotonic()
            board.show([f"A{event.address}"], flash=True)
            self.times.alone.append(time.monotonic() - began)
            self.times.shown.append(time.monotonic() - wished)

        branch.want(show)


def figures() -> Iterator[Figure]:
    """(what, value, unit, bound, whether it holds)."""
    with tempfile.TemporaryDirectory() as out:
        times, idle = _measure(Hall(Path(out)))
    median, late = _percentile(times.pressed, 0.5) * 1e3, _percentile(times.pressed, 0.99) * 1e3
    own = FRAME_S * 1e3
    yield "bus: press to event, median", median, "ms", f"the line itself {own:.1f}", None
    yield "bus: press to event, p99, five of thirty dead", late, "ms", "≤ 500", late <= 500
    shown, alone = _percentile(times.shown, 0.5) * 1e3, _percentile(times.alone, 0.5) * 1e3
    yield "bus: call wished to board confirmed, median", shown, "ms", f"the exchange itself {alone:.1f}", None
    yield "bus: call wished to board confirmed, p99", _percentile(times.shown, 0.99) * 1e3, "ms", "", None
    yield "bus: processor while idle, 90 devices", idle * 100, "% of a core", "≤ 2", idle <= 0.02


def _measure(hall: Hall) -> tuple[Times, float]:
    """Presses at random for a while; then the share of a core of bus and simulators with nothing to do."""
    chance, over = random.Random(1), time.monotonic() + SECONDS
    with hall.host:
        hall.runner.start()
        # Each in turn: the same pad twice within a second would be one press.
        for counter in itertools.cycle(COUNTERS):
            threading.Event().wait(chance.expovariate(1 / PRESS_EVERY_S))
            hall.press(counter)
            if time.monotonic() > over:
                break
        threading.Event().wait(2.0)
        before, began = _spent(), time.monotonic()
        threading.Event().wait(IDLE_SECONDS)
        idle = (_spent() - before) / (time.monotonic() - began)
        hall.runner.stop()
    return hall.times, idle


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def _ignore(_said: object) -> None:
    pass


if __name__ == "__main__":
    for what, value, unit, bound, _ in figures():
        print(f"{what:55} {value:8.1f} {unit} ({bound})")
