"""Bookings: slots and their room, the horizon, cancelling, checking in early, on time and late."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Span
from server.domain.decide_booking import slots_on
from server.vocab import BookingState, ServiceId, TicketClass
from tests.server.domain.playground import (
    BOSS,
    CIVIL,
    GENERAL,
    KIOSK,
    ONE,
    SHANGHAI,
    SMALL,
    Play,
    refused,
    with_policy,
)


def slot(day: int, hour: int, minute: int = 0, *, month: int = 6) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def booking(
    at: datetime, code: str = "B1", *, service: ServiceId = GENERAL, person: str | None = None
) -> c.MakeBooking:
    return c.MakeBooking(code=code, service_id=service, slot_at=at, person=person)


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (slot(9, 11), "outside_horizon"),  # today
        (slot(17, 9), "outside_horizon"),  # the sixth working day
        (slot(10, 9, 10), "unknown_slot"),
        (slot(10, 12), "unknown_slot"),
        (slot(10, 8, 30), "unknown_slot"),
        (slot(15, 9), None),  # a Sunday, with duty
        (slot(16, 11, 30), None),  # the fifth working day, last slot
    ],
)
def test_slots_are_of_the_service_and_within_the_horizon(at: datetime, code: str | None) -> None:
    play = Play()
    if code is None:
        play.do(booking(at), KIOSK)
    else:
        assert refused(play, booking(at), KIOSK).code == code


def test_a_day_off_has_no_slots() -> None:
    play = Play(replace(SMALL, calendar=replace(SMALL.calendar, closed_days=frozenset({slot(10, 9).date()}))))
    assert refused(play, booking(slot(10, 9))).code == "unknown_slot"


def test_a_slot_begins_while_the_hall_is_open_that_day() -> None:
    play = Play(replace(SMALL, calendar=replace(SMALL.calendar, duty_hours=(Span(time(9), time(10)),))))
    general = play.hall.service(GENERAL)
    sunday, monday = slot(15, 9).date(), slot(16, 9).date()
    assert slots_on(play.hall, general, sunday) == [time(9), time(9, 30)]
    assert slots_on(play.hall, general, monday) == [time(9 + n // 2, n % 2 * 30) for n in range(6)]
    assert refused(play, booking(slot(15, 10))).code == "unknown_slot"
    play.do(booking(slot(15, 9, 30)))


def test_a_service_without_bookings_has_no_slots() -> None:
    assert refused(Play(), booking(slot(10, 9), service=CIVIL)).code == "unknown_slot"


def test_without_the_arrangement_of_the_year_nothing_is_booked_into_it() -> None:
    play = Play(now=datetime(2025, 12, 30, 1, tzinfo=UTC))
    assert refused(play, booking(slot(31, 9, month=12))).code == "calendar_missing"


def test_a_slot_that_is_over_is_not_booked_even_where_today_may_be() -> None:
    play = Play(with_policy(booking_ahead_days=0))
    assert refused(play, booking(slot(9, 9))).code == "outside_horizon"  # it is nine o'clock now
    play.do(booking(slot(9, 9, 30)))


def test_a_slot_takes_as_many_as_it_has_room_for_and_a_cancelled_one_makes_room() -> None:
    play = Play()
    at = slot(10, 9)
    play.do(booking(at, "B1")), play.do(booking(at, "B2"))
    assert refused(play, booking(at, "B3")).code == "quota_reached"
    play.do(c.CancelBooking(code="B1"), KIOSK)
    play.do(booking(at, "B3"))
    assert refused(play, booking(slot(10, 9, 30), "B3")).code == "code_taken"


def test_one_person_books_once_a_day() -> None:
    play = Play()
    play.do(booking(slot(10, 9), "B1", person="p"))
    assert refused(play, booking(slot(10, 10), "B2", person="p")).code == "booking_limit"
    play.do(booking(slot(11, 10), "B2", person="p"))
    play.do(booking(slot(10, 10), "B3", person="q"))
    play.do(booking(slot(10, 11), "B4")), play.do(booking(slot(10, 11), "B5"))  # nobody's phone is known


@pytest.mark.parametrize(("hours", "may"), [(2.01, True), (1.99, False)])
def test_two_hours_before_its_time_a_kiosk_cancels_no_more_but_staff_do(hours: float, may: bool) -> None:
    play = Play()
    play.do(booking(slot(10, 11)))
    play.now = slot(10, 11) - timedelta(hours=hours)
    if not may:
        assert refused(play, c.CancelBooking(code="B1"), KIOSK).code == "too_late"
    play.do(c.CancelBooking(code="B1"), KIOSK if may else BOSS)
    assert refused(play, c.CheckIn(code="B1"), KIOSK).code == "illegal_step"


# -- checking in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "ticket_class", "late"),
    [
        (-30, TicketClass.BOOKING, 0),
        (0, TicketClass.BOOKING, 0),
        (15, TicketClass.BOOKING, 15),
        (16, TicketClass.ORDINARY, 16),
    ],
)
def test_who_comes_too_late_is_an_ordinary_visitor_from_now(minutes: int, ticket_class: TicketClass, late: int) -> None:
    play = Play()
    play.do(booking(slot(10, 9, 30)))
    play.at(8, 59, days=1)
    play.pass_time(31 + minutes)
    ticket = play.check_in("B1")
    assert ticket.ticket_class is ticket_class
    assert ticket.base_at == (play.now if ticket_class is TicketClass.ORDINARY else slot(10, 9, 30))
    assert ticket.due_at == (slot(10, 9, 30) if minutes < 0 else None)
    event = play.log[-1][0]
    assert isinstance(event, e.BookingCheckedIn)
    assert event.late_minutes == late
    assert (play.hall.bookings["B1"].state, play.hall.bookings["B1"].ticket_id) == (BookingState.CHECKED_IN, ticket.id)


def test_a_code_is_good_once_and_on_its_day() -> None:
    play = Play()
    play.do(booking(slot(11, 9, 30)))
    play.at(9, days=1)
    assert refused(play, c.CheckIn(code="B1"), KIOSK).code == "wrong_day"
    assert refused(play, c.CheckIn(code="B2"), KIOSK).code == "unknown_booking"
    play.at(9, days=1)
    play.check_in("B1")
    assert refused(play, c.CheckIn(code="B1"), KIOSK).code == "illegal_step"


def test_booked_visitors_are_outside_the_caps() -> None:
    play = Play(replace(SMALL, services=tuple(replace(each, day_cap=1, period_caps=()) for each in SMALL.services)))
    play.do(booking(slot(10, 9, 30)))
    play.at(9, days=1)
    play.issue()
    ticket = play.check_in("B1")
    play.do(c.Cancel(ticket_id=ticket.id))
    assert refused(play, c.IssueTicket(services=(GENERAL,)), KIOSK).code == "quota_reached"


def test_a_booking_nobody_came_for_is_missed_when_its_day_is_over() -> None:
    play = Play()
    play.do(booking(slot(10, 9, 30), "B1"))
    play.do(booking(slot(11, 9, 30), "B2"))
    play.at(20, days=1)
    assert play.hall.bookings["B1"].state is BookingState.BOOKED
    play.at(8, days=1)
    assert any(isinstance(event, e.BookingMissed) for event, _ in play.log)
    assert play.hall.bookings["B2"].state is BookingState.BOOKED
    assert refused(play, c.CancelBooking(code="B1")).code in {"illegal_step", "unknown_booking"}


def test_the_first_to_come_of_two_booked_for_one_time_is_first() -> None:
    play = Play()
    play.do(booking(slot(10, 9, 30), "B1")), play.do(booking(slot(10, 9, 30), "B2"))
    play.at(9, days=1)
    second, first = play.check_in("B2"), play.check_in("B1")
    play.at(9, 30)
    assert play.order(ONE) == [second.number, first.number]


def test_nobody_checks_in_after_closing_but_before_opening_they_may() -> None:
    play = Play()
    at = slot(10, 11, 30)
    play.do(booking(at, "B1")), play.do(booking(at, "B2"))
    play.now = slot(10, 8)
    play.do(c.CheckIn(code="B1"), KIOSK)
    play.now = slot(10, 17, 40)
    assert refused(play, c.CheckIn(code="B2"), KIOSK).code == "hall_closed"


def test_a_ticket_that_waits_again_is_at_no_counter() -> None:
    play = Play()
    play.open(ONE)
    play.issue(GENERAL)
    ticket = play.call(ONE)
    assert ticket is not None
    play.do(c.Transfer(ticket_id=ticket.id, service_id=CIVIL), BOSS)
    assert (ticket.counter_id, ticket.clerk) == (None, None)
