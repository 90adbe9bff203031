"""Kiosks on the wire: what one of them may do by itself, and the tickets it issued while it was alone."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from server.vocab import Level, TicketClass, TicketState
from server.wire.request import Wish
from server.wire.shape import Line, Moment, Wire, Word
from server.wire.ticket import Ticket

YEARS = range(1970, 2201)


def _some_time(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError("out of reach")
    return moment


KioskMoment = Annotated[AwareDatetime, AfterValidator(_some_time)]
"""A time by a kiosk's clock, which may be wrong by decades: it has no battery."""


class OfflineTicket(Wire):
    """A ticket the kiosk issued by itself. `heard_rev` is the last rev it had heard of by then; `age_s` the seconds
    since the issue by a clock that is never set, if the kiosk has not been restarted since. `instead_of` is the wish
    for a ticket that the server did not answer before: what came of it is cancelled, for nobody was told. `doubtful`:
    not known to be printed, but a slip may be out and somebody may hold it."""

    request_id: UUID
    number: Annotated[str, Field(pattern="^[A-Z]{1,3}[0-9]{4,8}$")]
    sequence: Annotated[int, Field(ge=1, le=2**53)]
    service_id: Word
    ticket_class: Annotated[Literal[TicketClass.ORDINARY, TicketClass.GREEN], Field(alias="class")] = (
        TicketClass.ORDINARY
    )
    class_reason: Word | None = None
    item_id: Word | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Za-z]{2,4})?$")] = "zh"
    issued_at: KioskMoment
    age_s: Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)] | None = None
    heard_rev: Annotated[int, Field(ge=0, le=2**53)]
    printed: bool
    doubtful: bool = False
    instead_of: UUID | None = None


class HandIn(Wire):
    """Tickets issued offline, with the kiosk's clock now. Sent again, each is still taken once."""

    clock: KioskMoment
    tickets: Annotated[tuple[OfflineTicket, ...], Field(min_length=1, max_length=999)]


class HandedIn(Wire):
    """What became of one of them: a ticket of the hall, or a code and a sentence why not."""

    request_id: UUID
    number: str
    ticket_id: int | None = None
    state: TicketState | None = None  # None: it ended on an earlier day
    code: str | None = None
    detail: str | None = None


class HandInAnswer(Wire):
    """In the order of issue."""

    tickets: list[HandedIn]


class LookUp(Wire):
    """The text of a slip's QR code, or its number and short code: `A012 345678`."""

    code: Annotated[str, Field(min_length=1, max_length=300, repr=False)]


class MyTicket(Wire):
    """The ticket a slip speaks of; `business_day` is set when that day is over. Nothing in it is personal.

    `unexplained`: the bad level that was pressed without a reason, which may still be added."""

    ticket: Ticket
    business_day: date | None = None
    may_evaluate: bool = False
    unexplained: Level | None = None


class OfflineSeries(Wire):
    """The kiosk's own numbers: `prefix` and three digits, 001 to 999 and again, counted by `sequence` from
    `next_sequence` on. For `minutes` after the server was lost and at most `max_tickets` of them."""

    prefix: str
    next_sequence: int
    minutes: int
    max_tickets: int


class Kiosk(Wire):
    """A kiosk as the hall knows it; `offline` is null where it may not issue by itself. `help_since`: somebody there
    needs a hand."""

    id: str
    name: str
    station: int
    is_locked: bool = False  # it shows `text` and nothing else
    text: str = ""
    may_issue: bool = True
    help_since: Moment | None = None
    offline: OfflineSeries | None = None


class KioskAnswer(Wire):
    kiosk: Kiosk
    rev: int


class KiosksAnswer(Wire):
    kiosks: list[Kiosk]


class DirectKiosk(Wish):
    """What the kiosk is to do from now on: all of it, so that nothing is left over from before."""

    is_locked: bool = False
    text: Line = ""
    may_issue: bool = True
