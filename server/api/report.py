"""Calls of reports: figures of any period, the tickets behind a figure, the facts of a ticket, workbooks and paper."""

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, Door
from server.domain.command import Actor
from server.paper.press import Press
from server.service.hall import HallService
from server.service.report import Question, Reports
from server.service.report_day import AXES
from server.service.report_figure import to_estimate_errors
from server.service.report_list import WHATS
from server.service.report_paper import report_html
from server.service.report_port import Place
from server.service.report_rows import LEDGER_TITLES, LIST_TITLES, facts_of, ledger_rows, list_rows, to_wire
from server.service.report_sheet import report_sheets, ticket_sheet
from server.service.report_words import Words
from server.vocab import TicketClass
from server.wire import admin as wa
from server.wire import report as wr
from server.wire.shape import SentDay

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
PAGE_MAX = 200
SHEET_MAX = 50_000
"""Rows of a workbook: more is too much for an office computer; a shorter period has all of them."""
DAYS_BY_DAY = 62

By = Literal["", "hour", "day", "month", "weekday", "service", "counter", "clerk", "class"]
What = Annotated[str, Query(pattern=f"^({'|'.join(WHATS)})$")]
Language = Literal["zh", "en"]
Word = Annotated[str | None, Query(min_length=1, max_length=64)]


async def _question(  # not async, it would be run in a thread of its own
    *,
    first: SentDay,
    last: SentDay,
    service_id: Word = None,
    counter_id: Annotated[int | None, Query(ge=1, le=2**31)] = None,
    clerk: Word = None,
    ticket_class: Annotated[TicketClass | None, Query(alias="class")] = None,
) -> Question:
    named = (None, service_id, None if counter_id is None else str(counter_id), clerk, ticket_class)
    keys = tuple((axis, str(key)) for axis, key in zip(AXES, named, strict=True) if key is not None)
    return Question(first=first, last=last, keys=keys)


Asked = Annotated[Question, Depends(_question)]
Before = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d\.\d{1,18}\.\d{1,6})?$")]


def report_router(service: HallService, door: Door, reports: Reports, press: Press) -> APIRouter:
    """Everything under /reports."""
    router = APIRouter(prefix=f"{PREFIX}/reports", tags=["reports"], dependencies=[Depends(door.allow(LEADERS))])
    _add_figures(router, reports)
    _add_lists(router, service, reports)
    _add_files(router, service, door, reports, press)
    return router


def _add_figures(router: APIRouter, reports: Reports) -> None:
    @router.get("/figures", responses=reply.docs(wr.ReportAnswer, 409))
    async def report_figures(asked: Asked, by: By = "") -> Response:
        """What a period came to, and broken down by hour, day, month, weekday, service, counter, clerk or class.

        At most two of hour, service, counter, clerk and class may be named, `by` included.
        """
        (answer,) = await reports.report(_by(asked, by))
        return reply.model(answer)

    @router.get("/estimates", responses=reply.docs(wa.EstimateReport, 409))
    async def report_estimates(first: SentDay, last: SentDay) -> Response:
        """How the waiting times printed on tickets held, by service; minutes and shares."""
        if last < first:
            return reply.model(wa.EstimateReport(services=[]))
        (answer,) = await reports.report(Question(first=first, last=last, by="service"))
        services = to_estimate_errors((each.key, each.figures) for each in answer.lines)
        return reply.model(wa.EstimateReport(services=services))


def _add_lists(router: APIRouter, service: HallService, reports: Reports) -> None:
    @router.get("/tickets", responses=reply.docs(wr.ReportTicketsAnswer, 409))
    async def report_tickets(
        asked: Asked,
        what: What = "tickets",
        before: Before = "",
        n: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
    ) -> Response:
        """The tickets (or turns at a counter) a figure counts, newest first."""
        lines = await reports.tickets(asked, WHATS[what], _place_of(before), n + 1)
        tickets = [to_wire(line) for line in lines]
        more = None if len(tickets) <= n else _cursor(tickets[n - 1])
        return reply.model(wr.ReportTicketsAnswer(tickets=tickets[:n], before=more))

    @router.get("/tickets/{ticket_id}", responses=reply.docs(wr.TicketFactsAnswer, 404))
    async def report_ticket(ticket_id: Annotated[int, Path(ge=1, le=2**53)]) -> Response:
        """One ticket and everything that happened to it, from the log."""
        row, deeds = await reports.facts(ticket_id)
        return reply.model(wr.TicketFactsAnswer(ticket=to_wire(row), facts=facts_of(ticket_id, deeds)))


def _add_files(router: APIRouter, service: HallService, door: Door, reports: Reports, press: Press) -> None:
    @router.get("/figures.xlsx", responses=reply.file_docs(XLSX, 409), response_class=Response)
    async def report_workbook(asked: Asked, language: Language = "zh") -> Response:
        """The figures of a period and every way of breaking them down, a sheet each; minutes and shares as numbers."""
        answers = await reports.report(*_whole(asked))
        content = await asyncio.to_thread(report_sheets, answers, Words(service.hall, language))
        return reply.file(content, XLSX, f"report-{asked.first}-{asked.last}.xlsx")

    @router.get("/figures.pdf", responses=reply.file_docs(PDF, 409), response_class=Response)
    async def report_on_paper(
        asked: Asked, actor: Annotated[Actor, Depends(door.allow(LEADERS))], language: Language = "zh"
    ) -> Response:
        """The same on paper."""
        answers = await reports.report(*_whole(asked))
        words = Words(service.hall, language)
        now = service.hall.local(service.now()).strftime("%Y-%m-%d %H:%M")
        made = words.of(f"{now} 由 {actor.name} 导出", f"Made {now} by {actor.name}")
        html = await asyncio.to_thread(report_html, answers, words, made)
        return reply.file(await press.pdf_of(html), PDF, f"report-{asked.first}-{asked.last}.pdf")

    @router.get("/tickets.xlsx", responses=reply.file_docs(XLSX, 409), response_class=Response)
    async def report_ticket_workbook(asked: Asked, what: What = "tickets", language: Language = "zh") -> Response:
        """The tickets a figure counts as a workbook, at most 50,000."""
        lines = await reports.tickets(asked, WHATS[what], None, SHEET_MAX)
        words = Words(service.hall, language)
        titles = [words.of(*each) for each in LIST_TITLES]
        rows = list_rows(lines, words, service.hall.zone)
        content = await asyncio.to_thread(ticket_sheet, words.of("号票明细", "Tickets"), titles, rows)
        return reply.file(content, XLSX, f"tickets-{asked.first}-{asked.last}.xlsx")

    @router.get("/ledger.xlsx", responses=reply.file_docs(XLSX, 409), response_class=Response)
    async def public_ledger(asked: Asked, language: Language = "zh") -> Response:
        """公开台账 (R-105): number, service, times, counter, clerk and state; no class, opinion, note or person."""
        lines = await reports.tickets(asked, WHATS["finished"], None, SHEET_MAX)
        words = Words(service.hall, language)
        titles = [words.of(*each) for each in LEDGER_TITLES]
        rows = ledger_rows(lines, words, service.hall.zone)
        content = await asyncio.to_thread(ticket_sheet, words.of("公开台账", "Public ledger"), titles, rows)
        return reply.file(content, XLSX, f"ledger-{asked.first}-{asked.last}.xlsx")


def _by(asked: Question, by: str) -> Question:
    return Question(first=asked.first, last=asked.last, by=by, keys=asked.keys)


def _whole(asked: Question) -> list[Question]:
    """The whole, and every way of breaking it down that says anything."""
    days = (asked.last - asked.first).days + 1
    periods = ["day"] if 1 < days <= DAYS_BY_DAY else ["month"] if days > 1 else []
    axes = [axis for axis in AXES if axis not in dict(asked.keys)] if len(asked.keys) < 2 else []
    return [_by(asked, by) for by in ("", *periods, *axes)]


def _cursor(ticket: wr.ReportTicket) -> str:
    return f"{ticket.business_day.isoformat()}.{ticket.ticket_id}.{ticket.turn}"


def _place_of(cursor: str) -> Place | None:
    if not cursor:
        return None
    day, ticket_id, turn = cursor.split(".")
    return date.fromisoformat(day), int(ticket_id), int(turn)
