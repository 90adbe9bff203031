"""A whole kiosk killed a hundred times while it issues, with a real server and a real printer's paper to judge by."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.phrase import phrases
from server.client import HallClient
from server.vocab import SlipState, TicketState
from server.wire.ticket import Ticket
from tests.e2e.conftest import TrialHall
from tests.e2e.process import ROOT, Output, Starter

pytestmark = [pytest.mark.slow, pytest.mark.kivy]

SERVERS, LIVES, WITH_WINDOW = 4, 25, 8  # 100 kills; so many of a server's lives have a window
MOST_STATES = 9
"""Seen before a kill; a visit has five or six."""
SEED = 20261124
TROUBLES = (
    "speed 0",
    "speed 0",
    "speed 150",
    "speed 400",
    "buffer 600",
    "paper after 9",
    "paper after 20",
    "cover open",
)
MENDED = ("speed 0", "buffer 65536", "paper in", "cover closed")
NUMBER = re.compile(r"^\s*([A-Z]{1,2}\d{3,4})\s*$", re.MULTILINE)
COPY = "补打 COPY"
KILLED_SERVERS = 10
LAST_WORDS = phrases("zh").say("slip", "missed")


@dataclass
class Kiosks:
    """One kiosk's lives, one after another."""

    parent: subprocess.Popen[bytes]
    said: Output
    config: Path
    living: int | None = None
    """Pid of the one that was begun last and not ended."""

    def begin(self, *, seed: int | None, window: bool) -> int:
        """Its pid."""
        self.tell(json.dumps({"config": str(self.config), "seed": seed, "window": window}))
        self.living = int(self.next()["pid"])
        return self.living

    def tell(self, line: str) -> None:
        assert self.parent.stdin is not None
        self.parent.stdin.write(line.encode() + b"\n")
        self.parent.stdin.flush()

    def next(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.said.line())
        return said

    def until(self, **wanted: object) -> dict[str, Any]:
        """The next that is so. Fails when the kiosk ends before."""
        while not wanted.items() <= (said := self.next()).items():
            assert "ended" not in said, (said, wanted)
        return said

    def end(self, pid: int) -> int:
        os.kill(pid, signal.SIGKILL)
        self.living = None
        while "ended" not in (said := self.next()):
            pass
        return int(said["ended"])


@contextmanager
def kiosks(config: Path, *prefix: str, display: str | None = None) -> Iterator[Kiosks]:
    out, out_end = os.pipe()
    environment = {name: value for name, value in os.environ.items() if name not in {"SDL_VIDEODRIVER", "DISPLAY"}}
    environment |= {} if display is None else {"DISPLAY": display}
    command = [*prefix, sys.executable, "-m", "tests.e2e.kiosk_lives"]
    parent = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=out_end, env=environment)
    os.close(out_end)
    said = Output(out)
    kiosk = Kiosks(parent, said, config)
    try:
        yield kiosk
    finally:
        if kiosk.living is not None:  # a test that has failed
            os.kill(kiosk.living, signal.SIGKILL)
        if parent.stdin is not None:
            parent.stdin.close()
        parent.wait()
        said.close()


@contextmanager
def printer(slips: Path) -> Iterator[Host]:
    with Host(machine(Wanted(kind="printer", out=slips), lambda _: None), PtyLine()) as host:
        yield host


def write_kiosk(file: Path, *, url: str, token: str, port: str, budget_s: float = 0.5) -> None:
    file.write_text(
        f'[server]\nurl = "{url}"\ntoken = "{token}"\nbudget_s = {budget_s}\n[printer]\nport = "{port}"\n'
        f'[station]\nstate_dir = "{file.parent / "state"}"\n[screen]\nfullscreen = false\n[voice]\nvolume = 0\n',
        encoding="utf-8",
    )


@dataclass(frozen=True)
class Paper:
    """What came out between two cuts."""

    text: str

    @property
    def numbers(self) -> list[str]:
        return NUMBER.findall(self.text)

    @property
    def is_whole(self) -> bool:
        return LAST_WORDS in self.text

    @property
    def is_copy(self) -> bool:
        return COPY in self.text


def papers(slips: Path) -> list[Paper]:
    """In the order they came out."""
    return [Paper(each.read_text(encoding="utf-8")) for each in sorted(slips.glob("slip-*.txt"))]


async def tickets(url: str, token: str) -> list[Ticket]:
    async with HallClient(url, token) as client:
        states = [(await client.tickets(state=state)).tickets for state in TicketState]
    return sorted((each for some in states for each in some), key=lambda each: each.id)


def judge(found: list[Ticket], out: list[Paper]) -> None:
    """Every slip is a ticket the server knows once; none is waiting to be called whose number is on no paper."""
    known = [each.number for each in found]
    assert len(set(known)) == len(known)
    joined = [each.text for each in out if len(set(each.numbers)) > 1]
    assert joined == [], "two tickets on one piece of paper"
    assert {number for each in out for number in each.numbers} <= set(known)
    whole = [each for each in out if each.is_whole]
    first = [number for each in whole if not each.is_copy for number in each.numbers]
    assert sorted(set(first)) == sorted(first), "printed twice, and not marked as a copy"
    printed = {number for each in whole for number in each.numbers}
    called = {each.number for each in found if each.state is TicketState.WAITING and each.slip is not SlipState.FAILED}
    assert called <= printed
    assert {each.number for each in found if each.slip is SlipState.PRINTED} <= printed


def test_a_kiosk_killed_a_hundred_times_while_it_issues_leaves_no_slip_unknown_and_no_number_unprinted(
    console: Starter, hall: TrialHall, tmp_path: Path
) -> None:
    chance = Random(SEED)
    config, slips = tmp_path / "kiosk.toml", tmp_path / "slips"
    with printer(slips) as paper, kiosks(config) as kiosk:
        for _ in range(SERVERS):
            with console.serving(*hall.where) as server:
                write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url)
                for life in range(LIVES):
                    pid = kiosk.begin(seed=chance.randrange(1 << 30), window=life < WITH_WINDOW)
                    paper.command(chance.choice(TROUBLES))
                    for _ in range(chance.randint(0, MOST_STATES)):
                        assert "state" in kiosk.next()
                    select.select([], [], [], chance.random() * 0.02)  # in the middle of something
                    assert kiosk.end(pid) == -signal.SIGKILL
                    for each in MENDED:
                        paper.command(each)
        with console.serving(*hall.where) as server:
            write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url)
            pid = kiosk.begin(seed=0, window=False)
            kiosk.until(state="Shown")  # one more slip; what a former life left is settled before it is asked for
            kiosk.until(state="Home")
            assert kiosk.end(pid) == -signal.SIGKILL
            found = asyncio.run(tickets(server.url, hall.tokens.supervisor))
    out = papers(slips)
    assert len([each for each in out if each.is_whole]) > 50
    judge(found, out)


def test_a_server_killed_during_visits_knows_every_slip_once(console: Starter, hall: TrialHall, tmp_path: Path) -> None:
    chance = Random(SEED)
    config, slips = tmp_path / "kiosk.toml", tmp_path / "slips"
    with printer(slips) as paper, kiosks(config) as kiosk, console.serving(*hall.where) as server:
        write_kiosk(config, url=server.url, token=hall.tokens.kiosks[0], port=paper.url, budget_s=0.1)
        pid = kiosk.begin(seed=SEED, window=False)
        kiosk.until(state="Shown")
        running = server
        for _ in range(KILLED_SERVERS):
            for _ in range(chance.randint(1, 12)):
                kiosk.next()
            select.select([], [], [], chance.random() * 0.01)  # in the middle of something
            running.kill()
            assert running.wait() == -signal.SIGKILL
            kiosk.until(state="Unreached")
            kiosk.next()
            if running is not server:
                running.out.close()
                running.err.close()
            running = console.start("serve", *hall.where, "--port", server.port).listening()
            kiosk.until(state="Shown")
        kiosk.until(state="Printing")  # what was before it is told
        assert kiosk.end(pid) == -signal.SIGKILL
        pid = kiosk.begin(seed=0, window=False)
        kiosk.until(state="Shown")
        kiosk.until(state="Issuing")
        kiosk.end(pid)
        found = asyncio.run(tickets(server.url, hall.tokens.supervisor))
        running.kill()
        running.wait()
        running.out.close()
        running.err.close()
    out = papers(slips)
    assert any(each.offline for each in found)
    judge(found, out)
