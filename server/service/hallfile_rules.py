"""What must hold between the values of a catalogue. Knows no file format; says where by part, index and key."""

from collections.abc import Iterable, Sequence
from datetime import time
from zoneinfo import ZoneInfo

from server.domain.catalogue import Calendar, Catalogue, Service, Span
from server.domain.opening import END_OF_DAY
from server.domain.policy import Policy
from server.service.hallfile_fields import Part, Place, Problems
from server.service.hallfile_public_rules import check_public

MOST_REASONS = 12
"""As many as a kiosk's screen has room for."""


def check(catalogue: Catalogue, problems: Problems) -> None:
    """Note every broken rule between values; single values were judged while reading."""
    _check_hall(catalogue, problems)
    _check_unique(catalogue, problems)
    for index, service in enumerate(catalogue.services):
        _check_service(catalogue, index, service, problems)
    _check_counters(catalogue, problems)
    _check_items(catalogue, problems)
    _check_calendar(catalogue.calendar, problems)
    _check_policy(catalogue.policy, problems)
    check_public(catalogue, problems)
    _check_offline(catalogue, problems)


def _check_hall(catalogue: Catalogue, problems: Problems) -> None:
    try:
        ZoneInfo(catalogue.timezone)
    except (ValueError, OSError, KeyError):  # a name that is no zone may also be a path that cannot be read
        problems.add(Place(Part.HALL, 0, "timezone"), f"没有时区 “{catalogue.timezone}”")
    if not catalogue.services:
        problems.add(Place(Part.SERVICES), "一项业务也没有")
    if not catalogue.counters:
        problems.add(Place(Part.COUNTERS), "一个窗口也没有")


def _check_unique(catalogue: Catalogue, problems: Problems) -> None:
    columns: Iterable[tuple[Part, str, Sequence[str | int]]] = (
        (Part.SERVICES, "id", [service.id for service in catalogue.services]),
        (Part.SERVICES, "prefix", [service.prefix for service in catalogue.services]),
        (Part.COUNTERS, "id", [counter.id for counter in catalogue.counters]),
        (Part.COUNTERS, "number", [counter.number for counter in catalogue.counters]),
        (Part.ITEMS, "id", [item.id for item in catalogue.items]),
    )
    for part, key, values in columns:
        for index in _repeats(values):
            problems.add(Place(part, index, key), f"“{values[index]}” 重复")


def _repeats(values: Sequence[str | int]) -> list[int]:
    """Indexes of values that stood before; empty ones are complained about elsewhere."""
    seen: set[str | int] = set()
    repeats = []
    for index, value in enumerate(values):
        if value and value in seen:
            repeats.append(index)
        seen.add(value)
    return repeats


def _check_service(catalogue: Catalogue, index: int, service: Service, problems: Problems) -> None:
    if service.prefix and service.prefix == catalogue.policy.walk_up_prefix:
        problems.add(Place(Part.SERVICES, index, "prefix"), f"字头 “{service.prefix}” 已用于无号办理")
    if service.prefix and service.prefix == catalogue.policy.offline_prefix:
        problems.add(Place(Part.SERVICES, index, "prefix"), f"字头 “{service.prefix}” 已用于断网取号")
    if service.id and not any(service.id in counter.services for counter in catalogue.counters):
        problems.add(Place(Part.SERVICES, index, "id"), f"没有窗口办理业务 “{service.id}”")
    _check_spans([period.span for period in service.period_caps], Place(Part.SERVICES, index, "period_caps"), problems)
    if service.booking is None:
        return
    place = Place(Part.SERVICES, index, "booking.spans")
    _check_spans(service.booking.spans, place, problems)
    for element, span in enumerate(service.booking.spans):
        if _minute(span.end, closing=True) - _minute(span.start) < service.booking.slot_minutes:
            problems.add(Place(place.part, index, place.key, element), "比一个号源还短")


def _check_counters(catalogue: Catalogue, problems: Problems) -> None:
    known = {service.id for service in catalogue.services}
    for index, counter in enumerate(catalogue.counters):
        if not counter.services:
            problems.add(Place(Part.COUNTERS, index, "services"), "没有业务")
        for element, wanted in enumerate(counter.services):
            if wanted not in known:
                problems.add(Place(Part.COUNTERS, index, "services", element), f"未知业务 “{wanted}”")
        for element in _repeats(counter.services):
            problems.add(Place(Part.COUNTERS, index, "services", element), f"业务 “{counter.services[element]}” 重复")


def _check_items(catalogue: Catalogue, problems: Problems) -> None:
    services = {service.id: service for service in catalogue.services}
    for index, item in enumerate(catalogue.items):
        service = services.get(item.service)
        if service is None:
            problems.add(Place(Part.ITEMS, index, "service"), f"未知业务 “{item.service}”")
        elif item.extended and not service.extended:
            problems.add(Place(Part.ITEMS, index, "extended"), f"业务 “{item.service}” 不是延时业务")
        if item.demo_limit and not item.limit:
            problems.add(Place(Part.ITEMS, index, "demo_limit"), "标了示例时限，但没有承诺时限")


def _check_calendar(calendar: Calendar, problems: Problems) -> None:
    if not calendar.hours and not calendar.always_open:
        problems.add(Place(Part.CALENDAR, 0, "hours"), "没有工作时段")
    _check_spans(calendar.hours, Place(Part.CALENDAR, 0, "hours"), problems)
    _check_spans(calendar.duty_hours, Place(Part.CALENDAR, 0, "duty_hours"), problems)
    for element in _repeats([weekday + 1 for weekday in calendar.duty_weekdays]):
        problems.add(Place(Part.CALENDAR, 0, "duty_weekdays", element), "重复")
    for day in sorted(calendar.off_days & calendar.work_days):
        problems.add(Place(Part.CALENDAR, 0, "work_days"), f"{day.isoformat()} 既是放假日又是调休上班日")


def _check_policy(policy: Policy, problems: Problems) -> None:
    if not policy.voice_languages:
        problems.add(Place(Part.POLICY, 0, "voice_languages"), "一种也没有")
    for element in _repeats(policy.voice_languages):
        problems.add(Place(Part.POLICY, 0, "voice_languages", element), "重复")
    _check_spans(
        [Span(hours.start, hours.end) for hours in policy.voice_hours], Place(Part.POLICY, 0, "voice_hours"), problems
    )
    _check_reasons("green_reasons", [each.code for each in policy.green_reasons], problems)
    _check_reasons("evaluation_reasons", [each.code for each in policy.evaluation_reasons], problems)
    if len(policy.evaluation_reasons) > MOST_REASONS:
        problems.add(Place(Part.POLICY, 0, "evaluation_reasons"), f"最多 {MOST_REASONS} 条")


def _check_reasons(key: str, codes: Sequence[str], problems: Problems) -> None:
    if not codes:
        problems.add(Place(Part.POLICY, 0, key), "一类也没有")
    for element in _repeats(codes):
        problems.add(Place(Part.POLICY, 0, key, element), "代码重复")


def _check_offline(catalogue: Catalogue, problems: Problems) -> None:
    policy = catalogue.policy
    if policy.offline_prefix and policy.offline_prefix == policy.walk_up_prefix:
        problems.add(Place(Part.POLICY, 0, "offline_prefix"), f"字头 “{policy.offline_prefix}” 已用于无号办理")
    if policy.offline_fallback and all(each.id != policy.offline_fallback for each in catalogue.services):
        problems.add(Place(Part.POLICY, 0, "offline_fallback"), f"未知业务 “{policy.offline_fallback}”")


def _check_spans(spans: Sequence[Span], place: Place, problems: Problems) -> None:
    """Spans stand in order and do not overlap; they may touch."""
    for element in range(1, len(spans)):
        if _minute(spans[element].start) < _minute(spans[element - 1].end, closing=True):
            problems.add(Place(place.part, place.index, place.key, element), "与前一时段重叠或顺序颠倒")


def _minute(at: time, *, closing: bool = False) -> int:
    return 24 * 60 if closing and at == END_OF_DAY else at.hour * 60 + at.minute
