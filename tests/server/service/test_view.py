"""The hall as the wire shows it: what is shown when, in which order, and rounded how."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from itertools import count, pairwise
from typing import Any

import pytest

from server.domain import command as c
from server.domain import forecast
from server.domain.command import Actor
from server.domain.policy import VoiceHours
from server.service import view
from server.service.hall import HallService
from server.vocab import CounterId, Role, ServiceId, SlipState, TicketClass, TicketId
from tests.server.running import FakeClock

BOSS = Actor(role=Role.ADMIN, name="admin")
ONE = CounterId(1)
GENERAL = ServiceId("general")


class Hand:
    """Does things in a hall, a minute apart."""

    def __init__(self, service: HallService, clock: FakeClock) -> None:
        self.service, self._clock, self._numbers = service, clock, count(1)

    async def do(self, wish: Any) -> None:
        self._clock.go_on(minutes=1)
        await self.service.do(wish, BOSS, f"{next(self._numbers):032x}")

    async def issue(self, **fields: Any) -> TicketId:
        await self.do(c.IssueTicket(services=(GENERAL,), **fields))
        return TicketId(self.service.hall.next_ticket_id - 1)

    def ticket(self, ticket_id: TicketId) -> Any:
        return view.to_ticket(self.service.hall, self.service.hall.tickets[ticket_id], self.service.now())

    def board(self) -> Any:
        return view.to_board(self.service.hall, self.service.now())


@pytest.fixture
def hand(service: HallService, clock: FakeClock) -> Hand:
    return Hand(service, clock)


async def test_a_waiting_ticket_shows_its_place_and_a_called_one_its_reason(hand: Hand) -> None:
    await hand.do(c.OpenCounter(counter_id=ONE))
    first, second = await hand.issue(), await hand.issue()
    assert [hand.ticket(each).ahead for each in (first, second)] == [0, 1]
    assert hand.ticket(second).estimate.p50_minutes <= hand.ticket(second).estimate.p90_minutes
    assert hand.ticket(second).why is None
    await hand.do(c.CallNext(counter_id=ONE))
    called = hand.ticket(first)
    assert (called.state, called.counter_id, called.ahead, called.estimate) == ("called", ONE, 0, None)
    assert called.why is not None
    assert called.number in called.reason
    assert hand.ticket(second).ahead == 0


async def test_the_preview_begins_with_the_ticket_that_is_called_next(hand: Hand) -> None:
    await hand.do(c.OpenCounter(counter_id=ONE))
    for n in range(6):
        green = n % 2 == 1
        await hand.issue(
            ticket_class=TicketClass.GREEN if green else TicketClass.ORDINARY, class_reason="elderly" if green else None
        )
    while seen := view.preview(hand.service.hall, ONE, 10, hand.service.now()):
        assert all(each.reason and each.why for each in seen)
        await hand.do(c.CallNext(counter_id=ONE))
        called = hand.service.hall.posts[ONE].current
        assert called == seen[0].id
        await hand.do(c.MarkNoShow(ticket_id=TicketId(called)))


async def test_a_list_is_as_long_as_asked_and_its_last_reason_knows_who_follows(hand: Hand) -> None:
    for _ in range(5):
        await hand.issue()
    shown = view.waiting_in_order(hand.service.hall, hand.service.now(), 3)
    assert [each.number for each in shown] == ["A001", "A002", "A003"]
    assert shown[2].why is not None
    assert shown[2].why.over == "A004"
    assert view.waiting_in_order(hand.service.hall, hand.service.now(), 3, ServiceId("certificates")) == []


async def test_a_ticket_whose_slip_failed_is_no_place_in_the_queue(hand: Hand) -> None:
    failed = await hand.issue(wants_slip=True)
    after = await hand.issue()
    await hand.do(c.SettleSlip(ticket_id=failed, slip=SlipState.FAILED))
    assert [each.id for each in view.waiting_in_order(hand.service.hall, hand.service.now(), 9)] == [after]
    assert (hand.ticket(failed).ahead, hand.ticket(after).ahead) == (0, 0)


async def test_the_board_shows_the_newest_call_first_and_only_calls(hand: Hand) -> None:
    await hand.do(c.OpenCounter(counter_id=ONE))
    assert hand.board().calls == []
    for _ in range(3):
        ticket = await hand.issue()
        await hand.do(c.CallNext(counter_id=ONE))
        await hand.do(c.Start(ticket_id=ticket))
        await hand.do(c.Finish(ticket_id=ticket))
    calls = hand.board().calls
    assert [each.number for each in calls] == ["A003", "A002", "A001"]
    assert {each.counter_number for each in calls} == {1}
    assert all(later.at > earlier.at for later, earlier in pairwise(calls))


async def test_the_board_counts_who_waits_and_names_every_counter(hand: Hand) -> None:
    await hand.issue()
    waiting = {each.service_id: each.waiting for each in hand.board().waiting}
    assert waiting.pop("general") == 1
    assert set(waiting.values()) == {0}
    assert [each.id for each in hand.board().counters] == list(hand.service.hall.counters)
    assert hand.board().rev == hand.service.hall.rev


async def test_a_paused_counter_says_why_and_until_when(hand: Hand) -> None:
    await hand.do(c.OpenCounter(counter_id=ONE))
    back = hand.service.now()
    await hand.do(c.PauseCounter(counter_id=ONE, reason="取材料", contact="0000", back_at=back))
    counter = view.to_counter(hand.service.hall, hand.service.hall.posts[ONE])
    assert (counter.state, counter.reason, counter.contact, counter.back_at) == ("paused", "取材料", "0000", back)
    await hand.do(c.OpenCounter(counter_id=ONE))
    counter = view.to_counter(hand.service.hall, hand.service.hall.posts[ONE])
    assert (counter.state, counter.reason, counter.contact, counter.back_at) == ("open", None, None, None)


async def test_a_hold_is_explained_while_it_lasts(hand: Hand) -> None:
    await hand.do(c.OpenCounter(counter_id=ONE))
    ticket = await hand.issue()
    await hand.do(c.CallNext(counter_id=ONE))
    await hand.do(c.Start(ticket_id=ticket))
    await hand.do(c.Hold(ticket_id=ticket, reason="补材料", minutes=5))
    assert hand.ticket(ticket).hold_reason == "补材料"
    assert view.to_counter(hand.service.hall, hand.service.hall.posts[ONE]).held == (ticket,)
    await hand.do(c.Resume(ticket_id=ticket))
    assert hand.ticket(ticket).hold_reason is None


def test_estimates_are_rounded_to_tenths_of_a_minute() -> None:
    assert view.to_estimate(None) is None
    shown = view.to_estimate(forecast.Estimate(p50_minutes=8.4499, p90_minutes=17.051))
    assert shown is not None
    assert (shown.p50_minutes, shown.p90_minutes) == (8.4, 17.1)


async def test_the_hall_shows_services_with_their_published_items(hand: Hand) -> None:
    hall = hand.service.hall
    answer = view.hall_answer(hall, hand.service.now())
    published = sum(not item.is_draft for item in hall.items.values())
    assert 0 < sum(each.items for each in answer.services) == published
    assert answer.opening.is_open
    assert {each.code for each in answer.green_reasons} >= {"elderly", "pregnant"}
    assert answer.hall.id == hall.uid


async def test_the_board_says_how_calls_are_said(hand: Hand) -> None:
    assert hand.board().voice.languages == ("zh", "ticket")
    hall = hand.service.hall
    night = VoiceHours(time(18), time(0), 0)
    hall.catalogue = replace(
        hall.catalogue, policy=replace(hall.catalogue.policy, voice_languages=("zh", "en"), voice_hours=(night,))
    )
    said = hand.board().voice
    assert said.languages == ("zh", "en")
    assert [(each.start, each.end, each.volume) for each in said.hours] == [("18:00", "00:00", 0)]
