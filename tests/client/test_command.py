"""Commands over a real line: repeated with the same request_id while nobody answers, never after a no."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import UUID

import pytest

from server.client import BadAnswer, HallClient, Refused, Unreachable, WrongHall
from tests.client.cutter import cutting
from tests.client.stub import TOKEN, StubHall, running

WISH = UUID(int=1)


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


async def test_a_lost_answer_is_asked_for_again_with_the_same_request_id_and_there_is_one_ticket(
    stub: StubHall,
) -> None:
    async with cutting(stub.base_url, cuts=1) as door, HallClient(door.base_url, TOKEN) as client:
        answer = await client.issue("general", request_id=WISH, slip="print")
    assert stub.commands == [("/tickets", str(WISH))] * 2
    assert [each.id for each in stub.tickets.values()] == [answer.ticket.id]


async def test_a_server_that_cannot_answer_now_is_asked_again(stub: StubHall) -> None:
    stub.faults = [503, 500]
    async with HallClient(stub.base_url, TOKEN) as client:
        await client.issue("general", request_id=WISH)
    assert stub.commands == [("/tickets", str(WISH))] * 3


async def test_when_the_budget_is_spent_the_caller_hears_that_nobody_answers(stub: StubHall) -> None:
    stub.faults = [503] * 9
    async with HallClient(stub.base_url, TOKEN, budget_s=0.3) as client:
        with pytest.raises(Unreachable):
            await client.issue("general", request_id=WISH)
    assert 1 <= len(stub.commands) < 9


async def test_a_client_that_was_closed_meanwhile_reaches_nobody(stub: StubHall) -> None:
    client = HallClient(stub.base_url, TOKEN, budget_s=0.0)
    await client.aclose()
    with pytest.raises(Unreachable):
        await client.issue("general", request_id=WISH)


async def test_a_refusal_is_not_repeated_and_says_why(stub: StubHall) -> None:
    stub.refusal = (409, "hall_closed", "大厅现在不开放取号。")
    async with HallClient(stub.base_url, TOKEN) as client:
        with pytest.raises(Refused) as refused:
            await client.issue("general", request_id=WISH)
    assert (refused.value.code, refused.value.detail, refused.value.status) == (
        "hall_closed",
        "大厅现在不开放取号。",
        409,
    )
    assert len(stub.commands) == 1


async def test_another_halls_server_gets_no_command(stub: StubHall) -> None:
    async with HallClient(stub.base_url, TOKEN, hall_id="ours") as client:
        with pytest.raises(WrongHall):
            await client.issue("general", request_id=WISH)
    assert stub.commands == []


async def test_a_server_that_took_the_address_over_while_ours_was_away_gets_no_command() -> None:
    with running(StubHall("ours")) as ours:
        client = HallClient(ours.base_url, TOKEN, hall_id="ours", budget_s=0.0)
        await client.issue("general", request_id=WISH)
        tcp_port = int(ours.base_url.rpartition(":")[2])
    async with client:
        with pytest.raises(Unreachable):
            await client.issue("general", request_id=UUID(int=2))
        with running(StubHall("theirs"), tcp_port) as theirs:
            with pytest.raises(WrongHall):
                await client.issue("general", request_id=UUID(int=2))
            assert theirs.commands == []


async def test_an_answer_of_another_contract_is_told_without_its_values(stub: StubHall) -> None:
    async with HallClient(stub.base_url, TOKEN) as client:
        await client.issue("general", request_id=WISH)
        stub.tickets[str(WISH)] = stub.tickets[str(WISH)].model_copy(update={"issued_at": "s3cret"})
        with pytest.warns(UserWarning, match="serializer"), pytest.raises(BadAnswer) as bad:
            await client.ticket(12)
    assert "issued_at" in str(bad.value)
    assert "s3cret" not in str(bad.value)


async def test_the_token_stands_in_no_log(stub: StubHall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stub.faults = [503]
    async with HallClient(stub.base_url, TOKEN) as client:
        await client.issue("general", request_id=WISH)
    assert caplog.records
    assert TOKEN not in caplog.text
