"""Decides what the passing of time brings: holds that run out, days that end and begin, a clock that jumped. Pure."""

from datetime import datetime, timedelta

from server.domain import command as c
from server.domain import event as e
from server.domain.decide_item import due_items
from server.domain.errors import RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.opening import spans_today
from server.vocab import BookingState, CounterState, TicketState

QUIET = timedelta(minutes=60)
"""A day with tickets still alive ends only after the queue rested this long: a clock set over midnight ends nothing."""


def tick(hall: Hall, wish: c.Tick, now: datetime, actor: c.Actor) -> list[Event]:
    """All that is due at `now`, in the order it happens."""
    if needs_new_day(hall, now):
        return _roll(hall, now)
    facts: list[Event] = [
        e.TicketReturned(ticket_id=ticket_id)
        for ticket_id in sorted(hall.held)
        if (until := hall.tickets[ticket_id].held_until) is not None and until <= now
    ]
    facts += due_items(hall)
    return facts or (_close_waiting(hall) if _day_is_over(hall, now) else [])


def needs_new_day(hall: Hall, now: datetime) -> bool:
    """Has a new local day begun that no longer belongs to the present business day?"""
    today = hall.local(now).date()
    day = hall.business_day
    if day is None:
        return True
    if day == today or timedelta(0) < day - today <= timedelta(days=1):
        return False  # a clock set back over midnight does not bring back yesterday
    if day < today:
        return not hall.has_live_tickets() or _rested(hall, now)
    return not hall.has_live_tickets() and _rested(hall, now)  # 1970: its numbers would come a second time today


def _rested(hall: Hall, now: datetime) -> bool:
    return hall.last_activity is None or now - hall.last_activity >= QUIET


def _roll(hall: Hall, now: datetime) -> list[Event]:
    """Who was called and never came goes with those who wait: its number is somebody else's today."""
    today = hall.local(now).date()
    gone = [ticket.id for ticket in hall.tickets.values() if ticket.state is TicketState.CALLED]
    facts: list[Event] = [e.TicketMissed(ticket_id=ticket_id) for ticket_id in gone]
    facts += [*(e.TicketClosed(ticket_id=ticket_id) for ticket_id in gone), *_close_waiting(hall)]
    for post in hall.posts.values():
        if post.state is not CounterState.CLOSED and (post.current is None or post.current in gone):
            facts.append(e.CounterClosed(counter_id=post.id))
    for booking in hall.bookings.values():
        if booking.state is BookingState.BOOKED and hall.local(booking.slot_at).date() < today:
            facts.append(e.BookingMissed(code=booking.code))
    return [*facts, e.DayOpened(business_day=today)]


def end_day(hall: Hall, wish: c.EndDay, now: datetime, actor: c.Actor) -> list[Event]:
    """日终: close everything that still waits."""
    return _close_waiting(hall)


def _close_waiting(hall: Hall) -> list[Event]:
    ending = {TicketState.WAITING, TicketState.HELD, TicketState.NO_SHOW}
    return [e.TicketClosed(ticket_id=ticket.id) for ticket in hall.tickets.values() if ticket.state in ending]


def _day_is_over(hall: Hall, now: datetime) -> bool:
    """Closed for today, and nobody is left to serve those who wait, or the grace has passed."""
    spans = spans_today(hall.catalogue.calendar, now, hall.zone)
    if not spans or now < spans[-1][1] or (hall.has_jumped and not _rested(hall, now)):
        return False
    grace = timedelta(minutes=hall.catalogue.policy.close_grace)
    someone = any(post.state is not CounterState.CLOSED for post in hall.posts.values())
    return not someone or now >= spans[-1][1] + grace


def step_clock(hall: Hall, wish: c.StepClock, now: datetime, actor: c.Actor) -> list[Event]:
    """The wall clock jumped; live tickets move along."""
    if not wish.seconds:
        raise RuleSaysNo("no_step", "时钟没有跳变。")
    return [e.ClockStepped(seconds=wish.seconds)]
