"""Servers killed at any moment under load: nothing acknowledged is lost, doubled, or answered otherwise later."""

import asyncio
import os
import signal
from collections.abc import Callable
from random import Random

import pytest

from server.service.port import Deed
from tests.e2e.conftest import SERVICES, TrialHall
from tests.e2e.load import Book, Line, Reply, Wish, press
from tests.e2e.process import Running, Starter
from tests.e2e.proof import Log, plain, prove, prove_served

HALLS, LIVES = 20, 10  # 200 kills
MOST_ACKS = 120  # before a kill
RETRIED = 12
SEED = 20250303


class Story:
    """One hall that is killed again and again, and what its clients remember."""

    def __init__(self, hall: TrialHall, chance: Random) -> None:
        self.hall = hall
        self.chance = chance
        self.book = Book(chance)
        self.deeds: list[Deed] = []

    async def live(self, server: Running) -> None:
        """Look whether everything is as promised, ask again what had no answer, then work until the kill."""
        line = await Line.to(server.port)
        log = Log.of(self.hall)
        prove(log, self.deeds, self.book.acked)
        await prove_served(line, self.hall.tokens.supervisor, log)
        await self._ask_again(line, log)
        line.close()
        self.deeds = log.deeds
        await self._work_until_killed(server)

    async def _ask_again(self, line: Line, log: Log) -> None:
        acked = self.book.acked
        for wish, reply in self.chance.sample(acked, min(RETRIED, len(acked))):
            again = await line.call("POST", wish.path, wish.token, wish.body)
            assert (again.status, again.text) == (200, reply.text), wish
        lost = list(self.book.open.values())
        replies = [await line.call("POST", wish.path, wish.token, wish.body) for wish in lost]
        now = Log.of(self.hall, verified=False)
        for wish, reply in zip(lost, replies, strict=True):
            del self.book.open[wish.request_id]
            self._settled(wish, reply, log, now)

    def _settled(self, wish: Wish, reply: Reply, before: Log, now: Log) -> None:
        """A wish whose answer was lost: carried out exactly once, before or after; the answer fits the one deed."""
        assert reply.status in {200, 201, 409}, (wish, reply)
        if wish.request_id in before.by_request:
            assert reply.status == 200, (wish, reply)
            assert plain(reply.text) == before.answers[wish.request_id]
        elif reply.status == 409:
            assert wish.request_id not in now.by_request
        if reply.status != 409:
            assert plain(reply.text) == now.answers[wish.request_id]
            deed = now.by_request[wish.request_id]
            assert before.by_request.get(wish.request_id, deed) == deed

    async def _work_until_killed(self, server: Running) -> None:
        loop = asyncio.get_running_loop()
        last = len(self.book.acked) + self.chance.randint(1, MOST_ACKS)
        moment = self.chance.random() * 0.01  # seconds: about one group commit

        def kill_later(acked: int) -> None:
            if acked == last:
                loop.call_later(moment, server.kill, signal.SIGKILL)

        self.book.on_ack = kill_later
        await press(self.book, server.port, self.hall.tokens, SERVICES)

    def final(self) -> None:
        assert self.book.failed == []
        prove(Log.of(self.hall), self.deeds, self.book.acked)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_two_hundred_kills_under_load_lose_and_double_nothing(
    console: Starter, new_hall: Callable[[], TrialHall], part: int
):
    """In four parts of fifty, so that they can run beside each other."""
    for number in range(HALLS // 4):
        seed = SEED + part * 100 + number
        print(f"seed {seed}")  # noqa: T201 - shown when it fails
        story = Story(new_hall(), Random(seed))
        for _ in range(LIVES):
            with console.serving(*story.hall.where) as server:
                asyncio.run(story.live(server))
                assert server.wait() == -signal.SIGKILL
        verified = console.run("verify", *story.hall.where)
        assert (verified.code, verified.err) == (0, ""), seed
        story.final()


@pytest.mark.slow
def test_the_console_command_killed_under_load_loses_and_doubles_nothing(
    console: Starter, new_hall: Callable[[], TrialHall]
):
    story = Story(new_hall(), Random(SEED))
    for _ in range(3):
        with console.serving(*story.hall.where, console=True) as server:
            asyncio.run(story.live(server))
            assert server.wait() == -signal.SIGKILL
    assert console.run("verify", *story.hall.where, console=True).code == 0
    story.final()


@pytest.mark.slow
def test_a_server_told_to_stop_under_load_loses_nothing_and_ends_well(
    console: Starter, new_hall: Callable[[], TrialHall]
):
    """SIGTERM: what was acknowledged is in the log, the exit code is 0, nothing complains."""
    for number in range(8):
        story = Story(new_hall(), Random(SEED + number))
        chance, book = story.chance, story.book
        with console.serving(*story.hall.where) as server:
            last = chance.randint(1, MOST_ACKS)

            def stop(acked: int, last: int = last, server: Running = server) -> None:
                if acked == last:
                    os.kill(server.pid, signal.SIGTERM)

            book.on_ack = stop
            asyncio.run(press(book, server.port, story.hall.tokens, SERVICES))
            assert server.wait() == 0
            assert server.err.rest() == ""
        story.final()
