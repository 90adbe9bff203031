"""How soon boards, keypads and call pads are: a real server, a real bianmin-display, pseudo-terminals.

One counter on a line without a speed of its own; thirty on one bus at 9600 baud, five boards dead.
"""

import itertools
import queue
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect

from bench import site
from bench.drivers_bus import COUNTERS, DEAD, PRESS_EVERY_S, PacedLine
from drivers import profile as profiles
from drivers.profile import Ff68Profile, OnbonProfile
from drivers.sim.board import BoardMachine
from drivers.sim.bus import BusMachine
from drivers.sim.host import Host, Machine, Report
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine, SimLine
from server.wire.event import Envelope

BOARD, PADS = "onbon-bx5k-64x16", "ff68-counter"
PAD_BEHIND = 100
VISITS, PRESSES = 200, 120
PATIENCE_S, SETTLED_S = 30.0, 0.15
LEVELS = ("5", "4")

Figure = tuple[str, float, str, str, bool | None]


class Line:
    """Simulated boards, evaluators (address n) and call pads (100 + n) of some counters on one line."""

    def __init__(
        self, folder: Path, counters: Sequence[int], line: SimLine, *, baud: int, dead: Sequence[int] = ()
    ) -> None:
        board, pads = profiles.load(BOARD), profiles.load(PADS)
        if not isinstance(board, OnbonProfile) or not isinstance(pads, Ff68Profile):
            raise TypeError("the shipped profiles have changed")
        self.counters, self.baud = counters, baud
        self.said: queue.SimpleQueue[tuple[float, Report]] = queue.SimpleQueue()
        """What boards and pads say, and when."""
        machines: dict[str, Machine] = {}
        for n in counters:
            machines[f"pad-{n}"] = KeypadMachine(pads, self._note)
            if n not in dead:
                note = partial(self._note_board, n)
                machines[f"board-{n}"] = BoardMachine(board, folder / f"led-{n}", note, card=n)
        self._living = {n for n in counters if n not in dead}
        self.host = Host(BusMachine(machines), line)

    def press(self, counter: int, key: str) -> None:
        address = counter if key.isdecimal() else PAD_BEHIND + counter
        self.host.command(f"pad-{counter} press {key} {address}")

    def when(self, **wanted: object) -> float:
        """When something of this kind was said next."""
        while True:
            at, said = self.said.get(timeout=PATIENCE_S)
            if wanted.items() <= said.items():
                return at

    def wait_for_boards(self) -> None:
        """Until every board that lives shows what is so."""
        waiting = set(self._living)
        while waiting:
            said = self.said.get(timeout=PATIENCE_S)[1]
            if "text" in said and "离线" not in str(said["text"]):
                waiting.discard(int(str(said["board"])))

    def forget(self) -> None:
        while not self.said.empty():
            self.said.get()

    def tables(self) -> Iterator[str]:
        for n in self.counters:
            at = f'port = "{self.host.url}?baud={self.baud}"\ncounter = {n}\n'
            yield f'[[boards]]\n{at}profile = "{BOARD}"\naddress = {n}\n'
            yield f'[[keypads]]\n{at}profile = "{PADS}"\naddress = {n}\n'
            yield f'[[callpads]]\n{at}profile = "{PADS}"\naddress = {PAD_BEHIND + n}\n'

    def _note_board(self, counter: int, said: Report) -> None:
        self._note({**said, "board": counter})

    def _note(self, said: Report) -> None:
        self.said.put((time.perf_counter(), said))


class Hall:
    """A real server with its counters open, seen by its staff, and its stream."""

    def __init__(self, where: site.Site, server: site.Server, stack: ExitStack) -> None:
        self.url = f"http://127.0.0.1:{server.port}"
        self._staff = stack.enter_context(self._client(where.supervisor))
        self._kiosk = stack.enter_context(self._client(where.kiosk))
        url = self.url.replace("http", "ws", 1) + "/api/v1/events"
        headers = {"Authorization": f"Bearer {where.supervisor}"}
        stream = stack.enter_context(connect(url, additional_headers=headers, proxy=None, max_size=2**24))
        self._told: queue.SimpleQueue[tuple[float, Envelope]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(stream,), name="stream", daemon=True).start()

    def do(self, path: str, **fields: str) -> dict[str, Any]:
        answer = self._staff.post(path, json={"request_id": str(uuid4()), **fields}).raise_for_status()
        done: dict[str, Any] = answer.json()
        return done

    def issue(self) -> None:
        wish = {"request_id": str(uuid4()), "service_id": site.SERVICE}
        self._kiosk.post("/tickets", json=wish).raise_for_status()

    def when(self, kind: str) -> tuple[float, Envelope]:
        """When the next fact of this kind was told: it is on the disk by then."""
        while True:
            at, told = self._told.get(timeout=PATIENCE_S)
            if told.type == kind:
                return at, told

    def _client(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"})

    def _listen(self, stream: ClientConnection) -> None:
        for text in stream:
            self._told.put((time.perf_counter(), Envelope.model_validate_json(text)))


def figures(visits: int = VISITS, presses: int = PRESSES, counters: Sequence[int] = COUNTERS) -> Iterator[Figure]:
    """(what, value, unit, bound, whether it holds)."""
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        folder = Path(name)
        where = site.build(folder / "hall")
        with site.serving(where) as server, ExitStack() as stack:
            hall = Hall(where, server, stack)
            for counter in counters:
                hall.do(f"/counters/{counter}/open")
            shown, stored = _visits(hall, where, folder, visits)
            for label, late in (("call accepted to the LED frame's last byte", shown), ("press to evaluation", stored)):
                yield f"display: {label}, median", _ms(late, 0.5), "ms", "", None
                worst = _ms(late, 0.99)
                yield f"display: {label}, p99", worst, "ms", "≤ 50", worst <= 50
            late = _presses(hall, where, folder, counters, presses)
            what = f"display: bus of {len(counters)} counters, press to server"
            yield f"{what}, median", _ms(late, 0.5), "ms", "", None
            yield f"{what}, p99", _ms(late, 0.99), "ms", "≤ 500", _ms(late, 0.99) <= 500


def _visits(hall: Hall, where: site.Site, folder: Path, visits: int) -> tuple[list[float], list[float]]:
    """Of each visit: seconds from the accepted call to the whole frame, from the pressed level to the stored one.

    A pseudo-terminal passes bytes on as soon as they are written: the line's own time is not in it, as long as nothing
    is still under way from before.
    """
    line, shown, stored = Line(folder / "one", [1], PtyLine(), baud=57600), [], []
    with line.host, _box(hall, where, folder, line):
        for n in range(visits + 1):
            threading.Event().wait(SETTLED_S)
            hall.issue()
            line.forget()
            ticket = hall.do("/counters/1/call-next")["ticket"]
            accepted = time.perf_counter()
            shown.append(max(0.0, line.when(flashing=True) - accepted))
            hall.do(f"/tickets/{ticket['id']}/start")
            hall.do(f"/tickets/{ticket['id']}/finish")
            line.when(asked=1)
            pressed = time.perf_counter()
            line.press(1, LEVELS[n % len(LEVELS)])
            stored.append(hall.when("ticket_evaluated")[0] - pressed)
    return shown[1:], stored[1:]  # the first one warms up


def _presses(hall: Hall, where: site.Site, folder: Path, counters: Sequence[int], presses: int) -> list[float]:
    """Seconds from a pressed call key to the call on the server's disk, at random moments on a busy line."""
    line = Line(folder / "bus", counters, PacedLine(), baud=9600, dead=DEAD)
    chance, taken = random.Random(2), []
    with line.host, _box(hall, where, folder, line):
        for counter in itertools.islice(itertools.cycle(counters), presses + 1):
            hall.issue()
            threading.Event().wait(chance.expovariate(1 / PRESS_EVERY_S))
            pressed = time.perf_counter()
            line.press(counter, "call_next")
            at, told = hall.when("ticket_called")
            taken.append(at - pressed)
            if told.body.ticket is not None:
                hall.do(f"/tickets/{told.body.ticket.id}/no-show")
    return taken[1:]


@contextmanager
def _box(hall: Hall, where: site.Site, folder: Path, line: Line) -> Iterator[None]:
    """bianmin-display with this line, once all its living boards show something."""
    issue = [sys.executable, "-m", "server", "token", "--data", str(where.data), "--role", "display"]
    token = subprocess.run(issue, capture_output=True, text=True, check=True).stdout.split()[0]
    config = folder / "display.toml"
    head = f'server = "{hall.url}"\ntoken = "{token}"\ncall_seconds = 0.05\nstate_dir = "{folder}"\n'
    config.write_text(head + "".join(line.tables()), encoding="utf-8")
    command = [sys.executable, "-m", "display", "--config", str(config)]
    box = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        line.wait_for_boards()
        yield
    finally:
        box.send_signal(signal.SIGTERM)
        box.wait(PATIENCE_S)


def _ms(seconds: list[float], share: float) -> float:
    return sorted(seconds)[int(share * (len(seconds) - 1))] * 1e3


if __name__ == "__main__":
    for what, value, unit, bound, _ in figures():
        print(f"{what:65} {value:8.1f} {unit} ({bound})")
