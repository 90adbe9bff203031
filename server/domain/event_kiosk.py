"""Facts about kiosks: tickets they issued alone, what they are told to do, who needs a hand there. Permanent."""

from dataclasses import dataclass
from datetime import date, datetime

from server.vocab import ItemId, ServiceId, SlipState, TicketClass, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineTicketTaken:
    """A ticket a kiosk had issued from its own series while it could not reach the server is one of the hall's now."""

    ticket_id: TicketId
    number: str  # as it was printed
    kiosk: str  # id of its token
    sequence: int  # the kiosk's count of all tickets it ever issued so
    request_id: str
    service_id: ServiceId
    base_at: datetime  # its place in the call order
    kiosk_at: datetime  # the time of issue by the kiosk's clock, which may be wrong
    ticket_class: TicketClass = TicketClass.ORDINARY
    class_reason: str | None = None
    item_id: ItemId | None = None
    slip: SlipState = SlipState.NONE
    language: str = "zh"
    asked_for: str | None = None  # the service it names, if there is no such service any more
    issued_on: date | None = None  # the earlier business day it is of; None: the present one
    ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineTicketRefused:
    """A ticket a kiosk had issued could not be taken; staff must look after whoever holds it."""

    number: str
    kiosk: str
    sequence: int
    request_id: str
    service_id: str
    code: str  # why
    kiosk_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskDirected:
    """From now on the kiosk shows only `text`, or issues nothing, or works as usual."""

    kiosk: str
    is_locked: bool = False
    text: str = ""
    may_issue: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCalled:
    """请人帮办: somebody at the kiosk needs a hand."""

    kiosk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpGiven:
    """A member of staff has gone there, or knows that nobody needs it any more."""

    kiosk: str
