"""What can be asked of the queue. Imperative, values only; `decide` answers with facts or refuses.

Commands about the set-up and the staff are in `command_admin`.
"""

from dataclasses import dataclass
from datetime import datetime

from server.domain.past import PastVisit
from server.vocab import Channel, CounterId, ItemId, Level, Role, ServiceId, SlipState, TicketClass, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks. `counter_id` binds a clerk's or pad's token to one counter; `counters` limits a member of staff."""

    role: Role
    name: str = ""
    counter_id: CounterId | None = None
    counters: tuple[CounterId, ...] = ()
    is_staff: bool = False  # logged in by name, at whichever counter they opened
    token_id: str = ""  # of a station: names may repeat


HALL = Actor(role=Role.ADMIN, name="hall")
"""The hall itself: the ticking of its clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTicket:
    services: tuple[ServiceId, ...]
    ticket_class: TicketClass = TicketClass.ORDINARY
    class_reason: str | None = None
    item_id: ItemId | None = None
    bound_to: CounterId | None = None
    wants_slip: bool = False
    language: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSlip:
    """The kiosk reports a print; staff may release a failed slip (`slip` none)."""

    ticket_id: TicketId
    slip: SlipState
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext:
    counter_id: CounterId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTicket:
    counter_id: CounterId
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeWalkUp:
    counter_id: CounterId
    service_id: ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstate:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    ticket_id: TicketId
    reason: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    ticket_id: TicketId
    service_id: ServiceId | None = None
    counter_id: CounterId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    ticket_id: TicketId
    level: Level
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    past: PastVisit | None = None  # what the books know of a ticket of an earlier day


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainEvaluation:
    """The reason of a bad level that was pressed without one."""

    ticket_id: TicketId
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounter:
    """`handover`: what the clerk who holds the counter hands over; without it an open counter is not taken (R-218)."""

    counter_id: CounterId
    post: str = "A"
    handover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCounter:
    counter_id: CounterId
    reason: str
    contact: str
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCounter:
    counter_id: CounterId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeBooking:
    code: str  # chosen by the caller's source of chance
    service_id: ServiceId
    slot_at: datetime
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    code: str
    wants_slip: bool = False
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class EndDay:
    """Close what still waits. The hall does it by itself after closing; a supervisor may do it earlier."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: holds run out, bookings are missed, days end and begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepClock:
    """The clock noticed a jump of the wall clock."""

    seconds: float
