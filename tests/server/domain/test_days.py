"""Business days: where they begin and end in the hall's own zone, what is closed, what goes on, what is replayed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Catalogue
from server.domain.command import HALL
from server.domain.decide_day import needs_new_day
from server.vocab import CounterState
from server.vocab import TicketState as T
from tests.server.domain.playground import (
    GENERAL,
    ONE,
    SHANGHAI,
    SMALL,
    TWO,
    Play,
    always_open,
    refused,
    state_of,
    with_policy,
)


def days(play: Play) -> list[date]:
    return [event.business_day for event, _ in play.log if isinstance(event, e.DayOpened)]


def test_a_hall_opens_its_first_day_by_itself() -> None:
    assert days(Play()) == [date(2025, 6, 9)]


def test_eight_in_shanghai_is_midnight_in_utc_and_nothing_happens() -> None:
    start = datetime(2025, 6, 9, 7, 59, tzinfo=SHANGHAI).astimezone(UTC)
    play = Play(always_open(), now=start)
    ticket = play.issue()
    assert play.now.date() == date(2025, 6, 8)
    assert play.pass_time(2) == []
    assert play.now.date() == date(2025, 6, 9)
    play.pass_time(120)
    assert (days(play), ticket.state, play.issue().number) == ([date(2025, 6, 9)], T.WAITING, "A002")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("around", [date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2), date(2025, 6, 9)])
def test_every_local_day_begins_once_also_where_clocks_change_in_the_night(zone: str, around: date) -> None:
    start = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=2)
    play = Play(always_open(replace(SMALL, timezone=zone)), now=start)
    first = days(play)[0]
    numbers = []
    for _ in range(5 * 24 * 2):
        play.pass_time(30)
        if play.hall.local(play.now).hour == 12 and play.hall.local(play.now).minute == 0:
            numbers.append(play.issue().number)
            play.do(c.EndDay())
    opened = days(play)
    assert opened == [first + timedelta(days=n) for n in range(len(opened))]
    assert len(opened) in {5, 6}
    assert set(numbers) == {"A001"}


def test_numbers_begin_again_with_the_next_day_and_the_old_tickets_are_gone() -> None:
    play = Play()
    old = play.issue(), play.issue()
    play.at(9, days=1)
    assert [ticket.state for ticket in old] == [T.CLOSED_UNSERVED] * 2
    assert play.issue().number == "A001"
    assert play.hall.next_ticket_id == 4  # ids go on


def test_after_closing_nobody_is_left_to_serve_so_the_rest_is_closed() -> None:
    play = Play()
    play.open(ONE)
    served, missed, waiting = (play.issue() for _ in range(3))
    play.serve()
    play.call()
    play.do(c.MarkNoShow(ticket_id=missed.id))
    play.at(17, 29)
    play.do(c.CloseCounter(counter_id=ONE))
    assert waiting.state is T.WAITING
    play.at(17, 30)
    assert [served.state, missed.state, waiting.state] == [T.FINISHED, T.CLOSED_UNSERVED, T.CLOSED_UNSERVED]
    assert refused(play, c.Reinstate(ticket_id=missed.id)).code == "illegal_step"


def test_while_a_counter_is_open_issued_tickets_are_served_after_closing_until_the_grace_ends() -> None:
    play = Play(with_policy(close_grace=30))
    play.open(ONE)
    first, second = play.issue(), play.issue()
    play.at(17, 45)
    assert refused(play, c.IssueTicket(services=(GENERAL,))).code == "hall_closed"
    assert play.serve() == first.number
    play.at(18, 0)
    assert second.state is T.CLOSED_UNSERVED


def test_lunch_ends_no_day() -> None:
    play = Play()
    ticket = play.issue()
    play.at(13)
    assert ticket.state is T.WAITING


def test_who_is_being_served_at_the_end_of_the_day_is_served_to_the_end() -> None:
    play = Play()
    play.open(ONE, TWO)
    serving = play.issue()
    play.call(ONE)
    play.do(c.Start(ticket_id=serving.id))
    play.do(c.EndDay())
    assert serving.state is T.SERVING
    play.at(0, 30, days=1)
    assert (play.hall.business_day, serving.state) == (date(2025, 6, 10), T.SERVING)
    assert [play.post(each).state for each in (ONE, TWO)] == [CounterState.OPEN, CounterState.CLOSED]
    play.do(c.Finish(ticket_id=serving.id))
    assert state_of(play.replayed()) == state_of(play.hall)


def test_who_was_called_and_never_came_is_not_at_the_counter_on_the_next_day() -> None:
    play = Play()
    play.open(ONE)
    called = play.issue()
    play.call(ONE)
    play.at(23, 0)
    assert called.state is T.CALLED  # the clerk may still be looking for them
    play.at(8, 0, days=1)
    assert (called.state, play.post(ONE).state, play.post(ONE).current) == (
        T.CLOSED_UNSERVED,
        CounterState.CLOSED,
        None,
    )
    assert state_of(play.replayed()) == state_of(play.hall)


def test_midnight_ends_no_day_while_the_queue_moves() -> None:
    play = Play(always_open())
    play.at(23, 50)
    waiting = play.issue()
    play.at(0, 20, days=1)
    other = play.issue()
    assert (days(play), waiting.state, other.number) == ([date(2025, 6, 9)], T.WAITING, "A002")
    assert not needs_new_day(play.hall, play.now + timedelta(minutes=59))
    play.pass_time(60)  # now it has rested an hour
    assert (days(play)[-1], waiting.state) == (date(2025, 6, 10), T.CLOSED_UNSERVED)


def test_midnight_ends_a_day_at_once_when_nobody_is_there() -> None:
    play = Play(always_open())
    play.at(23, 59)
    play.open(ONE)
    play.issue()
    play.serve()
    play.at(0, 0, days=1)
    assert days(play)[-1] == date(2025, 6, 10)
    assert play.issue().number == "A001"


def busy_days(catalogue: Catalogue = SMALL) -> Play:
    """Three days with something of everything."""
    play = Play(catalogue)
    for day in range(3):
        play.at(9, days=1 if day else 0)
        play.open(ONE, TWO)
        play.book(9, 30, code=f"B{day}")
        if day:
            play.check_in(f"B{day - 1}")
        tickets = [play.issue(after=1), play.green(after=1), play.issue(after=1, bound_to=TWO), play.issue(after=1)]
        for ticket in tickets[:3]:
            called = play.call(ONE)
            if called is not None:
                play.do(c.Hold(ticket_id=called.id, reason="复印", minutes=5))
            play.pass_time(3)
            assert ticket.is_live
        play.serve(TWO)
        play.step(minutes=-20)
    return play


def test_reading_the_log_again_over_several_days_gives_the_same_hall() -> None:
    play = busy_days()
    assert len(days(play)) == 3
    assert state_of(play.replayed()) == state_of(play.hall)


def test_ticking_twice_does_nothing_the_second_time() -> None:
    play = busy_days()
    play.tick()
    assert play.do(c.Tick(), HALL) == []
