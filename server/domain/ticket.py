"""A ticket, a counter and a booking as they stand now. Their steps are in `lifecycle`, their order in `call_order`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from server.domain.event import Why
from server.domain.lifecycle import ACTIVE, LIVE
from server.vocab import (
    BookingState,
    CounterId,
    CounterState,
    ItemId,
    Level,
    ServiceId,
    SlipState,
    TicketClass,
    TicketId,
    TicketState,
)

Rank: TypeAlias = tuple[int, int, int]
"""Place in the call order: (microseconds of base less bonus, rev of issue, steps behind it). Smaller is earlier."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_US = timedelta(microseconds=1)


def to_us(at: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware time."""
    return (at - _EPOCH) // _US


@dataclass(slots=True, kw_only=True)
class Ticket:
    """号票. `services[0]` is what it waits for or is served with now; the rest follow in turn."""

    id: TicketId
    number: str
    services: tuple[ServiceId, ...]
    ticket_class: TicketClass
    rank: Rank
    rev: int  # of its issue
    issued_at: datetime
    base_at: datetime
    state: TicketState = TicketState.WAITING
    slip: SlipState = SlipState.NONE
    class_reason: str | None = None
    item_id: ItemId | None = None
    language: str = "zh"
    due_at: datetime | None = None
    bound_to: CounterId | None = None
    counter_id: CounterId | None = None
    clerk: str | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    held_until: datetime | None = None
    hold_reason: str | None = None
    note: str | None = None
    calls: int = 0
    ahead_at_issue: int = 0
    p50_minutes: float | None = None
    p90_minutes: float | None = None
    warning: str | None = None
    why: Why | None = None
    level: Level | None = None
    done: tuple[ServiceId, ...] = ()
    first_called_at: datetime | None = None
    counted: tuple[ServiceId, int | None] | None = None  # in which cap its issue counts: service and period
    is_offline: bool = False  # issued by a kiosk that could not reach the server
    asked_for: str | None = None  # the service on its slip, if that is gone

    @property
    def service_id(self) -> ServiceId:
        return self.services[0]

    @property
    def is_active(self) -> bool:
        """It occupies its counter."""
        return self.state in ACTIVE

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_callable(self) -> bool:
        """A waiting ticket whose slip failed stays uncalled until someone settles it."""
        return self.state is TicketState.WAITING and self.slip is not SlipState.FAILED


@dataclass(slots=True, kw_only=True)
class CounterNow:
    """窗口 as it stands: who is there, whom it serves, why it pauses."""

    id: CounterId
    state: CounterState = CounterState.CLOSED
    clerk: str | None = None
    post: str = "A"
    reason: str | None = None
    contact: str | None = None
    back_at: datetime | None = None
    current: TicketId | None = None
    freed_at: datetime | None = None  # since when nobody was called here, if it stayed open
    held: set[TicketId] = field(default_factory=set)
    green_run: int = 0  # green calls in a row


@dataclass(slots=True, kw_only=True)
class Booking:
    """预约."""

    code: str
    service_id: ServiceId
    slot_at: datetime
    person: str | None = None
    state: BookingState = BookingState.BOOKED
    ticket_id: TicketId | None = None
