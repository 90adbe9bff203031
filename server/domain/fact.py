"""When a fact came into the log, and the union of all facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from server.domain import event, event_admin, event_item, event_kiosk, event_notice, event_public

Event: TypeAlias = (
    event.TicketIssued
    | event.WalkUpServed
    | event.SlipSettled
    | event.TicketCalled
    | event.TicketRecalled
    | event.TicketMissed
    | event.TicketReinstated
    | event.TicketStarted
    | event.TicketMovedOn
    | event.TicketFinished
    | event.TicketHeld
    | event.TicketResumed
    | event.TicketReturned
    | event.TicketTransferred
    | event.TicketUnbound
    | event.TicketCancelled
    | event.TicketClosed
    | event.TicketEvaluated
    | event.EvaluationExplained
    | event.CounterOpened
    | event.CounterPaused
    | event.CounterClosed
    | event.BookingMade
    | event.BookingCancelled
    | event.BookingCheckedIn
    | event.BookingMissed
    | event.DayOpened
    | event.ClockStepped
    | event_admin.CatalogueImported
    | event_admin.TokenIssued
    | event_admin.TokenRevoked
    | event_admin.BoxFitted
    | event_admin.StaffSet
    | event_admin.StaffRemoved
    | event_admin.StaffLoggedIn
    | event_admin.StaffLoggedOut
    | event_admin.AccessRefused
    | event_item.ItemWritten
    | event_item.ItemSubmitted
    | event_item.ItemReturned
    | event_item.ItemScheduled
    | event_item.ItemPublished
    | event_item.ItemWithdrawn
    | event_item.DraftDropped
    | event_kiosk.OfflineTicketTaken
    | event_kiosk.OfflineTicketRefused
    | event_kiosk.KioskDirected
    | event_kiosk.HelpCalled
    | event_kiosk.HelpGiven
    | event_notice.NoticeGiven
    | event_public.ServiceClosed
    | event_public.ServiceOpened
    | event_public.AnnouncementMade
    | event_public.AnnouncementEnded
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The place of a fact in the log and its time (UTC)."""

    rev: int
    at: datetime
