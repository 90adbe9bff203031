"""Folds facts about counters, bookings, days and the clock into the hall."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias

from server.domain import event as e
from server.domain.fact import Stamp
from server.domain.hall import Hall, Session
from server.domain.learned import OpenClock
from server.domain.lifecycle import CounterStep, next_counter_state
from server.domain.ticket import Booking
from server.vocab import BookingState

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]

JUMP = timedelta(minutes=10)
"""A step of the clock from which on the hall doubts the time of day until the next day begins."""

KEPT_DAYS = 400
"""Business days whose last numbers are remembered, should a wrong clock lead back to one of them."""


def _counter_opened(hall: Hall, event: e.CounterOpened, stamp: Stamp) -> None:
    post = hall.posts[event.counter_id]
    post.state = next_counter_state(CounterStep.OPEN, post.state)
    hall.staffing += 1
    post.clerk, post.post = event.clerk, event.post
    post.reason = post.contact = post.back_at = post.freed_at = None


def _counter_paused(hall: Hall, event: e.CounterPaused, stamp: Stamp) -> None:
    post = hall.posts[event.counter_id]
    post.state = next_counter_state(CounterStep.PAUSE, post.state)
    hall.staffing += 1
    post.reason, post.contact, post.back_at = event.reason, event.contact, event.back_at
    post.freed_at = None


def _counter_closed(hall: Hall, event: e.CounterClosed, stamp: Stamp) -> None:
    post = hall.posts[event.counter_id]
    post.state = next_counter_state(CounterStep.CLOSE, post.state)
    hall.staffing += 1
    post.clerk = post.reason = post.contact = post.back_at = post.freed_at = None


# -- bookings, days, the clock -----------------------------------------------------------------------------------


def _booked(hall: Hall, event: e.BookingMade, stamp: Stamp) -> None:
    booking = Booking(code=event.code, service_id=event.service_id, slot_at=event.slot_at, person=event.person)
    hall.bookings[event.code] = booking


def _booking_cancelled(hall: Hall, event: e.BookingCancelled, stamp: Stamp) -> None:
    hall.bookings[event.code].state = BookingState.CANCELLED


def _checked_in(hall: Hall, event: e.BookingCheckedIn, stamp: Stamp) -> None:
    booking = hall.bookings[event.code]
    booking.state, booking.ticket_id = BookingState.CHECKED_IN, event.ticket_id


def _booking_missed(hall: Hall, event: e.BookingMissed, stamp: Stamp) -> None:
    hall.bookings[event.code].state = BookingState.MISSED


def _day_opened(hall: Hall, event: e.DayOpened, stamp: Stamp) -> None:
    """A new day forgets what ended, and keeps who is still being served and who booked.

    Bookings of the day before and later are kept whatever became of them: a wrong clock may have opened this day.
    """
    last = min(hall.business_day or event.business_day, event.business_day)
    hall.business_day = event.business_day
    hall.has_jumped = False
    hall.seqs.setdefault(event.business_day, {})
    for day in sorted(hall.seqs)[:-KEPT_DAYS]:
        del hall.seqs[day]
    hall.issued.clear()
    hall.turned_down.clear()
    hall.helps.clear()
    hall.notices.clear()
    hall.closed_services.clear()
    hall.late.clear()
    _forget_unexplained(hall, event.business_day)
    hall.lanes.green_run.clear()
    hall.tickets = {ticket.id: ticket for ticket in hall.tickets.values() if ticket.is_live}
    hall.recent.clear()
    hall.bookings = {
        booking.code: booking
        for booking in hall.bookings.values()
        if booking.state is BookingState.BOOKED or hall.local(booking.slot_at).date() >= last
    }
    for post in hall.posts.values():
        post.green_run = 0


def _forget_unexplained(hall: Hall, today: date) -> None:
    """Those whose time is over; a wrong clock that shows an earlier day forgets nothing."""
    days = hall.catalogue.policy.late_evaluation_days
    kept = hall.unexplained.items()
    hall.unexplained = {ticket_id: each for ticket_id, each in kept if (today - each.business_day).days <= days}


def _clock_stepped(hall: Hall, event: e.ClockStepped, stamp: Stamp) -> None:
    """Move the times of live tickets along with the clock, so that nobody gains or loses waiting time."""
    step = timedelta(seconds=event.seconds)
    step_us = round(event.seconds * 1_000_000)
    live = [ticket for ticket in hall.tickets.values() if ticket.is_live]
    for ticket in live:
        in_lane = ticket.is_callable
        if in_lane:
            hall.lanes.remove(ticket)
        ticket.rank = (ticket.rank[0] + step_us, *ticket.rank[1:])
        ticket.issued_at += step
        ticket.base_at += step
        ticket.due_at = ticket.due_at + step if ticket.due_at else None
        ticket.held_until = ticket.held_until + step if ticket.held_until else None
        ticket.called_at = ticket.called_at + step if ticket.called_at else None
        ticket.first_called_at = ticket.first_called_at + step if ticket.first_called_at else None
        ticket.started_at = ticket.started_at + step if ticket.started_at else None
        if in_lane:
            hall.lanes.add(ticket)
    for series in hall.offline.values():
        series.base_us += step_us
    hall.announcements = {
        each.id: replace(each, since=each.since + step, until=each.until + step) for each in hall.announcements.values()
    }
    for post in hall.posts.values():
        post.freed_at = post.freed_at + step if post.freed_at else None
    if abs(step) >= JUMP:
        hall.has_jumped, hall.last_activity = True, stamp.at  # whatever day it says now, it has not rested yet
    elif hall.last_activity is not None:
        hall.last_activity += step
    sessions = hall.doors.sessions.items()
    hall.doors.sessions = {digest: Session(session.name, session.until + step) for digest, session in sessions}
    minutes, at = hall.open_clock.to_carry()
    hall.open_clock = OpenClock.from_carry((minutes, at + event.seconds / 60))


HALL: Mapping[type, Fold] = {
    e.CounterOpened: _counter_opened,
    e.CounterPaused: _counter_paused,
    e.CounterClosed: _counter_closed,
    e.BookingMade: _booked,
    e.BookingCancelled: _booking_cancelled,
    e.BookingCheckedIn: _checked_in,
    e.BookingMissed: _booking_missed,
    e.DayOpened: _day_opened,
    e.ClockStepped: _clock_stepped,
}
