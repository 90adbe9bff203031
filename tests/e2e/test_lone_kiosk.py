"""A kiosk killed a hundred times while it issues alone and hands in: what came out is known to the server once."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from kiosk.offline import Ledger, Outcome
from server.client import HallClient
from server.vocab import SlipState, TicketState
from server.wire.ticket import Ticket
from tests.e2e.conftest import TrialHall
from tests.e2e.lone_kiosk import PAPER
from tests.e2e.process import ROOT, Output, Running, Starter

SERVERS, LIVES = 5, 20  # 100 kills; every server is killed too
MOST_STEPS = 30  # before a kill; a visit takes five or six
SEED = 20250614


@dataclass
class Kiosks:
    """One kiosk's lives, one after another."""

    parent: subprocess.Popen[bytes]
    said: Output
    folder: Path
    token: str
    chance: Random

    def live(self, url: str, *, is_last: bool = False) -> int:
        """One life; killed after some steps and a moment more. How it ended."""
        wanted = {"url": url, "token": self.token, "folder": str(self.folder), "is_last": is_last}
        assert self.parent.stdin is not None
        self.parent.stdin.write(json.dumps(wanted | {"seed": self.chance.randrange(1 << 30)}).encode() + b"\n")
        self.parent.stdin.flush()
        pid = int(self.said.line())
        if not is_last:
            for _ in range(self.chance.randint(0, MOST_STEPS)):
                assert self.said.line() == ".\n"
            select.select([], [], [], self.chance.random() * 0.004)  # in the middle of a step
            os.kill(pid, signal.SIGKILL)
        return int(self.said.until("ended").split()[1])


@contextmanager
def kiosks(folder: Path, token: str) -> Iterator[Kiosks]:
    out, out_end = os.pipe()
    command = [sys.executable, "-m", "tests.e2e.lone_kiosk"]
    parent = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=out_end)
    os.close(out_end)
    said = Output(out)
    try:
        yield Kiosks(parent, said, folder, token, Random(SEED))
    finally:
        if parent.stdin is not None:
            parent.stdin.close()
        parent.wait()
        said.close()


async def _first_contact(server: Running, token: str) -> None:
    async with HallClient(server.url, token) as client:
        assert (await client.kiosk()).kiosk.offline is not None


async def _offline_tickets(server: Running, token: str) -> list[Ticket]:
    async with HallClient(server.url, token) as client:
        states = [(await client.tickets(state=state)).tickets for state in TicketState]
    return sorted((each for some in states for each in some if each.offline), key=lambda each: each.id)


@pytest.mark.slow
def test_a_kiosk_killed_a_hundred_times_hands_in_every_number_that_came_out_once(
    console: Starter, hall: TrialHall, tmp_path: Path
) -> None:
    with kiosks(tmp_path, hall.tokens.kiosks[0]) as lone:
        with console.serving(*hall.where) as server:
            asyncio.run(_first_contact(server, lone.token))
            assert lone.live(server.url, is_last=True) == 0  # a first life that hears the terms
        for _ in range(SERVERS):
            with console.serving(*hall.where) as server:
                for _ in range(LIVES):
                    assert lone.live(server.url) == -signal.SIGKILL
            assert lone.live(server.url) == -signal.SIGKILL  # with the server gone
        with console.serving(*hall.where) as server:
            assert lone.live(server.url, is_last=True) == 0
            handed_in = asyncio.run(_offline_tickets(server, hall.tokens.supervisor))
    printed = (tmp_path / PAPER).read_text(encoding="utf-8").split()
    numbers = [each.number for each in handed_in]
    assert len(printed) > 100
    assert len(set(printed)) == len(printed)
    assert sorted(set(numbers)) == sorted(numbers)
    assert set(printed) <= set(numbers)
    assert {each.number for each in handed_in if each.slip is SlipState.PRINTED} <= set(printed)
    assert numbers == [f"L1{nth:03d}" for nth in range(1, len(numbers) + 1)], "not in the order of issue, or not all"
    _each_end_is_told(tmp_path, handed_in)


def _each_end_is_told(folder: Path, handed_in: list[Ticket]) -> None:
    """Of those that still stand in the kiosk's book."""
    known = {each.number: each for each in handed_in}
    for entry in Ledger(folder).entries.values():
        ticket, settled = known[entry.taken.number], entry.settled
        assert settled is not None
        assert not entry.is_open
        assert (ticket.slip is SlipState.PRINTED) is (settled.outcome is Outcome.PRINTED)
        assert (ticket.state is TicketState.CANCELLED) is (settled.outcome is Outcome.CANCELLED)
