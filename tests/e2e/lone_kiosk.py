"""Kiosks to be killed: for each line on stdin a process forked from one that has imported everything.

A kiosk says its pid, then a dot after every step it has taken, until it is killed; its parent says how it ended. It
issues from its own series and hands in what it issued, again and again. What its printer has let out stands in `paper`.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import uuid4

from drivers.codec.job import TextLine
from drivers.device import Job, PrintResult, PrintState
from drivers.device.print_result import PRINTED, not_printed
from kiosk.cache import Cache
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow.state import Choice, OfflineTicket
from kiosk.journal import Journal
from kiosk.means import Means
from kiosk.notice_count import NoticeCount
from kiosk.offline import OfflineSeries
from kiosk.press import PressRoom
from server.client import ClientError, HallClient

PAPER = "paper"
CHOICE = Choice(service_id="general")


def step() -> None:
    os.write(1, b".\n")


@dataclass
class Printer:
    """Out of paper now and then. A slip that came out stands in the file, a line each."""

    paper: Path
    chance: Random

    def print(self, job: Job, *, copy: bool = False) -> PrintResult:
        if self.chance.random() < 0.2:
            return not_printed("unreachable")
        step()
        text = next(each.text for each in job.items if isinstance(each, TextLine) and each.size == 4)
        with self.paper.open("ab", buffering=0) as out:
            out.write(f"{text}\n".encode())
        step()
        return PRINTED

    def resume(self) -> PrintResult:
        return PrintResult(PrintState.UNKNOWN, "not_resumable", "")

    def ensure_ready(self) -> None:
        pass

    def is_paper_low(self) -> bool:
        return False

    def reset_paper(self) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass
class Kiosk:
    performer: Performer
    chance: Random

    async def live(self) -> None:
        """Until it is killed."""
        while True:
            for _ in range(self.chance.randint(1, 4)):
                await self.visit()
            try:
                await self.hand_in()
            except ClientError:
                step()

    async def visit(self) -> None:
        issued = await self.performer.perform(do.IssueOffline(CHOICE, "zh"))
        step()
        if not isinstance(issued, on.IssuedOffline):
            return
        while not await self._print(issued.ticket):
            if self.chance.random() < 0.5:
                return
            if self.chance.random() < 0.5:
                await self.performer.perform(do.CancelOffline(issued.ticket.id))
                step()
                return

    async def _print(self, ticket: OfflineTicket) -> bool:
        ended = await self.performer.perform(do.PrintOffline(ticket, "zh", large=False))
        step()
        is_out = isinstance(ended, on.SlipPrinted)
        await self.performer.perform(do.SettleOffline(ticket.id, printed=is_out, detail=None if is_out else "paper"))
        step()
        return is_out

    async def hand_in(self) -> None:
        await self.performer.hall()
        step()
        await self.performer.catch_up()
        step()


async def life(url: str, token: str, folder: Path, seed: int, *, is_last: bool) -> None:
    chance = Random(seed)
    async with HallClient(url, token, budget_s=0.0) as client:
        means = Means(
            client=client,
            room=PressRoom(Printer(folder / PAPER, chance)),
            journal=Journal(folder),
            series=OfflineSeries(folder, new_id=uuid4, wall=lambda: datetime.now(UTC), monotonic=time.monotonic),
            cache=Cache(folder, token),
            notices=NoticeCount(folder, new_id=uuid4),
            new_id=uuid4,
            wall=lambda: datetime.now(UTC),
            base_url=url,
            columns=48,
        )
        kiosk = Kiosk(Performer(means), chance)
        kiosk.performer.begin()
        if is_last:
            await kiosk.hand_in()
            await kiosk.performer.aclose()
        else:
            await kiosk.live()


def main() -> None:
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.write(1, f"{os.getpid()}\n".encode())
            folder = Path(wanted["folder"])
            asyncio.run(life(wanted["url"], wanted["token"], folder, wanted["seed"], is_last=wanted["is_last"]))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        os.write(1, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
