"""Reserve, print, confirm against a real server: retries keep the request_id, a power cut leaves no ticket behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from drivers.device import PrintResult
from kiosk.effects import Performer
from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.state import Choice
from kiosk.journal import FILE, Journal, Wish
from kiosk.offline import OfflineSeries, Terms
from kiosk.visit import run, touches
from server.client import HallClient, Unreachable
from server.vocab import SlipState, TicketState
from tests.client.stub import AT, TOKEN, StubHall, running
from tests.kiosk.bench import NO_REPLY, PAPER_OUT, CountedIds, ScriptedPrinter, performer_of

CHOICE = Choice(service_id="general")
ISSUE = do.Issue(CHOICE, "zh")


@pytest.fixture
def stub() -> Iterator[StubHall]:
    with running(StubHall()) as stub:
        yield stub


@asynccontextmanager
async def kiosk(stub: StubHall, folder: Path, *results: PrintResult, budget_s: float = 5.0) -> AsyncIterator[Performer]:
    async with HallClient(stub.base_url, TOKEN, budget_s=budget_s) as client:
        performer = performer_of(client, ScriptedPrinter(*results), folder)
        try:
            yield performer
        finally:
            await performer.aclose()


def only(stub: StubHall) -> tuple[TicketState, SlipState]:
    (ticket,) = stub.tickets.values()
    return ticket.state, ticket.slip


async def test_a_visit_ends_with_a_printed_slip_and_an_empty_journal(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path) as performer:
        end = await run(performer, touches(CHOICE, "zh"), lambda _: None, columns=48)
    assert isinstance(end, st.Shown)
    assert only(stub) == (TicketState.WAITING, SlipState.PRINTED)
    assert not (tmp_path / FILE).exists()


async def test_asking_again_after_the_server_was_away_keeps_the_request_id(stub: StubHall, tmp_path: Path) -> None:
    stub.faults = [503]
    async with kiosk(stub, tmp_path, budget_s=0.0) as performer:
        assert await performer.perform(ISSUE) == on.ServerLost()
        answer = await performer.perform(do.Issue(CHOICE, "zh", again=True))
    assert isinstance(answer, on.Reserved)
    assert len({request_id for _, request_id in stub.commands}) == 1
    assert len(stub.commands) == 2


async def test_a_server_that_is_back_leaves_the_wish_to_the_visitor_who_still_stands_there(
    stub: StubHall, tmp_path: Path
) -> None:
    stub.faults = [503]
    async with kiosk(stub, tmp_path, budget_s=0.0) as performer:
        assert await performer.perform(ISSUE) == on.ServerLost()
        await performer.recover()
        answer = await performer.perform(do.Issue(CHOICE, "zh", again=True))
    assert isinstance(answer, on.Reserved)
    assert answer.ticket.state is TicketState.WAITING


async def test_a_ticket_whose_slip_is_being_printed_is_not_left_over(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path) as performer:
        await performer.perform(ISSUE)
        await performer.recover()
    assert only(stub) == (TicketState.WAITING, SlipState.PENDING)
    assert Journal(tmp_path).read() is not None


async def test_a_booking_without_an_answer_is_settled_when_the_server_is_back(
    stub: StubHall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unheard(*_: object, **__: object) -> None:
        raise Unreachable("no answer")

    async with kiosk(stub, tmp_path) as performer:
        with monkeypatch.context() as patch:
            patch.setattr(HallClient, "check_in", unheard)
            assert await performer.perform(do.CheckIn("123456", "zh")) == on.ServerLost()
        assert Journal(tmp_path).read() is not None
        await performer.recover()  # the hall knows no such booking
    assert Journal(tmp_path).read() is None


async def test_a_token_that_is_not_accepted_does_not_lose_what_became_of_the_slip(
    stub: StubHall, tmp_path: Path
) -> None:
    async with kiosk(stub, tmp_path) as performer:
        reserved = await performer.perform(ISSUE)
        assert isinstance(reserved, on.Reserved)
        stub.refusal = (401, "unauthorized", "令牌无效。")
        await performer.perform(do.Settle(reserved.ticket.id, printed=True))
    stub.refusal = None
    async with kiosk(stub, tmp_path) as paired_again:
        await paired_again.recover()
    assert only(stub) == (TicketState.WAITING, SlipState.PRINTED)


async def test_what_became_of_a_slip_outlasts_another_look_for_the_server(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path) as before:
        reserved = await before.perform(ISSUE)
        assert isinstance(reserved, on.Reserved)
    stub.faults = [503]
    async with kiosk(stub, tmp_path, budget_s=0.0) as performer:
        await performer.perform(do.Settle(reserved.ticket.id, printed=True))
        await performer.recover()
    assert only(stub) == (TicketState.WAITING, SlipState.PRINTED)


async def test_a_server_that_answers_begins_the_time_of_the_own_series_anew(stub: StubHall, tmp_path: Path) -> None:
    now = 0.0
    series = OfflineSeries(tmp_path, new_id=uuid4, wall=lambda: AT, monotonic=lambda: now)
    series.agree(Terms(prefix="L1", minutes=1, most=5))
    async with HallClient(stub.base_url, TOKEN) as client:
        performer = performer_of(client, ScriptedPrinter(), tmp_path, series=series)
        now = 60.0
        assert series.why_not() == "offline_time_up"
        await performer.hall()
        await performer.aclose()
    assert series.why_not() is None


async def test_a_slip_without_paper_is_told_to_the_server(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path, PAPER_OUT) as performer:
        end = await run(performer, touches(CHOICE, "zh"), lambda _: None, columns=48)
    assert isinstance(end, st.PrintFailed)
    assert end.code == "paper_out"
    assert only(stub) == (TicketState.WAITING, SlipState.FAILED)


async def test_a_slip_nobody_confirmed_is_doubtful(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path, NO_REPLY) as performer:
        end = await run(performer, touches(CHOICE, "zh"), lambda _: None, columns=48)
    assert isinstance(end, st.PrintFailed)
    assert end.doubtful


async def test_a_refusal_leaves_nothing_in_the_journal(stub: StubHall, tmp_path: Path) -> None:
    stub.refusal = (409, "quota_reached", "今天的号已取完。")
    async with kiosk(stub, tmp_path) as performer:
        assert await performer.perform(ISSUE) == on.IssueRefused("quota_reached", "今天的号已取完。")
    assert not (tmp_path / FILE).exists()


async def test_a_kiosk_killed_between_reserve_and_confirm_reports_the_slip_as_failed(
    stub: StubHall, tmp_path: Path
) -> None:
    async with kiosk(stub, tmp_path) as killed:
        await killed.perform(ISSUE)
    assert only(stub) == (TicketState.WAITING, SlipState.PENDING)
    async with kiosk(stub, tmp_path) as reborn:
        await reborn.recover()
    assert only(stub) == (TicketState.WAITING, SlipState.FAILED)
    assert not (tmp_path / FILE).exists()


async def test_a_printed_slip_whose_confirmation_was_lost_is_confirmed_later(stub: StubHall, tmp_path: Path) -> None:
    async with kiosk(stub, tmp_path, budget_s=0.0) as killed:
        reserved = await killed.perform(ISSUE)
        assert isinstance(reserved, on.Reserved)
        stub.faults = [503]
        await killed.perform(do.Settle(reserved.ticket.id, printed=True))
    async with kiosk(stub, tmp_path) as reborn:
        await reborn.recover()
    assert only(stub) == (TicketState.WAITING, SlipState.PRINTED)


async def test_a_ticket_nobody_has_seen_is_cancelled_by_the_next_life(stub: StubHall, tmp_path: Path) -> None:
    wish = Wish(request_id=CountedIds()(), choice=CHOICE, language="zh")
    Journal(tmp_path).write(wish)
    async with kiosk(stub, tmp_path) as reborn:
        await reborn.recover()
    assert only(stub)[0] is TicketState.CANCELLED
    assert stub.commands[0] == ("/tickets", str(wish.request_id))


async def test_what_the_last_visitor_left_is_settled_before_the_next_ticket(stub: StubHall, tmp_path: Path) -> None:
    stub.faults = [503]
    async with kiosk(stub, tmp_path, budget_s=0.0) as performer:
        assert await performer.perform(ISSUE) == on.ServerLost()
        await performer.perform(ISSUE)
    states = [ticket.state for ticket in stub.tickets.values()]
    assert states == [TicketState.CANCELLED, TicketState.WAITING]


async def test_a_hall_that_says_no_to_a_leftover_does_not_stop_the_kiosk(stub: StubHall, tmp_path: Path) -> None:
    Journal(tmp_path).write(Wish(request_id=CountedIds()(), choice=CHOICE, language="zh"))
    stub.refusal = (409, "hall_closed", "大厅现在不开放取号。")
    async with kiosk(stub, tmp_path) as reborn:
        await reborn.recover()
    assert Journal(tmp_path).read() is None


def test_a_damaged_journal_is_left_out(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{half", encoding="utf-8")
    assert Journal(tmp_path).read() is None


def test_the_journal_is_for_the_kiosk_alone(tmp_path: Path) -> None:
    Journal(tmp_path).write(Wish(request_id=CountedIds()(), choice=CHOICE, language="zh"))
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
