"""What the flow asks the world to do. Frozen values; who performs them answers with events."""

from dataclasses import dataclass

from kiosk.flow.state import Choice
from server.wire.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Issue:
    """Reserve a ticket. `again`: the same wish as before, so the same request_id."""

    choice: Choice
    language: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Print:
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


Effect = Issue | Print | Settle | Cancel
