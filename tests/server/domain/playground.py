"""A hall to play with: a small set-up, actors, and `Play`, which decides, stamps and folds. Knows no log, no wire."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from server.domain import command as c
from server.domain import event as e
from server.domain.call_order import Choice, in_call_order
from server.domain.catalogue import BookingRule, Calendar, Catalogue, Counter, PeriodCap, Service, Span
from server.domain.command import HALL, Actor
from server.domain.command_admin import ImportCatalogue
from server.domain.content import Item
from server.domain.decide import Command, decide
from server.domain.errors import Refusal
from server.domain.fact import Event, Stamp
from server.domain.fold import apply
from server.domain.hall import Hall
from server.domain.learned import ArrivalRate, OpenClock, ServiceTimes, Turnover
from server.domain.policy import Policy
from server.domain.ticket import Booking, CounterNow, Ticket
from server.vocab import CounterId, ItemId, Role, ServiceId, TicketClass

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2025, 6, 9, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)

GENERAL, CIVIL, SOCIAL, EXPRESS = (ServiceId(each) for each in ("general", "civil", "social", "express"))
ONE, TWO, THREE, FOUR = (CounterId(each) for each in (1, 2, 3, 4))

MORNING = Span(time(9), time(12))
SIX_BLOCKS: dict[str, Any] = {
    "steps": ("窗口受理",),
    "materials": ("身份证",),
    "limit": "5个工作日",
    "fee": "不收费",
    "basis": "本级事项清单",
}
"""What an item must say to be published, besides its name."""
SMALL = Catalogue(
    hall_id="H1",
    name="示例镇便民服务中心",
    name_en="Sample",
    booking_phone="0000-12345",
    services=(
        Service(id=GENERAL, name="综合受理", name_en="general", prefix="A", booking=BookingRule(spans=(MORNING,))),
        Service(
            id=CIVIL,
            name="民政救济",
            name_en="civil",
            prefix="B",
            day_cap=4,
            period_caps=(PeriodCap(span=MORNING, cap=3),),
        ),
        Service(id=SOCIAL, name="社会保障", name_en="social", prefix="C", extended=True),
        Service(id=EXPRESS, name="统一出证", name_en="express", prefix="A"),  # shares its numbers with general
    ),
    counters=(
        Counter(id=ONE, number=1, name="综合受理", name_en="1", services=(GENERAL, EXPRESS)),
        Counter(id=TWO, number=2, name="综合受理", name_en="2", services=(GENERAL, SOCIAL)),
        Counter(id=THREE, number=3, name="民政救济", name_en="3", services=(CIVIL,)),
        Counter(id=FOUR, number=4, name="统一出证", name_en="4", services=(EXPRESS, CIVIL)),
    ),
    items=(
        Item(id=ItemId("pension"), name="养老", service=SOCIAL, extended=True, **SIX_BLOCKS),
        Item(id=ItemId("job"), name="就业", service=SOCIAL, **SIX_BLOCKS),
        Item(id=ItemId("draft"), name="流动人口婚育证明", service=SOCIAL),
    ),
    calendar=Calendar(
        duty_hours=(Span(time(9), time(12)),),
        off_days=frozenset({date(2025, 6, 2)}),
        work_days=frozenset(),
        years=frozenset({2025}),
    ),
)

BOSS = Actor(role=Role.SUPERVISOR, name="王主任")
KIOSK = Actor(role=Role.KIOSK, name="kiosk-1")
PAD = Actor(role=Role.DISPLAY, name="pads")


def clerk_at(counter: CounterId) -> Actor:
    """A clerk's token, bound to a counter."""
    return Actor(role=Role.CLERK, name=f"token-{counter}", counter_id=counter)


def staff(name: str, *counters: CounterId) -> Actor:
    """A clerk who logged in by name."""
    return Actor(role=Role.CLERK, name=name, counters=counters, is_staff=True)


def with_policy(catalogue: Catalogue = SMALL, **changes: Any) -> Catalogue:
    return replace(catalogue, policy=replace(Policy(), **changes))


def always_open(catalogue: Catalogue = SMALL) -> Catalogue:
    return replace(catalogue, calendar=replace(catalogue.calendar, always_open=True))


class Play:
    """A hall, the present moment, and all facts so far. Without an actor a command is the supervisor's."""

    def __init__(self, catalogue: Catalogue = SMALL, now: datetime = MONDAY) -> None:
        self.hall = Hall(zone_of=ZoneInfo)
        self.now = now
        self.log: list[tuple[Event, Stamp]] = []
        self.do(ImportCatalogue(catalogue=catalogue))
        self.do(c.Tick(), HALL)

    # -- time and commands ---------------------------------------------------------------------------------------

    def do(self, wish: Command, actor: Actor = BOSS) -> list[Event]:
        """Decide, stamp, fold. Raises Refusal and then changes nothing."""
        events = decide(self.hall, wish, self.now, actor)
        for event in events:
            self.fold(event, Stamp(self.hall.rev + 1, self.now))
        return events

    def fold(self, event: Event, stamp: Stamp) -> None:
        apply(self.hall, event, stamp)
        self.log.append((event, stamp))

    def pass_time(self, minutes: float) -> list[Event]:
        """Let time pass, and the hall do what is then due."""
        self.now += timedelta(minutes=minutes)
        return self.tick()

    def tick(self) -> list[Event]:
        """Ticks until nothing is due, which is soon."""
        facts: list[Event] = []
        for _ in range(5):
            due = self.do(c.Tick(), HALL)
            if not due:
                return facts
            facts += due
        raise AssertionError(f"ticking does not come to rest: {due}")

    def at(self, hour: int, minute: int = 0, *, days: int = 0) -> list[Event]:
        """Go to a local time of today or `days` later; time never runs backwards here."""
        local = self.hall.local(self.now)
        target = local.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
        return self.pass_time((target.astimezone(UTC) - self.now).total_seconds() / 60)

    def step(self, **amount: float) -> None:
        """The wall clock jumps; the hall notices it first."""
        jump = timedelta(**amount)
        self.now += jump
        self.do(c.StepClock(seconds=jump.total_seconds()), HALL)

    # -- short words for what tests do all the time --------------------------------------------------------------

    def open(self, *counters: CounterId) -> None:
        for counter in counters:
            self.do(c.OpenCounter(counter_id=counter))

    def issue(self, *services: ServiceId, after: float = 0, actor: Actor = KIOSK, **wish: Any) -> Ticket:
        """A ticket, `after` minutes from now."""
        self.now += timedelta(minutes=after)
        [event] = self.do(c.IssueTicket(services=services or (GENERAL,), **wish), actor)
        assert isinstance(event, e.TicketIssued)
        return self.hall.tickets[event.ticket_id]

    def green(self, *services: ServiceId, after: float = 0) -> Ticket:
        return self.issue(*services, after=after, ticket_class=TicketClass.GREEN, class_reason="老")

    def call(self, counter: CounterId = ONE) -> Ticket | None:
        """Call next at a counter; None when nobody waits."""
        events = self.do(c.CallNext(counter_id=counter))
        if not events:
            return None
        [event] = events
        assert isinstance(event, e.TicketCalled)
        return self.hall.tickets[event.ticket_id]

    def serve(self, counter: CounterId = ONE) -> str | None:
        """Call, start and finish the next one at once; its number."""
        ticket = self.call(counter)
        if ticket is None:
            return None
        self.do(c.Start(ticket_id=ticket.id))
        self.do(c.Finish(ticket_id=ticket.id))
        return ticket.number

    def book(self, hour: int, minute: int = 0, *, code: str = "B0007", days: int = 1) -> Booking:
        local = self.hall.local(self.now).replace(hour=hour, minute=minute, second=0, microsecond=0)
        slot = (local + timedelta(days=days)).astimezone(UTC)
        self.do(c.MakeBooking(code=code, service_id=GENERAL, slot_at=slot))
        return self.hall.bookings[code]

    def check_in(self, code: str = "B0007") -> Ticket:
        [issued, _] = self.do(c.CheckIn(code=code), KIOSK)
        assert isinstance(issued, e.TicketIssued)
        return self.hall.tickets[issued.ticket_id]

    # -- what is looked at ---------------------------------------------------------------------------------------

    def preview(self, counter: CounterId) -> list[Choice]:
        return list(in_call_order(self.hall.queue_of(self.hall.counters[counter], self.now)))

    def order(self, counter: CounterId = ONE) -> list[str]:
        return [choice.ticket.number for choice in self.preview(counter)]

    def post(self, counter: CounterId) -> CounterNow:
        return self.hall.posts[counter]

    def replayed(self) -> Hall:
        """A fresh hall that read the whole log."""
        hall = Hall(zone_of=ZoneInfo)
        for event, stamp in self.log:
            apply(hall, event, stamp)
        return hall


NOT_FOLDED = {"estimator", "zone_of", "_opening"}
"""Fields of a hall that are not part of its state: caches, and how zones are looked up."""


_TICKET = attrgetter(*(each.name for each in fields(Ticket)))
"""All of a ticket; its fields are immutable values, so this is a snapshot."""


def dump(value: Any) -> Any:
    """The state as plain comparable values; what is empty or zero is as good as absent."""
    if value is None or isinstance(value, str | int | float | date):
        return value
    if isinstance(value, Ticket):
        return _TICKET(value)
    if isinstance(value, ServiceTimes | ArrivalRate | OpenClock | Turnover):
        return value.to_carry()
    if is_dataclass(value):
        return {each.name: dump(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        dumped = {str(key): dump(each) for key, each in value.items()}
        return {key: each for key, each in dumped.items() if each != 0 and each not in ([], {})}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, Iterable):
        return [dump(each) for each in value]
    return value


def state_of(hall: Hall) -> Any:
    """`dump` of a hall without its set-up, which is one frozen value."""
    kept = {each.name: getattr(hall, each.name) for each in fields(hall) if each.name not in NOT_FOLDED}
    frozen = {name: kept.pop(name) for name in ("catalogue", "services", "counters", "items")}
    return dump(kept), frozen


def refused(play: Play, wish: Command, actor: Actor = BOSS) -> Refusal:
    """The refusal of a command that must be refused, and must change nothing."""
    before = state_of(play.hall)
    try:
        play.do(wish, actor)
    except Refusal as refusal:
        assert state_of(play.hall) == before
        return refusal
    raise AssertionError(f"{wish} was not refused")
