"""Taking a ticket: from the question before it to the slip, and what can go wrong."""

from dataclasses import dataclass

from kiosk.flow.state.choice import Choice
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Confirming:
    """How many are ahead, how long, which counters, what to bring: the last look before the ticket."""

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
    """No, and why; what instead stands in flow.alternative. `choice`: what was wanted, if it was a ticket."""

    code: str
    detail: str
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Unreached:
    """The server is away; asking again asks with the same request_id. `may_issue`: the own series is allowed now."""

    choice: Choice
    may_issue: bool = False
