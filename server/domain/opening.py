"""When the hall is open and which days are working days. Knows the calendar it is given; never guesses a holiday.

Times of a calendar are wall times of the hall's zone; moments are aware datetimes, answered in UTC.
A span that ends at 00:00 ends with the day (24:00): an end is never before its start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from server.domain.catalogue import Calendar, Service, Span
from server.domain.content import Item

END_OF_DAY = time(0)
"""As the `end` of a span: 24:00."""

_DAY = timedelta(days=1)
_WHOLE_DAY = Span(time(0), END_OF_DAY)
_HORIZON_DAYS = 400  # more than any closure; a search that finds nothing by then finds nothing


class UnknownYear(Exception):
    """The calendar holds no official arrangement for `year`; working days of it cannot be told."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no holiday arrangement for {year}")
        self.year = year


class NeverOpen(Exception):
    """The hall does not open for long enough within the next 400 days."""


class DayKind(StrEnum):
    """What sort of day it is for the hall."""

    WORKING = "working"  # 工作日
    DUTY = "duty"  # 值班日
    OFF = "off"  # 休息日


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpening:
    """The hours of one local day. `known` is false while its year's official arrangement is missing."""

    day: date
    kind: DayKind
    spans: tuple[Span, ...]
    known: bool

    @property
    def warning(self) -> str:
        """What to tell staff, in Chinese; empty when nothing is amiss."""
        if self.known:
            return ""
        return f"开放日历缺少 {self.day.year} 年的放假调休安排，暂按周一至周五开放，请尽快导入。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The hall at one moment; the moments are UTC.

    `opens_at` is the start of the next span today, `closes_at` the end of today's last span while it lies ahead,
    `next_change` the next moment at which `is_open` turns, on whichever day. All are None when there is none.
    """

    day: DayOpening
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    next_change: datetime | None


def contains(span: Span, at: time) -> bool:
    """Is the local time `at` within `span`?"""
    return span.start <= at and (at < span.end or span.end == END_OF_DAY)


def day_opening(calendar: Calendar, day: date) -> DayOpening:
    """The kind and hours of a local day; a year without data follows the week only and is not `known`."""
    if calendar.always_open:
        return DayOpening(day=day, kind=DayKind.WORKING, spans=(_WHOLE_DAY,), known=True)
    kind = _kind(calendar, day)
    spans = {DayKind.WORKING: calendar.hours, DayKind.DUTY: calendar.duty_hours, DayKind.OFF: ()}[kind]
    return DayOpening(day=day, kind=kind, spans=spans, known=day.year in calendar.years)


def _kind(calendar: Calendar, day: date) -> DayKind:
    if day in calendar.closed_days:
        return DayKind.OFF  # the hall itself is shut, so nobody is on duty either
    if _is_sitting_day(calendar, day):
        return DayKind.WORKING
    on_duty = day in calendar.off_days or day.weekday() in calendar.duty_weekdays
    return DayKind.DUTY if calendar.duty_hours and on_duty else DayKind.OFF


def _is_sitting_day(calendar: Calendar, day: date) -> bool:
    if day in calendar.work_days:
        return True
    return day.weekday() < 5 and day not in calendar.off_days


def opening_at(calendar: Calendar, now: datetime, zone: tzinfo) -> Opening:
    """Is the hall open at `now` (aware), and what comes next?"""
    today = now.astimezone(zone).date()
    day = day_opening(calendar, today)
    if calendar.always_open:
        return Opening(day=day, is_open=True, opens_at=None, closes_at=None, next_change=None)
    of_today = [_stretch(span, today, zone) for span in day.spans]
    now = now.astimezone(UTC)
    ahead = next((stretch for stretch in _stretches(calendar, now, zone) if stretch[1] > now), None)
    is_open = ahead is not None and ahead[0] <= now
    return Opening(
        day=day,
        is_open=is_open,
        opens_at=next((start for start, _ in of_today if start > now), None),
        closes_at=of_today[-1][1] if of_today and of_today[-1][1] > now else None,
        next_change=None if ahead is None else ahead[1 if is_open else 0],
    )


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Is `day` a 工作日 in law? The hall's own closures and duty hours do not matter. UnknownYear without data."""
    if day.year not in calendar.years:
        raise UnknownYear(day.year)
    return _is_sitting_day(calendar, day)


def add_working_days(calendar: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day`, which is not counted itself; 0 gives `day`. UnknownYear without data."""
    if n < 0:
        raise ValueError(f"cannot count {n} working days")
    while n:
        day += _DAY
        n -= is_working_day(calendar, day)
    return day


def add_calendar_days(calendar: Calendar, day: date, n: int) -> date:
    """`n` days after `day`; a last day that is no working day moves to the next one (民法典 art. 203). UnknownYear."""
    day += n * _DAY
    while not is_working_day(calendar, day):
        day += _DAY
    return day


def open_minutes_between(calendar: Calendar, start: datetime, end: datetime, zone: tzinfo) -> float:
    """Minutes the hall is open from `start` to `end` (aware); 0 when `end` is not later."""
    if calendar.always_open:
        return max(end - start, timedelta()) / timedelta(minutes=1)
    total = timedelta()
    for opens, closes in _stretches(calendar, start, zone, until=end):
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total / timedelta(minutes=1)


def after_open_minutes(calendar: Calendar, start: datetime, minutes: float, zone: tzinfo) -> datetime:
    """The UTC moment at which `minutes` open minutes have passed since `start`. NeverOpen if that does not happen."""
    start = start.astimezone(UTC)
    left = timedelta(minutes=minutes)
    if calendar.always_open or left <= timedelta():
        return start + max(left, timedelta())
    for opens, closes in _stretches(calendar, start, zone):
        begins = max(opens, start)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, timedelta())
    raise NeverOpen


def offered_today(service: Service, item: Item | None, day: DayOpening) -> bool:
    """May the service (and the item, when one is chosen) be had on such a day? On duty days only what is extended."""
    match day.kind:
        case DayKind.WORKING:
            return True
        case DayKind.DUTY:
            return service.extended and (item is None or item.extended)
        case DayKind.OFF:
            return False


def spans_today(calendar: Calendar, now: datetime, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Opening and closing moments (UTC) of the local day of `now`; empty when always open or closed all day."""
    if calendar.always_open:
        return []
    today = now.astimezone(zone).date()
    return [_stretch(span, today, zone) for span in day_opening(calendar, today).spans]


def _stretches(
    calendar: Calendar, start: datetime, zone: tzinfo, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches in UTC from the local day of `start` to that of `until`; spans that touch are one stretch."""
    first = start.astimezone(zone).date()
    days = _HORIZON_DAYS if until is None else (until.astimezone(zone).date() - first).days + 1
    held: tuple[datetime, datetime] | None = None
    for offset in range(days):
        day = first + offset * _DAY
        for span in day_opening(calendar, day).spans:
            opens, closes = _stretch(span, day, zone)
            if held is not None and held[1] == opens:
                held = (held[0], closes)
                continue
            if held is not None:
                yield held
            held = (opens, closes)
    if held is not None:
        yield held


def _stretch(span: Span, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    last = day + _DAY if span.end == END_OF_DAY else day
    opens = datetime.combine(day, span.start, zone).astimezone(UTC)
    return opens, datetime.combine(last, span.end, zone).astimezone(UTC)
