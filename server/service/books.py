"""Turns ended tickets into rows of the read model, and the rows into reports. All of it derived from the log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.service.port import Log, TicketRow
from server.vocab import Level, TicketId
from server.wire.admin import EstimateError


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What the books take of a day that is left: its ended tickets, and what was said this day of earlier visits."""

    rows: list[TicketRow]
    late: Mapping[TicketId, Level]


def end_of_day(hall: Hall) -> DayEnd:
    """Taken before the day is left, for then all of it is forgotten."""
    return DayEnd(ended_rows(hall), dict(hall.late))


def enter(log: Log, day: DayEnd) -> None:
    """Write a day into the read model; doing it twice is doing it once."""
    found = ((log.ticket(ticket_id), level) for ticket_id, level in day.late.items())
    log.put_tickets([*day.rows, *(replace(row, level=level) for row, level in found if row is not None)])


def ended_rows(hall: Hall) -> list[TicketRow]:
    """The present day's ended tickets; taken before the day is left, for then they are forgotten."""
    day = hall.business_day
    return [] if day is None else [to_row(each, day) for each in hall.tickets.values() if not each.is_live]


def to_row(ticket: Ticket, day: date) -> TicketRow:
    return TicketRow(
        ticket_id=ticket.id,
        business_day=day,
        number=ticket.number,
        service_id=ticket.service_id,
        ticket_class=ticket.ticket_class,
        class_reason=ticket.class_reason,
        state=ticket.state,
        counter_id=ticket.counter_id,
        clerk=ticket.clerk,
        issued_at=ticket.issued_at,
        called_at=ticket.first_called_at,
        started_at=ticket.started_at,
        finished_at=ticket.finished_at,
        calls=ticket.calls,
        promised_p50=ticket.p50_minutes,
        promised_p90=ticket.p90_minutes,
        level=ticket.level,
    )


def estimate_errors(rows: Iterable[TicketRow]) -> Iterator[EstimateError]:
    """How the promises of called tickets held, by service."""
    by_service: dict[str, list[tuple[float, float, float]]] = {}
    for row in rows:
        if row.called_at is None or row.promised_p50 is None or row.promised_p90 is None:
            continue
        waited = (row.called_at - row.issued_at).total_seconds() / 60
        by_service.setdefault(row.service_id, []).append((waited, row.promised_p50, row.promised_p90))
    for service, waits in sorted(by_service.items()):
        n = len(waits)
        yield EstimateError(
            service_id=service,
            tickets=n,
            mean_absolute_error=round(sum(abs(w - p50) for w, p50, _ in waits) / n, 2),
            mean_error=round(sum(w - p50 for w, p50, _ in waits) / n, 2),
            within=round(sum(p50 <= w <= p90 for w, p50, p90 in waits) / n, 3),
            above=round(sum(w > p90 for w, _, p90 in waits) / n, 3),
        )
