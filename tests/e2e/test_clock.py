"""A whole server, over real sockets, whose wall clock is turned while people wait."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import websockets

from server.bootstrap import Site, open_hall_store, serve
from server.config import load_config
from server.service.clock import SystemClock
from tests.e2e.conftest import TrialHall
from tests.e2e.load import Line


class TurnedClock(SystemClock):
    """The machine's clocks, with the one on the wall set by hand."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def wall(self) -> datetime:
        return super().wall() + self.by


class Hall:
    """A served hall and one connection to it."""

    def __init__(self, hall: TrialHall, port: int, line: Line) -> None:
        self.tokens, self.port, self.line = hall.tokens, port, line

    async def post(self, token: str, path: str, **body: Any) -> dict[str, Any]:
        request_id = uuid4().hex
        reply = await self.line.call("POST", f"/api/v1{path}", token, {"request_id": request_id, **body})
        assert reply.status < 300, reply
        return reply.body

    async def take(self, people: int) -> list[str]:
        kiosk = self.tokens.kiosks[0]
        return [(await self.post(kiosk, "/tickets", service_id="general"))["ticket"]["number"] for _ in range(people)]

    async def get(self, path: str) -> dict[str, Any]:
        return (await self.line.call("GET", f"/api/v1{path}", self.tokens.supervisor)).body

    async def waiting(self) -> list[str]:
        return [each["number"] for each in (await self.get("/queue/preview?counter_id=1&n=50"))["tickets"]]


async def _served(hall: TrialHall, clock: TurnedClock, visit: Callable[[Hall], Any]) -> None:
    """Serve while `visit` goes on, then stop as a supervisor of processes would."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = load_config(hall.config)
    store = open_hall_store(hall.data, config)
    started = asyncio.Event()
    site = Site(data=hall.data, config=config, listening=listening)
    serving = asyncio.create_task(serve(site, store, lambda _: started.set(), clock))
    try:
        await asyncio.wait_for(started.wait(), 60)
        line = await Line.to(port)
        await visit(Hall(hall, port, line))
        line.close()
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(serving, 60) == 0


async def _step_is_told(events: websockets.ClientConnection) -> None:
    async with asyncio.timeout(60):
        while json.loads(await events.recv()).get("type") != "clock_stepped":
            continue


def _next_midnight() -> timedelta:
    """From now to two minutes after the coming midnight in Shanghai."""
    now = datetime.now(UTC) + timedelta(hours=8)
    return timedelta(days=1, minutes=2) - timedelta(hours=now.hour, minutes=now.minute)


@pytest.mark.slow
@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(hours=-1), _next_midnight()], ids=["hour on", "hour back", "over midnight"]
)
def test_a_jump_is_told_and_shown_and_changes_no_order(hall: TrialHall, jump: timedelta):
    clock = TurnedClock()

    async def visit(desk: Hall) -> None:
        address = f"ws://127.0.0.1:{desk.port}/api/v1/events"
        header = {"Authorization": f"Bearer {desk.tokens.supervisor}"}
        async with websockets.connect(address, additional_headers=header, proxy=None) as events:
            assert await desk.take(4) == ["A001", "A002", "A003", "A004"]
            clock.by = jump
            await _step_is_told(events)
        assert await desk.waiting() == ["A001", "A002", "A003", "A004"]
        assert await desk.take(2) == ["A005", "A006"]
        assert "clock_stepped" in [each["code"] for each in (await desk.get("/alarms"))["alarms"]]
        clerk = desk.tokens.clerks[1]
        await desk.post(clerk, "/counters/1/open")
        for number in ("A001", "A002", "A003", "A004", "A005"):
            ticket = (await desk.post(clerk, "/counters/1/call-next"))["ticket"]
            assert ticket["number"] == number
            await desk.post(clerk, f"/tickets/{ticket['id']}/start")
            await desk.post(clerk, f"/tickets/{ticket['id']}/finish")

    asyncio.run(_served(hall, clock, visit))


@pytest.mark.slow
def test_a_server_that_starts_in_1970_goes_on_with_the_numbers_of_its_log(hall: TrialHall):
    clock = TurnedClock()

    async def before(desk: Hall) -> None:
        assert await desk.take(2) == ["A001", "A002"]

    async def in_1970(desk: Hall) -> None:
        assert await desk.take(1) == ["A003"]
        assert await desk.waiting() == ["A001", "A002", "A003"]
        assert (await desk.get("/hall"))["hall"]["business_day"] > "2025"

    asyncio.run(_served(hall, clock, before))
    clock.by = datetime(1970, 1, 1, tzinfo=UTC) - datetime.now(UTC)
    asyncio.run(_served(hall, clock, in_1970))
