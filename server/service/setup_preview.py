"""What another set-up would make of the hall as it is now: order, waits, hours, days to book. Changes nothing.

The same pure rules answer twice, for the set-up in force and for the other one. Tickets keep their places when a
policy changes; the preview asks what they would be had they been taken under the other one.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from server.domain.call_order import Lanes, in_call_order
from server.domain.catalogue import Catalogue
from server.domain.event_admin import CatalogueImported
from server.domain.fact import Stamp
from server.domain.fold_admin import ADMIN
from server.domain.forecast_live import Estimator
from server.domain.hall import Hall
from server.domain.opening import UnknownYear, add_working_days, day_opening
from server.domain.policy import Policy
from server.domain.queue_view import estimate_new
from server.domain.ticket import Rank, Ticket
from server.service.hallfile_values import span_to
from server.service.view import to_estimate
from server.vocab import CounterId, CounterState, ServiceId, TicketClass, TicketId, TicketState
from server.wire import ticket as wt
from server.wire.setup import PreviewCounter, PreviewService, SetUpPreview

NEXT = 6
"""Tickets of a counter that are shown."""


def preview_of(hall: Hall, catalogue: Catalogue, now: datetime) -> SetUpPreview:
    """The hall under its own set-up beside the same hall under `catalogue`."""
    is_, would = _under(hall, hall.catalogue, now), _under(hall, catalogue, now)
    return SetUpPreview(
        waiting=sum(hall.waiting.values()),
        moved=sum(is_.ahead_of(is_.tickets[each]) != would.ahead_of(would.tickets[each]) for each in _waiting(hall)),
        services=list(_services(is_, would, now)),
        counters=list(_counters(is_, would, now)),
        hours_before=_hours(is_, now),
        hours_after=_hours(would, now),
        days_before=_days(is_, now),
        days_after=_days(would, now),
    )


def _waiting(hall: Hall) -> list[TicketId]:
    return [each.id for each in hall.tickets.values() if each.state is TicketState.WAITING and each.is_callable]


def _under(hall: Hall, catalogue: Catalogue, now: datetime) -> Hall:
    """A hall beside the real one; what the fold and the queue would change in it is its own."""
    other = copy(hall)
    other.times, other.posts = dict(hall.times), dict(hall.posts)
    ADMIN[CatalogueImported](other, CatalogueImported(catalogue=catalogue), Stamp(hall.rev + 1, now))
    other.tickets = dict(hall.tickets)
    other.lanes = Lanes(green_run=dict(hall.lanes.green_run))
    for ticket_id in _waiting(hall):
        ticket = hall.tickets[ticket_id]
        moved = replace(ticket, rank=_rank(ticket, hall.catalogue.policy, catalogue.policy))
        other.tickets[moved.id] = moved
        other.lanes.add(moved)
    return other


def _rank(ticket: Ticket, policy: Policy, other: Policy) -> Rank:
    """A ticket that came back after a missed call stands behind another one, and not by its class."""
    us, rev, behind = ticket.rank
    if behind:
        return ticket.rank
    return us + (policy.bonus(ticket.ticket_class) - other.bonus(ticket.ticket_class)) * 60_000_000, rev, behind


def _services(is_: Hall, would: Hall, now: datetime) -> Iterator[PreviewService]:
    for service in would.services.values():
        yield PreviewService(
            service_id=service.id,
            name=service.name,
            name_en=service.name_en,
            waiting=would.waiting.get(service.id, 0),
            before=_estimate(is_, service.id, TicketClass.ORDINARY, now),
            after=_estimate(would, service.id, TicketClass.ORDINARY, now),
            green_before=_estimate(is_, service.id, TicketClass.GREEN, now),
            green_after=_estimate(would, service.id, TicketClass.GREEN, now),
        )


def _estimate(hall: Hall, service: ServiceId, ticket_class: TicketClass, now: datetime) -> wt.Estimate | None:
    if service not in hall.services:
        return None
    hall.estimator = Estimator()  # one of the hall's has a budget for each second; here every answer is wanted in full
    return to_estimate(estimate_new(hall, service, ticket_class, now))


def _counters(is_: Hall, would: Hall, now: datetime) -> Iterator[PreviewCounter]:
    for counter in would.counters.values():
        post = would.posts[counter.id]
        if post.state is CounterState.OPEN:
            yield PreviewCounter(
                counter_id=counter.id,
                number=counter.number,
                before=_next(is_, counter.id, now),
                after=_next(would, counter.id, now),
            )


def _next(hall: Hall, counter_id: CounterId, now: datetime) -> list[str]:
    if counter_id not in hall.counters:
        return []
    order = in_call_order(hall.queue_of(hall.counters[counter_id], now))
    return [choice.ticket.number for choice in islice(order, NEXT)]


def _hours(hall: Hall, now: datetime) -> list[str]:
    return [span_to(span) for span in day_opening(hall.catalogue.calendar, hall.local(now).date()).spans]


def _days(hall: Hall, now: datetime) -> list[date]:
    """The first and the last day that can be booked; none where a year of the calendar is missing."""
    policy, today = hall.catalogue.policy, hall.local(now).date()
    try:
        last = add_working_days(hall.catalogue.calendar, today, policy.booking_horizon_days)
    except UnknownYear:
        return []
    first = today + timedelta(days=policy.booking_ahead_days)
    return [first, last] if first <= last else []
