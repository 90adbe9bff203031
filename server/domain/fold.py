"""Folds facts about tickets, counters and bookings into the hall. Never refuses; what happened, happened."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.domain import event as e
from server.domain import event_kiosk as ek
from server.domain import fold_record
from server.domain.fact import Event, Stamp
from server.domain.fold_admin import ADMIN
from server.domain.fold_hall import HALL
from server.domain.fold_item import ITEMS
from server.domain.fold_kiosk import KIOSK, series_of
from server.domain.fold_notice import NOTICES
from server.domain.fold_public import PUBLIC
from server.domain.hall import Hall, Unexplained
from server.domain.learned import ArrivalRate
from server.domain.lifecycle import TICKET, TicketStep
from server.domain.offline import HandedIn
from server.domain.quota import period_of
from server.domain.ticket import Ticket, to_us
from server.vocab import CounterId, TicketClass, TicketState

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]
"""`Any` is the event class the table below names beside it."""


def apply(hall: Hall, event: Event, stamp: Stamp) -> None:
    """Fold one fact into the hall."""
    left = fold_record.before(hall, event, stamp)
    FOLD[type(event)](hall, event, stamp)
    fold_record.after(hall, event, stamp, left)
    hall.rev = stamp.rev
    hall.last_at = stamp.at
    if type(event) in QUEUE_FACTS:
        hall.last_activity = stamp.at


# -- helpers of the table ----------------------------------------------------------------------------------------


def _step(ticket: Ticket, step: TicketStep) -> None:
    ticket.state = TICKET[step][ticket.state]


def _join(hall: Hall, ticket: Ticket) -> None:
    """The ticket waits now, at no counter: count it and, when it may be called, put it into its lane."""
    ticket.counter_id = ticket.clerk = None
    hall.waiting[ticket.service_id] = hall.waiting.get(ticket.service_id, 0) + 1
    if ticket.is_callable:
        hall.lanes.add(ticket)


def _leave(hall: Hall, ticket: Ticket) -> None:
    """Take a ticket out of wherever it stands: the queue, its counter, or the held ones of a counter."""
    if ticket.state is TicketState.WAITING:
        hall.waiting[ticket.service_id] -= 1
        if ticket.is_callable:
            hall.lanes.remove(ticket)
    elif ticket.counter_id in hall.posts:  # a counter that was taken away keeps no one
        post = hall.posts[ticket.counter_id]
        if post.current == ticket.id:
            post.current = None
        post.held.discard(ticket.id)
        hall.held.discard(ticket.id)


def _take(hall: Hall, ticket: Ticket, counter_id: CounterId, clerk: str | None) -> None:
    post = hall.posts[counter_id]
    post.current, post.freed_at = ticket.id, None
    ticket.counter_id = counter_id
    ticket.clerk = clerk


def _show(hall: Hall, ticket: Ticket) -> None:
    if ticket.id in hall.recent:
        hall.recent.remove(ticket.id)
    hall.recent.append(ticket.id)


def _observe(hall: Hall, ticket: Ticket, stamp: Stamp) -> None:
    """Learn how long the counter was taken by this ticket, from the call on."""
    if ticket.counter_id in hall.posts:
        hall.posts[ticket.counter_id].freed_at = stamp.at
    if ticket.called_at is not None and ticket.service_id in hall.times:
        minutes = (stamp.at - ticket.called_at).total_seconds() / 60
        hall.times[ticket.service_id].observe(minutes)


def _count_issue(hall: Hall, ticket: Ticket) -> None:
    """Count it in the caps of its service; where it was counted is remembered, for it may be transferred."""
    service = hall.services[ticket.service_id]
    period = period_of(service, hall.local(ticket.issued_at).time())
    ticket.counted = (service.id, period)
    for key in {(service.id, None), ticket.counted}:
        hall.issued[key] = hall.issued.get(key, 0) + 1


def _uncount_issue(hall: Hall, ticket: Ticket) -> None:
    if ticket.counted is not None:
        for key in {(ticket.counted[0], None), ticket.counted}:
            hall.issued[key] -= 1


def _use_number(hall: Hall, prefix: str, seq: int) -> None:
    if hall.business_day is not None:
        hall.seqs.setdefault(hall.business_day, {})[prefix] = seq


# -- tickets -----------------------------------------------------------------------------------------------------


def _issued(hall: Hall, event: e.TicketIssued, stamp: Stamp) -> None:
    base = event.base_at or stamp.at
    bonus = hall.catalogue.policy.bonus(event.ticket_class)
    ticket = Ticket(
        id=event.ticket_id,
        number=event.number,
        services=event.services,
        ticket_class=event.ticket_class,
        rank=hall.rank_of(to_us(base), bonus, stamp.rev),
        rev=stamp.rev,
        issued_at=stamp.at,
        base_at=base,
        slip=event.slip,
        class_reason=event.class_reason,
        item_id=event.item_id,
        language=event.language,
        due_at=event.due_at,
        bound_to=event.bound_to,
        ahead_at_issue=event.ahead,
        p50_minutes=event.p50_minutes,
        p90_minutes=event.p90_minutes,
        warning=event.warning,
    )
    hall.tickets[ticket.id] = ticket
    hall.next_ticket_id = ticket.id + 1
    _use_number(hall, event.prefix, event.seq)
    if event.ticket_class is not TicketClass.BOOKING:
        _count_issue(hall, ticket)
    key = (ticket.service_id, ticket.ticket_class)
    hall.arrivals.setdefault(key, ArrivalRate()).observe(hall.open_clock.tick(to_us(stamp.at) / 60e6))
    _join(hall, ticket)


def _offline_taken(hall: Hall, event: ek.OfflineTicketTaken, stamp: Stamp) -> None:
    """In the caps of the present day only if it is of this day: another's are over."""
    base_us = to_us(event.base_at)
    ticket = Ticket(
        id=event.ticket_id,
        number=event.number,
        services=(event.service_id,),
        ticket_class=event.ticket_class,
        rank=hall.rank_of(base_us, hall.catalogue.policy.bonus(event.ticket_class), stamp.rev),
        rev=stamp.rev,
        issued_at=stamp.at,
        base_at=event.base_at,
        slip=event.slip,
        class_reason=event.class_reason,
        item_id=event.item_id,
        language=event.language,
        ahead_at_issue=event.ahead,
        is_offline=True,
        asked_for=event.asked_for,
    )
    hall.tickets[ticket.id] = ticket
    hall.next_ticket_id = ticket.id + 1
    series = series_of(hall, event.kiosk)
    series.note(event.request_id, event.sequence, HandedIn(ticket_id=ticket.id))
    series.base_us = max(series.base_us, base_us)
    if event.issued_on is None:
        _count_issue(hall, ticket)
    _join(hall, ticket)


def _walk_up(hall: Hall, event: e.WalkUpServed, stamp: Stamp) -> None:
    ticket = Ticket(
        id=event.ticket_id,
        number=event.number,
        services=(event.service_id,),
        ticket_class=TicketClass.ORDINARY,
        rank=hall.rank_of(to_us(stamp.at), 0, stamp.rev),
        rev=stamp.rev,
        issued_at=stamp.at,
        base_at=stamp.at,
        state=TicketState.SERVING,
        called_at=stamp.at,
        first_called_at=stamp.at,
        started_at=stamp.at,
    )
    hall.tickets[ticket.id] = ticket
    hall.next_ticket_id = ticket.id + 1
    _use_number(hall, event.prefix, event.seq)
    _take(hall, ticket, event.counter_id, event.clerk)


def _slip(hall: Hall, event: e.SlipSettled, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    was_callable = ticket.is_callable
    ticket.slip = event.slip
    if was_callable and not ticket.is_callable:
        hall.lanes.remove(ticket)
    elif ticket.is_callable and not was_callable:
        hall.lanes.add(ticket)


def _called(hall: Hall, event: e.TicketCalled, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    hall.lanes.note_call(ticket.ticket_class, hall.counters[event.counter_id].services)
    post = hall.posts[event.counter_id]
    if post.freed_at is not None and ticket.issued_at <= post.freed_at:
        hall.turnover.observe((stamp.at - post.freed_at).total_seconds() / 60)
    post.green_run = post.green_run + 1 if ticket.ticket_class is TicketClass.GREEN else 0
    _step(ticket, TicketStep.CALL)
    _take(hall, ticket, event.counter_id, event.clerk)
    ticket.calls = 1
    ticket.called_at = stamp.at
    ticket.first_called_at = ticket.first_called_at or stamp.at
    ticket.started_at = None
    ticket.why = event.why
    _show(hall, ticket)


def _recalled(hall: Hall, event: e.TicketRecalled, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    ticket.calls += 1
    _show(hall, ticket)


def _missed(hall: Hall, event: e.TicketMissed, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _observe(hall, ticket, stamp)
    _leave(hall, ticket)
    _step(ticket, TicketStep.NO_SHOW)


def _reinstated(hall: Hall, event: e.TicketReinstated, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    ticket.rank = (event.rank_us, event.rank_rev, event.rank_after)
    ticket.due_at = None
    _step(ticket, TicketStep.REINSTATE)
    _join(hall, ticket)


def _started(hall: Hall, event: e.TicketStarted, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _step(ticket, TicketStep.START)
    ticket.started_at = stamp.at


def _moved_on(hall: Hall, event: e.TicketMovedOn, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _observe(hall, ticket, stamp)
    _leave(hall, ticket)
    _step(ticket, TicketStep.MOVE_ON)
    ticket.done = (*ticket.done, ticket.services[0])
    ticket.services = ticket.services[1:]
    ticket.bound_to = None
    _join(hall, ticket)


def _finished(hall: Hall, event: e.TicketFinished, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _observe(hall, ticket, stamp)
    _leave(hall, ticket)
    _step(ticket, TicketStep.FINISH)
    ticket.finished_at = stamp.at


def _held(hall: Hall, event: e.TicketHeld, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    _step(ticket, TicketStep.HOLD)
    ticket.held_until = event.until
    ticket.hold_reason = event.reason
    if ticket.counter_id is not None:
        hall.posts[ticket.counter_id].held.add(ticket.id)
    hall.held.add(ticket.id)


def _resumed(hall: Hall, event: e.TicketResumed, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    _step(ticket, TicketStep.RESUME)
    _take(hall, ticket, event.counter_id, event.clerk)
    ticket.held_until = None
    ticket.called_at = stamp.at
    ticket.started_at = ticket.started_at or stamp.at


def _returned(hall: Hall, event: e.TicketReturned, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    _step(ticket, TicketStep.RETURN)
    ticket.held_until = None
    ticket.bound_to = ticket.counter_id
    _join(hall, ticket)


def _transferred(hall: Hall, event: e.TicketTransferred, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    if ticket.state is TicketState.SERVING:
        _observe(hall, ticket, stamp)
    _leave(hall, ticket)
    _step(ticket, TicketStep.TRANSFER)
    ticket.services = (event.service_id, *(each for each in ticket.services[1:] if each != event.service_id))
    ticket.bound_to = event.counter_id
    ticket.held_until = None
    ticket.note = event.note or ticket.note
    _join(hall, ticket)


def _unbound(hall: Hall, event: e.TicketUnbound, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    if ticket.is_callable:
        hall.lanes.remove(ticket)
    ticket.bound_to = None
    if ticket.is_callable:
        hall.lanes.add(ticket)


def _cancelled(hall: Hall, event: e.TicketCancelled, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    if ticket.first_called_at is None:
        _uncount_issue(hall, ticket)
    _step(ticket, TicketStep.CANCEL)


def _closed_unserved(hall: Hall, event: e.TicketClosed, stamp: Stamp) -> None:
    ticket = hall.tickets[event.ticket_id]
    _leave(hall, ticket)
    _step(ticket, TicketStep.CLOSE)


def _evaluated(hall: Hall, event: e.TicketEvaluated, stamp: Stamp) -> None:
    ticket = hall.tickets.get(event.ticket_id)
    if ticket is None:  # its day is over
        hall.late[event.ticket_id] = event.level
    else:
        ticket.level = event.level
    if event.level.is_bad and not event.reasons and not event.comment and hall.business_day is not None:
        hall.unexplained[event.ticket_id] = Unexplained(event.level, hall.business_day)


def _explained(hall: Hall, event: e.EvaluationExplained, stamp: Stamp) -> None:
    del hall.unexplained[event.ticket_id]


TICKETS: Mapping[type, Fold] = {
    e.TicketIssued: _issued,
    ek.OfflineTicketTaken: _offline_taken,
    e.WalkUpServed: _walk_up,
    e.SlipSettled: _slip,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.TicketMissed: _missed,
    e.TicketReinstated: _reinstated,
    e.TicketStarted: _started,
    e.TicketMovedOn: _moved_on,
    e.TicketFinished: _finished,
    e.TicketHeld: _held,
    e.TicketResumed: _resumed,
    e.TicketReturned: _returned,
    e.TicketTransferred: _transferred,
    e.TicketUnbound: _unbound,
    e.TicketCancelled: _cancelled,
    e.TicketClosed: _closed_unserved,
    e.TicketEvaluated: _evaluated,
    e.EvaluationExplained: _explained,
}

FOLD: Mapping[type, Fold] = {
    **TICKETS,
    **HALL,
    **ADMIN,
    **ITEMS,
    **KIOSK,
    **NOTICES,
    **PUBLIC,
}

QUEUE_FACTS = frozenset(TICKETS) - {e.TicketClosed, e.TicketReturned, e.EvaluationExplained}
"""Facts that show people in the hall: while they come, a day does not end."""
