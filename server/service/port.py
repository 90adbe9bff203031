"""What the service needs from outside: a log that keeps deeds, a clock, keys. Protocols and rows only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from server.service.report_port import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One accepted command and the facts it caused; the unit of the log.

    `facts` is a JSON array of `{"type": …, "body": {…}}`; their revs are `first_rev`, `first_rev + 1`, …
    A deed may have caused nothing (call-next with nobody waiting); it still owns its `request_id` and answer.
    """

    seq: int  # contiguous from 1
    first_rev: int
    count: int
    at: datetime  # UTC
    business_day: date
    request_id: str  # 32 hex digits
    actor: str
    command: str
    facts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a deed was answered; kept while a retry may still come."""

    business_day: date
    request_id: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The carried state after deed `seq`; a shortcut for start-up, always derivable from the log."""

    seq: int
    rev: int
    business_day: date
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One ended ticket in the read model (reports, search); derived from the log."""

    ticket_id: int
    business_day: date
    number: str
    service_id: str
    ticket_class: str
    class_reason: str | None
    state: str
    counter_id: int | None
    clerk: str | None
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    calls: int
    promised_p50: float | None  # minutes
    promised_p90: float | None
    level: int | None


class LogDamaged(Exception):
    """The stored log is not what was written; carries one plain sentence in Chinese and where it stopped."""


class Log(Protocol):
    """Durable, append-only. Called from one thread at a time; every method may block."""

    @property
    def last_seq(self) -> int:
        """The seq of the newest deed; 0 when there is none."""

    @property
    def books(self) -> "Books":
        """The read model of reports."""

    def append(self, deeds: Sequence[Deed], answers: Sequence[Answer]) -> None:
        """Store all in one transaction, on disk when this returns."""

    def deeds(self, after_seq: int = 0, before_seq: int | None = None) -> Iterator[Deed]:
        """Deeds in order with `after_seq < seq < before_seq`; verifies their check sums; raises LogDamaged."""

    def deed_of_rev(self, rev: int) -> Deed | None:
        """The deed that caused the fact with this rev."""

    def answers(self, since: date) -> Iterator[Answer]:
        """Kept answers of business days from `since` on; verifies; raises LogDamaged."""

    def answer(self, request_id: str, days: Sequence[date]) -> Answer | None:
        """The kept answer to this request, if its business day is one of `days`."""

    def answered_deed(self, request_id: str) -> Deed | None:
        """The deed behind a kept answer."""

    def forget_answers(self, before: date) -> None: ...

    def checkpoint(self) -> Checkpoint | None:
        """The newest undamaged checkpoint, or None."""

    def save_checkpoint(self, checkpoint: Checkpoint) -> None: ...

    def last_days(self, count: int) -> list[date]:
        """The `count` distinct business days the log was in last, newest first, whatever the calendar says of them."""

    def put_tickets(self, rows: Sequence[TicketRow]) -> None:
        """Insert or replace rows of the read model."""

    def ticket(self, ticket_id: int) -> TicketRow | None: ...

    def tickets_of(self, first: date, last: date) -> Iterator[TicketRow]: ...

    def clear_read_models(self) -> None: ...

    def close(self) -> None: ...
