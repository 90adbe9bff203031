"""The log of one hall in one database: `server.service.port.Log`. Knows rows and check sums, no rule of the hall."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import itemgetter

from sqlalchemy import delete, insert, select, tuple_

from server.service.port import Answer, Checkpoint, Deed, TicketRow
from server.store.chain import START, Link, follow, link_of, verified
from server.store.errors import damaged
from server.store.report import Books
from server.store.row import (
    Row,
    check_sum,
    from_deed,
    from_ticket,
    require_check,
    to_answer,
    to_checkpoint,
    to_deed,
    to_ticket,
    with_check,
)
from server.store.schema import ANSWER, CHECKPOINT, DAY, DEED, META, TICKET
from server.store.session import Session, upsert

_CHUNK = 1000  # rows read at once
_CHECKPOINTS = 3  # kept, so that a damaged one costs time and not the start


def _answer_rows(deeds: Sequence[Deed], answers: Sequence[Answer]) -> list[Row]:
    seqs = {deed.request_id: deed.seq for deed in deeds} if answers else {}
    rows: list[Row] = []
    for answer in answers:
        seq = seqs.pop(answer.request_id, None)
        if seq is None:
            raise ValueError(f"answer {answer.request_id} belongs to no deed of this group, or is given twice")
        rows.append(with_check(seq, answer.business_day.isoformat(), answer.request_id, answer.body))
    rows.sort(key=itemgetter(0))
    return rows


class Store:
    """One writer's view of the log, or (opened to read) one moment of it.

    Methods raise LogDamaged when what is read is not what was written and StoreFailed when the database cannot go on;
    both carry one plain Chinese sentence.
    """

    def __init__(self, session: Session, release: Callable[[], None]) -> None:
        self.session = session
        self._books = Books(session)
        self._release = release
        self._insert_deed = session.text_of(insert(DEED))
        self._insert_answer = session.text_of(insert(ANSWER))
        self._put_day = session.text_of(upsert(session.engine, DAY))
        self._put_ticket = session.text_of(upsert(session.engine, TICKET))
        self.reload()

    def reload(self) -> None:
        """Read again where the log ends, after its rows were changed behind this object's back."""
        self._days = self._read_days()
        self._last_days: list[str] = []  # newest first; those further back are looked up when first asked for
        self._tail = self._read_tail()
        self._seq_of_request: dict[str, int] | None = None  # of kept answers; read when first asked for

    @property
    def last_seq(self) -> int:
        """The seq of the newest deed; 0 when there is none."""
        return self._tail.seq

    @property
    def books(self) -> Books:
        """The read model of reports, over the same session."""
        return self._books

    def append(self, deeds: Sequence[Deed], answers: Sequence[Answer]) -> None:
        """Store all in one transaction, on disk when this returns.

        Deeds must continue the log without a gap and every answer must belong to one of them, else ValueError and
        nothing is stored.
        """
        rows, tail = self._chain_up(deeds)
        answer_rows = _answer_rows(deeds, answers)
        days = self._count(deeds, answers)
        with self.session.transaction():
            self.session.bulk(self._insert_deed, rows)
            self.session.bulk(self._insert_answer, answer_rows)
            self._insert(self._put_day, [with_check(day, *counts) for day, counts in days.items()])
        self._tail = tail
        self._days.update(days)
        self._note_days(deeds)
        if self._seq_of_request is not None:
            self._seq_of_request.update((str(row[2]), int(row[0] or 0)) for row in answer_rows)

    def _insert(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            self.session.many(sql, rows)

    def _chain_up(self, deeds: Sequence[Deed]) -> tuple[list[Row], Link]:
        rows: list[Row] = []
        link = self._tail
        for deed in deeds:
            if deed.seq != link.seq + 1 or (link.next_rev is not None and deed.first_rev != link.next_rev):
                raise ValueError(f"deed {deed.seq} (rev {deed.first_rev}) does not follow deed {link.seq}")
            row, chain = from_deed(deed, link.chain)
            rows.append(row)
            link = Link(deed.seq, deed.first_rev + deed.count, chain)
        return rows, link

    def _count(self, deeds: Sequence[Deed], answers: Sequence[Answer]) -> dict[str, tuple[int, int]]:
        more_deeds = Counter(deed.business_day for deed in deeds)
        more_answers = Counter(answer.business_day for answer in answers)
        counts = {}
        for day in more_deeds | more_answers:
            before = self._days.get(day.isoformat(), (0, 0))
            counts[day.isoformat()] = (before[0] + more_deeds[day], before[1] + more_answers[day])
        return counts

    def deeds(self, after_seq: int = 0, before_seq: int | None = None) -> Iterator[Deed]:
        """Deeds in order with `after_seq < seq < before_seq`; verifies their check sums; raises LogDamaged."""
        last = self._tail.seq if before_seq is None else min(self._tail.seq, before_seq - 1)
        if after_seq >= last:
            return
        start = self._link_at(after_seq)
        for row in verified(start, self._deed_rows(after_seq, last), last):
            yield to_deed(row)

    def _deed_rows(self, after: int, last: int) -> Iterator[Row]:
        while after < last:
            until = min(after + _CHUNK, last)
            yield from self.session.rows(
                select(DEED).where(DEED.c.seq > after, DEED.c.seq <= until).order_by(DEED.c.seq)
            )
            after = until

    def _deed_row(self, seq: int) -> Row | None:
        return self.session.row(select(DEED).where(DEED.c.seq == seq))

    def _link_at(self, seq: int) -> Link:
        return START if seq == 0 else link_of(self._deed_row(seq), seq)

    def deed_of_rev(self, rev: int) -> Deed | None:
        """The deed that caused the fact with this rev; None when no fact has it yet."""
        if self._tail.next_rev is None or rev >= self._tail.next_rev:
            return None
        # `first_rev` grows with `seq`: halving needs no second index, which every append would have to keep.
        low, high = 1, self._tail.seq
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._first_rev(middle) <= rev else (low, middle - 1)
        if rev < self._first_rev(low):
            return None
        deed = next(self.deeds(low - 1, low + 1))
        if rev >= deed.first_rev + deed.count:
            raise damaged(f"日志中找不到修订号 {rev}")
        return deed

    def _first_rev(self, seq: int) -> int:
        found = self.session.row(select(DEED.c.first_rev).where(DEED.c.seq == seq))
        if found is None or not isinstance(found[0], int):
            raise damaged(f"日志第 {seq} 条记录缺失或无法读取")
        return found[0]

    def answers(self, since: date) -> Iterator[Answer]:
        """Kept answers of business days from `since` on, in order of their deeds; verifies; raises LogDamaged."""
        first = since.isoformat()
        expected = sum(answers for day, (_, answers) in self._days.items() if day >= first)
        found, after = 0, 0
        while rows := self.session.rows(
            select(ANSWER).where(ANSWER.c.seq > after).order_by(ANSWER.c.seq).limit(_CHUNK)
        ):
            kept = [to_answer(row) for row in rows if str(row[1]) >= first]
            found += len(kept)
            yield from kept
            after = int(rows[-1][0] or 0)
        if found != expected:
            raise damaged(f"{first} 起应有 {expected} 条答复，只有 {found} 条")

    def answer(self, request_id: str, days: Sequence[date]) -> Answer | None:
        """The kept answer to this request, if its business day is one of `days`; raises LogDamaged."""
        seq = self._answered_seq(request_id)
        if seq is None:
            return None
        row = self.session.row(select(ANSWER).where(ANSWER.c.seq == seq))
        if row is None or row[2] != request_id:
            raise damaged(f"第 {seq} 条记录的答复缺失")
        answer = to_answer(row)
        return answer if answer.business_day in days else None

    def answered_deed(self, request_id: str) -> Deed | None:
        """The deed behind a kept answer; raises LogDamaged."""
        seq = self._answered_seq(request_id)
        return None if seq is None else next(self.deeds(seq - 1, seq + 1), None)

    def _answered_seq(self, request_id: str) -> int | None:
        if self._seq_of_request is None:
            self._seq_of_request = self._read_requests()
        return self._seq_of_request.get(request_id)

    def _read_requests(self) -> dict[str, int]:
        rows = self.session.rows(select(ANSWER.c.request_id, ANSWER.c.seq).order_by(ANSWER.c.seq))
        expected = sum(answers for _, answers in self._days.values())
        if len(rows) != expected:
            raise damaged(f"应有 {expected} 条答复，只有 {len(rows)} 条")
        return {str(request_id): int(seq or 0) for request_id, seq in rows}

    def forget_answers(self, before: date) -> None:
        """Drop the answers of business days before this one; their deeds stay."""
        old = {day: (deeds, 0) for day, (deeds, answers) in self._days.items() if answers and day < before.isoformat()}
        if not old:
            return
        with self.session.transaction():
            self.session.run(delete(ANSWER).where(ANSWER.c.business_day < before.isoformat()))
            self._insert(self._put_day, [with_check(day, *counts) for day, counts in old.items()])
        self._days.update(old)
        self._seq_of_request = None

    def checkpoint(self) -> Checkpoint | None:
        """The newest undamaged checkpoint, or None; LogDamaged when it is sound and the log does not fit it."""
        for row in self.session.rows(select(CHECKPOINT).order_by(CHECKPOINT.c.seq.desc())):
            if check_sum(*row[:-1]) != row[-1]:
                continue
            checkpoint = to_checkpoint(row)
            link = self._link_at(checkpoint.seq)
            if (link.chain, link.next_rev) != (row[3], checkpoint.rev + 1):
                raise damaged(f"日志第 {checkpoint.seq} 条记录与检查点不符")
            return checkpoint
        return None

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep it beside the two before it. Its `rev` is that of the last fact up to deed `seq`: else ValueError."""
        link = self._link_at(checkpoint.seq) if 0 < checkpoint.seq <= self._tail.seq else START
        if link.next_rev != checkpoint.rev + 1:
            raise ValueError(f"checkpoint at deed {checkpoint.seq}, rev {checkpoint.rev} does not fit the log")
        day = checkpoint.business_day.isoformat()
        row = with_check(checkpoint.seq, checkpoint.rev, day, link.chain, checkpoint.body)
        newest = select(CHECKPOINT.c.seq).order_by(CHECKPOINT.c.seq.desc()).limit(_CHECKPOINTS)
        with self.session.transaction():
            self.session.many(self.session.text_of(upsert(self.session.engine, CHECKPOINT)), [row])
            self.session.run(delete(CHECKPOINT).where(CHECKPOINT.c.seq.not_in(newest.scalar_subquery())))

    def last_days(self, count: int) -> list[date]:
        """The `count` distinct business days the log was in last, newest first; not the latest by the calendar, for a
        wrong clock may have led to some later year."""
        while len(self._last_days) < min(count, len(self._days)):
            before = select(DEED.c.business_day).where(DEED.c.business_day.not_in(self._last_days))
            row = self.session.row(before.order_by(DEED.c.seq.desc()).limit(1))
            if row is None:
                raise damaged("日志中缺少某个业务日的记录")
            self._last_days.append(str(row[0]))
        return [date.fromisoformat(day) for day in self._last_days[:count]]

    def _note_days(self, deeds: Sequence[Deed]) -> None:
        for day in dict.fromkeys(deed.business_day.isoformat() for deed in deeds):
            if [day] != self._last_days[:1]:
                self._last_days = [day, *(each for each in self._last_days if each != day)]

    def put_tickets(self, rows: Sequence[TicketRow]) -> None:
        """Insert or replace rows of the read model, in one transaction."""
        with self.session.transaction():
            self._insert(self._put_ticket, [from_ticket(row) for row in rows])

    def ticket(self, ticket_id: int) -> TicketRow | None:
        """One row of the read model; raises LogDamaged."""
        row = self.session.row(select(TICKET).where(TICKET.c.ticket_id == ticket_id))
        return None if row is None else to_ticket(row)

    def tickets_of(self, first: date, last: date) -> Iterator[TicketRow]:
        """Rows of the business days from `first` to `last`, both included, by day and id; raises LogDamaged."""
        place = tuple_(TICKET.c.business_day, TICKET.c.ticket_id)
        found = select(TICKET).where(TICKET.c.business_day <= last.isoformat()).order_by(*place.clauses).limit(_CHUNK)
        after: tuple[object, object] = (first.isoformat(), -1)
        while rows := self.session.rows(found.where(place > after)):
            for row in rows:
                yield to_ticket(row)
            after = (rows[-1][1], rows[-1][0])

    def clear_read_models(self) -> None:
        """Empty what can be derived again from the log."""
        self.books.clear()

    def meta(self, key: str) -> str | None:
        """A word about the hall itself (its id, its secret key); raises LogDamaged."""
        row = self.session.row(select(META).where(META.c.key == key))
        if row is None:
            return None
        require_check(row, f"参数 {key} ")
        return str(row[1])

    def words(self) -> list[tuple[str, str]]:
        """All of `meta`, by key; raises LogDamaged."""
        rows = self.session.rows(select(META).order_by(META.c.key))
        for row in rows:
            require_check(row, f"参数 {row[0]} ")
        return [(str(row[0]), str(row[1])) for row in rows]

    def set_meta(self, key: str, value: str) -> None:
        with self.session.transaction():
            self.session.many(self.session.text_of(upsert(self.session.engine, META)), [with_check(key, value)])

    def close(self) -> None:
        """Let go of the database and of the right to write. A closed store is not used again."""
        try:
            self.session.close()
        finally:
            self._release()

    def _read_days(self) -> dict[str, tuple[int, int]]:
        days: dict[str, tuple[int, int]] = {}
        for row in self.session.rows(select(DAY)):
            require_check(row, f"业务日 {row[0]} 的记录数")
            days[str(row[0])] = (int(row[1] or 0), int(row[2] or 0))
        return days

    def _read_tail(self) -> Link:
        """The newest deed, proved against the one before it and against the count of the days."""
        expected = sum(deeds for deeds, _ in self._days.values())
        rows = self.session.rows(select(DEED).order_by(DEED.c.seq.desc()).limit(2))
        found = rows[0][0] if rows else 0
        if found != expected:
            raise damaged(f"日志应有 {expected} 条记录，最后一条却是第 {found} 条")
        if expected == 0:
            return START
        return follow(link_of(rows[1] if len(rows) > 1 else None, expected - 1) if expected > 1 else START, rows[0])
