"""Tickets a kiosk issued while it could not reach the server: each is kept as promised, once, in its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import event as e
from server.domain import event_kiosk as ek
from server.domain.command import EndDay, IssueTicket
from server.domain.command_admin import ImportCatalogue, IssueToken
from server.domain.command_kiosk import HandIn
from server.domain.fact import Event
from server.domain.offline import LENGTH, is_offline_number, to_offline_number
from server.domain.ticket import Ticket
from server.vocab import Role, ServiceId, SlipState, TicketClass, TicketState
from tests.server.domain.invariants import check, check_numbers
from tests.server.domain.playground import (
    CIVIL,
    EXPRESS,
    GENERAL,
    KIOSK,
    ONE,
    SMALL,
    THREE,
    Play,
    refused,
    state_of,
    with_policy,
)

ALONE = replace(KIOSK, token_id="k1")
OTHER = replace(KIOSK, name="kiosk-2", token_id="k2")


def wish(play: Play, sequence: int = 1, *, ago: float = 10, heard: float = 15, **changed: Any) -> HandIn:
    """A printed ticket, issued `ago` minutes ago by a kiosk that had heard of the server `heard` minutes ago."""
    given = {
        "request_id": f"{sequence:032x}",
        "number": to_offline_number("L", 1, sequence),
        "sequence": sequence,
        "service_id": GENERAL,
        "is_printed": True,
        "kiosk_at": play.now,
        "issued_at": play.now - timedelta(minutes=ago),
        "heard_at": play.now - timedelta(minutes=heard),
    }
    return HandIn(**{**given, **changed})


def take(play: Play, sequence: int = 1, **how: Any) -> Ticket:
    facts = play.do(wish(play, sequence, **how), ALONE)
    assert isinstance(facts[0], ek.OfflineTicketTaken), facts
    return play.hall.tickets[facts[0].ticket_id]


def why_not(play: Play, **how: Any) -> str:
    [fact] = play.do(wish(play, **how), ALONE)
    assert isinstance(fact, ek.OfflineTicketRefused)
    assert fact.number in play.hall.turned_down
    return fact.code


def test_it_keeps_its_number_and_stands_where_it_was_issued() -> None:
    play = Play()
    early = play.issue(after=1)
    play.pass_time(30)
    late = play.issue()
    ticket = take(play)
    assert (ticket.number, ticket.is_offline, ticket.slip) == ("L1001", True, SlipState.PRINTED)
    assert ticket.issued_at == play.now
    play.open(ONE)
    assert play.order(ONE) == [early.number, "L1001", late.number]


def test_handing_in_again_is_no_second_ticket_however_late_and_by_whichever_kiosk() -> None:
    play = Play()
    first = wish(play)
    play.do(first, ALONE)
    assert play.do(first, ALONE) == []
    for days in (1, 2, 40):
        play.at(10, days=days)
        assert play.do(first, OTHER) == []


@pytest.mark.parametrize("ago", [60 * 24 * 365 * 56, 16, -500])
def test_no_clock_of_a_kiosk_puts_a_ticket_before_those_the_kiosk_had_heard_of_or_behind_now(ago: float) -> None:
    play = Play()
    play.pass_time(60)
    ticket = take(play, ago=ago, heard=15)
    assert play.now - timedelta(minutes=15) <= ticket.base_at <= play.now


def test_a_kiosk_s_order_stays_when_its_clock_went_back_in_between() -> None:
    play = Play()
    play.pass_time(60)
    tickets = [take(play, sequence, ago=ago) for sequence, ago in enumerate((9, 14, 3, 12), 1)]
    assert [each.rank for each in tickets] == sorted(each.rank for each in tickets)
    assert tickets[1].base_at == tickets[0].base_at


def test_paper_is_a_promise_that_no_cap_and_no_closing_time_breaks() -> None:
    play = Play()
    for _ in range(3):
        play.issue(CIVIL, after=1)
    assert refused(play, IssueTicket(services=(CIVIL,)), KIOSK).code == "quota_reached"
    assert take(play, service_id=CIVIL).state is TicketState.WAITING
    play.open(ONE)
    play.at(13)  # the hall rests at noon
    assert not play.hall.opening(play.now).is_open
    assert take(play, 2).state is TicketState.WAITING


def test_what_never_came_out_is_not_called_and_is_taken_only_while_tickets_are_issued() -> None:
    play = Play()
    play.open(ONE, THREE)
    ticket = take(play, is_printed=False)
    assert (ticket.slip, play.call(ONE)) == (SlipState.FAILED, None)
    for _ in range(3):
        play.issue(CIVIL)
    assert why_not(play, sequence=2, service_id=CIVIL, is_printed=False) == "quota_reached"
    play.at(13)
    assert why_not(play, sequence=3, is_printed=False) == "hall_closed"


def test_one_that_may_have_come_out_is_taken_whatever_is_issued_now_and_waits_for_staff() -> None:
    play = Play()
    play.open(ONE, THREE)
    for _ in range(3):
        play.issue(CIVIL)
    play.at(13)
    ticket = take(play, service_id=CIVIL, is_printed=False, is_doubtful=True)
    assert (ticket.state, ticket.slip, play.call(ONE)) == (TicketState.WAITING, SlipState.FAILED, None)


def test_it_counts_in_the_caps() -> None:
    play = Play()
    for sequence in (1, 2, 3):
        take(play, sequence, service_id=CIVIL)
    assert refused(play, IssueTicket(services=(CIVIL,)), KIOSK).code == "quota_reached"


def test_a_service_that_is_gone_is_that_for_general_enquiries_and_staff_see_what_it_was() -> None:
    play = Play(with_policy(offline_fallback=GENERAL))
    ticket = take(play, service_id=ServiceId("gone"))
    assert (ticket.service_id, ticket.asked_for) == (GENERAL, "gone")


def test_a_service_that_is_gone_without_another_is_refused_for_staff_to_see_once() -> None:
    play = Play()
    gone = wish(play, service_id=ServiceId("gone"))
    [fact] = play.do(gone, ALONE)
    assert isinstance(fact, ek.OfflineTicketRefused)
    assert fact.code == "unknown_service"
    assert play.do(gone, ALONE) == []
    assert play.hall.turned_down == ["L1001"]
    play.at(9, days=1)
    assert play.hall.turned_down == []


@pytest.mark.parametrize(("number", "code"), [("A1001", "number_not_offline"), ("W1001", "number_not_offline")])
def test_a_number_the_hall_itself_gives_out_is_refused(number: str, code: str) -> None:
    assert why_not(Play(), number=number) == code


def test_a_number_somebody_has_today_is_refused() -> None:
    play = Play()
    take(play)
    assert why_not(play, sequence=2, number="L1001") == "number_taken"


def test_a_ticket_of_yesterday_is_closed_unserved_and_counts_in_no_cap_of_today() -> None:
    play = Play()
    play.at(9, days=1)
    facts = play.do(wish(play, ago=60 * 20, heard=60 * 21, service_id=CIVIL), ALONE)
    assert [type(fact) for fact in facts] == [ek.OfflineTicketTaken, e.TicketClosed]
    assert isinstance(facts[0], ek.OfflineTicketTaken)
    assert facts[0].issued_on == play.hall.local(play.now).date() - timedelta(days=1)
    assert play.hall.tickets[facts[0].ticket_id].state is TicketState.CLOSED_UNSERVED
    assert not any(play.hall.issued.values())


def test_a_green_ticket_is_green_with_a_reason_the_hall_knows_and_ordinary_without() -> None:
    play = Play()
    green = take(play, 1, ticket_class=TicketClass.GREEN, class_reason="elderly")
    other = take(play, 2, ticket_class=TicketClass.GREEN, class_reason="hurry")
    assert (green.ticket_class, green.class_reason) == (TicketClass.GREEN, "elderly")
    assert (other.ticket_class, other.class_reason) == (TicketClass.ORDINARY, None)


def test_a_kiosk_s_number_is_never_given_twice() -> None:
    play = Play()
    for index in range(3):
        play.do(IssueToken(token_id=f"t{index}", role=Role.KIOSK, digest=f"d{index}"))
        play.do(IssueToken(token_id=f"s{index}", role=Role.CLERK, digest=f"c{index}"))
    tokens = play.hall.doors.tokens
    assert [tokens[f"d{index}"].station for index in range(3)] == [1, 2, 3]
    assert {tokens[f"c{index}"].station for index in range(3)} == {0}


@given(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 10**9), st.integers(1, 10**9))
def test_no_two_kiosks_ever_print_the_same_number(one: int, other: int, first: int, second: int) -> None:
    numbers = to_offline_number("L", one, first), to_offline_number("L", other, second)
    assert all(map(is_offline_number, numbers))
    if one != other or (first - second) % LENGTH:
        assert numbers[0] != numbers[1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_a_kiosk_hands_in_and_however_often_each_ticket_is_taken_once_in_its_order(seed: int) -> None:
    """Two kiosks, any batches in any order of time, repeats, clocks astray, other people's tickets in between."""
    chance, play = Random(seed), Play(with_policy(SMALL, offline_fallback=GENERAL))
    play.pass_time(60)
    done: dict[str, list[HandIn]] = {"k1": [], "k2": []}
    for _ in range(40):
        play.pass_time(chance.choice([0, 0, 1, 5]))
        actor = chance.choice([ALONE, OTHER])
        sent = done[actor.token_id]
        if sent and chance.random() < 0.4:
            assert play.do(chance.choice(sent), actor) == []
            continue
        play.issue(chance.choice([GENERAL, EXPRESS]))
        sent.append(_random_wish(play, chance, len(sent) + 1, actor.token_id))
        assert len(play.do(sent[-1], actor)) == 1
    for kiosk, sent in done.items():
        taken = [event for event, _ in play.log if isinstance(event, ek.OfflineTicketTaken) and event.kiosk == kiosk]
        assert [each.number for each in taken] == [each.number for each in sent]
        assert [each.base_at for each in taken] == sorted(each.base_at for each in taken)
    check(play.hall)
    check_numbers(play.log)
    assert state_of(play.replayed()) == state_of(play.hall)


def _random_wish(play: Play, chance: Random, sequence: int, kiosk: str) -> HandIn:
    return wish(
        play,
        sequence,
        ago=chance.choice([0, 1, 5, 30, 10**7, -(10**5)]),
        heard=chance.choice([0, 2, 40]),
        request_id=f"{kiosk[1]}{sequence:031x}",
        number=to_offline_number("L", int(kiosk[1]), sequence),
        service_id=chance.choice([GENERAL, EXPRESS, ServiceId("gone")]),
    )


def test_nobody_of_whom_the_kiosk_had_heard_is_overtaken_by_more_than_the_published_bound() -> None:
    play = Play()
    play.open(ONE)
    before = play.issue()
    heard: datetime = play.now
    play.pass_time(20)
    ticket = take(play, issued_at=heard - timedelta(days=9), heard_at=heard)
    assert ticket.rank > before.rank
    assert play.call(ONE) is before


def test_a_set_up_without_the_service_keeps_who_waits_for_it_until_the_day_ends() -> None:
    play = Play()
    take(play)
    gone = replace(SMALL, services=SMALL.services[1:], counters=SMALL.counters[2:3], items=())
    assert refused(play, ImportCatalogue(catalogue=gone)).code == "in_use"
    facts: list[Event] = play.do(EndDay())
    assert [type(fact) for fact in facts] == [e.TicketClosed]
