"""The stream of events: a snapshot first, each fact once and in order, a gap is never bridged by a guess."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from server.client import HallClient, Refused, WrongHall, events
from tests.client.stub import TOKEN, StubHall, fact, running, snapshot

PATIENCE_S = 20.0


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


async def heard(stub: StubHall, count: int, *, hall_id: str | None = None) -> list[tuple[str, int]]:
    """Type and rev of the first `count` messages."""
    found: list[tuple[str, int]] = []
    async with (
        HallClient(stub.base_url, TOKEN, hall_id=hall_id) as client,
        asyncio.timeout(PATIENCE_S),
        aclosing(events(client)) as stream,
    ):
        async for message in stream:
            found.append((message.type, message.rev))
            if len(found) == count:
                break
    return found


async def test_a_listener_gets_a_snapshot_and_then_each_fact_once(stub: StubHall) -> None:
    stub.streams = [[snapshot(7), fact(8), fact(8), fact(9, "skipped"), fact(10, "ticket_started")]]
    assert await heard(stub, 3) == [("snapshot", 7), ("ticket_called", 8), ("ticket_started", 10)]


async def test_after_a_gap_a_new_snapshot_is_asked_for(stub: StubHall) -> None:
    stub.streams = [[snapshot(7), fact(9)], [snapshot(9), fact(10)]]
    assert await heard(stub, 3) == [("snapshot", 7), ("snapshot", 9), ("ticket_called", 10)]
    assert stub.listened == [None, None]


async def test_after_a_new_set_up_a_new_snapshot_is_asked_for(stub: StubHall) -> None:
    stub.streams = [[snapshot(7), fact(8, "catalogue_imported"), fact(9)], [snapshot(9), fact(10)]]
    assert await heard(stub, 3) == [("snapshot", 7), ("snapshot", 9), ("ticket_called", 10)]
    assert stub.listened == [None, None]


async def test_after_a_lost_connection_the_stream_goes_on_from_the_last_rev(stub: StubHall) -> None:
    stub.streams = [[snapshot(7), fact(8)], [fact(9)]]
    assert [rev for _, rev in await heard(stub, 3)] == [7, 8, 9]
    assert stub.listened == [None, "8"]


async def test_another_halls_stream_is_not_listened_to(stub: StubHall) -> None:
    stub.streams = [[snapshot(7)]]
    with pytest.raises(WrongHall):
        await heard(stub, 1, hall_id="ours")
    assert stub.listened == []


async def test_a_snapshot_of_another_hall_is_refused_even_behind_the_right_door(stub: StubHall) -> None:
    stub.streams = [[snapshot(7, hall_id="theirs")]]
    with pytest.raises(WrongHall):
        await heard(stub, 1, hall_id="demo")


async def test_a_refused_token_ends_the_stream(stub: StubHall) -> None:
    stub.token = "another"
    with pytest.raises(Refused):
        await heard(stub, 1)


async def test_the_token_stands_in_no_log_of_the_stream(stub: StubHall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stub.streams = [[snapshot(7)]]
    await heard(stub, 1)
    assert TOKEN not in "".join(each.getMessage() for each in caplog.records if each.name.startswith("server."))
