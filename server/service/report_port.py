"""What reports need from outside: books that keep turns and what each day came to. Protocol and rows only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.service.port import Deed, TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One turn of a ticket at a counter, see `server.domain.record.Turn`."""

    business_day: date
    ticket_id: int
    n: int
    service_id: str
    ticket_class: str
    counter_id: int
    clerk: str | None
    issued_at: datetime | None
    called_at: datetime
    started_at: datetime | None
    ended_at: datetime
    outcome: str
    is_called: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """What a day came to: for all (`axes` empty), or for one key of one axis, or for one key of each of two.

    `axes` is "", "service", "hour,service"…; `part` the rev with which the day began, for a wrong clock may begin a day
    a second time, and both parts count; `body` a JSON object of whole numbers that add up over days.
    """

    axes: str
    business_day: date
    part: int
    key: str
    other: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which tickets (by `states`, `levels`, `is_unrated`) or turns (by `outcomes` and what follows) of a
    period; empty or None: any. `waited_us`: called for the first time after more than so many microseconds."""

    first: date
    last: date
    service: str | None = None
    counter: int | None = None
    clerk: str | None = None
    ticket_class: str | None = None
    states: tuple[str, ...] = ()
    never_came: bool | None = None  # of those not served: whether they were called
    levels: tuple[int, ...] = ()
    is_unrated: bool = False
    outcomes: tuple[str, ...] = ()
    is_served: bool = False
    is_called: bool = False
    waited_us: int | None = None


Place = tuple[date, int, int]
"""Of a row in a list: its day, its ticket and its turn (0: the ticket itself)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: a ticket (None: of a day whose tickets are not in the books yet), or one turn of it."""

    ticket: TicketRow | None
    turn: TurnRow | None = None


class Books(Protocol):
    """The read model of reports. Every method may block; all raise LogDamaged."""

    def enter(self, tickets: Sequence[TicketRow], turns: Sequence[TurnRow], figures: Sequence[FigureRow]) -> None:
        """Insert or replace rows, in one transaction."""

    def figures(
        self, first: date, last: date, axes: str, *, key: str | None = None, other: str | None = None
    ) -> Sequence[FigureRow]:
        """Rows of the business days from `first` to `last`, both included."""

    def span(self, first: date, last: date) -> tuple[int, int]:
        """The seqs of the log between which all deeds of these business days are: (1, 0) when it is empty."""

    def unbooked(self, first: date, last: date) -> Sequence[date]:
        """Business days of the log without figures."""

    def tickets(self, sought: Sought, before: Place | None, n: int) -> Sequence[Line]:
        """The `n` newest tickets before a place."""

    def turns(self, sought: Sought, before: Place | None, n: int) -> Sequence[Line]:
        """The `n` newest turns before a place, with their tickets."""

    def ticket(self, ticket_id: int) -> TicketRow | None: ...

    def clear(self) -> None:
        """Empty all that can be derived again from the log."""

    def deeds_about(self, ticket_id: int, since: date, days: int) -> Sequence[Deed]:
        """The deeds that speak of a ticket, of so many business days from `since` on, in order."""
