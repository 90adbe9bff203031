"""A clock that jumps changes no order, loses nothing and reuses no number, wherever it jumps to and back."""

from datetime import date, timedelta

import pytest

from server.domain import command as c
from server.domain.command import HALL
from server.domain.queue_view import QueueNow
from server.domain.ticket import Ticket
from server.vocab import BookingState, TicketClass
from server.vocab import TicketState as T
from tests.server.domain.playground import (
    GENERAL,
    MONDAY,
    ONE,
    TWO,
    Play,
    always_open,
    refused,
    state_of,
)

HOUR = 3600.0
TO_1970 = -(MONDAY - MONDAY.replace(year=1970)).total_seconds()
JUMPS = pytest.mark.parametrize("seconds", [HOUR, -HOUR, TO_1970, 15 * HOUR, -15 * HOUR, 24 * HOUR, -24 * HOUR, 40.0])
"""An hour, the empty battery, over midnight of Shanghai and of UTC, a day, and a little."""


def living(play: Play) -> list[Ticket]:
    """Tickets in every state that lives: one held, one missed, one being served, the rest waiting."""
    play.book(10)
    play.at(9, days=1)
    play.open(ONE, TWO)
    tickets = [play.issue(after=1), play.issue(after=1), play.issue(after=1), play.green(after=5)]
    play.call(ONE)
    play.do(c.Hold(ticket_id=tickets[3].id, reason="复印", minutes=30))
    play.call(ONE)
    play.do(c.MarkNoShow(ticket_id=tickets[0].id))
    play.call(ONE)
    play.do(c.Start(ticket_id=tickets[1].id))
    return [*tickets, play.check_in(), play.issue(after=1), play.green(after=1)]


@JUMPS
def test_a_jump_changes_no_order_and_loses_nobody(seconds: float) -> None:
    play = Play(always_open())
    tickets = living(play)
    order, states = play.order(), [ticket.state for ticket in tickets]
    waited = [play.now - ticket.issued_at for ticket in tickets]
    play.step(seconds=seconds)
    assert play.order() == order
    assert play.tick() == []
    assert [ticket.state for ticket in tickets] == states
    assert [play.now - ticket.issued_at for ticket in tickets] == waited
    newcomer = play.issue(after=1)
    assert play.order()[-2:] == [newcomer.number, tickets[4].number]  # the booking still waits for its time
    assert newcomer.number == "A008"
    play.step(seconds=-seconds)
    assert play.tick() == []
    assert play.issue(after=1).number == "A009"
    assert state_of(play.replayed()) == state_of(play.hall)


@JUMPS
def test_a_hold_runs_out_after_its_minutes_whatever_the_clock_says(seconds: float) -> None:
    play = Play(always_open())
    held = living(play)[3]
    left = held.held_until - play.now if held.held_until else timedelta()
    play.step(seconds=seconds)
    play.pass_time(left.total_seconds() / 60 - 0.1)
    assert play.hall.held == {held.id}
    play.pass_time(0.1)
    assert (held.state, play.hall.held) == (T.WAITING, set())


@JUMPS
def test_what_was_learned_of_a_service_in_progress_is_its_real_length(seconds: float) -> None:
    play = Play(always_open())
    living(play)
    play.pass_time(4)
    play.step(seconds=seconds)
    play.pass_time(3)
    before = len(play.hall.times[GENERAL].to_carry())
    current = play.post(ONE).current
    assert current is not None
    play.do(c.Finish(ticket_id=current))
    learned = play.hall.times[GENERAL].to_carry()
    assert (len(learned), learned[-1]) == (before + 1, 9.0)  # two minutes of others' coming, four and three


def test_a_jump_to_1970_with_nobody_there_begins_no_second_series_of_numbers() -> None:
    play = Play(always_open())
    play.open(ONE)
    play.issue()
    play.serve()
    play.step(seconds=TO_1970)
    play.tick()
    assert play.issue().number == "A002"
    play.step(seconds=-TO_1970)
    play.tick()
    assert play.issue().number == "A003"


@pytest.mark.parametrize("hours", [1, 15])
def test_back_over_midnight_yesterday_does_not_return(hours: int) -> None:
    play = Play(always_open())
    play.at(0, 30, days=1)
    assert (play.hall.business_day, play.issue().number) == (date(2025, 6, 10), "A001")
    play.step(hours=-hours)
    play.do(c.EndDay())
    play.pass_time(120)
    assert (play.hall.business_day, play.issue().number) == (date(2025, 6, 10), "A002")


def test_over_midnight_and_back_with_nobody_there_numbers_of_a_day_are_still_unique() -> None:
    play = Play(always_open())
    play.at(23, 30)
    play.step(hours=1)
    play.tick()
    assert (play.hall.business_day, play.issue().number) == (date(2025, 6, 10), "A001")
    play.step(hours=-1)
    play.do(c.Cancel(ticket_id=next(iter(play.hall.tickets))))
    play.tick()
    assert play.issue().number == "A002"
    play.at(9, days=1)
    assert play.issue().number == "A003"


def test_a_wrong_day_that_was_believed_is_left_behind_after_a_rest() -> None:
    play = Play(always_open())
    play.step(days=400)
    play.tick()
    assert play.hall.business_day == date(2026, 7, 14)
    play.step(days=-400)
    play.tick()
    assert play.hall.business_day == date(2026, 7, 14)
    play.pass_time(60)
    assert play.hall.business_day == date(2025, 6, 9)


@pytest.mark.parametrize("hours", [9, 11])
def test_a_jump_past_closing_time_closes_nobodys_ticket(hours: int) -> None:
    play = Play()
    ticket = play.issue()
    play.step(hours=hours)  # 18:00 with no counter open, 20:00 beyond every grace
    assert play.tick() == []
    play.step(hours=-hours)
    assert (play.tick(), ticket.state) == ([], T.WAITING)


def test_after_a_jump_the_day_still_ends_once_the_queue_has_rested() -> None:
    play = Play()
    ticket = play.issue()
    play.step(hours=9)
    assert play.pass_time(59) == []
    play.pass_time(1)
    assert ticket.state is T.CLOSED_UNSERVED


def test_a_small_correction_of_the_clock_delays_no_closing() -> None:
    play = Play()
    ticket = play.issue()
    play.at(17, 25)
    play.step(minutes=5)
    play.tick()
    assert ticket.state is T.CLOSED_UNSERVED


@pytest.mark.parametrize("hours", [16, 24, 24 * 40])
def test_a_booking_survives_a_clock_that_declared_it_missed(hours: int) -> None:
    play = Play()
    play.book(9, 30)
    play.at(9, days=1)
    play.step(hours=hours)
    play.tick()
    assert play.hall.bookings["B0007"].state is BookingState.MISSED
    play.step(hours=-hours)
    play.pass_time(1)
    assert play.check_in().due_at is not None


def test_a_code_that_was_used_stays_used_over_a_jump() -> None:
    play = Play()
    play.book(9, 30)
    play.at(9, days=1)
    play.open(ONE)
    play.check_in()
    play.serve()
    play.step(hours=16)
    play.tick()
    play.step(hours=-16)
    play.tick()
    assert refused(play, c.CheckIn(code="B0007")).code == "illegal_step"


@JUMPS
def test_the_rate_at_which_people_come_is_the_same_after_a_jump(seconds: float) -> None:
    play = Play(always_open())
    for _ in range(5):
        play.green(after=2)
    [before] = QueueNow(play.hall, play.now).overtakers(TicketClass.ORDINARY)
    play.step(seconds=seconds)
    [after] = QueueNow(play.hall, play.now).overtakers(TicketClass.ORDINARY)
    assert before.per_minute > 0.01
    assert after.per_minute == pytest.approx(before.per_minute)


def test_a_step_of_nothing_is_none() -> None:
    assert refused(Play(), c.StepClock(seconds=0), HALL).code == "no_step"
