"""我的号票 and booking check-in: a code, the ticket it belongs to, and what may be done with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from server.vocab import Level
from server.wire.ticket import Ticket


class CodePurpose(StrEnum):
    BOOKING = "booking"  # 预约签到
    TICKET = "ticket"  # 我的号票


class Deed(StrEnum):
    """What the holder may do with a ticket."""

    CANCEL = "cancel"
    REINSTATE = "reinstate"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class EnterCode:
    """`wrong`: the code of why what was entered before did not do."""

    purpose: CodePurpose
    typed: str = field(default="", repr=False)
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class CheckingIn:
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LookingUp:
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MyTicket:
    """`may_evaluate` and `unexplained`, a bad level without a reason, as the server says."""

    ticket: Ticket
    may_evaluate: bool = False
    unexplained: Level | None = None


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """Really?"""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Evaluating:
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class ChoosingWhy:
    """A bad level needs a reason; `reasons` as the hall words them. `is_pressed`: at the counter, without one."""

    ticket: Ticket
    level: Level
    reasons: tuple[str, ...] = ()
    is_pressed: bool = False


@dataclass(frozen=True, slots=True)
class Changing:
    """The server has been told; `deed` is not known to be done yet."""

    ticket: Ticket
    deed: Deed


@dataclass(frozen=True, slots=True)
class Changed:
    """Done; the ticket as it is now."""

    ticket: Ticket
    deed: Deed
