"""Answers questions about days: those that are over from the books, the present one from the hall itself.

Work is done in a thread of its own over a connection of its own, one question after another: a report of a year must
not make a counter's call wait.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from server.domain.errors import NotFound, RuleSaysNo
from server.service.books import DayEnd, day_so_far, to_day
from server.service.hall import HallService
from server.service.port import Deed, TicketRow
from server.service.report_day import AXES, Sums, add, added_up, cells_of, spread
from server.service.report_figure import SATISFACTION_TARGET, to_figures
from server.service.report_list import What, newest
from server.service.report_port import Books, Line, Place
from server.wire import report as wr

T = TypeVar("T")
OpenBooks = Callable[[], AbstractContextManager[Books]]
"""One moment of the books, to be read in any one thread."""

PERIODS = ("day", "month", "weekday")
BY = (*AXES, *PERIODS)
MOST_DAYS = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A period, at most one key of each axis, and what to break the figures down by (empty: nothing)."""

    first: date
    last: date
    by: str = ""
    keys: tuple[tuple[str, str], ...] = ()  # axis and key, in the order of AXES

    def axes(self, *more: str) -> tuple[str, ...]:
        wanted = {axis for axis, _ in self.keys} | set(more)
        return tuple(axis for axis in AXES if axis in wanted)


class Reports:
    """The reports of one hall."""

    def __init__(self, service: HallService, open_books: OpenBooks) -> None:
        self._service = service
        self._open = open_books
        self._one = asyncio.Lock()

    async def report(self, *questions: Question) -> list[wr.ReportAnswer]:
        """An answer to each question, all of one moment. Raises RuleSaysNo for a question nobody can answer."""
        for question in questions:
            _require_answerable(question)
        today = await self._today()
        limit = self._service.hall.catalogue.policy.wait_limit

        def work() -> list[wr.ReportAnswer]:
            with self._open() as books:
                return [_answer(books, question, today, limit) for question in questions]

        return await self._in_thread(work)

    async def tickets(self, question: Question, what: What, before: Place | None, n: int) -> list[Line]:
        """The newest tickets or turns behind a figure."""
        today = await self._today()
        limit = self._service.hall.catalogue.policy.wait_limit

        def work() -> list[Line]:
            with self._open() as books:
                return newest(books, today, what.sought(question, limit), before, n, of_turns=what.of_turns)

        return await self._in_thread(work)

    async def facts(self, ticket_id: int) -> tuple[TicketRow, list[Deed]]:
        """A ticket and the deeds that speak of it; raises NotFound."""
        today = await self._today()
        days = self._service.hall.catalogue.policy.late_evaluation_days + 1
        live = next((row for row in today.rows if row.ticket_id == ticket_id), None) if today else None

        def work() -> tuple[TicketRow, list[Deed]]:
            with self._open() as books:
                row = live or books.ticket(ticket_id)
                if row is None:
                    raise NotFound("unknown_ticket", "没有这张号票。")
                since = min(row.business_day, row.issued_at.astimezone(self._service.hall.zone).date())
                return row, list(books.deeds_about(ticket_id, since, days))

        return await self._in_thread(work)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        async with self._one:
            return await asyncio.to_thread(work)

    async def _today(self) -> DayEnd | None:
        await self._service.settled()
        return day_so_far(self._service.hall, self._service.now())


def _require_answerable(question: Question) -> None:
    if not 0 <= (question.last - question.first).days <= MOST_DAYS:
        raise RuleSaysNo("bad_period", f"日期须从早到晚，最多 {MOST_DAYS} 天。")
    if len(question.axes(*_axis_of(question.by))) > 2:
        raise RuleSaysNo("too_many_filters", "筛选条件和分类合起来最多两项（钟点、业务、窗口、人员、类别）。")


def _axis_of(by: str) -> tuple[str, ...]:
    return (by,) if by in AXES else ()


def _answer(books: Books, question: Question, today: DayEnd | None, limit: int) -> wr.ReportAnswer:
    total: Sums = {}
    of_period: dict[str, Sums] = {}
    for day, _, sums in _sums(books, question, question.axes(), today):
        add(total, sums)
        if question.by in PERIODS:
            add(of_period.setdefault(_period_of(day, question.by), {}), sums)
    if question.by in AXES:
        for _, key, sums in _sums(books, question, question.axes(question.by), today):
            add(of_period.setdefault(key, {}), sums)
    missing = set(books.unbooked(question.first, question.last)) - ({today.business_day} if today else set())
    return wr.ReportAnswer(
        first=question.first,
        last=question.last,
        by=question.by,
        target=SATISFACTION_TARGET,
        wait_limit=limit,
        missing=sorted(missing),
        total=to_figures(total, limit),
        lines=[
            wr.ReportLine(key=key, figures=to_figures(of_period[key], limit)) for key in sorted(of_period, key=_order)
        ],
    )


def _order(key: str) -> tuple[int, str]:
    """Hours and counters as numbers."""
    return (int(key), "") if key.isascii() and key.isdigit() else (0, key)


def _period_of(day: date, by: str) -> str:
    match by:
        case "day":
            return day.isoformat()
        case "month":
            return day.isoformat()[:7]
        case _:
            return str(day.isoweekday())


def _sums(
    books: Books, question: Question, axes: tuple[str, ...], today: DayEnd | None
) -> Iterator[tuple[date, str, Sums]]:
    """Day, key of the axis asked for (empty: none) and sums, for each row of these axes that fits the question."""
    wanted = dict(question.keys)
    keys = [wanted.get(axis) for axis in axes]
    key, other = (*keys, None, None)[:2]
    asked = next((place for place, each in enumerate(keys) if each is None), None)
    for row in books.figures(question.first, question.last, ",".join(axes), key=key, other=other):
        if today is None or (row.business_day, row.part) != (today.business_day, today.part):
            yield row.business_day, "" if asked is None else (row.key, row.other)[asked], added_up([row])
    day = today.business_day if today is not None else None
    if today is None or day is None or not question.first <= day <= question.last:
        return
    for (_, found), sums in spread(cells_of(to_day(today, day)), (axes,)).items():
        if all(each is None or each == key_ for each, key_ in zip(keys, found, strict=True)):
            yield day, "" if asked is None else found[asked], sums
