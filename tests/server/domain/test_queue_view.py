"""What the forecast is told of the real hall, and what the hall promises in the plain cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from server.domain import command as c
from server.domain.catalogue import Calendar, Span
from server.domain.forecast import OVERDUE, Estimate, Gap, OpenCounter, Waiting
from server.domain.queue_view import QueueNow, estimate_new, estimate_of
from server.vocab import TicketClass
from tests.server.domain.playground import CIVIL, EXPRESS, FOUR, GENERAL, ONE, SMALL, THREE, TWO, Play, always_open

ORDINARY, GREEN = TicketClass.ORDINARY, TicketClass.GREEN


def view(play: Play) -> QueueNow:
    return QueueNow(play.hall, play.now)


def promise(play: Play, ticket_class: TicketClass = ORDINARY) -> Estimate | None:
    return estimate_new(play.hall, GENERAL, ticket_class, play.now)


def pause(play: Play, minutes: float | None) -> None:
    back = None if minutes is None else play.now + timedelta(minutes=minutes)
    play.do(c.PauseCounter(counter_id=ONE, reason="开会", contact="8001", back_at=back))


def test_an_empty_hall_with_an_idle_counter_promises_no_wait() -> None:
    play = Play()
    play.open(ONE)
    assert promise(play) == Estimate(0.0, 0.0)


def test_a_counter_that_is_closed_promises_nothing() -> None:
    play = Play()
    play.open(THREE)
    assert promise(play) is None


def test_a_pause_lasts_until_the_time_that_was_said_and_an_overdue_one_is_soon_over() -> None:
    play = Play()
    play.open(ONE)
    pause(play, 10)
    assert promise(play) == Estimate(10.0, 10.0)
    play.pass_time(4)
    assert view(play).counters() == [OpenCounter(ONE, frozenset({GENERAL, EXPRESS}), 6.0)]
    play.pass_time(30)
    assert view(play).counters() == [OpenCounter(ONE, frozenset({GENERAL, EXPRESS}), OVERDUE)]


def test_a_pause_without_a_time_promises_nothing() -> None:
    play = Play()
    play.open(ONE)
    pause(play, None)
    assert promise(play) is None


def test_the_pause_of_lunch_is_told_before_and_while_it_lasts_and_then_no_more() -> None:
    play = Play()
    assert view(play).gaps() == [Gap(180.0, 300.0)]
    play.at(13)
    assert view(play).gaps() == [Gap(-60.0, 60.0)]
    play.at(14)
    assert view(play).gaps() == []


def test_hours_that_touch_leave_no_pause_between_them_nor_does_a_hall_that_never_closes() -> None:
    noon = time(12)
    calendar = Calendar(hours=(Span(time(8), noon), Span(noon, time(17))), years=frozenset({2025}))
    assert view(Play(replace(SMALL, calendar=calendar))).gaps() == []
    assert view(Play(always_open())).gaps() == []


def test_the_queue_is_told_in_call_order_and_only_as_far_as_the_place_of_the_one_who_asks() -> None:
    play = Play()
    for services in ((GENERAL,), (EXPRESS,), (CIVIL,), (GENERAL,)):
        play.issue(*services)
    play.green(GENERAL, after=1)
    here = frozenset({GENERAL, EXPRESS})
    ordinary = [Waiting(each) for each in (GENERAL, GENERAL, EXPRESS, GENERAL)]
    assert list(view(play).queue(here, ORDINARY)) == ordinary
    assert list(view(play).queue(here, GREEN)) == [Waiting(GENERAL)]


def test_a_ticket_bound_to_a_counter_is_told_with_it_and_has_no_promise_of_its_own() -> None:
    play = Play()
    play.open(ONE, TWO)
    bound = play.issue(GENERAL)
    play.do(c.Transfer(ticket_id=bound.id, counter_id=TWO))
    assert list(view(play).queue(frozenset({GENERAL}), ORDINARY)) == [Waiting(GENERAL, bound_to=TWO)]
    assert estimate_of(play.hall, bound, play.now) is None


def overtakers(play: Play) -> list[float]:
    return [late.per_minute for late in view(play).overtakers(ORDINARY)]


def test_who_overtakes_is_still_known_after_lunch_and_the_night() -> None:
    play = Play()
    play.at(11)
    for _ in range(29):
        play.green(after=2)
    [rate] = overtakers(play)
    play.at(14)
    assert overtakers(play) == [pytest.approx(rate, rel=0.2)]
    play.at(8, 30, days=1)
    assert overtakers(play) == [pytest.approx(rate, rel=0.2)]


def test_the_longer_one_waits_the_fewer_may_still_overtake() -> None:
    play = Play()
    ticket = play.issue()
    play.green()
    for waited in (0, 20, 40):
        play.now = ticket.issued_at + timedelta(minutes=waited)
        late = QueueNow(play.hall, play.now, ticket).overtakers(ORDINARY)
        assert [each.within_minutes for each in late] == [30.0 - waited] * (waited < 30)


def test_the_wait_still_to_come_grows_short_while_that_of_a_newcomer_does_not() -> None:
    play = Play()
    play.open(FOUR)
    first = play.issue(EXPRESS)
    for _ in range(6):
        last = play.issue(EXPRESS)
    play.call(FOUR)
    before = estimate_of(play.hall, last, play.now)
    assert before is not None
    assert estimate_of(play.hall, first, play.now) != before
    for _ in range(3):
        play.pass_time(8)
        play.do(c.Start(ticket_id=play.post(FOUR).current or first.id))
        play.do(c.Finish(ticket_id=play.post(FOUR).current or first.id))
        play.call(FOUR)
    after = estimate_of(play.hall, last, play.now)
    assert after is not None
    assert after.p50_minutes < before.p50_minutes - 15


def served(play: Play, breath: float) -> None:
    """One visit of eight minutes at the first counter, and the clerk's breath after it."""
    ticket = play.call()
    assert ticket is not None
    play.pass_time(8)
    play.do(c.Start(ticket_id=ticket.id))
    play.do(c.Finish(ticket_id=ticket.id))
    play.pass_time(breath)


def test_the_time_between_two_visits_is_learned_while_somebody_waits() -> None:
    play = Play()
    play.open(ONE)
    for _ in range(12):
        play.issue()
    for _ in range(12):
        served(play, 1.0)
    assert play.hall.turnover.mean == pytest.approx(11 / 15)  # eleven breaths, four guesses of none
    assert view(play).times(GENERAL).mean == pytest.approx(play.hall.times[GENERAL].mean + 11 / 15)


def pause_and_return(play: Play) -> None:
    pause(play, 2)
    play.pass_time(2)
    play.open(ONE)


AWAY = {
    "it paused": pause_and_return,
    "too long for a breath": lambda play: play.pass_time(6),
}


@pytest.mark.parametrize("leave", AWAY.values(), ids=AWAY.keys())
def test_a_clerk_who_was_away_teaches_no_time_between_visits(leave: Callable[[Play], None]) -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    play.issue()
    served(play, 0.0)
    leave(play)
    served(play, 0.0)
    assert play.hall.turnover.mean == 0


def test_a_counter_nobody_waits_for_teaches_no_time_between_visits() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    served(play, 1.0)
    play.issue()
    served(play, 0.0)
    assert play.hall.turnover.mean == 0


def test_a_jump_of_the_clock_is_no_time_between_visits() -> None:
    play = Play()
    play.open(ONE)
    play.issue()
    play.issue()
    served(play, 1.0)
    play.step(minutes=3)
    served(play, 0.0)
    assert play.hall.turnover.mean == pytest.approx(1 / 5)
