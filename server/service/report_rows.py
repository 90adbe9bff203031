"""Tickets, turns and facts as reports show them: on the wire, in a list, in the public ledger. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import TypeAlias

from pydantic_core import from_json

from server.service.port import Deed, TicketRow
from server.service.report_port import Line, TurnRow
from server.service.report_sheet import Cell, local
from server.service.report_words import Words
from server.vocab import ZH, Level, TicketClass, TicketState
from server.wire import report as wr

Json: TypeAlias = dict[str, "str | int | float | list[str] | None"]

LIST_TITLES = (
    ("业务日", "Day"),
    ("票号", "Number"),
    ("业务", "Service"),
    ("类别", "Class"),
    ("窗口", "Counter"),
    ("工作人员", "Clerk"),
    ("取号", "Issued"),
    ("叫号", "Called"),
    ("开始办理", "Started"),
    ("结束", "Ended"),
    ("等候（分钟）", "Waited (min)"),
    ("办理（分钟）", "Served (min)"),
    ("状态", "State"),
    ("评价", "Rating"),
)
LEDGER_TITLES = (
    ("业务日", "Day"),
    ("受理编号", "Number"),
    ("业务", "Service"),
    ("窗口", "Counter"),
    ("受理人", "Clerk"),
    ("受理时间", "Accepted"),
    ("办结时间", "Completed"),
    ("状态", "State"),
)


def to_wire(line: Line | TicketRow) -> wr.ReportTicket:
    """A ticket; of a turn, with the turn's own place and times."""
    if isinstance(line, Line) and line.turn is not None:
        return _turn(line.turn, line.ticket)
    row = line.ticket if isinstance(line, Line) else line
    if row is None:
        raise ValueError("a line of nothing")
    return wr.ReportTicket(
        ticket_id=row.ticket_id,
        business_day=row.business_day,
        number=row.number,
        service_id=row.service_id,
        ticket_class=TicketClass(row.ticket_class),
        state=TicketState(row.state),
        counter_id=row.counter_id,
        clerk=row.clerk,
        issued_at=row.issued_at,
        called_at=row.called_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        level=row.level,
    )


def _turn(turn: TurnRow, row: TicketRow | None) -> wr.ReportTicket:
    return wr.ReportTicket(
        ticket_id=turn.ticket_id,
        turn=turn.n,
        business_day=turn.business_day,
        number=row.number if row is not None else "",
        service_id=turn.service_id,
        ticket_class=TicketClass(turn.ticket_class),
        state=TicketState(row.state) if row is not None else None,
        counter_id=turn.counter_id,
        clerk=turn.clerk,
        issued_at=row.issued_at if row is not None else turn.issued_at,
        called_at=turn.called_at,
        started_at=turn.started_at,
        finished_at=turn.ended_at,
        outcome=turn.outcome,
        level=row.level if row is not None else None,
    )


def list_rows(lines: Iterable[Line], words: Words, zone: tzinfo) -> Iterator[Sequence[Cell]]:
    """Rows under LIST_TITLES."""
    for each in map(to_wire, lines):
        called, issued, started, ended = each.called_at, each.issued_at, each.started_at, each.finished_at
        yield (
            each.business_day.isoformat(),
            each.number,
            words.service(each.service_id),
            words.ticket_class(each.ticket_class),
            words.counter(each.counter_id),
            each.clerk or "",
            *(local(moment, zone) for moment in (issued, called, started, ended)),
            (called - issued).total_seconds() / 60 if called and issued else None,
            (ended - started).total_seconds() / 60 if ended and started else None,
            words.state(each.state),
            words.of(ZH[Level(each.level)], str(each.level)) if each.level is not None else "",
        )


def ledger_rows(lines: Iterable[Line], words: Words, zone: tzinfo) -> Iterator[Sequence[Cell]]:
    """Rows under LEDGER_TITLES: what anybody may see."""
    for each in map(to_wire, lines):
        yield (
            each.business_day.isoformat(),
            each.number,
            words.service(each.service_id),
            words.counter(each.counter_id),
            each.clerk or "",
            local(each.started_at, zone),
            local(each.finished_at, zone),
            words.state(each.state),
        )


def facts_of(ticket_id: int, deeds: Iterable[Deed]) -> list[wr.TicketFact]:
    """What the deeds say of a ticket, in order."""
    return [
        _fact(deed, str(each["type"]), each["body"])
        for deed in deeds
        for each in from_json(deed.facts)
        if each["body"].get("ticket_id") == ticket_id
    ]


_TEXTS = ("reason", "note", "comment", "class_reason", "detail")


def _fact(deed: Deed, name: str, body: Json) -> wr.TicketFact:
    services = body.get("services")
    service = services[0] if isinstance(services, list) and services else body.get("service_id")
    texts = [str(body[key]) for key in _TEXTS if body.get(key)]
    return wr.TicketFact(
        seq=deed.seq,
        at=deed.at,
        actor=deed.actor,
        fact=name,
        counter_id=_whole(body.get("counter_id")),
        service_id=str(service) if service else None,
        level=_whole(body.get("level")),
        reasons=[str(each) for each in reasons] if isinstance(reasons := body.get("reasons"), list) else [],
        text="；".join(texts),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
