"""What stations, clerks and managers send. Every command carries a `request_id`: the same wish twice is one deed."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.vocab import Channel, Level, Role, TicketClass
from server.wire.shape import Line, SentMoment, Text, Wire, Word

Id = Annotated[int, Field(ge=1, le=2**53)]


class Wish(Wire):
    """Any command: `request_id` is chosen by the sender and repeated when it tries again."""

    request_id: UUID


class IssueTicket(Wish):
    """`service_id`, or several `services` in turn."""

    service_id: Word | None = None
    services: Annotated[tuple[Word, ...], Field(max_length=8)] = ()
    ticket_class: Annotated[TicketClass, Field(alias="class")] = TicketClass.ORDINARY
    class_reason: Word | None = None
    item_id: Word | None = None
    counter_id: Id | None = None
    slip: Annotated[str, Field(pattern="^(none|print)$")] = "none"
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Za-z]{2,4})?$")] = "zh"


class SettleSlip(Wish):
    printed: bool
    detail: Line | None = None


class CallTicket(Wish):
    ticket_id: Id


class ServeWalkUp(Wish):
    service_id: Word


class OpenCounter(Wish):
    """`handover`: what the colleague who works at the counter hands over; needed only then."""

    post: Annotated[str, Field(pattern="^[AB]$")] = "A"
    handover: Text = ""


class PauseCounter(Wish):
    reason: Line = ""
    contact: Line = ""
    back_at: SentMoment | None = None


class Transfer(Wish):
    service_id: Word | None = None
    counter_id: Id | None = None
    note: Text | None = None


class Hold(Wish):
    reason: Line = ""
    minutes: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Evaluate(Wish):
    level: Level
    reasons: Annotated[tuple[Word, ...], Field(max_length=10)] = ()
    comment: Text | None = None
    channel: Channel


class Explain(Wish):
    """Why a level pressed before was bad."""

    reasons: Annotated[tuple[Word, ...], Field(max_length=10)] = ()
    comment: Text | None = None


class MakeBooking(Wish):
    """`phone` is hashed on arrival, only to count bookings of one person; it is not stored."""

    service_id: Word
    slot_at: SentMoment
    phone: Annotated[str, Field(pattern=r"^[0-9+\- ]{5,20}$")] | None = None


class BookingCode(Wish):
    code: Annotated[str, Field(pattern="^[0-9]{4,12}$")]


class CheckIn(BookingCode):
    slip: Annotated[str, Field(pattern="^(none|print)$")] = "none"
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Za-z]{2,4})?$")] = "zh"


class LogIn(Wire):
    name: Word
    password: Annotated[str, Field(min_length=1, max_length=128)]


class IssueToken(Wish):
    role: Role
    name: Line = ""
    counter_id: Id | None = None


class RevokeToken(Wish):
    pass


class SetStaff(Wish):
    name: Word
    role: Literal[Role.CLERK, Role.SUPERVISOR, Role.ADMIN]
    password: Annotated[str, Field(min_length=8, max_length=128)]
    counters: Annotated[tuple[Id, ...], Field(max_length=64)] = ()


class ImportHall(Wish):
    """A whole hall file as TOML text."""

    toml: Annotated[str, Field(max_length=4_000_000)]


class RemoveStaff(Wish):
    name: Word
