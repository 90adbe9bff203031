"""A kiosk's own tickets through kills and retries: what came out on paper is one ticket of the hall, in order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from server.domain import command as c
from server.domain.command_admin import IssueToken
from server.service.kiosk_view import to_kiosk
from server.service.offline import hand_in
from server.vocab import Role, SlipState, TicketId, TicketState
from server.wire.kiosk import HandIn, HandInAnswer, OfflineTicket
from tests.server.domain.playground import GENERAL, KIOSK, ONE
from tests.server.service.trial import Desk, Trial

ALONE = replace(KIOSK, token_id="k1")


def a_ticket(desk: Desk, sequence: int, **changed: object) -> OfflineTicket:
    now = desk.service.now()
    return OfflineTicket(
        request_id=UUID(int=10**9 + sequence),
        number=f"L1{sequence:03d}",
        sequence=sequence,
        service_id=GENERAL,
        issued_at=now - timedelta(minutes=10),
        heard_rev=1,
        printed=True,
    ).model_copy(update=changed)


async def send(desk: Desk, *tickets: OfflineTicket) -> HandInAnswer:
    return await hand_in(desk.service, HandIn(clock=desk.service.now(), tickets=tickets), ALONE)


@pytest.mark.parametrize("seed", range(6))
async def test_kills_and_retries_in_the_middle_lose_and_double_nothing(trial: Trial, tmp_path: Path, seed: int) -> None:
    """The same forty tickets in random batches, some sent twice at the same moment, while the server is killed."""
    chance = Random(seed)
    async with trial.running() as desk:
        tickets = [a_ticket(desk, sequence) for sequence in range(1, 41)]
    for life in range(6):
        async with trial.running() as desk:
            last = chance.randint(1, 40)
            jobs = [asyncio.create_task(send(desk, *chance.sample(tickets[:last], last))) for _ in range(2)]
            for _ in range(chance.randrange(200)):
                await asyncio.sleep(0)
            killed = trial.as_killed(tmp_path / str(life))
            await asyncio.gather(*jobs)
        trial = killed
    async with trial.running() as desk:
        answer = await send(desk, *tickets)
        again = await send(desk, *tickets)
    assert answer == again
    assert [each.number for each in answer.tickets] == [each.number for each in tickets]
    hall = trial.verified()
    assert [each.number for each in hall.tickets.values()] == [each.number for each in tickets]
    assert {each.ticket_id for each in answer.tickets} == set(hall.tickets)


async def test_a_retry_of_a_week_later_is_answered_as_before(trial: Trial) -> None:
    async with trial.running() as desk:
        sent = a_ticket(desk, 1)
        first = await send(desk, sent)
        for _ in range(7):
            await desk.after(24 * 3600)
    async with trial.running() as desk:
        [again] = (await send(desk, sent)).tickets
    assert again.ticket_id == first.tickets[0].ticket_id
    assert len(trial.verified().offline["k1"].known) == 1


async def test_a_kiosk_that_woke_in_1970_is_believed_how_long_ago_it_was(trial: Trial) -> None:
    async with trial.running() as desk:
        await desk.after(3600)
        woke = desk.service.now() - timedelta(days=365 * 55)
        issued = [a_ticket(desk, 1, issued_at=woke), a_ticket(desk, 2, issued_at=woke, age_s=120.0)]
        now = desk.service.now()
        await hand_in(desk.service, HandIn(clock=woke + timedelta(minutes=5), tickets=tuple(issued)), ALONE)
        bases = [now - each.base_at for each in desk.hall.tickets.values()]
        assert bases == [timedelta(minutes=5), timedelta(minutes=2)]


async def test_the_log_tells_what_the_kiosk_had_heard_by_then_also_after_a_restart(trial: Trial) -> None:
    async with trial.running() as desk:
        await desk.after(600)
        await desk.do(c.IssueTicket(services=(GENERAL,)), KIOSK)
        heard, at = desk.hall.rev, desk.service.now()
    trial.clock.pass_time(1200)
    async with trial.running() as desk:
        await desk.do(c.OpenCounter(counter_id=ONE))
        await send(desk, a_ticket(desk, 1, age_s=9e6, heard_rev=heard), a_ticket(desk, 2, age_s=9e6, heard_rev=2**53))
        first, second = list(desk.hall.tickets.values())[1:]
        assert first.base_at == at
        assert second.base_at == desk.service.now()
        called = await desk.do(c.CallNext(counter_id=ONE))
        assert '"number":"A001"' in called.text


async def test_a_request_id_that_stood_for_something_else_takes_nothing_and_says_so(trial: Trial) -> None:
    async with trial.running() as desk:
        sent = a_ticket(desk, 1)
        await desk.do(c.IssueTicket(services=(GENERAL,)), KIOSK, sent.request_id.hex)
        [answer] = (await send(desk, sent)).tickets
        assert (answer.ticket_id, answer.code) == (None, "request_id_reused")
        assert answer.detail


async def test_a_ticket_of_whose_issue_the_kiosk_never_heard_gives_way_to_the_one_on_paper(trial: Trial) -> None:
    async with trial.running() as desk:
        online = UUID(int=77)
        wish = c.IssueTicket(services=(GENERAL,), wants_slip=True)
        await desk.do(wish, KIOSK, online.hex)
        await send(desk, a_ticket(desk, 1, instead_of=online), a_ticket(desk, 2, instead_of=UUID(int=78)))
        states = {each.number: each.state for each in desk.hall.tickets.values()}
        assert states == {
            "A001": TicketState.CANCELLED,
            "L1001": TicketState.WAITING,
            "L1002": TicketState.WAITING,
        }


async def test_a_ticket_whose_slip_came_out_is_not_cancelled_by_another(trial: Trial) -> None:
    async with trial.running() as desk:
        online = UUID(int=77)
        await desk.do(c.IssueTicket(services=(GENERAL,), wants_slip=True), KIOSK, online.hex)
        await desk.do(c.SettleSlip(ticket_id=TicketId(1), slip=SlipState.PRINTED), KIOSK)
        await send(desk, a_ticket(desk, 1, instead_of=online))
        assert [each.state for each in desk.hall.tickets.values()] == [TicketState.WAITING] * 2


async def test_an_alone_kiosk_is_told_where_its_series_goes_on(trial: Trial) -> None:
    async with trial.running() as desk:
        await desk.do(IssueToken(token_id="k1", role=Role.KIOSK, digest="d", name="大门"))
        token = desk.hall.doors.tokens["d"]
        await send(desk, a_ticket(desk, 7), a_ticket(desk, 5))
        offline = to_kiosk(desk.hall, token).offline
        assert offline is not None
        assert (offline.prefix, offline.next_sequence) == ("L1", 8)
        assert [each.number for each in desk.hall.tickets.values()] == ["L1005", "L1007"]
        assert all(each.state is TicketState.WAITING for each in desk.hall.tickets.values())
