"""The hall as it stands: the fold of its facts, and the questions rules ask of it. Never asks a clock."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from server.domain.box import Box
from server.domain.call_order import Lane, Lanes, Queue
from server.domain.catalogue import Catalogue, Counter, Service
from server.domain.content import Item
from server.domain.errors import NotFound
from server.domain.event_notice import NoticeGiven
from server.domain.forecast_live import Estimator
from server.domain.item_draft import Draft
from server.domain.learned import ArrivalRate, OpenClock, ServiceTimes, Turnover
from server.domain.offline import Series
from server.domain.opening import Opening, opening_at
from server.domain.record import DayRecord
from server.domain.ticket import Booking, CounterNow, Rank, Ticket
from server.vocab import CounterId, ItemId, Level, Role, ServiceId, TicketClass, TicketId

RECENT = 30  # calls a board may list; screens that follow the stream keep as many

NEVER = datetime.fromtimestamp(0, UTC)
EMPTY = Catalogue(hall_id="", name="", name_en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A station's or person's right to come in; only the hash of the secret is known."""

    id: str
    role: Role
    name: str = ""
    counter_id: CounterId | None = None
    station: int = 0  # a kiosk's own number


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of staff who logs in by name."""

    name: str
    role: Role
    password_hash: str
    counters: tuple[CounterId, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in that lasts until `until`."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """What a kiosk was told: to show only a text, to issue nothing, or (as usual) neither."""

    is_locked: bool = False
    text: str = ""
    may_issue: bool = True


AS_USUAL = Direction()


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """通告: a text for everybody in the hall until its time is over."""

    id: int
    text: str
    text_en: str = ""
    since: datetime
    until: datetime
    is_spoken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A one-time notice of the present day."""

    given: NoticeGiven
    at: datetime


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A bad level without a reason, and the business day on which it was pressed."""

    level: Level
    business_day: date


@dataclass(slots=True, kw_only=True)
class Doors:
    """Who may come in: tokens and sessions by digest, staff by name."""

    tokens: dict[str, Token] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    stations: int = 0  # numbers given to kiosks so far


@dataclass(frozen=True, slots=True)
class _Known:
    """The opening from `since` to `until`, by one catalogue."""

    opening: Opening
    catalogue_rev: int
    since: datetime
    until: datetime


@dataclass(slots=True, kw_only=True)
class Hall:
    """All that is known of one hall on its present business day. Changed only by `fold.apply`."""

    zone_of: Callable[[str], tzinfo]
    uid: str = ""  # which hall this is among all halls; made once, not part of the fold
    zone: tzinfo = UTC
    rev: int = 0
    last_at: datetime | None = None
    last_activity: datetime | None = None  # of the queue, moved along when the clock steps
    founded_at: datetime | None = None  # a clock that shows an earlier time is wrong
    catalogue: Catalogue = EMPTY
    catalogue_rev: int = 0
    catalogue_at: datetime = NEVER  # when it came into force
    services: dict[ServiceId, Service] = field(default_factory=dict)
    counters: dict[CounterId, Counter] = field(default_factory=dict)
    items: dict[ItemId, Item] = field(default_factory=dict)
    drafts: dict[ItemId, Draft] = field(default_factory=dict)  # of items' next versions
    business_day: date | None = None
    has_jumped: bool = False  # the clock, since this day began
    seqs: dict[date, dict[str, int]] = field(default_factory=dict)  # last number by day and prefix
    issued: dict[tuple[ServiceId, int | None], int] = field(default_factory=dict)  # by service and capped period
    next_ticket_id: int = 1
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    posts: dict[CounterId, CounterNow] = field(default_factory=dict)
    lanes: Lanes = field(default_factory=Lanes)
    held: set[TicketId] = field(default_factory=set)
    recent: deque[TicketId] = field(default_factory=lambda: deque(maxlen=RECENT))  # last calls, oldest first
    waiting: dict[ServiceId, int] = field(default_factory=dict)  # callable or not
    bookings: dict[str, Booking] = field(default_factory=dict)
    times: dict[ServiceId, ServiceTimes] = field(default_factory=dict)
    turnover: Turnover = field(default_factory=Turnover)
    arrivals: dict[tuple[ServiceId, TicketClass], ArrivalRate] = field(default_factory=dict)
    open_clock: OpenClock = field(default_factory=OpenClock)  # in whose minutes `arrivals` are
    staffing: int = 0  # changes with every opening, pause, closing of a counter
    doors: Doors = field(default_factory=Doors)
    late: dict[TicketId, Level] = field(default_factory=dict)  # evaluations this day of visits of earlier days
    unexplained: dict[TicketId, Unexplained] = field(default_factory=dict)  # as long as a reason may be added
    offline: dict[str, Series] = field(default_factory=dict)  # by the kiosk's token id
    kiosks: dict[str, Direction] = field(default_factory=dict)  # by token id; those that work as usual are not in it
    helps: dict[str, datetime] = field(default_factory=dict)  # kiosks where somebody needs a hand, since when
    closed_services: dict[ServiceId, str] = field(default_factory=dict)  # for the rest of the day, with the reason
    announcements: dict[int, Announcement] = field(default_factory=dict)  # by id; some may be over
    announced: int = 0  # announcements ever made
    boxes: dict[str, Box] = field(default_factory=dict)  # devices of display boxes, by the box's token id
    notices: list[Notice] = field(default_factory=list)  # one-time notices of this day, oldest first
    turned_down: list[str] = field(default_factory=list)  # numbers of this day's offline tickets that were refused
    record: DayRecord = field(default_factory=DayRecord)  # what the reports will know of this day
    estimator: Estimator = field(default_factory=Estimator)  # a cache, not part of the fold
    _opening: _Known | None = None  # another

    # -- what is named by a command ------------------------------------------------------------------------------

    def ticket(self, ticket_id: TicketId) -> Ticket:
        """The ticket of the present day with this id, or `unknown_ticket`."""
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            raise NotFound("unknown_ticket", "没有这张号票，或者它不是今天的。")
        return ticket

    def service(self, service_id: ServiceId) -> Service:
        service = self.services.get(service_id)
        if service is None:
            raise NotFound("unknown_service", "没有这项业务。")
        return service

    def counter(self, counter_id: CounterId) -> Counter:
        counter = self.counters.get(counter_id)
        if counter is None:
            raise NotFound("unknown_counter", "没有这个窗口。")
        return counter

    # -- the queue -----------------------------------------------------------------------------------------------

    def rank_of(self, base_us: int, bonus_minutes: int, rev: int) -> Rank:
        """Place in the call order of a ticket issued at `rev`."""
        return (base_us - bonus_minutes * 60_000_000, rev, 0)

    def queue_of(self, counter: Counter, now: datetime) -> Queue:
        """The order of calls at one counter."""
        lanes = self.lanes.of_counter(counter.id, counter.services)
        return self.queue_in(lanes, counter.services, now, own_run=self.posts[counter.id].green_run)

    def queue_in(
        self, lanes: Sequence[Lane], services: Sequence[ServiceId], now: datetime, *, own_run: int = 0
    ) -> Queue:
        """The order in which one counter with these lanes and services would call."""
        return Queue(
            lanes=lanes,
            services=services,
            own_run=own_run,
            tickets=self.tickets,
            green_run=self.lanes.green_run,
            max_run=self.catalogue.policy.max_run,
            now=now,
        )

    def ahead(self, rank: Rank, service: ServiceId, bound_to: CounterId | None = None) -> int:
        """前面等候人数: callable tickets of the same queue with an earlier place."""
        if bound_to is not None:
            lanes = list(self.lanes.by_counter.get(bound_to, {}).values())
        else:
            lanes = self.lanes.of_service(service)
        return count_before(lanes, rank)

    def ahead_of(self, ticket: Ticket) -> int:
        return self.ahead(ticket.rank, ticket.service_id, ticket.bound_to) if ticket.is_callable else 0

    def has_live_tickets(self) -> bool:
        return any(ticket.is_live for ticket in self.tickets.values())

    def number_after(self, prefix: str) -> int:
        """The next sequence number of a prefix on the present business day."""
        day = self.business_day
        return 1 if day is None else self.seqs.get(day, {}).get(prefix, 0) + 1

    def opening(self, now: datetime) -> Opening:
        """Whether the hall is open; worked out anew only when something about it may have changed."""
        known = self._opening
        if known is None or known.catalogue_rev != self.catalogue_rev or not known.since <= now < known.until:
            opening = opening_at(self.catalogue.calendar, now, self.zone)
            midnight = datetime.combine(self.local(now).date() + timedelta(days=1), time(0), tzinfo=self.zone)
            until = min(opening.next_change or midnight, midnight)
            known = self._opening = _Known(opening, self.catalogue_rev, now, until)
        return known.opening

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)


def count_before(lanes: Iterable[Lane], rank: Rank) -> int:
    """How many tickets of these lanes have an earlier place than `rank`."""
    return sum(bisect_left(lane.places, (rank, TicketId(0))) for lane in lanes)
