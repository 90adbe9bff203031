"""What is to be done about tickets: ask, print, confirm, give back."""

from dataclasses import dataclass, field

from kiosk.flow.state.choice import Choice, OfflineTicket
from server.vocab import Level
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Issue:
    """Reserve a ticket. `again`: the same wish as before, so the same request_id.

    → Reserved, IssueRefused, ServerLost.
    """

    choice: Choice
    language: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """预约签到 by the code typed or scanned. → Reserved, IssueRefused, ServerLost."""

    code: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The wish whose answer never came is no more: what the server may have issued for it is to be cancelled."""


@dataclass(frozen=True, slots=True)
class Print:
    """→ SlipPrinted, SlipFailed."""

    ticket: Ticket
    language: str
    large: bool


@dataclass(frozen=True, slots=True)
class Settle:
    """Tell the server what became of the slip."""

    ticket_id: int
    printed: bool
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """The person walked away from a ticket without a slip."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class IssueOffline:
    """Take the next number of the own series and write it down durably; the wish the server did not answer is given
    up with it. → IssuedOffline, IssueRefused."""

    choice: Choice
    language: str


@dataclass(frozen=True, slots=True)
class PrintOffline:
    """→ SlipPrinted, SlipFailed."""

    ticket: OfflineTicket
    language: str
    large: bool


@dataclass(frozen=True, slots=True)
class SettleOffline:
    """Write down what became of the slip; `doubtful`: it may be out all the same."""

    ticket_id: str
    printed: bool
    detail: str | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class CancelOffline:
    """The person walked away: it is handed in as cancelled."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Whose ticket is this: a QR's text, or number and code. → TicketFound, Refused, ServerLost."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The holder cancels the ticket. → TicketChanged, Refused, ServerLost."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Reinstate:
    """过号恢复. → TicketChanged, Refused, ServerLost."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Evaluate:
    """→ Evaluated, Refused, ServerLost."""

    ticket_id: int
    level: Level
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explain:
    """The reason of a bad level pressed at the counter. → Evaluated, Refused, ServerLost."""

    ticket_id: int
    reasons: tuple[str, ...]


TicketEffect = (
    Issue
    | CheckIn
    | GiveUp
    | Print
    | Settle
    | Cancel
    | IssueOffline
    | PrintOffline
    | SettleOffline
    | CancelOffline
    | LookUp
    | Withdraw
    | Reinstate
    | Evaluate
    | Explain
)
