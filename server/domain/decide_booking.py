"""Decides on bookings: make, cancel, check in. Pure. Booked numbers are a source of their own, outside the caps."""

from datetime import date, datetime, time, timedelta

from server.domain import command as c
from server.domain import event as e
from server.domain.catalogue import Service, Span
from server.domain.decide_issue import new_ticket
from server.domain.decide_kiosk import require_issuing
from server.domain.errors import NotFound, RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.opening import UnknownYear, add_working_days, contains, day_opening
from server.domain.queue_view import estimate_new
from server.domain.ticket import Booking
from server.vocab import BookingState, Role, ServiceId, TicketClass


def make_booking(hall: Hall, wish: c.MakeBooking, now: datetime, actor: c.Actor) -> list[Event]:
    """预约: a slot that exists, within the horizon, with room, and not too many of one person."""
    service = hall.service(wish.service_id)
    _require_slot(hall, service, wish.slot_at, now)
    taken = [each for each in hall.bookings.values() if each.state is not BookingState.CANCELLED]
    if room_left(hall, service, wish.slot_at) <= 0:
        raise RuleSaysNo("quota_reached", "这个时段已约满，请选择其他时段。")
    day = hall.local(wish.slot_at).date()
    mine = sum(1 for each in taken if each.person == wish.person and hall.local(each.slot_at).date() == day)
    if wish.person is not None and mine >= hall.catalogue.policy.booking_per_day:
        raise RuleSaysNo("booking_limit", "您这一天已有预约。")
    if wish.code in hall.bookings:
        raise RuleSaysNo("code_taken", "预约码重复，请重试。")
    return [e.BookingMade(code=wish.code, service_id=service.id, slot_at=wish.slot_at, person=wish.person)]


def room_left(hall: Hall, service: Service, slot_at: datetime) -> int:
    """How many bookings a slot still takes; 0 for a service without booking."""
    if service.booking is None:
        return 0
    used = sum(
        1
        for each in hall.bookings.values()
        if each.state is not BookingState.CANCELLED and each.slot_at == slot_at and each.service_id == service.id
    )
    return service.booking.capacity - used


def slots_on(hall: Hall, service: Service, day: date) -> list[time]:
    """The local starting times of a service's slots on a day: those that begin while the hall is open."""
    if service.booking is None:
        return []
    rule, hours = service.booking, day_opening(hall.catalogue.calendar, day).spans
    starts = (start for span in rule.spans for start in _starts(span, rule.slot_minutes))
    return [start for start in starts if any(contains(span, start) for span in hours)]


def _starts(span: Span, minutes: int) -> list[time]:
    first = span.start.hour * 60 + span.start.minute
    last = (span.end.hour * 60 + span.end.minute) or 24 * 60
    return [time(at // 60, at % 60) for at in range(first, last - minutes + 1, minutes)]


def _require_slot(hall: Hall, service: Service, slot_at: datetime, now: datetime) -> None:
    policy = hall.catalogue.policy
    local, today = hall.local(slot_at), hall.local(now).date()
    if local.time() not in slots_on(hall, service, local.date()):
        raise RuleSaysNo("unknown_slot", "没有这个预约时段，或大厅那时不开放。")
    try:
        last = add_working_days(hall.catalogue.calendar, today, policy.booking_horizon_days)
    except UnknownYear as unknown:
        raise RuleSaysNo("calendar_missing", f"尚未导入 {unknown.year} 年的放假安排，暂不能预约。") from unknown
    if slot_at <= now or not today + timedelta(days=policy.booking_ahead_days) <= local.date() <= last:
        raise RuleSaysNo("outside_horizon", f"可预约 {policy.booking_ahead_days} 天后至 {last:%m月%d日} 之间的时段。")


def _booking(hall: Hall, code: str, *states: BookingState) -> Booking:
    booking = hall.bookings.get(code)
    if booking is None:
        raise NotFound("unknown_booking", "没有这个预约码。")
    if booking.state not in states:
        raise RuleSaysNo("illegal_step", f"这个预约{_STATE_ZH[booking.state]}。", state=booking.state.value)
    return booking


def cancel_booking(hall: Hall, wish: c.CancelBooking, now: datetime, actor: c.Actor) -> list[Event]:
    """取消预约: in time, or at any time by staff."""
    booking = _booking(hall, wish.code, BookingState.BOOKED)
    limit = timedelta(minutes=hall.catalogue.policy.booking_cancel_minutes)
    if actor.role is Role.KIOSK and booking.slot_at - now < limit:
        raise RuleSaysNo("too_late", "距预约时间太近，请到导办台取消。")
    return [e.BookingCancelled(code=booking.code)]


def check_in(hall: Hall, wish: c.CheckIn, now: datetime, actor: c.Actor) -> list[Event]:
    """签到取号: on time by the booked time; later than the limit as an ordinary ticket from now.

    A missed one can be checked in only when its day is today again: a clock that was ahead had ended the day.
    """
    require_issuing(hall, actor)
    booking = _booking(hall, wish.code, BookingState.BOOKED, BookingState.MISSED)
    if hall.local(booking.slot_at).date() != hall.local(now).date():
        raise RuleSaysNo("wrong_day", f"预约时间是 {hall.local(booking.slot_at):%m月%d日 %H:%M}，请当天签到。")
    opening = hall.opening(now)
    if not opening.is_open and opening.opens_at is None:
        raise RuleSaysNo("hall_closed", "大厅今天已经关门，请改日再来。")
    late = int((now - booking.slot_at).total_seconds() // 60)
    is_late = late > hall.catalogue.policy.late_limit
    ticket_class = TicketClass.ORDINARY if is_late else TicketClass.BOOKING
    service = hall.service(ServiceId(booking.service_id))
    ticket = new_ticket(
        hall,
        service,
        now,
        ticket_class=ticket_class,
        wants_slip=wish.wants_slip,
        language=wish.language,
        booked_at=None if is_late else booking.slot_at,
        estimate=estimate_new(hall, service.id, ticket_class, now),
    )
    return [ticket, e.BookingCheckedIn(code=booking.code, ticket_id=ticket.ticket_id, late_minutes=max(0, late))]


_STATE_ZH = {
    BookingState.BOOKED: "尚未签到",
    BookingState.CHECKED_IN: "已经签到",
    BookingState.CANCELLED: "已经取消",
    BookingState.MISSED: "已经过期",
}
