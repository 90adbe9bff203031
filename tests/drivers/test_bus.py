"""One line, many machines: everybody has a turn, no press is lost, doubled or late, whoever is dead."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import KeyPressed, LevelPressed, bus
from drivers.device.board_onbon import OnbonBoard
from drivers.device.bus import Bus, MemberHealth
from drivers.device.keypad import KeypadEvent
from drivers.device.keypad_ff68 import PadBus
from drivers.errors import TransportError
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.runner import Condition, Health, Runner
from drivers.sim.board import BoardMachine
from drivers.sim.board_frame import answer
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine
from drivers.transport.modbus import ModbusLine
from tests.drivers.benches import PATIENCE_S, Reports, hear
from tests.drivers.vectors import FF68_FROM_PAD

FAST = 4_000_000
CALL = bytes.fromhex(FF68_FROM_PAD["call next"][0])
Events = queue.Queue[KeypadEvent]


def _pads() -> Ff68Profile:
    loaded = profiles.load("ff68-counter")
    assert isinstance(loaded, Ff68Profile)
    return loaded


def _board(address: int) -> OnbonProfile:
    loaded = profiles.load("onbon-bx5k-64x16")
    assert isinstance(loaded, OnbonProfile)
    return replace(loaded, address=address)


class Running:
    """A bus at work in a runner's thread."""

    def __init__(self, url: str, *, baud: int = FAST, answer_s: float = 0.3) -> None:
        self.events = Events()
        self.members: queue.Queue[MemberHealth] = queue.Queue()
        self.health: queue.Queue[Health] = queue.Queue()
        self.bus = Bus(
            url,
            baud=baud,
            pads=PadBus(_pads()),
            on_event=self.events.put,
            on_health=self.members.put,
            answer_s=answer_s,
        )
        self._runner = Runner(
            self.bus, lambda it, stop: it.round(stop), self.health.put, name="bus", url=url, delays=(0.001, 0.01)
        )

    def board(self, number: int) -> tuple[OnbonBoard, Callable[[str], None]]:
        branch = self.bus.branch(f"board-{number}")
        board = OnbonBoard(branch, _board(number))
        return board, lambda text: branch.want(lambda: board.show([text]))

    def __enter__(self) -> "Running":
        self._runner.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.stop()

    def wait_for(self, condition: Condition) -> None:
        while self.health.get(timeout=PATIENCE_S).condition is not condition:
            pass


@pytest.fixture
def line() -> Iterator[PtyLine]:
    made = PtyLine()
    yield made
    made.close()


def test_a_pad_that_speaks_while_a_board_is_asked_is_heard_and_so_is_the_board(line: PtyLine) -> None:
    with Running(line.url, answer_s=PATIENCE_S) as running:
        running.bus.pad(3)
        branch = running.bus.branch("board-1")
        board = OnbonBoard(branch, _board(1))
        shown = threading.Event()

        def show() -> None:
            board.ensure_ready()
            shown.set()

        branch.want(show)
        hear(line, 20)
        line.put(CALL[:4])
        line.put(CALL[4:] + answer(1, 0))
        assert shown.wait(PATIENCE_S)
        assert running.events.get(timeout=PATIENCE_S) == KeyPressed(1, "call_next")
        heard = hear(line, len(CALL))
        assert heard.endswith(CALL)


def test_a_dead_member_delays_no_press(line: PtyLine) -> None:
    """Once it is known to be silent, a pad is answered while the member still has time to answer."""
    with Running(line.url, answer_s=0.05) as running:
        branch = running.bus.branch("dead")
        asked, give_up = threading.Event(), threading.Event()
        tries = 0

        def ask() -> None:
            nonlocal tries
            tries += 1
            branch.write(b"\0", timeout=1)
            if tries == 1:
                branch.read(1, timeout=PATIENCE_S)
            running.bus._wire._answer_s = running.bus._wire._deadline = PATIENCE_S * 1e6
            asked.set()
            while not give_up.is_set():
                branch.read(64, timeout=0.01)

        branch.want(ask)
        try:
            assert running.members.get(timeout=PATIENCE_S).code == "silent"
            assert asked.wait(PATIENCE_S)
            line.put(CALL)
            assert running.events.get(timeout=PATIENCE_S) == KeyPressed(1, "call_next")
            assert hear(line, 2 + len(CALL)).endswith(CALL)
        finally:
            give_up.set()


def test_the_newest_wish_replaces_those_before_it_and_what_is_said_keeps_its_order(line: PtyLine) -> None:
    running = Running(line.url)
    branch, told = running.bus.branch("board"), queue.Queue[str]()
    for text in ("A001", "A002", "A003"):
        branch.want(lambda text=text: told.put(text))  # type: ignore[misc]
        branch.say(lambda text=text: told.put(f"beep {text}"))  # type: ignore[misc]
    with running:
        running.wait_for(Condition.UP)
        branch.say(lambda: told.put("end"))
        heard = []
        while "end" not in heard:
            heard.append(told.get(timeout=PATIENCE_S))
    # Opening the line drops what was said before: a beep for nobody.
    assert heard == ["A003", "end"]


def test_what_is_said_comes_in_order(line: PtyLine) -> None:
    with Running(line.url) as running:
        running.wait_for(Condition.UP)
        branch, told = running.bus.branch("pad"), queue.Queue[int]()
        for number in range(5):
            branch.say(lambda number=number: told.put(number))  # type: ignore[misc]
        assert [told.get(timeout=PATIENCE_S) for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_wish_wakes_a_bus_that_listens(line: PtyLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "LOOK_UP_S", 10 * PATIENCE_S)
    with Running(line.url) as running:
        running.wait_for(Condition.UP)
        branch, told = running.bus.branch("board"), threading.Event()
        for _ in range(3):
            told.clear()
            branch.want(told.set)
            assert told.wait(PATIENCE_S)
        # And lets it end, too.
        threading.Timer(0.05, branch.say, [lambda: None]).start()


def test_a_silent_board_is_said_once_and_shown_again_when_it_is_back(tmp_path: Path) -> None:
    reports = Reports()
    machines = {"one": BoardMachine(_board(1), tmp_path / "1", reports, card=1)}
    with Host(BusMachine(machines), PtyLine()) as host, Running(host.url, answer_s=0.05) as running:
        host.command("one silent on")
        _, show = running.board(1)
        show("A001")
        gone = running.members.get(timeout=PATIENCE_S)
        assert (gone.name, gone.code, gone.errors) == ("board-1", "silent", 1)
        show("A002")
        host.command("one silent off")
        assert running.members.get(timeout=PATIENCE_S).code == "ok"
        assert running.members.empty()
        host.command("one show")
        assert "A002" in str(reports.next("areas"))
        assert running.bus.health()["board-1"].heard_at is not None


def test_a_line_that_echoes_adds_no_press(line: PtyLine) -> None:
    reports = Reports()
    with Host(KeypadMachine(_pads(), reports), PtyLine()) as host, Running(host.url) as running:
        running.wait_for(Condition.UP)
        host.command("echo on")
        pad = running.bus.pad(1)
        pad.ask()
        assert reports.next("asked")
        for key in ("call_next", "0", "transfer", "recall"):
            host.command(f"press {key}")
            assert running.events.get(timeout=PATIENCE_S) == KeyPressed(1, key)
            assert reports.next("acknowledged")["acknowledged"] == key
        assert running.events.empty()


def test_a_pad_is_told_what_to_show_and_asked_to_beep(line: PtyLine) -> None:
    reports = Reports()
    with Host(KeypadMachine(_pads(), reports), PtyLine()) as host, Running(host.url) as running:
        running.wait_for(Condition.UP)
        pad = running.bus.pad(7)
        pad.show_number(12, waiting=5)
        assert reports.next("number") == {"address": 7, "waiting": "005", "number": "012"}
        pad.beep()
        assert reports.next("beep") == {"beep": 7}
        pad.show_level(5)
        assert reports.next("stars") == {"address": 7, "stars": 5}
        host.command("press 5 7")
        assert running.events.get(timeout=PATIENCE_S) == LevelPressed(7, 5)
        reports.next("acknowledged")
        assert running.bus.health()["pad-7"].heard_at is not None


def test_a_pads_count_alone_is_told_too_and_after_a_break_the_newest(tmp_path: Path) -> None:
    reports, link = Reports(), tmp_path / "bus"
    with Host(KeypadMachine(_pads(), reports), PtyLine(link)) as host, Running(host.url) as running:
        running.wait_for(Condition.UP)
        pad = running.bus.pad(7)
        for waiting in (5, 6):
            pad.show_number(12, waiting=waiting)
            while reports.next("number") != {"address": 7, "waiting": f"00{waiting}", "number": "012"}:
                pass
        host.command("line unplug")
        running.wait_for(Condition.DOWN)
        pad.show_number(12, waiting=7)
        host.command("line replug")
        assert reports.next("number")["waiting"] == "007"


def test_after_the_line_broke_everything_is_shown_again_and_no_beep_is_late(tmp_path: Path) -> None:
    reports, link = Reports(), tmp_path / "bus"
    machine = BusMachine({"pads": KeypadMachine(_pads(), reports)})
    with Host(machine, PtyLine(link)) as host, Running(host.url) as running:
        pad = running.bus.pad(7)
        pad.show_number(12)
        assert reports.next("number")["number"] == "012"
        assert running.health.get(timeout=PATIENCE_S).condition is Condition.UP
        host.command("line unplug")
        running.wait_for(Condition.DOWN)
        pad.beep()
        pad.show_number(13)
        host.command("line replug")
        assert reports.next("number")["number"] == "013"
        pad.ask()
        assert "beep" not in reports.next("asked")
        host.command("line unplug")
        running.wait_for(Condition.DOWN)
        host.command("line replug")
        assert reports.next("number")["number"] == "013"


def test_modbus_devices_may_share_the_line_with_pads(line: PtyLine) -> None:
    with Running(line.url, answer_s=PATIENCE_S) as running:
        branch, read = running.bus.branch("display"), queue.Queue[list[int]]()
        modbus = ModbusLine(branch, timeout_s=PATIENCE_S)
        branch.want(lambda: read.put(modbus.read_registers(1, 0)))
        hear(line, 8)
        line.put(CALL + bytes.fromhex("010302000CB841"))
        assert read.get(timeout=PATIENCE_S) == [12]
        assert running.events.get(timeout=PATIENCE_S) == KeyPressed(1, "call_next")


def test_a_wish_that_is_wrong_is_dropped_and_the_others_are_served(line: PtyLine) -> None:
    with Running(line.url) as running:
        wrong, right, done = running.bus.branch("wrong"), running.bus.branch("right"), threading.Event()

        def refuse() -> None:
            raise ValueError("no such colour")

        wrong.want(refuse)
        while running.health.get(timeout=PATIENCE_S).code != "internal":
            pass
        right.want(done.set)
        assert done.wait(PATIENCE_S)


def test_a_bus_that_is_not_open_does_not_pretend() -> None:
    bus = Bus("serial:///dev/absent")
    with pytest.raises(TransportError):
        bus.open()
    with pytest.raises(TransportError):
        bus.round(threading.Event())
    bus.close()


COUNTERS = range(1, 31)
DEAD = (3, 8, 15, 22, 30)


def _hall(out: Path, reports: Reports) -> dict[str, Machine]:
    """Thirty counters, each with a board, an evaluator (address n) and a call pad (100 + n); five boards are dead."""
    boards: dict[str, Machine] = {
        f"board-{n}": BoardMachine(_board(n), out / str(n), reports, card=n) for n in COUNTERS if n not in DEAD
    }
    pads = {
        f"pad-{n}": KeypadMachine(_pads(), lambda _: None, address=n) for n in (*COUNTERS, *(100 + n for n in COUNTERS))
    }
    return boards | pads


def test_thirty_counters_work_on_one_line_with_five_dead(tmp_path: Path) -> None:
    reports = Reports()
    with Host(BusMachine(_hall(tmp_path, reports)), PtyLine()) as host, Running(host.url, answer_s=0.1) as running:
        running.wait_for(Condition.UP)
        for n in COUNTERS:
            _, show = running.board(n)
            show(f"B{n:03}")
        for n in COUNTERS:
            host.command(f"pad-{n} press {1 + n % 5}")
            host.command(f"pad-{100 + n} press call_next")
        pressed = {running.events.get(timeout=PATIENCE_S) for _ in range(60)}
        # On a busy machine a board that answers late is asked again: it may be called dead, or show a text twice.
        dead = {f"board-{n}" for n in DEAD}
        while dead:
            dead.discard(running.members.get(timeout=PATIENCE_S).name)
        shown = {f"B{n:03}" for n in COUNTERS if n not in DEAD}
        while shown:
            shown.discard(str(reports.next("text")["text"]).strip())
    assert pressed == {LevelPressed(n, 1 + n % 5) for n in COUNTERS} | {
        KeyPressed(100 + n, "call_next") for n in COUNTERS
    }
    assert running.events.empty()
