"""Keyboards, Modbus keys and pads with frames of their own in the whole box: their plugs are pulled at any byte."""

import json
import queue
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from display import bootstrap
from display.line import LineDevice
from drivers.device import board_onbon
from drivers.runner import Runner
from drivers.sim import console
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.keypad_framemap import FramemapMachine
from drivers.sim.line import TcpLine
from server.vocab import TicketState
from tests.display.fakes import PATIENCE_S
from tests.display.row import BOARD, Counted, Glass, at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.test_faults import NotedLine, _held
from tests.display.words import board, counter, ticket

UNPLUGS, BACK_S = 200, 2.0
HID = """family = "hid"
keys = { ENTER = "no_show" }
levels = { 1 = 1, 2 = 2, 3 = 3, 4 = 4, 5 = 5 }"""
MODBUS = """family = "modbus"
baud = 4000000
poll_s = 0.005
debounce_s = 0.005
keys = { 7 = "no_show" }
levels = { 0 = 5, 1 = 4, 2 = 3, 3 = 2, 4 = 1 }"""
FRAMES = """family = "framemap"
[[frames]]
match = "AA 01 ?? ?? FF"
field = 2
keys = { 10 = "no_show" }
levels = { 01 = 5, 02 = 4, 03 = 3, 04 = 2, 05 = 1 }
"""
FAMILIES = {
    "keyboard": (HID, 144),
    "modbus": (MODBUS, 40),
    "frames": (FRAMES, 5),
    "answered": (FRAMES + 'answer = "AB 01 ?? ?? FF"', 10),
}
"""A pad's profile, and the longest cut: the bytes of a press and of what belongs to it."""

pytestmark = pytest.mark.slow
Wish = tuple[str, int | None]
"""What the hall is asked for, and the level."""


class Answering(Counted):
    """A machine that says when it has answered."""

    answers: queue.SimpleQueue[bytes]

    def receive(self, chunk: bytes, now: float) -> bytes:
        if answer := super().receive(chunk, now):
            self.answers.put(answer)
        return answer


class Box:
    """A pad that is evaluator and call pad of counter 2 at once, and that counter's board on the network."""

    def __init__(self, folder: Path, profile: str, cut: int, stack: ExitStack) -> None:
        self.chance, self.folder, self.cut = random.Random(7), folder, cut
        self.file = folder / "pad.toml"
        self.file.write_text(f'kind = "keypad"\nname = "pad"\n{profile}', encoding="utf-8")
        self.is_polled, self.scheme = profile == MODBUS, "evdev" if profile == HID else "serial"
        self.line, self.glass = NotedLine(folder / "pad"), Glass()
        self.machine = Answering(machine(Wanted(kind="keypad", profile=str(self.file)), lambda _: None))
        self.machine.answers = queue.SimpleQueue()
        self.pad = stack.enter_context(Host(self.machine, self.line))
        screen = machine(Wanted(kind="board", profile=BOARD, out=folder / "led"), self.glass)
        self.screen = stack.enter_context(Host(screen, TcpLine()))
        self.hall, self.openings = StubHall(board(counter(2), counter(3))), queue.SimpleQueue[None]()
        self.whole, self.torn, self.stack = set[Wish](), set[Wish](), stack
        self.heard: dict[str, Wish] = {}
        """Each wish by its request_id: the same again is one."""

    def begin(self) -> None:
        """Have the station work."""
        tcp_port = self.stack.enter_context(serving(self.hall))
        pad = f'port = "{self.scheme}://{self.folder}/pad"\nprofile = "{self.file}"\ncounter = 2\n'
        head = f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\ncall_seconds = 0.001\n'
        head += f'state_dir = "{self.folder}"\n[[keypads]]\n{pad}[[callpads]]\n{pad}'
        screen = f'[[boards]]\nport = "{self.screen.url}"\nprofile = "{BOARD}"\ncounter = 2\n'
        (self.folder / "display.toml").write_text(head + screen, encoding="utf-8")
        self.stack.enter_context(at_work(self.folder / "display.toml", self.folder / "report.jsonl"))
        self.glass.wait_for("2号 社保")
        self.be_ready()

    def visit(self, n: int, torn: str = "key") -> None:
        """A level is pressed for visit n and `no_show` (the key) for the next; at one of both the plug is pulled."""
        self.go_on(n)
        level = n % 5 + 1
        presses = [("no_show", (f"/tickets/{n + 1}/no-show", None)), (str(level), (f"/tickets/{n}/evaluation", level))]
        first, second = presses if torn == "key" else reversed(presses)
        self.tear(*first)
        self.hall.tell("ticket_called", ticket=ticket(f"C{n:03}", counter_number=3))
        self.press(*second)

    def go_on(self, n: int) -> None:
        """Visit n is finished and the next one called; returns when the box knows."""
        self.hall.tell("ticket_finished", ticket=ticket(f"A{n:03}", TicketState.FINISHED))
        self.hall.tell("ticket_called", ticket=ticket(f"A{n + 1:03}"))
        self.glass.wait_for(f"A{n + 1:03} 2号")

    def be_ready(self) -> None:
        """Plug in; returns when the pad is at work."""
        while not self.machine.answers.empty():
            self.machine.answers.get()
        self.pad.command("line replug")
        self.openings.get(timeout=PATIENCE_S)
        for _ in range(2 * self.is_polled):  # whoever asks again has taken the first answer
            self.machine.answers.get(timeout=PATIENCE_S)

    def tear(self, name: str, wish: Wish) -> None:
        """Press while the plug is pulled at some byte; the finger is off before it is in again."""
        self.torn.add(wish)
        self.line.left = self.chance.randint(1, self.cut)
        self.finger("down", name)
        assert self.line.out.wait(PATIENCE_S)
        self.finger("up", name)

    def press(self, name: str, wish: Wish) -> None:
        """Plug in and press; returns when the hall has heard of it."""
        began = time.monotonic()
        self.be_ready()
        self.whole.add(wish)
        self.finger("down", name)
        while wish not in self.heard.values():
            self.take()
        self.finger("up", name)
        assert time.monotonic() - began < BACK_S

    def finger(self, to: str, name: str) -> None:
        """Only a module's keys are held; the others say by themselves that they were pressed."""
        if self.is_polled or to == "down":
            self.pad.command(f"{to if self.is_polled else 'press'} {name}")

    def take(self) -> None:
        path, body = self.hall.asked.get(timeout=PATIENCE_S)
        self.heard[body["request_id"]] = path, body.get("level")

    def require_each_once(self) -> None:
        """End all. A whole press was one wish, a torn one was one or none, nothing else was any."""
        self.stack.close()
        while not self.hall.asked.empty():
            self.take()
        heard = Counter(self.heard.values())
        assert self.whole <= heard.keys() <= self.whole | self.torn
        assert set(heard.values()) == {1}
        report = (self.folder / "report.jsonl").read_text(encoding="utf-8")
        assert {json.loads(line)["did"] for line in report.splitlines()}.isdisjoint({"second", "early", "ignored"})


@pytest.fixture(params=FAMILIES)
def box(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setattr(console, "FramemapMachine", partial(FramemapMachine, repeat_s=0.005))
    with ExitStack() as stack:
        made = Box(tmp_path, *FAMILIES[request.param], stack)

        def runner(device: LineDevice, *run: Any, url: str, **more: Any) -> Runner[Any]:
            if url.endswith("/pad"):
                open_line = device.open
                monkeypatch.setattr(device, "open", lambda: made.openings.put(open_line()))
            return Runner(device, *run, url=url, delays=(0.002, 0.004), **more)

        monkeypatch.setattr(bootstrap, "Runner", runner)
        monkeypatch.setattr(board_onbon, "BUSY_PAUSE_S", 0.001)
        made.begin()
        yield made


def test_two_hundred_unplugs_of_a_pad_lose_no_whole_press_and_make_up_none(box: Box) -> None:
    box.visit(0)  # whatever is opened at the first press is open
    before = _held()
    for n in range(1, UNPLUGS + 1):
        box.visit(n, "key" if n <= UNPLUGS / 2 else "level")
    while _held() != before:  # an evaluation may just be on its way to the disk
        n += 1
        assert n < 2 * UNPLUGS, _held()
        box.visit(n)
    box.require_each_once()


@pytest.mark.parametrize("box", ["modbus"], indirect=True)
def test_a_key_that_is_down_when_its_module_comes_back_is_no_press(box: Box) -> None:
    """Nobody knows when it was pressed, nor for whose visit."""
    for n in range(10):
        box.go_on(n)
        box.pad.command("line unplug")
        box.pad.command("down 1")
        box.press("5", (f"/tickets/{n}/evaluation", 5))
        box.pad.command("up 1")
    box.require_each_once()
