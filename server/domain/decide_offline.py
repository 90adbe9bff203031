"""Decides on tickets that kiosks issued without the server. Pure. A ticket on paper is a promise, and is kept."""

from datetime import date, datetime, timedelta

from server.domain import command_kiosk as ck
from server.domain import event as e
from server.domain import event_kiosk as ek
from server.domain.command import Actor
from server.domain.decide_issue import require_issuable
from server.domain.errors import Refusal
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.offline import Series, is_offline_number, known_as
from server.domain.ticket import to_us
from server.vocab import ItemId, ServiceId, SlipState, TicketClass, TicketId, TicketState

_US = timedelta(microseconds=1)


def hand_in(hall: Hall, wish: ck.HandIn, now: datetime, actor: Actor) -> list[Event]:
    """Take it once, under the number on its slip, at the place of its issue; or say why not, for staff to see."""
    if known_as(hall.offline.values(), wish.request_id) is not None:
        return []
    series = hall.offline.get(actor.token_id, Series())
    service_id = _service(hall, wish.service_id)
    base = _base(series, wish, now)
    day = _earlier_day(hall, base)
    code = _why_not(hall, wish, service_id, now, day)
    if code is not None or service_id is None:
        return [*_unheard(hall, wish), _refused(wish, actor, code or "unknown_service")]
    taken = _taken(hall, wish, actor, service_id=service_id, base=base, day=day)
    ends = [] if day is None else [e.TicketClosed(ticket_id=taken.ticket_id)]
    return [*_unheard(hall, wish), taken, *ends]


def _unheard(hall: Hall, wish: ck.HandIn) -> list[Event]:
    """The ticket whose answer never reached the kiosk: nobody was told its number, so nobody will come."""
    ticket = hall.tickets.get(wish.instead_of) if wish.instead_of is not None else None
    if ticket is None or ticket.state is not TicketState.WAITING or ticket.first_called_at is not None:
        return []
    return [e.TicketCancelled(ticket_id=ticket.id)] if ticket.slip in _UNSEEN else []


_UNSEEN = frozenset({SlipState.PENDING, SlipState.FAILED})


def _base(series: Series, wish: ck.HandIn, now: datetime) -> datetime:
    """When it was issued: not before the server's last word to the kiosk, not before the ticket before it, not later
    than now. Whatever the kiosk's clock says, nobody whom the kiosk had heard of is overtaken."""
    earliest = max(to_us(wish.issued_at), to_us(wish.heard_at), series.base_us)
    return now - max(0, to_us(now) - earliest) * _US


def _earlier_day(hall: Hall, base: datetime) -> date | None:
    day = hall.local(base).date()
    return day if hall.business_day is not None and day < hall.business_day else None


def _service(hall: Hall, wanted: ServiceId) -> ServiceId | None:
    """The service it is for; the one for general enquiries where that is gone; None where there is none either."""
    fallback = hall.catalogue.policy.offline_fallback
    return next((ServiceId(each) for each in (wanted, fallback) if each in hall.services), None)


def _why_not(hall: Hall, wish: ck.HandIn, service_id: ServiceId | None, now: datetime, day: date | None) -> str | None:
    if not is_offline_number(wish.number) or _is_ours(hall, wish.number):
        return "number_not_offline"
    if any(each.number == wish.number for each in hall.tickets.values()):
        return "number_taken"
    if service_id is None:
        return "unknown_service"
    if wish.is_printed or wish.is_doubtful or day is not None:
        return None
    try:  # nobody holds it: the rules are those of a ticket issued now
        require_issuable(hall, service_id, now)
    except Refusal as refusal:
        return refusal.code
    return None


def _is_ours(hall: Hall, number: str) -> bool:
    """Could the hall give this number out itself, today?"""
    letters = number.rstrip("0123456789")
    ours = {hall.catalogue.policy.walk_up_prefix, *(service.prefix for service in hall.services.values())}
    return letters in ours


def _class(hall: Hall, wish: ck.HandIn) -> tuple[TicketClass, str | None]:
    """Green with a reason the hall knows; otherwise ordinary."""
    reasons = {each.code for each in hall.catalogue.policy.green_reasons}
    if wish.ticket_class is TicketClass.GREEN and wish.class_reason in reasons:
        return TicketClass.GREEN, wish.class_reason
    return TicketClass.ORDINARY, None


def _item(hall: Hall, wish: ck.HandIn, service_id: ServiceId) -> ItemId | None:
    item = hall.items.get(wish.item_id) if wish.item_id is not None else None
    return item.id if item is not None and item.service == service_id else None


def _taken(
    hall: Hall, wish: ck.HandIn, actor: Actor, *, service_id: ServiceId, base: datetime, day: date | None
) -> ek.OfflineTicketTaken:
    ticket_class, reason = _class(hall, wish)
    rank = hall.rank_of(to_us(base), hall.catalogue.policy.bonus(ticket_class), hall.rev + 1)
    return ek.OfflineTicketTaken(
        ticket_id=TicketId(hall.next_ticket_id),
        number=wish.number,
        kiosk=actor.token_id,
        sequence=wish.sequence,
        request_id=wish.request_id,
        service_id=service_id,
        base_at=base,
        kiosk_at=wish.kiosk_at,
        ticket_class=ticket_class,
        class_reason=reason,
        item_id=_item(hall, wish, service_id),
        slip=SlipState.PRINTED if wish.is_printed else SlipState.FAILED,
        language=wish.language,
        asked_for=None if service_id == wish.service_id else wish.service_id,
        issued_on=day,
        ahead=hall.ahead(rank, service_id),
    )


def _refused(wish: ck.HandIn, actor: Actor, code: str) -> ek.OfflineTicketRefused:
    return ek.OfflineTicketRefused(
        number=wish.number,
        kiosk=actor.token_id,
        sequence=wish.sequence,
        request_id=wish.request_id,
        service_id=wish.service_id,
        code=code,
        kiosk_at=wish.kiosk_at,
    )
