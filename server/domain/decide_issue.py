"""Decides on taking, printing and cancelling tickets. Pure: the hall, the wish and the moment give the facts."""

from datetime import datetime

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Service
from server.domain.decide_kiosk import require_issuing
from server.domain.decide_public import require_not_closed
from server.domain.errors import NotAllowed, NotFound, RuleSaysNo
from server.domain.fact import Event
from server.domain.forecast import Estimate
from server.domain.hall import Hall
from server.domain.lifecycle import TicketStep, next_state
from server.domain.opening import Opening, offered_today
from server.domain.queue_view import estimate_new
from server.domain.quota import is_full, period_of
from server.domain.rights import FREE, require_counter, require_ticket_counter
from server.domain.ticket import to_us
from server.vocab import CounterId, ItemId, LimitAction, Role, ServiceId, SlipState, TicketClass, TicketId, TicketState

CLOSES_FIRST = "may_not_be_served_before_closing"


def issue_ticket(hall: Hall, wish: c.IssueTicket, now: datetime, actor: c.Actor) -> list[Event]:
    """取号. Refuses what is closed, not offered today, full, or too late; the number is the next of its prefix."""
    require_issuing(hall, actor)
    services = _services(hall, wish.services)
    opening = _require_open(hall, now)
    require_not_closed(hall, services)
    _require_offered(hall, services, wish.item_id, opening)
    _require_room(hall, services[0], now)
    reason = _class_reason(hall, wish, actor)
    if wish.bound_to is not None:
        hall.counter(wish.bound_to)
    estimate = estimate_new(hall, services[0].id, wish.ticket_class, now)
    return [
        new_ticket(
            hall,
            services[0],
            now,
            services=wish.services,
            ticket_class=wish.ticket_class,
            class_reason=reason,
            item_id=wish.item_id,
            wants_slip=wish.wants_slip,
            language=wish.language,
            bound_to=wish.bound_to,
            estimate=estimate,
            warning=_closing_guard(hall, estimate, opening, now),
        )
    ]


def new_ticket(
    hall: Hall,
    service: Service,
    now: datetime,
    *,
    services: tuple[ServiceId, ...] = (),
    ticket_class: TicketClass = TicketClass.ORDINARY,
    class_reason: str | None = None,
    item_id: ItemId | None = None,
    wants_slip: bool = False,
    language: str = "zh",
    booked_at: datetime | None = None,
    bound_to: CounterId | None = None,
    estimate: Estimate | None = None,
    warning: str | None = None,
) -> e.TicketIssued:
    """The fact of a ticket with the next number of its service's prefix."""
    seq = hall.number_after(service.prefix)
    bonus = hall.catalogue.policy.bonus(ticket_class)
    rank = hall.rank_of(to_us(booked_at or now), bonus, hall.rev + 1)
    return e.TicketIssued(
        ticket_id=TicketId(hall.next_ticket_id),
        number=to_number(service.prefix, seq),
        prefix=service.prefix,
        seq=seq,
        services=services or (service.id,),
        ticket_class=ticket_class,
        class_reason=class_reason,
        item_id=item_id,
        slip=SlipState.PENDING if wants_slip else SlipState.NONE,
        language=language,
        base_at=booked_at,
        due_at=booked_at if booked_at is not None and booked_at > now else None,
        bound_to=bound_to,
        ahead=hall.ahead(rank, service.id, bound_to),
        p50_minutes=None if estimate is None else round(estimate.p50_minutes, 1),
        p90_minutes=None if estimate is None else round(estimate.p90_minutes, 1),
        warning=warning,
    )


def to_number(prefix: str, seq: int) -> str:
    """票号: prefix and at least three digits."""
    return f"{prefix}{seq:03d}"


def settle_slip(hall: Hall, wish: c.SettleSlip, now: datetime, actor: c.Actor) -> list[Event]:
    """A kiosk reports printed or failed (also of a reprint); staff release a failed slip."""
    ticket = hall.ticket(wish.ticket_id)
    if not ticket.is_live:
        raise RuleSaysNo("illegal_step", "这张号票已经结束，不能再打印。", state=ticket.state.value)
    if ticket.slip is wish.slip:
        return []
    return [e.SlipSettled(ticket_id=ticket.id, slip=wish.slip, detail=wish.detail)]


def cancel(hall: Hall, wish: c.Cancel, now: datetime, actor: c.Actor) -> list[Event]:
    """作废. A kiosk may cancel only what still waits and was never called."""
    ticket = hall.ticket(wish.ticket_id)
    next_state(TicketStep.CANCEL, ticket.state)
    if actor.role is Role.KIOSK and (ticket.state is not TicketState.WAITING or ticket.first_called_at is not None):
        raise NotAllowed("not_your_counter", "已叫号的号票请到窗口作废。")
    require_ticket_counter(hall, actor, ticket)
    return [e.TicketCancelled(ticket_id=ticket.id)]


def serve_walk_up(hall: Hall, wish: c.ServeWalkUp, now: datetime, actor: c.Actor) -> list[Event]:
    """Serve someone who took no ticket; counted like any other service."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    service = hall.service(wish.service_id)
    if service.id not in counter.services:
        raise RuleSaysNo("wrong_counter", "本窗口不办理这项业务，请转号。", service_id=service.id)
    require_free(hall, wish.counter_id)
    prefix = hall.catalogue.policy.walk_up_prefix
    seq = hall.number_after(prefix)
    return [
        e.WalkUpServed(
            ticket_id=TicketId(hall.next_ticket_id),
            number=to_number(prefix, seq),
            prefix=prefix,
            seq=seq,
            service_id=service.id,
            counter_id=wish.counter_id,
            clerk=hall.posts[wish.counter_id].clerk,
        )
    ]


def require_free(hall: Hall, counter_id: CounterId) -> None:
    """Refuse unless the counter is open and occupied by no ticket."""
    post = hall.posts[counter_id]
    if post.state == "closed":
        raise RuleSaysNo("counter_closed", "窗口没有开窗，请先开窗。")
    if post.state == "paused":
        raise RuleSaysNo("counter_paused", "窗口已暂停服务，请先恢复。")
    if post.current is not None:
        number = hall.tickets[post.current].number
        raise RuleSaysNo("counter_busy", f"窗口正在办理 {number} 号，请先结束。", ticket_id=post.current)


def require_issuable(hall: Hall, service_id: ServiceId, now: datetime) -> None:
    """Refuse unless an ordinary ticket for the service could be issued now."""
    service = hall.service(service_id)
    require_not_closed(hall, [service])
    _require_offered(hall, [service], None, _require_open(hall, now))
    _require_room(hall, service, now)


def _services(hall: Hall, ids: tuple[ServiceId, ...]) -> list[Service]:
    services = [hall.service(each) for each in ids]
    if not services or len(set(ids)) != len(ids):
        raise RuleSaysNo("bad_services", "请选择业务，且不要重复。")
    return services


def _require_open(hall: Hall, now: datetime) -> Opening:
    opening = hall.opening(now)
    if not opening.is_open:
        at = opening.next_change
        when = f"下次开放：{hall.local(at):%m月%d日 %H:%M}。" if at else ""
        raise RuleSaysNo("hall_closed", f"大厅现在不开放取号。{when}")
    return opening


def _require_offered(hall: Hall, services: list[Service], item_id: ItemId | None, opening: Opening) -> None:
    item = None
    if item_id is not None:
        item = hall.items.get(item_id)
        if item is None:
            raise NotFound("unknown_item", "没有这个事项。")
        if item.service != services[0].id:
            raise RuleSaysNo("item_elsewhere", "这个事项不属于所选业务。", service_id=item.service)
        if item.is_draft:
            raise RuleSaysNo("item_draft", "这个事项的办事指南还没有公布齐全，暂不能取号。")
    for service in services:
        if not offered_today(service, item if service is services[0] else None, opening.day):
            phone = hall.catalogue.booking_phone
            hint = f"，可拨打 {phone} 预约" if phone else ""
            raise RuleSaysNo("not_on_duty", f"「{service.name}」今天不办理{hint}。", service_id=service.id)


def _require_room(hall: Hall, service: Service, now: datetime) -> None:
    period = period_of(service, hall.local(now).time())
    today = hall.issued.get((service.id, None), 0)
    in_period = hall.issued.get((service.id, period), 0)
    if is_full(service, issued_today=today, issued_in_period=in_period, period=period):
        raise RuleSaysNo("quota_reached", f"「{service.name}」今天（或本时段）的号已取完。", service_id=service.id)


def _class_reason(hall: Hall, wish: c.IssueTicket, actor: c.Actor) -> str | None:
    match wish.ticket_class:
        case TicketClass.ORDINARY:
            return None
        case TicketClass.GREEN:
            return _green_reason(hall, wish.class_reason)
        case TicketClass.BOOKING:
            raise RuleSaysNo("booking_needs_check_in", "预约号请用预约码签到取号。")
        case TicketClass.URGENT:
            if actor.role not in FREE:
                raise NotAllowed("urgent_needs_approval", "急办须由负责人批准。")
            if not wish.class_reason:
                raise RuleSaysNo("reason_required", "急办须写明理由。")
            return wish.class_reason


def _green_reason(hall: Hall, reason: str | None) -> str:
    reasons = hall.catalogue.policy.green_reasons
    found = next((each.code for each in reasons if reason in {each.code, each.name}), None)
    if found is None:
        choices = "、".join(each.name for each in reasons)
        raise RuleSaysNo("reason_required", f"绿色通道须选择理由：{choices}。")
    return found


def _closing_guard(hall: Hall, estimate: Estimate | None, opening: Opening, now: datetime) -> str | None:
    """Whether the ticket's likely call lies beyond closing: warn or refuse, as the policy says."""
    if estimate is None or opening.closes_at is None:
        return None
    if estimate.p50_minutes * 60 <= (opening.closes_at - now).total_seconds():
        return None
    if hall.catalogue.policy.closing_guard is LimitAction.STOP:
        raise RuleSaysNo("closing_soon", "前面等候的人较多，今天下班前可能办不到您，请改日再来或预约。")
    return CLOSES_FIRST
