"""What a hall carries from one business day to the next, as JSON: a shortcut past the log, derivable from it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from server.domain.box import Box
from server.domain.hall import Announcement, Direction, Hall, Notice, Session, Staff, Token, Unexplained
from server.domain.item_draft import Draft
from server.domain.learned import ArrivalRate, OpenClock, ServiceTimes, Turnover
from server.domain.offline import Series
from server.domain.ticket import Booking, CounterNow, Ticket
from server.service.port import LogDamaged
from server.vocab import CounterId, Level, ServiceId, TicketClass, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """All of a hall's state but its catalogue, which the log has at `catalogue_rev`."""

    rev: int
    last_at: datetime | None
    founded_at: datetime | None = None
    last_activity: datetime | None
    catalogue_rev: int
    business_day: date | None
    seqs: dict[date, dict[str, int]]
    issued: list[tuple[ServiceId, int | None, int]]
    next_ticket_id: int
    tickets: list[Ticket]
    posts: list[CounterNow]
    green_run: dict[ServiceId, int]
    recent: list[TicketId]
    bookings: list[Booking]
    times: dict[ServiceId, tuple[float, ...]]
    arrivals: list[tuple[ServiceId, TicketClass, tuple[float, float]]]
    tokens: dict[str, Token]
    staff: list[Staff]
    sessions: dict[str, Session]
    turnover: tuple[float, int] = Turnover().to_carry()
    open_clock: tuple[float, float] | None = None  # None: from before it was kept
    stations: int = 0
    offline: dict[str, Series] = field(default_factory=dict)
    turned_down: list[str] = field(default_factory=list)
    kiosks: dict[str, Direction] = field(default_factory=dict)
    helps: dict[str, datetime] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    late: dict[TicketId, Level] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    closed_services: dict[ServiceId, str] = field(default_factory=dict)
    announcements: dict[int, Announcement] = field(default_factory=dict)
    announced: int = 0
    unexplained: dict[TicketId, Unexplained] = field(default_factory=dict)


_CARRY = TypeAdapter(Carry)


def to_text(hall: Hall) -> str:
    """The hall's state as JSON."""
    carry = Carry(
        rev=hall.rev,
        last_at=hall.last_at,
        founded_at=hall.founded_at,
        last_activity=hall.last_activity,
        catalogue_rev=hall.catalogue_rev,
        business_day=hall.business_day,
        seqs=hall.seqs,
        issued=[(service, period, count) for (service, period), count in hall.issued.items()],
        next_ticket_id=hall.next_ticket_id,
        tickets=list(hall.tickets.values()),
        posts=list(hall.posts.values()),
        green_run=hall.lanes.green_run,
        recent=list(hall.recent),
        bookings=list(hall.bookings.values()),
        times={service: times.to_carry() for service, times in hall.times.items()},
        arrivals=[(service, kind, rate.to_carry()) for (service, kind), rate in hall.arrivals.items()],
        tokens=hall.doors.tokens,
        staff=list(hall.doors.staff.values()),
        sessions=hall.doors.sessions,
        turnover=hall.turnover.to_carry(),
        open_clock=hall.open_clock.to_carry(),
        stations=hall.doors.stations,
        closed_services=hall.closed_services,
        announcements=hall.announcements,
        announced=hall.announced,
        offline=hall.offline,
        turned_down=hall.turned_down,
        late=hall.late,
        unexplained=hall.unexplained,
        kiosks=hall.kiosks,
        helps=hall.helps,
        boxes=hall.boxes,
        drafts=list(hall.drafts.values()),
        notices=hall.notices,
    )
    return _CARRY.dump_json(carry, exclude_defaults=True).decode()


def parse(text: str) -> Carry:
    """Raises LogDamaged for what is no carried state."""
    try:
        return _CARRY.validate_json(text)
    except ValidationError as broken:
        raise LogDamaged("检查点读不懂。") from broken


def restore(hall: Hall, carry: Carry) -> None:
    """Put carried state into a hall that has its catalogue already."""
    hall.rev, hall.last_at, hall.last_activity = carry.rev, carry.last_at, carry.last_activity
    hall.catalogue_rev, hall.founded_at = carry.catalogue_rev, carry.founded_at
    hall.business_day, hall.seqs = carry.business_day, carry.seqs
    hall.issued = {(service, period): count for service, period, count in carry.issued}
    hall.next_ticket_id = carry.next_ticket_id
    hall.tickets = {ticket.id: ticket for ticket in carry.tickets}
    hall.posts = {CounterId(post.id): post for post in carry.posts}
    hall.recent.extend(carry.recent)
    hall.bookings = {booking.code: booking for booking in carry.bookings}
    for service, times in carry.times.items():
        expected = hall.services[service].expected_minutes if service in hall.services else 8.0
        hall.times[service] = ServiceTimes.from_carry(expected, times)
    hall.turnover = Turnover.from_carry(carry.turnover)
    if carry.open_clock is not None:  # otherwise the rates are in other minutes, and learned anew
        hall.open_clock = OpenClock.from_carry(carry.open_clock)
        hall.arrivals = {(service, kind): ArrivalRate.from_carry(rate) for service, kind, rate in carry.arrivals}
    hall.doors.tokens, hall.doors.sessions = carry.tokens, carry.sessions
    hall.doors.stations = carry.stations
    hall.kiosks, hall.helps, hall.boxes = carry.kiosks, carry.helps, carry.boxes
    hall.offline, hall.turned_down, hall.late = carry.offline, carry.turned_down, carry.late
    hall.closed_services = carry.closed_services
    hall.announcements, hall.announced = carry.announcements, carry.announced
    hall.notices = carry.notices
    hall.drafts = {draft.item.id: draft for draft in carry.drafts}
    hall.unexplained = carry.unexplained
    hall.doors.staff = {staff.name: staff for staff in carry.staff}
    _rebuild_queue(hall, carry)


def _rebuild_queue(hall: Hall, carry: Carry) -> None:
    hall.lanes.green_run.update(carry.green_run)
    hall.held = {ticket_id for post in hall.posts.values() for ticket_id in post.held}
    for ticket in hall.tickets.values():
        if ticket.state == "waiting":
            hall.waiting[ticket.service_id] = hall.waiting.get(ticket.service_id, 0) + 1
            if ticket.is_callable:
                hall.lanes.add(ticket)
