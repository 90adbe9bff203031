"""The states of a visit as frozen values. Knows no steps between them."""

from dataclasses import dataclass

from server.vocab import TicketClass
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants. `green_reason` is the code of why 绿色通道, None for an ordinary ticket."""

    service_id: str
    item_id: str | None = None
    green_reason: str | None = None
    large: bool = False

    @property
    def ticket_class(self) -> TicketClass:
        return TicketClass.ORDINARY if self.green_reason is None else TicketClass.GREEN


@dataclass(frozen=True, slots=True)
class Home:
    """Nobody, or somebody who has not chosen yet."""


@dataclass(frozen=True, slots=True)
class Confirming:
    choice: Choice


@dataclass(frozen=True, slots=True)
class ChoosingReason:
    choice: Choice


@dataclass(frozen=True, slots=True)
class Issuing:
    """The server has been asked; nobody knows yet whether there is a ticket."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Printing:
    choice: Choice
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Shown:
    """The slip is out; the number is shown too."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """There is a number but no slip. `doubtful`: there may be one, only the person can see."""

    choice: Choice
    ticket: Ticket
    code: str
    detail: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """The hall said no, in one plain sentence."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unreached:
    """The server is away; asking again asks with the same request_id."""

    choice: Choice


State = Home | Confirming | ChoosingReason | Issuing | Printing | Shown | PrintFailed | Rejected | Unreached


@dataclass(frozen=True, slots=True)
class Visit:
    """Where the kiosk is, and in which language it speaks."""

    state: State = Home()
    language: str = "zh"
