"""The books of reports in a hall's database: `server.service.report_port.Books`. Knows rows, no figure's meaning."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, true, tuple_

from server.service.port import Deed, TicketRow
from server.service.report_port import FigureRow, Line, Place, Sought, TurnRow
from server.store.row import (
    Row,
    from_figure,
    from_ticket,
    from_turn,
    require_check,
    to_deed,
    to_figure,
    to_ticket,
    to_turn,
)
from server.store.schema import DAY, DEED, FIGURE, TICKET, TURN
from server.store.session import Session, upsert


class Books:
    """Over a session that somebody else opens and closes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def enter(self, tickets: Sequence[TicketRow], turns: Sequence[TurnRow], figures: Sequence[FigureRow]) -> None:
        """Insert or replace rows, in one transaction."""
        session = self._session
        parts: tuple[tuple[str, list[Row]], ...] = (
            (session.text_of(upsert(session.engine, TICKET)), [from_ticket(row) for row in tickets]),
            (session.text_of(upsert(session.engine, TURN)), [from_turn(row) for row in turns]),
            (session.text_of(upsert(session.engine, FIGURE)), [from_figure(row) for row in figures]),
        )
        with session.transaction():
            for sql, rows in parts:
                if rows:
                    session.many(sql, rows)

    def clear(self) -> None:
        """Empty what can be derived again from the log."""
        with self._session.transaction():
            for table in (TICKET, TURN, FIGURE):
                self._session.run(delete(table))

    def figures(
        self, first: date, last: date, axes: str, *, key: str | None = None, other: str | None = None
    ) -> Sequence[FigureRow]:
        """Rows of the business days from `first` to `last`, both included, by day; raises LogDamaged."""
        wanted = select(FIGURE).where(FIGURE.c.axes == axes, _within(FIGURE.c.business_day, first, last))
        for column, value in ((FIGURE.c.key, key), (FIGURE.c.other, other)):
            if value is not None:
                wanted = wanted.where(column == value)
        return [to_figure(row) for row in self._session.rows(wanted.order_by(FIGURE.c.business_day))]

    def unbooked(self, first: date, last: date) -> Sequence[date]:
        """Business days of the log without figures."""
        booked = select(FIGURE.c.business_day).where(FIGURE.c.axes == "", FIGURE.c.business_day == DAY.c.business_day)
        days = select(DAY.c.business_day).where(_within(DAY.c.business_day, first, last), ~booked.exists())
        return [date.fromisoformat(str(row[0])) for row in self._session.rows(days.order_by(DAY.c.business_day))]

    def tickets(self, sought: Sought, before: Place | None, n: int) -> Sequence[Line]:
        """The `n` newest tickets before a place; raises LogDamaged."""
        place = tuple_(TICKET.c.business_day, TICKET.c.ticket_id)
        wanted = select(TICKET).where(*_ticket_terms(sought))
        if before is not None:
            wanted = wanted.where(place < (before[0].isoformat(), before[1]))
        newest = wanted.order_by(TICKET.c.business_day.desc(), TICKET.c.ticket_id.desc()).limit(n)
        return [Line(to_ticket(row)) for row in self._session.rows(newest)]

    def turns(self, sought: Sought, before: Place | None, n: int) -> Sequence[Line]:
        """The `n` newest turns before a place, with their tickets; raises LogDamaged."""
        places = (TURN.c.business_day, TURN.c.ticket_id, TURN.c.n)
        wanted = select(TURN).where(*_turn_terms(sought))
        if before is not None:
            wanted = wanted.where(tuple_(*places) < (before[0].isoformat(), *before[1:]))
        newest = wanted.order_by(*(column.desc() for column in places)).limit(n)
        turns = [to_turn(row) for row in self._session.rows(newest)]
        ids = {turn.ticket_id for turn in turns}
        found = self._session.rows(select(TICKET).where(TICKET.c.ticket_id.in_(ids))) if ids else ()
        tickets = {row.ticket_id: row for row in map(to_ticket, found)}
        return [Line(tickets.get(turn.ticket_id), turn) for turn in turns]

    def ticket(self, ticket_id: int) -> TicketRow | None:
        row = self._session.row(select(TICKET).where(TICKET.c.ticket_id == ticket_id))
        return None if row is None else to_ticket(row)

    def deeds_about(self, ticket_id: int, since: date, days: int) -> Sequence[Deed]:
        """The deeds that speak of a ticket, of so many business days from `since` on, in order."""
        until = since + timedelta(days=days)
        number = f'"ticket_id":{ticket_id}'
        speaks = DEED.c.facts.contains(f"{number},", autoescape=True) | DEED.c.facts.contains(
            f"{number}}}", autoescape=True
        )
        wanted = select(DEED).where(self._from_day_on(since), _within(DEED.c.business_day, since, until), speaks)
        return [to_deed(row) for row in self._session.rows(wanted.order_by(DEED.c.seq))]

    def _from_day_on(self, day: date) -> ColumnElement[bool]:
        """The log in the order of its days but for a wrong clock: then all of it is looked through."""
        earlier = self._count(DAY.c.business_day < day.isoformat())
        row = self._session.row(select(DEED.c.business_day).where(DEED.c.seq == earlier + 1))
        before = self._session.row(select(DEED.c.business_day).where(DEED.c.seq == earlier))
        is_in_order = row is not None and row[0] == day.isoformat() and (before is None or str(before[0]) < str(row[0]))
        later = self._count(_within(DAY.c.business_day, day, day + timedelta(days=400)))
        return and_(DEED.c.seq > earlier, DEED.c.seq <= earlier + later) if is_in_order else true()

    def span(self, first: date, last: date) -> tuple[int, int]:
        """The seqs of the log between which all deeds of these business days are; of a log that a wrong clock put out
        of the order of its days, all of it."""
        whole = self._count(true())
        low = self._count(DAY.c.business_day < first.isoformat()) + 1
        high = self._count(DAY.c.business_day <= last.isoformat())
        before, begin, end, after = (self._day_at(seq) for seq in (low - 1, low, high, high + 1))
        is_in_order = (
            (before is None or before < first)
            and (begin is None or begin >= first)
            and (end is None or end <= last)
            and (after is None or after > last)
        )
        return (low, high) if is_in_order else (1, whole)

    def _day_at(self, seq: int) -> date | None:
        row = self._session.row(select(DEED.c.business_day).where(DEED.c.seq == seq))
        return None if row is None else date.fromisoformat(str(row[0]))

    def _count(self, days: ColumnElement[bool]) -> int:
        row = self._session.row(select(func.coalesce(func.sum(DAY.c.deeds), 0)).where(days))
        return int(row[0] or 0) if row is not None else 0

    def copy_to(self, target: "Books") -> None:
        """Copy all turns and figures; tickets are copied with the log."""
        for day in self._session.rows(select(DAY.c.business_day)) if self._session.has_table(TURN.name) else ():
            turns = self._session.rows(select(TURN).where(TURN.c.business_day == day[0]))
            figures = self._session.rows(select(FIGURE).where(FIGURE.c.business_day == day[0]))
            target.enter([], [to_turn(row) for row in turns], [to_figure(row) for row in figures])

    def verify(self) -> None:
        """Raises LogDamaged unless every turn and every figure is what was written."""
        for table in (TURN, FIGURE):
            if not self._session.has_table(table.name):
                continue  # a backup made before there were any
            for row in self._session.rows(select(table)):
                require_check(row, f"报表数据 {row[0]} {row[1]} {row[2]} ")


def _within(column: ColumnElement[str], first: date, last: date) -> ColumnElement[bool]:
    return column.between(first.isoformat(), last.isoformat())


def _ticket_terms(sought: Sought) -> list[ColumnElement[bool]]:
    terms = _common(sought, TICKET)
    if sought.states:
        terms.append(TICKET.c.state.in_(sought.states))
    if sought.never_came is not None:
        never_came = TICKET.c.called_at.is_not(None) & TICKET.c.started_at.is_(None)
        terms.append(never_came if sought.never_came else ~never_came)
    if sought.levels:
        terms.append(TICKET.c.level.in_(sought.levels))
    if sought.is_unrated:
        terms.append(TICKET.c.level.is_(None))
    return terms


def _turn_terms(sought: Sought) -> list[ColumnElement[bool]]:
    terms = _common(sought, TURN)
    if sought.outcomes:
        terms.append(TURN.c.outcome.in_(sought.outcomes))
    if sought.is_served:
        terms.append(TURN.c.started_at.is_not(None))
    if sought.is_called:
        terms.append(TURN.c.is_called == 1)
    if sought.waited_us is not None:
        terms.append(TURN.c.called_at - TURN.c.issued_at > sought.waited_us)
    return terms


def _common(sought: Sought, table: Table) -> list[ColumnElement[bool]]:
    named = {
        table.c.service_id: sought.service,
        table.c.counter_id: sought.counter,
        table.c.clerk: sought.clerk,
        table.c.ticket_class: sought.ticket_class,
    }
    wanted = [column == value for column, value in named.items() if value is not None]
    return [_within(table.c.business_day, sought.first, sought.last), *wanted]
