"""Writes the day's record beside the fold: what a fact ends is seen before it is folded, what it begins afterwards."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from server.domain import event as e
from server.domain.event_admin import CatalogueImported
from server.domain.fact import Event, Stamp
from server.domain.hall import Hall
from server.domain.record import Away, DayRecord, Outcome, Presence, Said, TimeKey, Turn
from server.domain.ticket import CounterNow, Ticket
from server.vocab import CounterId, CounterState, TicketState

ENDS: Mapping[type, Outcome] = {
    e.TicketFinished: Outcome.FINISHED,
    e.TicketMovedOn: Outcome.MOVED_ON,
    e.TicketTransferred: Outcome.TRANSFERRED,
    e.TicketHeld: Outcome.HELD,
    e.TicketMissed: Outcome.MISSED,
    e.TicketCancelled: Outcome.CANCELLED,
}
"""Facts that end a turn, if the ticket is at a counter."""

Ending: TypeAlias = (
    e.TicketFinished | e.TicketMovedOn | e.TicketTransferred | e.TicketHeld | e.TicketMissed | e.TicketCancelled
)
AtCounter: TypeAlias = (
    e.TicketCalled | e.TicketResumed | e.WalkUpServed | e.CounterOpened | e.CounterPaused | e.CounterClosed
)
_LONGEST = timedelta(days=3)  # no business day is as long: a longer rest is a clock that jumped


def before(hall: Hall, event: Event, stamp: Stamp) -> CounterId | None:
    """Note what the fact ends; returns the counter it leaves, if any."""
    record = hall.record
    if record.begun_at_rev is None:
        _begin(hall, record, hall.last_at or stamp.at)
    if not isinstance(event, Ending):
        return None
    ticket = hall.tickets[event.ticket_id]
    if not ticket.is_active or ticket.counter_id is None:
        return None
    record.turns.append(_turn(record, ticket, ENDS[type(event)], stamp.at))
    record.resumed.discard(ticket.id)
    return ticket.counter_id


def after(hall: Hall, event: Event, stamp: Stamp, left: CounterId | None) -> None:
    """Note what the fact begins: who is free or pauses now, and what was said."""
    if isinstance(event, e.TicketResumed):
        hall.record.resumed.add(event.ticket_id)
    if left is not None:
        _look(hall, left, stamp.at)
    elif isinstance(event, AtCounter):
        _look(hall, event.counter_id, stamp.at)
    elif (note := _NOTES.get(type(event))) is not None:
        note(hall, event, stamp)


def _said(hall: Hall, event: e.TicketEvaluated, stamp: Stamp) -> None:
    hall.record.said[event.ticket_id] = Said(event.level, event.channel, event.reasons)


def _explained(hall: Hall, event: e.EvaluationExplained, stamp: Stamp) -> None:
    said = hall.record.said.get(event.ticket_id)
    if said is None:
        hall.record.explained[event.ticket_id] = event.reasons
    else:
        hall.record.said[event.ticket_id] = Said(said.level, said.channel, (*said.reasons, *event.reasons))


def _new_day(hall: Hall, event: e.DayOpened, stamp: Stamp) -> None:
    hall.record = DayRecord()


def _new_set_up(hall: Hall, event: CatalogueImported, stamp: Stamp) -> None:
    """Counters may be gone, or new."""
    for counter_id in {*hall.posts, *hall.record.posts}:
        _look(hall, counter_id, stamp.at)


def _stepped(hall: Hall, event: e.ClockStepped, stamp: Stamp) -> None:
    """Whoever rests moves along with the clock, as all live tickets do."""
    step = timedelta(seconds=event.seconds)
    posts = hall.record.posts
    hall.record.posts = {key: Presence(each.kind, each.clerk, each.since + step) for key, each in posts.items()}


_NOTES: Mapping[type, Callable[[Hall, Any, Stamp], None]] = {
    e.TicketEvaluated: _said,
    e.EvaluationExplained: _explained,
    e.DayOpened: _new_day,
    CatalogueImported: _new_set_up,
    e.ClockStepped: _stepped,
}


def times_until(hall: Hall, now: datetime) -> dict[TimeKey, int]:
    """The day's idle and paused time, with what still goes on counted until `now`."""
    times = dict(hall.record.times)
    for counter_id, presence in hall.record.posts.items():
        _add(hall, times, counter_id, presence, now)
    return times


def _begin(hall: Hall, record: DayRecord, at: datetime) -> None:
    record.begun_at_rev = hall.rev
    for counter_id in hall.posts:
        _look(hall, counter_id, at)


def _turn(record: DayRecord, ticket: Ticket, outcome: Outcome, at: datetime) -> Turn:
    """Built from the ticket alone, which remembers its turn over a restart and along with a clock that jumps."""
    n = record.ended[ticket.id] = record.ended.get(ticket.id, 0) + 1
    called_at = ticket.called_at or at
    is_first = n == 1 and ticket.first_called_at == called_at and ticket.why is not None
    started_at = ticket.started_at if ticket.state is TicketState.SERVING else None
    return Turn(
        ticket_id=ticket.id,
        n=n,
        service_id=ticket.service_id,
        ticket_class=ticket.ticket_class,
        counter_id=ticket.counter_id or CounterId(0),
        clerk=ticket.clerk,
        issued_at=ticket.issued_at if is_first else None,
        called_at=called_at,
        started_at=max(started_at, called_at) if started_at is not None else None,
        ended_at=max(at, called_at),
        outcome=outcome,
        is_called=ticket.why is not None and ticket.id not in record.resumed,
    )


def _kind_of(post: CounterNow | None) -> Away | None:
    if post is None or post.current is not None or post.state is CounterState.CLOSED:
        return None
    return Away.IDLE if post.state is CounterState.OPEN else Away.PAUSED


def _look(hall: Hall, counter_id: CounterId, at: datetime) -> None:
    """See what a counter does now; what it did until now is counted."""
    posts = hall.record.posts
    post, was = hall.posts.get(counter_id), posts.get(counter_id)
    kind = _kind_of(post)
    clerk = (post.clerk or "") if post is not None else ""
    if was is not None:
        if was.kind is kind and was.clerk == clerk:
            return
        _add(hall, hall.record.times, counter_id, was, at)
        del posts[counter_id]
    if kind is not None:
        posts[counter_id] = Presence(kind, clerk, at)


def _add(hall: Hall, times: dict[TimeKey, int], counter_id: CounterId, was: Presence, until: datetime) -> None:
    """Share the time out among the hours of the hall's clock."""
    at = was.since
    if until - at > _LONGEST:
        return
    while at < until:
        local = hall.local(at)
        next_hour = timedelta(hours=1) - timedelta(
            minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        end = min(until, at + next_hour)
        key = (counter_id, was.clerk, local.hour, was.kind)
        times[key] = times.get(key, 0) + (end - at) // timedelta(microseconds=1)
        at = end
