"""A whole bus pulled and plugged in a thousand times, at any byte: every press once, the board right."""

import queue
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device.board_onbon import OnbonBoard
from drivers.device.bus import Bus
from drivers.device.keypad import KeypadEvent, KeyPressed
from drivers.device.keypad_ff68 import PadBus
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.runner import Condition, Health, Runner
from drivers.sim.board import BoardMachine
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine, Report
from drivers.sim.keypad import KeypadMachine
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.torn import TornLine, held

UNPLUGS = 1000
BACK_S = 2.0
LONGEST_CUT = 150
KEYS = ("call_next", "recall", "pause", "transfer", "no_show", "hold", "resume", "evaluate", "cancel", *"0123456789")


class NotedLine(TornLine):
    """Says when its plug is pulled."""

    def __init__(self, link: Path, say: Callable[[Report], None]) -> None:
        super().__init__(link)
        self._say = say

    def unplug(self) -> None:
        is_in = bool(self.sources())
        super().unplug()
        if is_in:
            self._say({"unplugged": True})


class Site:
    """A bus with one board and 250 pads under a runner, and its line."""

    def __init__(self, folder: Path) -> None:
        pads, board = profiles.load("ff68-counter"), profiles.load("onbon-bx5k-64x16")
        assert isinstance(pads, Ff68Profile)
        assert isinstance(board, OnbonProfile)
        # These pads give up within a tenth of a second, before an unsure line has been found not to echo.
        pads = replace(pads, echo=False)
        self.said: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self.shown = Reports()
        self.events: queue.SimpleQueue[KeypadEvent] = queue.SimpleQueue()
        self.health: queue.SimpleQueue[tuple[float, Health]] = queue.SimpleQueue()
        self.line = NotedLine(folder / "bus", self.said.put)
        machines: dict[str, Machine] = {
            "pads": KeypadMachine(pads, self.said.put, repeat_s=0.01),
            "board": BoardMachine(board, folder / "out", self.shown, card=1),
        }
        self.host = Host(BusMachine(machines), self.line)
        bus = Bus(self.line.url, baud=4_000_000, pads=PadBus(pads), on_event=self.events.put, answer_s=0.1)
        self._branch = bus.branch("board-1")
        self._board = OnbonBoard(self._branch, replace(board, address=1))
        self._runner = Runner(
            bus,
            lambda device, stop: device.round(stop),
            lambda health: self.health.put((time.monotonic(), health)),
            name="bus",
            url=bus.url,
            delays=(0.001, 0.002),
        )
        self.slowest_s, self.unplugs = 0.0, 0

    def __enter__(self) -> "Site":
        self.host.start()
        self._runner.start()
        self.wait_for(Condition.UP)
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.stop()
        self.host.close()

    def show(self, text: str) -> None:
        self._branch.want(lambda: self._board.show([text]))

    def wait_for(self, condition: Condition) -> float:
        while True:
            at, health = self.health.get(timeout=PATIENCE_S)
            if health.condition is condition:
                return at

    def press(self, press: KeyPressed) -> bool:
        """Whether the pad believes that it was heard; the line is plugged in again as often as it is torn."""
        self.host.command(f"pads press {press.key} {press.address}")
        while True:
            said = self.said.get(timeout=PATIENCE_S)
            if "unplugged" in said:
                self._replug()
            elif said.get("address") == press.address and "acknowledged" in said:
                return True
            elif "unacknowledged" in said:
                return False

    def _replug(self) -> None:
        self.unplugs += 1
        self.wait_for(Condition.DOWN)
        plugged = time.monotonic()
        self.host.command("line replug")
        self.slowest_s = max(self.slowest_s, self.wait_for(Condition.UP) - plugged)


@pytest.mark.slow
def test_a_thousand_unplugs_lose_and_double_no_press_and_leave_the_board_right(tmp_path: Path) -> None:
    """Every press is of a key of its own, so that an event tells which press it was. What the pad believes
    acknowledged has been heard once; what it gave up, once or never."""
    chance, before = random.Random(5), held()
    acknowledged, given_up = set[KeypadEvent](), set[KeypadEvent]()
    presses = iter([KeyPressed(address, key) for key in KEYS for address in range(256)])
    with Site(tmp_path) as site:
        while site.unplugs < UNPLUGS:
            if site.line.left is None:
                site.line.left = chance.randint(1, LONGEST_CUT)
                site.show(f"A{site.unplugs % 100:03}")
            press = next(presses)
            (acknowledged if site.press(press) else given_up).add(press)
        site.line.left = None
        site.show("Z999")
        while "Z999" not in str(site.shown.next("text")["text"]):
            pass
    heard = Counter(site.events.get_nowait() for _ in range(site.events.qsize()))
    assert acknowledged <= heard.keys() <= acknowledged | given_up
    assert set(heard.values()) == {1}
    assert len(acknowledged) > 0.9 * UNPLUGS
    assert site.slowest_s < BACK_S
    assert held() == before
