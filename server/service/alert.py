"""What whoever works at a counter should see to now. Reads the state and what stations said; changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.service.stations import Stations
from server.vocab import CounterId, CounterState, SlipState, TicketState
from server.wire.alert import Alert, AlertCode
from server.wire.device import Condition


def overdue(hall: Hall, now: datetime) -> list[Ticket]:
    """等候超时: who has waited longer than the hall's limit, longest first. Booked people wait from their time on."""
    limit = timedelta(minutes=hall.catalogue.policy.wait_limit)
    late = [each for each in hall.tickets.values() if each.is_callable and now - _since(each) > limit]
    return sorted(late, key=_since)


def _since(ticket: Ticket) -> datetime:
    return ticket.issued_at if ticket.due_at is None else max(ticket.issued_at, ticket.due_at)


def alerts_of(hall: Hall, stations: Stations, counter_id: CounterId, now: datetime) -> list[Alert]:
    """All alerts of one counter. Raises NotFound."""
    counter = hall.counter(counter_id)
    return [
        *_waiting(hall, counter_id, now),
        *_slips(hall, counter_id),
        *_devices(stations, counter_id, counter.number),
        *_helps(hall),
        *_empty_posts(hall, counter_id),
    ]


def _is_ours(hall: Hall, ticket: Ticket, counter_id: CounterId) -> bool:
    return ticket.bound_to == counter_id or (
        ticket.bound_to is None and ticket.service_id in hall.counters[counter_id].services
    )


def _waiting(hall: Hall, counter_id: CounterId, now: datetime) -> Iterator[Alert]:
    late = [each for each in overdue(hall, now) if _is_ours(hall, each, counter_id)]
    if late:
        minutes = int((now - late[0].issued_at) / timedelta(minutes=1))
        yield Alert(
            code=AlertCode.WAITING_LONG,
            ticket_id=late[0].id,
            number=late[0].number,
            count=len(late),
            limit=hall.catalogue.policy.wait_limit,
            minutes=minutes,
        )


def _slips(hall: Hall, counter_id: CounterId) -> Iterator[Alert]:
    for each in hall.tickets.values():
        is_lost = each.state is TicketState.WAITING and each.slip is SlipState.FAILED
        if is_lost and _is_ours(hall, each, counter_id):
            yield Alert(code=AlertCode.SLIP_FAILED, ticket_id=each.id, number=each.number, since=each.issued_at)


def _devices(stations: Stations, counter_id: CounterId, number: int) -> Iterator[Alert]:
    """Devices of a station of this counter, and those a box for several counters calls by its number."""
    for station in stations.all():
        for device in station.devices:
            is_here = station.counter_id == counter_id or device.name.startswith(f"{number}号窗口")
            if is_here and (station.is_away or device.condition is not Condition.UP):
                yield Alert(code=AlertCode.DEVICE_RED, name=device.name, detail=device.detail, since=device.since)


def _helps(hall: Hall) -> Iterator[Alert]:
    names = {token.id: token.name for token in hall.doors.tokens.values()}
    for kiosk, since in hall.helps.items():
        yield Alert(code=AlertCode.HELP_WANTED, kiosk=kiosk, name=names.get(kiosk, ""), since=since)


def _empty_posts(hall: Hall, counter_id: CounterId) -> Iterator[Alert]:
    """B岗主动顶替 (R-219): the counter of a colleague who is away, whose other post is whoever sits at this one."""
    clerk = hall.posts[counter_id].clerk
    for each in hall.catalogue.publicity.roster:
        post = hall.posts.get(each.counter)
        if post is None or each.name != clerk or post.id == counter_id or post.post == each.post:
            continue
        if post.state is CounterState.PAUSED:
            number = hall.counters[post.id].number
            yield Alert(code=AlertCode.POST_EMPTY, counter_number=number, name=post.clerk, since=None)
