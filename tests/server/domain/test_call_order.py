"""Who is called next, and why: ranks, ties, bookings before and after their time, the words kept with each call."""

import pytest

from server.domain import command as c
from server.domain.call_order import first_choice
from server.vocab import SlipState, TicketClass
from tests.server.domain.playground import (
    BOSS,
    CIVIL,
    EXPRESS,
    FOUR,
    GENERAL,
    KIOSK,
    ONE,
    SOCIAL,
    THREE,
    TWO,
    Play,
    always_open,
    with_policy,
)


def test_people_are_called_in_the_order_they_came() -> None:
    play = Play()
    numbers = [play.issue(after=1).number for _ in range(4)]
    assert play.order() == numbers == ["A001", "A002", "A003", "A004"]


def test_two_who_came_in_the_same_instant_are_called_in_the_order_of_the_log() -> None:
    play = Play()
    numbers = [play.issue().number for _ in range(3)]
    assert play.order() == numbers


@pytest.mark.parametrize(("minutes", "goes_first"), [(29, True), (30, False), (31, False)])
def test_a_green_ticket_passes_those_who_came_less_than_half_an_hour_before(minutes: float, goes_first: bool) -> None:
    play = Play()
    ordinary = play.issue()
    green = play.green(after=minutes)  # at exactly 30 both wait as long in effect, and the log decides
    assert (play.order()[0] == green.number) is goes_first
    assert set(play.order()) == {ordinary.number, green.number}


@pytest.mark.parametrize(("minutes", "goes_first"), [(239, True), (241, False)])
def test_an_approved_urgent_ticket_passes_those_of_the_last_four_hours(minutes: float, goes_first: bool) -> None:
    play = Play(always_open())
    play.issue()
    urgent = play.issue(after=minutes, actor=BOSS, ticket_class=TicketClass.URGENT, class_reason="接孩子")
    assert (play.order()[0] == urgent.number) is goes_first


def test_the_policy_sets_the_bonus() -> None:
    play = Play(with_policy(green_bonus=5))
    play.issue()
    play.green(after=6)
    assert play.order() == ["A001", "A002"]


def test_a_counter_calls_exactly_its_services() -> None:
    play = Play()
    general, civil, social, express = (play.issue(each).number for each in (GENERAL, CIVIL, SOCIAL, EXPRESS))
    assert play.order(ONE) == [general, express]
    assert play.order(TWO) == [general, social]
    assert play.order(THREE) == [civil]
    assert play.order(FOUR) == [civil, express]


def test_a_ticket_bound_to_a_counter_is_called_only_there_in_its_turn() -> None:
    play = Play()
    play.issue(after=1)
    bound = play.issue(CIVIL, after=1, bound_to=ONE)
    play.issue(after=1)
    assert play.order(ONE) == ["A001", bound.number, "A002"]
    assert play.order(THREE) == []
    assert [choice.rule for choice in play.preview(ONE)] == ["rank", "bound", "rank"]


def test_a_ticket_whose_slip_failed_is_passed_over_until_it_is_settled() -> None:
    play = Play()
    failed, other = play.issue(wants_slip=True), play.issue(wants_slip=True, after=1)
    play.do(c.SettleSlip(ticket_id=failed.id, slip=SlipState.FAILED), KIOSK)
    assert play.order() == [other.number]
    play.do(c.SettleSlip(ticket_id=failed.id, slip=SlipState.PRINTED), KIOSK)
    assert play.order() == [failed.number, other.number]


# -- bookings ------------------------------------------------------------------------------------------------------


def booked_day() -> Play:
    """Tuesday 09:00, with a booking for 09:30 (B0007) and one for 10:00 (B0008)."""
    play = Play()
    play.book(9, 30)
    play.book(10, 0, code="B0008")
    play.at(9, 0, days=1)
    return play


def test_a_booking_waits_for_its_time_while_anyone_else_waits_and_goes_first_when_it_comes() -> None:
    play = booked_day()
    booked, other = play.check_in(), play.issue(after=20)
    assert [(each.ticket, each.rule) for each in play.preview(ONE)] == [(other, "rank"), (booked, "early")]
    play.at(9, 30)
    assert play.order() == [booked.number, other.number]


def test_a_booking_is_called_early_when_nobody_else_waits() -> None:
    play = booked_day()
    play.open(ONE)
    booked = play.check_in()
    called = play.call()
    assert called is booked
    assert called.why is not None
    assert (called.why.rule, called.why.booked_at) == ("early", booked.due_at)


def test_a_due_booking_is_not_hidden_behind_one_before_its_time() -> None:
    play = booked_day()
    play.open(ONE)
    missed, later = play.check_in(), play.check_in("B0008")
    play.at(9, 30)
    play.call()
    play.do(c.MarkNoShow(ticket_id=missed.id))
    play.issue()
    play.do(c.Reinstate(ticket_id=missed.id))  # behind the one who waits, and so behind the later booking's place
    assert missed.rank > later.rank
    assert play.order() == ["A003", missed.number, later.number]


# -- why -----------------------------------------------------------------------------------------------------------


def test_every_call_keeps_why_it_was_made() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    green = play.green(after=12)
    play.now = play.now.replace(minute=play.now.minute + 7)
    called = play.call()
    assert called is green
    assert called.why is not None
    assert (called.why.rule, called.why.over, called.why.waited_minutes) == ("rank", "A001", 7)


def test_the_last_one_waiting_is_called_before_nobody() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    called = play.call()
    assert called is not None
    assert called.why is not None
    assert called.why.over is None


def test_nobody_waiting_means_no_choice() -> None:
    play = Play()
    assert first_choice(play.hall.queue_of(play.hall.counters[ONE], play.now)) is None
