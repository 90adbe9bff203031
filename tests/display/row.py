"""A row of counters on one line for tests: a board, an evaluator and a call pad each, and the box that serves them."""

import asyncio
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from display.__main__ import work_with
from display.config import load
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.profile import load as load_profile
from drivers.sim.board import BoardMachine
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine, Report
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine, SimLine
from tests.display.fakes import PATIENCE_S

BOARD, PADS = "onbon-bx5k-64x16", "ff68-counter"
PAD_BEHIND = 100
"""The call pad of counter n has the address 100 + n, the evaluator n."""


class Glass:
    """What a board shows now; waits until it shows what a test wants."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self.text = ""
        self.history: list[str] = []

    def __call__(self, said: Report) -> None:
        with self._news:
            if "text" in said or "cleared" in said:
                self.text = str(said.get("text", ""))
                self.history.append(self.text)
                self._news.notify_all()

    def wait_for(self, text: str) -> None:
        with self._news:
            found = self._news.wait_for(lambda: self.text == text, PATIENCE_S)
            assert found, f"{self.text!r} instead of {text!r}; {self.history[-5:]}"


class Counted:
    """A machine, and how many messages it heard and said."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.messages = 0

    def receive(self, chunk: bytes, now: float) -> bytes:
        self.messages += 1
        return self._said(self._machine.receive(chunk, now))

    def tick(self, now: float) -> bytes:
        return self._said(self._machine.tick(now))

    def due(self) -> float | None:
        return self._machine.due()

    def command(self, words: Sequence[str], now: float) -> bytes:
        return self._said(self._machine.command(words, now))

    def _said(self, answer: bytes) -> bytes:
        self.messages += bool(answer)
        return answer


class Row:
    """Counters 1 to `count` on one line."""

    def __init__(
        self, folder: Path, count: int, line: SimLine | None = None, *, baud: int = 115200, repeat_s: float = 0.5
    ) -> None:
        board, pads = load_profile(BOARD), load_profile(PADS)
        assert isinstance(board, OnbonProfile)
        assert isinstance(pads, Ff68Profile)
        self.counters = range(1, count + 1)
        self.glasses = {n: Glass() for n in self.counters}
        self.said: queue.Queue[Report] = queue.Queue()
        """What the pads say: acknowledged, shown, asked."""
        machines: dict[str, Machine] = {
            f"pad-{n}": KeypadMachine(pads, self.said.put, repeat_s=repeat_s) for n in self.counters
        }
        machines |= {
            f"board-{n}": BoardMachine(board, folder / f"led-{n}", self.glasses[n], card=n) for n in self.counters
        }
        self._baud = baud
        self.line = line or PtyLine()
        self.traffic = Counted(BusMachine(machines))
        self.host = Host(self.traffic, self.line)

    def tables(self) -> str:
        """The configuration of the row."""
        port = f'port = "{self.line.url}?baud={self._baud}"'
        return "\n".join(
            f"""
            [[boards]]
            {port}
            profile = "{BOARD}"
            address = {n}
            counter = {n}
            [[keypads]]
            {port}
            profile = "{PADS}"
            address = {n}
            counter = {n}
            [[callpads]]
            {port}
            profile = "{PADS}"
            address = {PAD_BEHIND + n}
            counter = {n}
            """
            for n in self.counters
        )

    def press(self, counter: int, key: str) -> None:
        """A key of the call pad, or a level of the evaluator."""
        address = counter if key.isdecimal() else PAD_BEHIND + counter
        self.host.command(f"pad-{counter} press {key} {address}")

    def wait_said(self, wanted: Mapping[str, object]) -> None:
        while not wanted.items() <= self.said.get(timeout=PATIENCE_S).items():
            pass


@contextmanager
def at_work(config: Path, report: Path | None = None) -> Iterator[None]:
    """Runs the station in a thread of its own, as `bianmin-display` does in its process."""
    loops: queue.Queue[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = queue.Queue()

    async def run() -> None:
        work = asyncio.create_task(work_with(load(config), report))
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
