"""Facts about tickets, counters and bookings. Names and fields are permanent; when and in what order, the log says.

Facts about the hall's set-up and its staff are in `event_admin`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from server.vocab import Channel, CounterId, ItemId, Level, ServiceId, SlipState, TicketClass, TicketId


@dataclass(frozen=True, slots=True)
class Why:
    """Why a ticket was called: the rule, the ticket it went before, how long it had waited, its booked time."""

    rule: str
    over: str | None = None
    waited_minutes: int = 0
    booked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued:
    ticket_id: TicketId
    number: str
    prefix: str
    seq: int  # within prefix and business day
    services: tuple[ServiceId, ...]  # in turn
    ticket_class: TicketClass = TicketClass.ORDINARY
    class_reason: str | None = None
    item_id: ItemId | None = None
    slip: SlipState = SlipState.NONE
    language: str = "zh"
    base_at: datetime | None = None  # None: the time of this fact
    due_at: datetime | None = None  # booked time; not called earlier while others wait
    bound_to: CounterId | None = None
    ahead: int = 0
    p50_minutes: float | None = None  # the promise, kept to be compared with what happened
    p90_minutes: float | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkUpServed:
    """Someone was served without taking a ticket; the number is for the record only."""

    ticket_id: TicketId
    number: str
    prefix: str
    seq: int
    service_id: ServiceId
    counter_id: CounterId
    clerk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSettled:
    ticket_id: TicketId
    slip: SlipState
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    ticket_id: TicketId
    counter_id: CounterId
    why: Why
    clerk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMissed:
    """过号."""

    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReinstated:
    """Back in the queue directly behind the place (`rank_us`, `rank_rev`, `rank_after`)."""

    ticket_id: TicketId
    rank_us: int
    rank_rev: int
    rank_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStarted:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMovedOn:
    """One of several services is done; the ticket waits for the next."""

    ticket_id: TicketId
    service_id: ServiceId  # the next


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld:
    ticket_id: TicketId
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed:
    ticket_id: TicketId
    counter_id: CounterId
    clerk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """The hold ran out; the ticket waits for the counter that held it."""

    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    ticket_id: TicketId
    service_id: ServiceId
    counter_id: CounterId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnbound:
    """The counter it waited for closed; it waits for its service now."""

    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed:
    """未办理: the business day ended first."""

    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvaluated:
    """评价, attributed to the ticket, counter and clerk of the service it speaks of."""

    ticket_id: TicketId
    level: Level
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    counter_id: CounterId | None = None
    clerk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationExplained:
    """补充原因: why the level was bad, said after it was pressed without a reason. The level stays."""

    ticket_id: TicketId
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened:
    counter_id: CounterId
    clerk: str | None = None
    post: str = "A"
    handover: str = ""  # what the clerk before handed over


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused:
    """R-223: never without reason and contact."""

    counter_id: CounterId
    reason: str
    contact: str
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed:
    counter_id: CounterId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMade:
    """`person` is a keyed hash of the phone number, only to count bookings of one person."""

    code: str
    service_id: ServiceId
    slot_at: datetime
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCheckedIn:
    code: str
    ticket_id: TicketId
    late_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMissed:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """A business day begins; numbers start at 1 unless the day was begun before."""

    business_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStepped:
    """The wall clock jumped by `seconds` beyond what passed; times of live tickets move along."""

    seconds: float
