"""Makes a catalogue of a document's records, and records of a catalogue. Knows no file format.

Defaults are those of the domain's own dataclasses.
"""

from server.domain.catalogue import BookingRule, Calendar, Catalogue, Counter, Service
from server.domain.offline import LENGTH
from server.domain.policy import Policy
from server.service import hallfile_values as notation
from server.service.hallfile_fields import Document, Part, Problems
from server.service.hallfile_item import items_from
from server.service.hallfile_public import publicity_from
from server.service.hallfile_reader import Reader
from server.service.hallfile_rules import check
from server.vocab import CounterId, LimitAction, ServiceId

_CALENDAR = Calendar()
_POLICY = Policy()
_BOOKING = BookingRule(spans=())
_LATEST = 24 * 60


def catalogue_from(document: Document, problems: Problems) -> Catalogue:
    """The catalogue the records describe. Only to be used when `problems` stays empty; all of them are noted."""
    readers = {
        part: [Reader(record, part, index, problems) for index, record in enumerate(document.get(part, []))]
        for part in Part
    }
    hall, calendar, policy = (
        readers[part][0] if readers[part] else Reader({}, part, 0, problems)
        for part in (Part.HALL, Part.CALENDAR, Part.POLICY)
    )
    counters = tuple(_counter(reader) for reader in readers[Part.COUNTERS])
    catalogue = Catalogue(
        hall_id=hall.ident("id"),
        name=hall.needed("name"),
        name_en=hall.needed("name_en"),
        timezone=hall.line("timezone", "Asia/Shanghai"),
        phone=hall.line("phone"),
        booking_phone=hall.line("booking_phone"),
        services=tuple(_service(reader) for reader in readers[Part.SERVICES]),
        counters=counters,
        items=items_from(readers[Part.ITEMS], readers[Part.MATERIALS], readers[Part.QUESTIONS]),
        calendar=_calendar(calendar),
        policy=_policy(policy),
        publicity=publicity_from(readers, counters),
    )
    check(catalogue, problems)
    return catalogue


def _service(reader: Reader) -> Service:
    return Service(
        id=ServiceId(reader.ident("id")),
        name=reader.needed("name"),
        name_en=reader.needed("name_en"),
        prefix=reader.letters("prefix"),
        expected_minutes=reader.number("expected_minutes", 0.5, 480, 8.0),
        extended=reader.flag("extended"),
        day_cap=reader.whole("day_cap", 1, 9999) if reader.has("day_cap") else None,
        period_caps=reader.each("period_caps", notation.cap_from),
        booking=_booking(reader),
    )


def _booking(reader: Reader) -> BookingRule | None:
    if not reader.has("booking.spans", "booking.slot_minutes", "booking.capacity"):
        return None
    if not reader.texts("booking.spans"):
        reader.problem("booking.spans", "没有填写预约时段")
    return BookingRule(
        spans=reader.each("booking.spans", notation.span_from),
        slot_minutes=reader.whole("booking.slot_minutes", 5, 480, _BOOKING.slot_minutes),
        capacity=reader.whole("booking.capacity", 1, 999, _BOOKING.capacity),
    )


def _counter(reader: Reader) -> Counter:
    number = reader.whole("number", 1, 999)
    return Counter(
        id=CounterId(reader.whole("id", 1, 9999) if reader.has("id") else number),
        number=number,
        name=reader.needed("name"),
        name_en=reader.needed("name_en"),
        services=tuple(ServiceId(text) for text in reader.texts("services")),
        zone=reader.line("zone"),
    )


def _calendar(reader: Reader) -> Calendar:
    return Calendar(
        always_open=reader.flag("always_open"),
        hours=reader.each("hours", notation.span_from, _CALENDAR.hours),
        duty_hours=reader.each("duty_hours", notation.span_from),
        duty_weekdays=reader.each("duty_weekdays", notation.weekday_from, _CALENDAR.duty_weekdays),
        years=frozenset(reader.each("years", notation.year_from)),
        off_days=frozenset(reader.each("off_days", notation.date_from)),
        work_days=frozenset(reader.each("work_days", notation.date_from)),
        closed_days=frozenset(reader.each("closed_days", notation.date_from)),
    )


def _policy(reader: Reader) -> Policy:
    return Policy(
        green_bonus=reader.whole("green_bonus", 0, _LATEST, _POLICY.green_bonus),
        booking_bonus=reader.whole("booking_bonus", 0, _LATEST, _POLICY.booking_bonus),
        urgent_bonus=reader.whole("urgent_bonus", 0, _LATEST, _POLICY.urgent_bonus),
        max_run=reader.whole("max_run", 1, 99, _POLICY.max_run),
        call_max=reader.whole("call_max", 1, 9, _POLICY.call_max),
        wait_limit=reader.whole("wait_limit", 1, _LATEST, _POLICY.wait_limit),
        idle_limit=reader.whole("idle_limit", 1, _LATEST, _POLICY.idle_limit),
        reactivate_after=reader.whole("reactivate_after", 0, 99, _POLICY.reactivate_after),
        late_limit=reader.whole("late_limit", 0, _LATEST, _POLICY.late_limit),
        hold_minutes=reader.whole("hold_minutes", 1, _LATEST, _POLICY.hold_minutes),
        booking_ahead_days=reader.whole("booking_ahead_days", 0, 90, _POLICY.booking_ahead_days),
        booking_horizon_days=reader.whole("booking_horizon_days", 1, 90, _POLICY.booking_horizon_days),
        booking_cancel_minutes=reader.whole("booking_cancel_minutes", 0, 7 * _LATEST, _POLICY.booking_cancel_minutes),
        booking_per_day=reader.whole("booking_per_day", 1, 99, _POLICY.booking_per_day),
        closing_guard=_guard(reader),
        close_grace=reader.whole("close_grace", 0, _LATEST, _POLICY.close_grace),
        walk_up_prefix=reader.letters("walk_up_prefix", _POLICY.walk_up_prefix),
        late_evaluation_days=reader.whole("late_evaluation_days", 0, 90, _POLICY.late_evaluation_days),
        offline_minutes=reader.whole("offline_minutes", 0, _LATEST, _POLICY.offline_minutes),
        offline_max=reader.whole("offline_max", 0, LENGTH, _POLICY.offline_max),
        offline_prefix=reader.letters("offline_prefix", _POLICY.offline_prefix),
        offline_fallback=reader.line("offline_fallback"),
        voice_languages=reader.each("voice_languages", notation.language_from, _POLICY.voice_languages),
        voice_hours=reader.each("voice_hours", notation.voice_from),
        green_reasons=reader.each("green_reasons", notation.green_from, _POLICY.green_reasons),
        evaluation_reasons=reader.each("evaluation_reasons", notation.evaluation_from, _POLICY.evaluation_reasons),
    )


def _guard(reader: Reader) -> LimitAction:
    text = reader.line("closing_guard", _POLICY.closing_guard)
    try:
        return LimitAction(text)
    except ValueError:
        reader.problem("closing_guard", f"“{text}” 应为 {'、'.join(LimitAction)} 之一")
        return _POLICY.closing_guard
