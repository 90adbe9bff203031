"""The whole box over real pseudo-terminals: simulated boards and pads on one side, a real server on the other."""

import asyncio
import json
import queue
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from display import sound as sounds
from display.bootstrap import Station
from display.config import load
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.profile import load as load_profile
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine
from server.vocab import TicketState
from server.wire.box import BoxDevices
from tests.display.fakes import PATIENCE_S
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, counter, current, ticket
from tests.drivers.benches import Reports

LOOK_UP_S = 0.05
BOARD, PADS = "onbon-bx5k-64x16", "ff68-counter"
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


class Box:
    """A display box at work with one board, one keypad (address 1), one call pad (address 2) and a voice."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.board, self.pads = Reports(), Reports()
        board_profile, pad_profile = load_profile(BOARD), load_profile(PADS)
        assert isinstance(board_profile, OnbonProfile)
        assert isinstance(pad_profile, Ff68Profile)
        machine = BoardMachine(board_profile, folder / "led", self.board)
        self.board_host = stack.enter_context(Host(machine, PtyLine()))
        self.pad_host = stack.enter_context(Host(KeypadMachine(pad_profile, self.pads), PtyLine()))

    def config(self, tcp_port: int) -> Path:
        file = self.folder / "display.toml"
        file.write_text(
            f"""
            server = "http://127.0.0.1:{tcp_port}"
            token = "{TOKEN}"
            call_seconds = 0.2
            state_dir = "{self.folder}"
            [[boards]]
            port = "{self.board_host.url}"
            profile = "{BOARD}"
            counter = 2
            [[keypads]]
            port = "{self.pad_host.url}"
            profile = "{PADS}"
            address = 1
            counter = 2
            [[callpads]]
            port = "{self.pad_host.url}"
            profile = "{PADS}"
            address = 2
            counter = 2
            [voice]
            dir = "{self.folder}/voice"
            """,
            encoding="utf-8",
        )
        return file

    def shows(self, text: str) -> dict[str, object]:
        """Wait until the board shows exactly this."""
        while (said := self.board.next("text"))["text"] != text:
            pass
        return dict(said)

    def wait_until_did(self, what: str, times: int) -> None:
        """The report is a file: look again until it says so."""
        for _ in range(int(PATIENCE_S / LOOK_UP_S)):
            if len(self.did(what)) >= times:
                return
            threading.Event().wait(LOOK_UP_S)
        pytest.fail(f"{what} is not reported {times} times: {self.did(what)}")

    def did(self, what: str) -> list[dict[str, object]]:
        lines = (self.folder / "report.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry for entry in map(json.loads, lines) if entry["did"] == what]


@contextmanager
def working(box: Box, tcp_port: int) -> Iterator[None]:
    """Runs the station in a thread of its own, as `bianmin-display` does in its process."""
    loops: queue.Queue[tuple[asyncio.AbstractEventLoop, asyncio.Task[BoxDevices]]] = queue.Queue()

    async def run() -> None:
        work = asyncio.create_task(Station(load(box.config(tcp_port)), box.folder / "report.jsonl").run())
        loops.put((asyncio.get_running_loop(), work))
        await asyncio.wait([work])

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="station")
    thread.start()
    loop, work = loops.get(timeout=PATIENCE_S)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(work.cancel)
        thread.join()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with ExitStack() as stack:
        yield Box(tmp_path, stack)


@pytest.fixture
def hall() -> StubHall:
    return StubHall()


@needs_espeak
def test_one_visit_reaches_board_voice_and_evaluation(box: Box, hall: StubHall) -> None:
    with serving(hall) as tcp_port, working(box, tcp_port):
        hall.wait_for_listener()
        assert box.shows("2号 社保")["colour"] == "green"
        hall.tell("ticket_called", ticket=ticket())
        shown = box.shows("A005 2号")
        assert (shown["flashing"], shown["colour"]) == (True, "red")
        assert Path(str(shown["png"])).stat().st_size > 0
        while box.pads.next("number")["number"] != "005":
            pass
        hall.tell("ticket_started", ticket=ticket(state=TicketState.SERVING))
        box.shows("A005办理")
        hall.tell("ticket_finished", ticket=ticket(state=TicketState.FINISHED))
        box.shows("2号 社保")
        assert box.pads.next("asked")["asked"] == 1
        box.pad_host.command("press 5 1")
        path, wish = hall.asked.get(timeout=PATIENCE_S)
        assert (path, wish["level"], wish["channel"]) == ("/tickets/5/evaluation", 5, "keypad")
        assert box.pads.next("acknowledged")["acknowledged"] == "5"
        box.pad_host.command("press 1 1")
        box.pads.next("acknowledged")
        for deed in ("spoken", "evaluated", "second"):
            box.wait_until_did(deed, 1)
    assert hall.asked.empty()
    [spoken] = box.did("spoken")
    assert str(spoken["text"]).startswith("请 A 零零五 号到 二 号窗口")
    assert sounds.read(Path(str(spoken["wav"]))).seconds > 5
    assert [entry["level"] for entry in box.did("evaluated")] == [5]
    assert [entry["level"] for entry in box.did("second")] == [1]


@needs_espeak
def test_a_lost_server_leaves_the_last_state_and_its_return_announces_nothing_twice(box: Box, hall: StubHall) -> None:
    with ExitStack() as stack:
        with serving(hall) as tcp_port:
            stack.enter_context(working(box, tcp_port))
            hall.wait_for_listener()
            box.shows("2号 社保")
            hall.tell("ticket_called", ticket=ticket())
            box.shows("A005 2号")
            box.wait_until_did("spoken", 1)
        assert box.shows("A005离线")["colour"] == "yellow"
        hall.board = board(counter(current=current()), rev=hall.board.rev)
        with serving(hall, tcp_port):
            hall.wait_for_listener()
            box.shows("A005 2号")
            hall.tell("ticket_called", ticket=ticket("A006"))
            box.shows("A006 2号")
            box.wait_until_did("spoken", 2)
            stack.close()
    flashed = [entry["lines"] for entry in box.did("shown") if entry["flash"]]
    assert flashed == [["A005 2号"], ["A006 2号"]]
    assert [entry["number"] for entry in box.did("spoken")] == ["A005", "A006"]


def test_the_call_pad_calls_recalls_and_ends_a_visit(box: Box, hall: StubHall) -> None:
    with serving(hall) as tcp_port, working(box, tcp_port):
        hall.wait_for_listener()
        box.shows("2号 社保")
        box.pad_host.command("press call_next 2")
        assert hall.asked.get(timeout=PATIENCE_S)[0] == "/counters/12/call-next"
        hall.tell("ticket_called", ticket=ticket("A006"))
        box.shows("A006 2号")
        for key in ("recall", "evaluate", "no_show"):
            box.pad_host.command(f"press {key} 2")
        steps = [hall.asked.get(timeout=PATIENCE_S)[0] for _ in range(3)]
        assert box.pads.next("beep")["beep"] == 2
    assert steps == ["/tickets/6/recall", "/tickets/6/start", "/tickets/6/finish"]
    assert [entry["key"] for entry in box.did("refused")] == ["no_show"]


def test_a_refused_press_beeps_and_nothing_stops(box: Box, hall: StubHall) -> None:
    with serving(hall) as tcp_port, working(box, tcp_port):
        hall.wait_for_listener()
        box.shows("2号 社保")
        hall.refuse = {"status": 409, "code": "counter_paused", "detail": "窗口已暂停。"}
        box.pad_host.command("press call_next 2")
        assert box.pads.next("beep")["beep"] == 2
        box.pad_host.command("press recall 2")
        assert box.pads.next("beep")["beep"] == 2
        hall.tell("ticket_called", ticket=ticket())
        box.shows("A005 2号")
    assert [entry["code"] for entry in box.did("refused")] == ["counter_paused", "nothing_to_do"]


def test_a_box_whose_server_is_away_says_so(box: Box) -> None:
    with working(box, 9):
        assert box.shows("离线")["colour"] == "yellow"


def test_an_evaluation_the_server_could_not_take_at_once_is_the_same_wish_again(box: Box, hall: StubHall) -> None:
    with serving(hall) as tcp_port, working(box, tcp_port):
        hall.wait_for_listener()
        hall.tell("ticket_finished", ticket=ticket(state=TicketState.FINISHED))
        box.pads.next("asked")
        hall.refuse = {"status": 503, "code": "busy", "detail": "请稍候。"}
        box.pad_host.command("press 2 1")
        first = hall.asked.get(timeout=PATIENCE_S)
        hall.refuse = None
        # The client may have asked more than once before the server could.
        box.wait_until_did("evaluated", 1)
    again = [hall.asked.get_nowait() for _ in range(hall.asked.qsize())]
    assert again
    assert all(wish == first for wish in again)
    assert [entry["level"] for entry in box.did("evaluated")] == [2]
