"""How effects ended."""

from dataclasses import dataclass, field

from kiosk.flow.state.choice import OfflineTicket
from kiosk.flow.state.staff import Chore
from server.vocab import Level
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Reserved:
    """Of Issue and CheckIn."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class IssueRefused:
    """Of Issue, CheckIn and IssueOffline."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class ServerLost:
    """What was asked has had no answer. `may_issue`: the kiosk may issue from its own series now."""

    may_issue: bool = False


@dataclass(frozen=True, slots=True)
class IssuedOffline:
    """It is on the disk."""

    ticket: OfflineTicket


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    """Of Print and PrintOffline."""


@dataclass(frozen=True, slots=True)
class SlipFailed:
    code: str
    detail: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """Of PrintNotice and PrintGuide."""

    item_id: str


@dataclass(frozen=True, slots=True)
class PaperFailed:
    item_id: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class TicketFound:
    """Of LookUp; `code` as it was asked. `may_evaluate`: the visit is over, not too long, and was not evaluated yet;
    `unexplained`: its bad level was pressed at the counter without a reason."""

    code: str = field(repr=False)
    ticket: Ticket
    may_evaluate: bool = False
    unexplained: Level | None = None


@dataclass(frozen=True, slots=True)
class TicketChanged:
    """Of Withdraw and Reinstate."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Of Evaluate and Explain; the ticket may be of a day that is over."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Of LookUp, Withdraw, Reinstate, Evaluate and Explain."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class HelpHeard:
    """Of CallHelp."""


@dataclass(frozen=True, slots=True)
class StaffLetIn:
    """Of CheckStaffCode."""


@dataclass(frozen=True, slots=True)
class StaffRefused:
    pass


@dataclass(frozen=True, slots=True)
class ChoreEnded:
    """Of a chore of the staff page; `detail` is a Chinese sentence."""

    chore: Chore
    is_fine: bool
    detail: str = ""


Outcome = (
    Reserved
    | IssueRefused
    | ServerLost
    | IssuedOffline
    | SlipPrinted
    | SlipFailed
    | PaperPrinted
    | PaperFailed
    | TicketFound
    | TicketChanged
    | Evaluated
    | Refused
    | HelpHeard
    | StaffLetIn
    | StaffRefused
    | ChoreEnded
)
