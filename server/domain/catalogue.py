"""What a hall is set up with: services, counters, items, calendar, policy, public texts. Values only, no rules."""

from dataclasses import dataclass, field
from datetime import date, time

from server.domain.content import Item, Publicity
from server.domain.policy import Policy
from server.vocab import CounterId, ServiceId


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one day, `start` included, `end` excluded, in the hall's own time."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodCap:
    """限号: at most `cap` tickets of a service issued within `span` of one day."""

    span: Span
    cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRule:
    """预约号源: slots of `slot_minutes` within `spans`, each taking `capacity` bookings."""

    spans: tuple[Span, ...]
    slot_minutes: int = 30
    capacity: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """业务: what one queues for. `expected_minutes` is the guess used until times are learned."""

    id: ServiceId
    name: str
    name_en: str
    prefix: str
    expected_minutes: float = 8.0
    extended: bool = False  # 延时: also on duty days
    day_cap: int | None = None
    period_caps: tuple[PeriodCap, ...] = ()
    booking: BookingRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """窗口: serves exactly `services`, in no order of preference."""

    id: CounterId
    number: int
    name: str
    name_en: str
    services: tuple[ServiceId, ...]
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """开放日历: ordinary hours by working day, duty hours on other days, and the year's official exceptions.

    `off_days` and `work_days` are the announced 放假 and 调休 days; `years` says for which years they are complete.
    """

    hours: tuple[Span, ...] = (Span(time(8, 30), time(12)), Span(time(14), time(17, 30)))
    duty_hours: tuple[Span, ...] = ()
    duty_weekdays: tuple[int, ...] = (5, 6)  # Monday is 0
    off_days: frozenset[date] = frozenset()
    work_days: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    closed_days: frozenset[date] = frozenset()  # the hall's own closures
    always_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole set-up of one hall, replaced as one."""

    hall_id: str
    name: str
    name_en: str
    timezone: str = "Asia/Shanghai"
    phone: str = ""
    booking_phone: str = ""
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    items: tuple[Item, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    policy: Policy = field(default_factory=Policy)
    publicity: Publicity = field(default_factory=Publicity)
