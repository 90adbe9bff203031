"""A thousand plugs pulled out of a printer at any byte: every number reaches paper, and never twice without a mark."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.codec.raster import from_bits
from drivers.device import Job, OnPaper, Printer, PrintState
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.sim.printer import PrinterMachine
from tests.drivers.printing import PATIENT
from tests.drivers.torn import held

ROUNDS = 500
SMALL = replace(PATIENT, columns=16, dots=192, clear="dc4", reply_timeout_s=0.25, barrier_timeout_s=0.25, settle_s=0.5)
# About all that passes for one slip, questions and answers.
LONGEST = 330
# One in so many loses its power only: the line stands and nobody says anything.
POWER_ONLY = 100
BACK_S = 2.0
PICTURE = from_bits(["1" * 64] * 12)
SLIP = re.compile(r"(补打\s*COPY\n)?A(\d{4})\n\[图 64x12\]\n等候 3 人\n完\2\Z")


class Torn:
    """A line that calls `pull` after `left` bytes, to and fro; None: it holds."""

    def __init__(self, line: SimLine, pull: Callable[["Torn"], None]) -> None:
        self._line = line
        self._pull = pull
        self.left: int | None = None
        self.url = line.url

    def sources(self) -> list[int]:
        return self._line.sources()

    def take(self, source: int) -> bytes:
        return self._passed(self._line.take(source))

    def put(self, payload: bytes) -> None:
        self._line.put(self._passed(payload))

    def unplug(self) -> None:
        self._line.unplug()

    def replug(self) -> None:
        self._line.replug()

    def close(self) -> None:
        self._line.close()

    def _passed(self, payload: bytes) -> bytes:
        if self.left is None or len(payload) < self.left:
            self.left = None if self.left is None else self.left - len(payload)
            return payload
        kept, self.left = payload[: self.left], None
        self._pull(self)
        return kept


def _job(number: int) -> Job:
    return Job().text(f"A{number:04d}").picture(PICTURE).text("等候 3 人").text(f"完{number:04d}").cut()


def _printed(printer: Printer, host: Host, number: int, pulled: list[str], chance: random.Random) -> None:
    """Print until it is proved, marking as a copy what may already be there; put the plug back each time."""
    copy, back = False, time.monotonic()
    while True:
        result = printer.print(_job(number), copy=copy)
        if result.state is PrintState.PRINTED:
            break
        copy = copy or result.on_paper is not OnPaper.NOTHING
        if pulled:
            if pulled.pop() == "power" or chance.random() < 0.5:
                host.command("power off")
                host.command("power on")
            host.command("line replug")
            back = time.monotonic()
    assert time.monotonic() - back < BACK_S


@pytest.mark.slow
@pytest.mark.parametrize("kind", [PtyLine, TcpLine])
def test_no_number_is_lost_and_none_comes_twice_without_a_mark(kind: type[SimLine], tmp_path: Path) -> None:
    before = held()
    chance = random.Random(kind.__name__)
    machine = PrinterMachine(SMALL, tmp_path / "slips", lambda _: None)
    pulled: list[str] = []
    pulls = 0

    def pull(line: Torn) -> None:
        nonlocal pulls
        pulls += 1
        if pulls % POWER_ONLY == 0:
            pulled.append("power")
            machine.power(False)
        else:
            pulled.append("line")
            line.unplug()

    line = Torn(kind(), pull)
    with Host(machine, line) as host:
        printer = Printer(host.url, SMALL)
        number = 0
        while pulls < ROUNDS:
            number += 1
            line.left = chance.randrange(1, LONGEST)
            _printed(printer, host, number, pulled, chance)
        printer.close()
        if pulled:
            host.command("line replug")
    _check(tmp_path / "slips", number)
    assert held() == before


def _check(out: Path, numbers: int) -> None:
    plain, marked = set(), set()
    for file in sorted(out.glob("slip-*.txt")):
        text = "\n".join(line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
        found = SLIP.search(text)
        if found is None:
            continue  # half a slip, cut off
        number = int(found[2])
        if found[1]:
            marked.add(number)
        else:
            assert number not in plain, f"A{number:04d} came twice without a mark"
            plain.add(number)
    assert plain | marked == set(range(1, numbers + 1))
