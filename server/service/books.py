"""Turns ended tickets into rows of the read model, and the rows into reports. All of it derived from the log."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from server.domain.fold_record import times_until
from server.domain.hall import Hall
from server.domain.record import Said, TimeKey, Turn
from server.domain.ticket import Ticket
from server.service.port import Log, TicketRow
from server.service.report_day import (
    Day,
    Keys,
    Sums,
    add,
    added_up,
    figures_of,
    place_of,
    reason_sums,
    said_sums,
    spread,
    to_body,
)
from server.service.report_port import Books, FigureRow, TurnRow
from server.vocab import Level, TicketId


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What the books take of a day that is left: its ended tickets and turns, its idle time, and what was said this
    day, also of earlier visits. `business_day` None: the hall has not had a day yet."""

    business_day: date | None
    part: int
    zone: tzinfo
    rows: list[TicketRow]
    turns: list[TurnRow]
    times: Mapping[TimeKey, int]
    said: Mapping[TicketId, Said]
    late: Mapping[TicketId, Level]
    explained: Mapping[TicketId, tuple[str, ...]]


def end_of_day(hall: Hall) -> DayEnd:
    """Taken before the day is left, for then all of it is forgotten."""
    record = hall.record
    return DayEnd(
        business_day=hall.business_day,
        part=hall.rev if record.begun_at_rev is None else record.begun_at_rev,
        zone=hall.zone,
        rows=ended_rows(hall),
        turns=turn_rows(hall),
        times=dict(record.times),
        said=dict(record.said),
        late=dict(hall.late),
        explained=dict(record.explained),
    )


def day_so_far(hall: Hall, now: datetime) -> DayEnd | None:
    """The present day as if it ended now, with who is still in the hall; None before the first day."""
    day = hall.business_day
    if day is None:
        return None
    rows = [to_row(ticket, day) for ticket in hall.tickets.values()]
    return replace(end_of_day(hall), rows=rows, times=times_until(hall, now))


def enter(log: Log, day: DayEnd) -> None:
    """Write a day into the read model; doing it twice is doing it once."""
    if day.business_day is None:
        return
    found = [(log.ticket(ticket_id), ticket_id) for ticket_id in day.late]
    late = [(row, day.said.get(ticket_id)) for row, ticket_id in found if row is not None and row.level is None]
    rows = [*day.rows, *(replace(row, level=int(said.level)) for row, said in late if said is not None)]
    more = [(row, said_sums(said)) for row, said in late if said is not None]
    more += _explained_sums(log, day)
    figures = [*figures_of(to_day(day, day.business_day)), *_late_figures(log.books, day.zone, more)]
    log.books.enter(rows, day.turns, figures)


def to_day(day: DayEnd, business_day: date) -> Day:
    return Day(
        business_day=business_day,
        part=day.part,
        tickets=day.rows,
        turns=day.turns,
        times=day.times,
        said=day.said,
        hour_of=hours_of(day.zone),
    )


def hours_of(zone: tzinfo) -> Callable[[datetime], int]:
    """The hour of a moment on the hall's clock."""
    return lambda at: at.astimezone(zone).hour


def _explained_sums(log: Log, day: DayEnd) -> Iterator[tuple[TicketRow, Sums]]:
    """Reasons given this day for levels of earlier ones. A mark in the figures tells that they are in already."""
    for ticket_id, reasons in day.explained.items():
        row, mark = log.ticket(ticket_id), f"explained:{ticket_id}"
        if row is not None and mark not in added_up(log.books.figures(row.business_day, row.business_day, "")):
            yield row, {mark: 1, **reason_sums(reasons)}


def _late_figures(books: Books, zone: tzinfo, late: Iterable[tuple[TicketRow, Sums]]) -> Iterator[FigureRow]:
    """The figures of earlier days with what was said of them today."""
    more: dict[tuple[date, Keys], Sums] = {}
    for row, sums in late:
        for keys, each in spread({place_of(row, hours_of(zone)): sums}).items():
            add(more.setdefault((row.business_day, keys), {}), each)
    for (day, (axes, named)), sums in more.items():
        key, other = (*named, "", "")[:2]
        kept = books.figures(day, day, ",".join(axes), key=key, other=other)
        if kept:  # a day from before there were figures gets all of them from `rebuild`
            total = added_up(kept[:1])
            add(total, sums)
            yield replace(kept[0], body=to_body(total))


def turn_rows(hall: Hall) -> list[TurnRow]:
    """The present day's turns that ended."""
    day = hall.business_day
    return [] if day is None else [_to_turn(each, day) for each in hall.record.turns]


def _to_turn(turn: Turn, day: date) -> TurnRow:
    return TurnRow(
        business_day=day,
        ticket_id=turn.ticket_id,
        n=turn.n,
        service_id=turn.service_id,
        ticket_class=turn.ticket_class,
        counter_id=turn.counter_id,
        clerk=turn.clerk,
        issued_at=turn.issued_at,
        called_at=turn.called_at,
        started_at=turn.started_at,
        ended_at=turn.ended_at,
        outcome=turn.outcome,
        is_called=turn.is_called,
    )


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
