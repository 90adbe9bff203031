"""What kiosks ask of the hall beyond the queue. Values only."""

from dataclasses import dataclass
from datetime import datetime

from server.vocab import ItemId, ServiceId, TicketClass, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """A ticket the kiosk issued while it was alone. `issued_at` is what the server makes of the kiosk's clocks;
    `heard_at` is when the server had last spoken to the kiosk by then, which the log knows."""

    request_id: str
    number: str
    sequence: int
    service_id: ServiceId
    ticket_class: TicketClass = TicketClass.ORDINARY
    class_reason: str | None = None
    item_id: ItemId | None = None
    language: str = "zh"
    is_printed: bool
    is_doubtful: bool = False  # a slip may be out
    kiosk_at: datetime
    issued_at: datetime
    heard_at: datetime
    instead_of: TicketId | None = None  # one that was issued, but of which the kiosk had no answer


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectKiosk:
    """Lock a kiosk with a text, let it issue no tickets, or let it work again."""

    kiosk: str
    is_locked: bool = False
    text: str = ""
    may_issue: bool = True


@dataclass(frozen=True, slots=True)
class CallHelp:
    """请人帮办: somebody at the kiosk that says so needs a hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveHelp:
    """Whoever needed a hand at this kiosk is looked after."""

    kiosk: str
