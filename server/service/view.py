"""The hall as the wire shows it. Reads the state, changes nothing; what is for staff only is cut off at the door."""

from collections import Counter
from datetime import datetime
from itertools import islice

from server.domain import forecast
from server.domain.call_order import Queue, in_call_order, to_why
from server.domain.catalogue import Service
from server.domain.content import Item, Material
from server.domain.event import Why
from server.domain.hall import Hall
from server.domain.opening import DayOpening, Opening, offered_today
from server.domain.queue_view import estimate_new, estimate_of
from server.domain.quota import period_of, remaining
from server.domain.ticket import Booking, CounterNow, Ticket
from server.service.explain import explain
from server.vocab import CounterId, ServiceId, TicketClass, TicketState
from server.wire import admin as wa
from server.wire import hall as wh
from server.wire import public as wp
from server.wire import ticket as wt


def to_ticket(
    hall: Hall, ticket: Ticket, now: datetime, *, why: Why | None = None, is_estimated: bool = True
) -> wt.Ticket:
    """Everything about one ticket; `why` overrides the stored reason (a preview's)."""
    waits = ticket.state is TicketState.WAITING
    shown = why or (ticket.why if not waits else None)
    return wt.Ticket(
        id=ticket.id,
        number=ticket.number,
        service_id=ticket.service_id,
        services=list(ticket.services),
        ticket_class=ticket.ticket_class,
        state=ticket.state,
        slip=ticket.slip,
        issued_at=ticket.issued_at,
        base_at=ticket.base_at,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        finished_at=ticket.finished_at,
        due_at=ticket.due_at,
        counter_id=ticket.counter_id,
        counter_number=_number_of(hall, ticket.counter_id),
        calls=ticket.calls,
        ahead=_ahead(hall, ticket, now) if waits else 0,
        estimate=_estimate(hall, ticket, now) if waits and is_estimated else None,
        item_id=ticket.item_id,
        language=ticket.language,
        warning=ticket.warning,
        offline=ticket.is_offline,
        level=ticket.level,
        class_reason=ticket.class_reason,
        note=ticket.note,
        asked_for=ticket.asked_for,
        clerk=ticket.clerk,
        bound_to=ticket.bound_to,
        hold_reason=ticket.hold_reason if ticket.state is TicketState.HELD else None,
        held_until=ticket.held_until,
        reason=explain(hall, ticket, shown) if shown else None,
        why=to_why_shown(shown) if shown else None,
    )


def _number_of(hall: Hall, counter_id: CounterId | None) -> int | None:
    counter = hall.counters.get(counter_id) if counter_id is not None else None
    return counter.number if counter else None


def _ahead(hall: Hall, ticket: Ticket, now: datetime) -> int:
    return ticket.ahead_at_issue if ticket.issued_at == now else hall.ahead_of(ticket)


def _estimate(hall: Hall, ticket: Ticket, now: datetime) -> wt.Estimate | None:
    """At the moment of issue the promise itself, which was made a moment ago from the same queue."""
    if ticket.issued_at == now and ticket.p50_minutes is not None and ticket.p90_minutes is not None:
        return wt.Estimate(p50_minutes=ticket.p50_minutes, p90_minutes=ticket.p90_minutes)
    return to_estimate(estimate_of(hall, ticket, now))


def to_why_shown(why: Why) -> wt.Why:
    return wt.Why(rule=why.rule, over=why.over, waited_minutes=why.waited_minutes, booked_at=why.booked_at)


def to_estimate(estimate: forecast.Estimate | None) -> wt.Estimate | None:
    """Rounded to tenths of a minute."""
    if estimate is None:
        return None
    return wt.Estimate(p50_minutes=round(estimate.p50_minutes, 1), p90_minutes=round(estimate.p90_minutes, 1))


def to_counter(hall: Hall, post: CounterNow) -> wh.Counter:
    counter = hall.counters[post.id]
    current = hall.tickets.get(post.current) if post.current is not None else None
    return wh.Counter(
        id=counter.id,
        number=counter.number,
        name=counter.name,
        name_en=counter.name_en,
        zone=counter.zone,
        state=post.state,
        services=list(counter.services),
        clerk=post.clerk,
        post=post.post,
        current=wh.Current(ticket_id=current.id, number=current.number, state=current.state) if current else None,
        reason=post.reason,
        contact=post.contact,
        back_at=post.back_at,
        held=tuple(sorted(post.held)),
        since=_since(post, current),
    )


def _since(post: CounterNow, current: Ticket | None) -> datetime | None:
    if current is None:
        return post.freed_at
    return current.called_at if current.state is TicketState.CALLED else current.started_at


def to_counters(hall: Hall) -> list[wh.Counter]:
    return [to_counter(hall, hall.posts[counter]) for counter in hall.counters]


def to_hall(hall: Hall) -> wh.Hall:
    catalogue = hall.catalogue
    return wh.Hall(
        id=hall.uid,
        name=catalogue.name,
        name_en=catalogue.name_en,
        phone=catalogue.phone,
        booking_phone=catalogue.booking_phone,
        supervision_phone=catalogue.publicity.supervision_phone,
        timezone=catalogue.timezone,
        business_day=hall.business_day.isoformat() if hall.business_day else None,
    )


def to_opening(opening: Opening) -> wh.Opening:
    return wh.Opening(
        is_open=opening.is_open,
        day=opening.day.kind.value,
        spans=[wh.Span(start=f"{each.start:%H:%M}", end=f"{each.end:%H:%M}") for each in opening.day.spans],
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        warning=opening.day.warning,
    )


def hall_answer(hall: Hall, now: datetime) -> wh.HallAnswer:
    """GET /hall."""
    opening = hall.opening(now)
    reasons = hall.catalogue.policy.green_reasons
    return wh.HallAnswer(
        hall=to_hall(hall),
        services=_services(hall, opening.day, now),
        counters=to_counters(hall),
        opening=to_opening(opening),
        announcements=announcements_now(hall, now),
        green_reasons=[wh.GreenReason(code=each.code, name=each.name, name_en=each.name_en) for each in reasons],
        evaluation_reasons=to_reasons(hall),
        rev=hall.rev,
    )


def to_reasons(hall: Hall) -> tuple[wh.EvaluationReason, ...]:
    """What a bad evaluation may be explained by."""
    reasons = hall.catalogue.policy.evaluation_reasons
    return tuple(wh.EvaluationReason(code=each.code, name=each.name, name_en=each.name_en) for each in reasons)


def announcements_now(hall: Hall, now: datetime) -> tuple[wp.Announcement, ...]:
    """Those whose time is not over."""
    return tuple(
        wp.Announcement(
            id=each.id,
            text=each.text,
            text_en=each.text_en,
            since=each.since,
            until=each.until,
            is_spoken=each.is_spoken,
        )
        for each in hall.announcements.values()
        if each.until > now
    )


def service_now(hall: Hall, service_id: ServiceId, now: datetime) -> wh.Service:
    """One service as GET /hall shows it. Raises NotFound."""
    items = sum(1 for item in hall.items.values() if item.service == service_id and not item.is_draft)
    return _service(hall, hall.service(service_id), hall.opening(now).day, now, items=items)


def _services(hall: Hall, day: DayOpening, now: datetime) -> list[wh.Service]:
    published = Counter(item.service for item in hall.items.values() if not item.is_draft)
    return [_service(hall, each, day, now, items=published[each.id]) for each in hall.services.values()]


def _service(hall: Hall, service: Service, day: DayOpening, now: datetime, *, items: int) -> wh.Service:
    period = period_of(service, hall.local(now).time())
    return wh.Service(
        id=service.id,
        name=service.name,
        name_en=service.name_en,
        prefix=service.prefix,
        offered=offered_today(service, None, day),
        bookable=service.booking is not None,
        remaining=remaining(
            service,
            issued_today=hall.issued.get((service.id, None), 0),
            issued_in_period=hall.issued.get((service.id, period), 0),
            period=period,
        ),
        waiting=hall.waiting.get(service.id, 0),
        estimate=to_estimate(estimate_new(hall, service.id, TicketClass.ORDINARY, now)),
        items=items,
        closed=hall.closed_services.get(service.id, ""),
    )


def to_board(hall: Hall, now: datetime) -> wh.Board:
    """GET /board: what anyone in the lobby may read."""
    opening = hall.opening(now)
    calls = [_call(hall, hall.tickets[each]) for each in reversed(hall.recent) if each in hall.tickets]
    return wh.Board(
        hall=to_hall(hall),
        calls=[call for call in calls if call is not None],
        waiting=[
            wh.BoardWaiting(
                service_id=service.id,
                name=service.name,
                name_en=service.name_en,
                waiting=hall.waiting.get(service.id, 0),
                estimate=to_estimate(estimate_new(hall, service.id, TicketClass.ORDINARY, now)),
            )
            for service in hall.services.values()
        ],
        counters=to_counters(hall),
        opening=to_opening(opening),
        voice=_voice(hall),
        announcements=announcements_now(hall, now),
        evaluation_reasons=tuple(each.name for each in hall.catalogue.policy.evaluation_reasons),
        rev=hall.rev,
    )


def _voice(hall: Hall) -> wh.VoiceSetting:
    policy = hall.catalogue.policy
    hours = [
        wh.VoiceHours(start=f"{each.start:%H:%M}", end=f"{each.end:%H:%M}", volume=each.volume)
        for each in policy.voice_hours
    ]
    return wh.VoiceSetting(languages=policy.voice_languages, hours=tuple(hours))


def _call(hall: Hall, ticket: Ticket) -> wh.BoardCall | None:
    if ticket.counter_id is None or ticket.called_at is None or ticket.counter_id not in hall.counters:
        return None
    counter = hall.counters[ticket.counter_id]
    return wh.BoardCall(
        ticket_id=ticket.id,
        number=ticket.number,
        counter_id=counter.id,
        counter_number=counter.number,
        counter_name=counter.name,
        counter_name_en=counter.name_en,
        zone=counter.zone,
        at=ticket.called_at,
        calls=ticket.calls,
        state=ticket.state,
    )


def preview(hall: Hall, counter_id: CounterId, n: int, now: datetime) -> list[wt.Ticket]:
    """The next `n` tickets of a counter, each with its reason; the first is the one call-next would call."""
    return _ordered(hall, hall.queue_of(hall.counter(counter_id), now), n, now)


def waiting_in_order(hall: Hall, now: datetime, n: int, service_id: ServiceId | None = None) -> list[wt.Ticket]:
    """Waiting tickets as one counter that served everything (or only the service) would call them."""
    if service_id is None:
        queue = hall.queue_in(hall.lanes.all(), tuple(hall.services), now)
    else:
        queue = hall.queue_in(hall.lanes.of_service(hall.service(service_id).id), (service_id,), now)
    return _ordered(hall, queue, n, now)


ESTIMATED = 20  # tickets of a list that carry an estimate: the ones a clerk sees at a glance, and 1 ms of work


def _ordered(hall: Hall, queue: Queue, n: int, now: datetime) -> list[wt.Ticket]:
    choices = list(islice(in_call_order(queue), n + 1))
    nexts: list[Ticket | None] = [choice.ticket for choice in choices[1:]]
    pairs = zip(choices, [*nexts, None], strict=False)
    return [
        to_ticket(hall, choice.ticket, now, why=to_why(choice, over, now), is_estimated=place < ESTIMATED)
        for place, (choice, over) in enumerate(islice(pairs, n))
    ]


def to_booking(booking: Booking) -> wa.Booking:
    return wa.Booking(
        code=booking.code,
        service_id=booking.service_id,
        slot_at=booking.slot_at,
        state=booking.state,
        ticket_id=booking.ticket_id,
    )


def to_item(item: Item) -> wh.Item:
    return wh.Item(
        id=item.id,
        name=item.name,
        service_id=item.service,
        category=item.category,
        kind=item.kind,
        materials=[each.name if isinstance(each, Material) else each for each in item.materials],
        steps=list(item.steps),
        limit=item.limit,
        demo_limit=item.demo_limit,
        basis=item.basis,
        fee=item.fee,
        extended=item.extended,
        historic=item.historic,
    )
