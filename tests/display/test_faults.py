"""A box in a bad world: plugs pulled, servers restarted, bits flipped, amid calls. Nothing false, nothing left."""

import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from display import bootstrap, link, wiring
from drivers.device import board_onbon
from drivers.profile import OnbonProfile
from drivers.profile import load as load_profile
from drivers.runner import Runner
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host
from drivers.sim.line import TcpLine
from server.client import stream
from server.vocab import TicketState
from server.wire.hall import Counter as HallCounter
from tests.display.fakes import PATIENCE_S
from tests.display.row import BOARD, PAD_BEHIND, Glass, Row, at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, counter, current, ticket
from tests.drivers.torn import TornLine, held

UNPLUGS, RESTARTS, NOISY_FRAMES = 200, 50, 10_000
RIGHT_S = 2.0
"""How soon everything is right once the line is good."""
LONGEST_CUT = 200
NETWORK = 4
"""The counter whose board hangs on the network; 1 to 3 share a line."""
IDLE = "{}号 社保"
GARBLE_EVERY = 100

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there again is found at once: two hundred times half a second are a long wait."""
    monkeypatch.setattr(bootstrap, "Runner", partial(Runner, delays=(0.002, 0.004)))
    monkeypatch.setattr(wiring, "ANSWER_S", 0.05)
    monkeypatch.setattr(board_onbon, "BUSY_PAUSE_S", 0.005)
    monkeypatch.setattr(link, "RETRY_S", 0.02)
    monkeypatch.setattr(link, "CHECK_S", 0.1)
    monkeypatch.setattr(stream, "FIRST_PAUSE_S", 0.02)


class NotedLine(TornLine):
    """Says when its plug is out."""

    def __init__(self, link: Path) -> None:
        self.out = threading.Event()
        super().__init__(link)

    def replug(self) -> None:
        super().replug()
        self.out.clear()

    def unplug(self) -> None:
        super().unplug()
        self.out.set()


class Box:
    """Three counters on one line and a fourth whose board hangs on the network, their hall, and its calls."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.chance = random.Random(7)
        self.line = NotedLine(folder / "bus")
        self.row = Row(folder, NETWORK - 1, self.line, baud=4_000_000, repeat_s=0.02)
        profile = load_profile(BOARD)
        assert isinstance(profile, OnbonProfile)
        self.glasses = self.row.glasses | {NETWORK: Glass()}
        self.network = Host(BoardMachine(profile, folder / "led", self.glasses[NETWORK]), TcpLine())
        stack.enter_context(self.row.host)
        stack.enter_context(self.network)
        self.hall = StubHall(board(*(counter(n) for n in self.glasses)))
        self.called: Mapping[int, set[str]] = {n: set() for n in self.glasses}
        self.now: dict[int, str | None] = dict.fromkeys(self.glasses)
        self.pressed = Counter[str]()
        self._numbers = itertools.cycle(range(1, 1000))

    def config(self, tcp_port: int) -> Path:
        file = self.folder / "display.toml"
        head = f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\ncall_seconds = 0.005\n'
        head += f'state_dir = "{self.folder}"\n'
        network = f'[[boards]]\nport = "{self.network.url}"\nprofile = "{BOARD}"\ncounter = {NETWORK}\n'
        file.write_text(head + self.row.tables() + "\n" + network, encoding="utf-8")
        return file

    def call(self, at: int) -> None:
        """A call at this counter; whoever was there is done."""
        number = self.next_number(at)
        if (before := self.now[at]) is not None:
            self.hall.tell("ticket_finished", ticket=ticket(before, TicketState.FINISHED, counter_number=at))
        self.now[at] = number
        self.hall.tell("ticket_called", ticket=ticket(number, counter_number=at))

    def call_unheard(self, at: int) -> None:
        """The same while no server tells anybody; the next one's board shows it."""
        self.now[at] = self.next_number(at)
        rev = self.hall.board.rev + 1
        self.hall.board = board(*(self._counter(n, number) for n, number in self.now.items()), rev=rev)

    def next_number(self, at: int) -> str:
        number = f"A{next(self._numbers):03}"
        self.called[at].add(number)
        return number

    def press(self, at: int) -> None:
        self.pressed[f"/counters/{10 + at}/call-next"] += 1
        self.row.press(at, "call_next")

    def press_everywhere(self) -> None:
        """One key at each counter, until each pad was heard or has given up."""
        waiting = {PAD_BEHIND + n for n in self.row.counters}
        for n in self.row.counters:
            self.press(n)
        while waiting:
            said = self.row.said.get(timeout=PATIENCE_S)
            if "acknowledged" in said or "unacknowledged" in said:
                waiting.discard(int(str(said["address"])))

    def any_of(self, counters: Sequence[int]) -> int:
        return self.chance.choice(counters)

    def wait_until_right(self) -> None:
        for n, glass in self.glasses.items():
            number = self.now[n]
            glass.wait_for(IDLE.format(n) if number is None else f"{number} {n}号")

    def require_right_soon(self) -> None:
        began = time.monotonic()
        self.wait_until_right()
        assert time.monotonic() - began < RIGHT_S

    def require_nothing_false(self) -> None:
        """No board ever showed a number that was not called at its counter, no key was pressed by nobody."""
        for n, glass in self.glasses.items():
            assert {text[:4] for text in glass.history if text.startswith("A")} <= self.called[n]
        assert self._asked() <= self.pressed

    def require_presses_work(self) -> None:
        """A key nobody pressed so far: an old one may be taken for the pad's repeating itself."""
        for n in self.row.counters:
            self.call(n)
            self.wait_until_right()
            self.row.press(n, "recall")
            number = self.now[n]
            assert number is not None
            while (asked := self.hall.asked.get(timeout=PATIENCE_S)[0]) != f"/tickets/{int(number[1:])}/recall":
                assert asked in self.pressed

    def _asked(self) -> Counter[str]:
        """What was asked of the hall so far; the same wish again is one."""
        asked = [self.hall.asked.get_nowait() for _ in range(self.hall.asked.qsize())]
        return Counter(path for path, _ in {(path, body["request_id"]) for path, body in asked})

    def _counter(self, n: int, number: str | None) -> HallCounter:
        return counter(n, current=None if number is None else current(number, ticket_id=int(number[1:])))


def _held() -> tuple[list[str], int]:
    """What is open but connections, which come and go with the server's leisure."""
    files, threads = held()
    return [kind for kind in files if kind != "socket"], threads


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with ExitStack() as stack:
        yield Box(tmp_path, stack)


def test_two_hundred_unplugs_of_a_line_and_of_a_network_board_leave_the_hall_s_state(box: Box) -> None:
    """The plug is pulled at any byte, while numbers are called and keys are pressed."""
    counters = list(box.row.counters)
    with serving(box.hall) as tcp_port, at_work(box.config(tcp_port)):
        box.hall.wait_for_listener()
        box.wait_until_right()
        before = _held()
        for _ in range(UNPLUGS):
            box.line.left = box.chance.randint(1, LONGEST_CUT)
            box.network.command("line unplug")
            box.call(NETWORK)
            box.press(box.any_of(counters))
            while not box.line.out.wait(0.02):  # as many calls as it takes to bring the line to its last byte
                box.call(box.any_of(counters))
            box.call(box.any_of(counters))
            box.row.host.command("line replug")
            box.network.command("line replug")
            box.require_right_soon()
        assert _held() == before
        box.require_nothing_false()
        box.require_presses_work()


def test_fifty_restarts_of_the_server_repeat_no_call_and_lose_no_state(box: Box) -> None:
    report = box.folder / "report.jsonl"
    with ExitStack() as stack:
        with serving(box.hall) as tcp_port:
            stack.enter_context(at_work(box.config(tcp_port), report))
            box.hall.wait_for_listener()
            box.wait_until_right()
        for _ in range(RESTARTS):
            box.call_unheard(box.any_of(list(box.glasses)))
            with serving(box.hall, tcp_port):
                box.hall.wait_for_listener()
                box.wait_until_right()
                box.call(box.any_of(list(box.glasses)))
                box.wait_until_right()
        stack.close()
    box.require_nothing_false()
    said = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    flashed = Counter(entry["lines"][0] for entry in said if entry["did"] == "shown" and entry["flash"])
    assert set(flashed.values()) == {1}
    assert len(flashed) == RESTARTS, "each call that was heard, once; none that happened unheard"


def test_ten_thousand_noisy_frames_show_nothing_false_and_all_is_right_soon_after(box: Box) -> None:
    """Every hundredth byte has a flipped bit, in both directions."""
    with serving(box.hall) as tcp_port, at_work(box.config(tcp_port)):
        box.hall.wait_for_listener()
        box.wait_until_right()
        hosts = (box.row.host, box.network)
        for host in hosts:
            host.command(f"line garble {GARBLE_EVERY}")
        while box.row.traffic.messages < NOISY_FRAMES:
            box.call(box.any_of(list(box.glasses)))
            for _ in range(5):
                box.press_everywhere()
        for host in hosts:
            host.command("line garble 0")
        box.require_right_soon()
        box.require_nothing_false()
        box.require_presses_work()
