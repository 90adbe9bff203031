"""The records of a catalogue: the inverse of hallfile_build. Knows no file format and checks nothing."""

from collections.abc import Iterable
from datetime import date

from server.domain.catalogue import Calendar, Catalogue, Counter, Service
from server.domain.policy import Policy
from server.service import hallfile_values as notation
from server.service.hallfile_fields import FIELDS, Document, Part, Record
from server.service.hallfile_item import item_records
from server.service.hallfile_public import hall_record, publicity_records


def document_of(catalogue: Catalogue) -> Document:
    """Records of the whole catalogue. Empty values are left out where there are many records."""
    return {
        Part.HALL: [_hall(catalogue)],
        Part.SERVICES: [_filled(_service(service)) for service in catalogue.services],
        Part.COUNTERS: [_filled(_counter(counter)) for counter in catalogue.counters],
        **{part: list(map(_filled, records)) for part, records in item_records(catalogue.items).items()},
        **{part: list(map(_filled, records)) for part, records in publicity_records(catalogue).items()},
        Part.CALENDAR: [_calendar(catalogue.calendar)],
        Part.POLICY: [_policy(catalogue.policy)],
    }


def _filled(record: Record) -> Record:
    return {key: value for key, value in record.items() if value is not False and value not in ("", ())}


def _hall(catalogue: Catalogue) -> Record:
    return {
        "id": catalogue.hall_id,
        "name": catalogue.name,
        "name_en": catalogue.name_en,
        "timezone": catalogue.timezone,
        "phone": catalogue.phone,
        "booking_phone": catalogue.booking_phone,
        **hall_record(catalogue.publicity),
    }


def _service(service: Service) -> Record:
    record: Record = {
        "id": service.id,
        "name": service.name,
        "name_en": service.name_en,
        "prefix": service.prefix,
        "expected_minutes": service.expected_minutes,
        "extended": service.extended,
        "period_caps": tuple(notation.cap_to(period) for period in service.period_caps),
    }
    if service.day_cap is not None:
        record["day_cap"] = service.day_cap
    if service.booking is not None:
        record["booking.spans"] = tuple(notation.span_to(span) for span in service.booking.spans)
        record["booking.slot_minutes"] = service.booking.slot_minutes
        record["booking.capacity"] = service.booking.capacity
    return record


def _counter(counter: Counter) -> Record:
    return {
        "id": counter.id,
        "number": counter.number,
        "name": counter.name,
        "name_en": counter.name_en,
        "services": tuple(counter.services),
        "zone": counter.zone,
    }


def _calendar(calendar: Calendar) -> Record:
    return {
        "always_open": calendar.always_open,
        "hours": tuple(notation.span_to(span) for span in calendar.hours),
        "duty_hours": tuple(notation.span_to(span) for span in calendar.duty_hours),
        "duty_weekdays": tuple(notation.weekday_to(weekday) for weekday in calendar.duty_weekdays),
        "years": tuple(str(year) for year in sorted(calendar.years)),
        "off_days": _days(calendar.off_days),
        "work_days": _days(calendar.work_days),
        "closed_days": _days(calendar.closed_days),
    }


def _days(days: Iterable[date]) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in sorted(days))


def _policy(policy: Policy) -> Record:
    record: Record = {field.key: getattr(policy, field.key) for field in FIELDS[Part.POLICY]}
    hours = tuple(notation.voice_to(each) for each in policy.voice_hours)
    return {
        **record,
        "closing_guard": policy.closing_guard.value,
        "voice_hours": hours,
        "green_reasons": tuple(notation.reason_to(each) for each in policy.green_reasons),
        "evaluation_reasons": tuple(notation.reason_to(each) for each in policy.evaluation_reasons),
    }
