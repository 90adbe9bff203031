"""A thousand pulled plugs at chance bytes: every press once, the keypad back at once, nothing left open."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import Keypad, KeypadEvent, KeyPressed, make_keypad
from drivers.profile import Ff68Profile, HidProfile, KeypadProfile
from drivers.runner import Runner
from drivers.sim.host import Host, Machine, Report
from drivers.sim.keypad import KeypadMachine
from drivers.sim.keypad_hid import HidKeypadMachine
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.torn import TornLine, held

UNPLUGS = 1000
BACK_S = 2.0
ADDRESSES = 250
KEYS = (
    "call_next",
    "recall",
    "pause",
    "transfer",
    "no_show",
    "hold",
    "resume",
    "cancel",
    "confirm",
    "evaluate",
    "0",
    "9",
)


class NotedLine(TornLine):
    """Says when its plug is pulled."""

    def __init__(self, link: Path, reports: Reports) -> None:
        super().__init__(link)
        self._reports = reports

    def unplug(self) -> None:
        is_in = bool(self.sources())
        super().unplug()
        if is_in:
            self._reports({"unplugged": True})


class Listener:
    """A keypad at work under a runner: what it hears, and when its line was opened."""

    def __init__(self, keypad: Keypad) -> None:
        self.events: queue.SimpleQueue[KeypadEvent] = queue.SimpleQueue()
        self.openings: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._keypad = keypad

    def open(self) -> None:
        self._keypad.open()
        self.openings.put(time.monotonic())

    def close(self) -> None:
        self._keypad.close()

    def round(self, stop: threading.Event) -> None:
        for event in self._keypad.events(stop):
            self.events.put(event)


class Bench:
    """A simulated keypad on a line that tears, and a listener that comes back."""

    def __init__(self, host: Host, line: NotedLine, reports: Reports, listener: Listener) -> None:
        self.host = host
        self.line = line
        self.reports = reports
        self.listener = listener
        self.heard: Counter[KeypadEvent] = Counter()
        self.unplugs = 0
        self.slowest_s = 0.0

    def plug_in(self) -> None:
        """After it was pulled; returns when the keypad is at work again."""
        self.unplugs += 1
        while not self.listener.openings.empty():
            self.listener.openings.get()
        began = time.monotonic()
        self.host.command("line replug")
        self.slowest_s = max(self.slowest_s, self.listener.openings.get(timeout=PATIENCE_S) - began)

    def said(self, *keys: str) -> Report:
        """The next report with one of these keys."""
        while True:
            report = self.reports._queue.get(timeout=PATIENCE_S)
            if not report.keys().isdisjoint(keys):
                return report

    def hear(self, wanted: KeypadEvent) -> None:
        """Listen until `wanted` has been heard."""
        while not self.heard[wanted] or not self.listener.events.empty():
            try:
                self.heard[self.listener.events.get(timeout=PATIENCE_S)] += 1
            except queue.Empty:
                raise AssertionError(f"{wanted} is not heard; the last were {list(self.heard)[-3:]}") from None


@contextmanager
def _bench(make: Callable[[Reports], Machine], url: str, link: Path, profile: KeypadProfile) -> Iterator[Bench]:
    reports = Reports()
    line, listener = NotedLine(link, reports), Listener(make_keypad(url, profile))
    runner = Runner(listener, Listener.round, lambda _: None, name="keypad", delays=(0.001, 0.004))
    with Host(make(reports), line) as host:
        runner.start()
        try:
            listener.openings.get(timeout=PATIENCE_S)
            before = held()
            yield Bench(host, line, reports, listener)
            assert held() == before
        finally:
            runner.stop()


@pytest.mark.slow
def test_a_thousand_unplugs_lose_and_double_no_press_on_an_ff68_bus(tmp_path: Path) -> None:
    """Every press is of a key of its own, so that an event tells which press it was. What the pad believes acknowledged
    has been heard once; what it gave up, once or never."""
    loaded = profiles.load("ff68-counter")
    assert isinstance(loaded, Ff68Profile)
    profile = replace(loaded, echo=False)  # these pads give up within a tenth of a second
    chance = random.Random(7)
    acknowledged, given_up = set[KeypadEvent](), set[KeypadEvent]()
    link = tmp_path / "bus"
    presses = iter([KeyPressed(address, key) for address in range(ADDRESSES) for key in KEYS])
    with _bench(lambda said: KeypadMachine(profile, said, repeat_s=0.01), f"serial://{link}", link, profile) as bench:
        while bench.unplugs < UNPLUGS:
            press = next(presses)
            bench.line.left = chance.randint(1, 30) if bench.line.left is None else bench.line.left
            bench.host.command(f"press {press.key} {press.address}")
            while "unplugged" in (said := bench.said("unplugged", "acknowledged", "unacknowledged")):
                bench.plug_in()
            if "acknowledged" in said:
                acknowledged.add(press)
                bench.hear(press)
            else:
                given_up.add(press)
    assert acknowledged <= bench.heard.keys() <= acknowledged | given_up
    assert set(bench.heard.values()) == {1}
    assert len(acknowledged) > 0.9 * UNPLUGS
    assert bench.slowest_s < BACK_S


@pytest.mark.slow
def test_a_thousand_unplugs_join_and_double_no_number_typed_on_a_keyboard(tmp_path: Path) -> None:
    """Every number is typed once and says which it was. A keyboard acknowledges nothing: a torn number is heard once
    or never, and never with the rest of another."""
    profile = profiles.load("hid-callpad")
    assert isinstance(profile, HidProfile)
    chance = random.Random(11)
    whole, torn = set[KeypadEvent](), set[KeypadEvent]()
    link = tmp_path / "event0"
    with _bench(lambda said: HidKeypadMachine(profile, said), f"evdev://{link}", link, profile) as bench:
        for number in range(1000, 1000 + 2 * UNPLUGS):
            tears = not number % 2
            bench.line.left = chance.randint(1, 720) if tears else None
            bench.host.command(f"press {' '.join(str(number))} ENTER")
            (torn if tears else whole).add(typed := KeyPressed(1, "call_next", str(number)))
            if tears:
                bench.said("unplugged")
                bench.plug_in()
            else:
                bench.hear(typed)
    assert whole <= bench.heard.keys() <= whole | torn
    assert set(bench.heard.values()) == {1}
    assert bench.slowest_s < BACK_S
