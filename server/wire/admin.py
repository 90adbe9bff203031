"""Bookings, tokens, staff and reports on the wire."""

from server.vocab import BookingState, Role
from server.wire.shape import Moment, Wire
from server.wire.ticket import Ticket


class Booking(Wire):
    """预约. The code is the key to it."""

    code: str
    service_id: str
    slot_at: Moment
    state: BookingState
    ticket_id: int | None = None


class BookingAnswer(Wire):
    booking: Booking


class CheckInAnswer(Wire):
    booking: Booking
    ticket: Ticket


class Slot(Wire):
    slot_at: Moment
    left: int


class SlotsAnswer(Wire):
    slots: list[Slot]


class Token(Wire):
    """A token without its secret."""

    id: str
    role: Role
    name: str
    counter_id: int | None = None


class TokenAnswer(Wire):
    """`secret` is shown this once."""

    token: Token
    secret: str | None = None


class TokensAnswer(Wire):
    tokens: list[Token]


class Staff(Wire):
    name: str
    role: Role
    counters: list[int]


class StaffAnswer(Wire):
    staff: list[Staff]


class Session(Wire):
    """Who is logged in. `csrf` goes into the X-CSRF-Token of whatever a page of this session wants done; `others`: on
    how many other computers the same person is logged in."""

    name: str
    role: Role
    counter_id: int | None = None
    counters: tuple[int, ...] = ()
    until: Moment | None = None
    csrf: str = ""
    others: int = 0


class Alarm(Wire):
    """Something a manager must see: another server on the LAN, a clock that jumped, a calendar without data."""

    code: str
    detail: str
    since: Moment


class AlarmsAnswer(Wire):
    alarms: list[Alarm]


class EstimateError(Wire):
    """How well promises held, of tickets that were called: minutes and shares 0…1."""

    service_id: str
    tickets: int
    mean_absolute_error: float
    mean_error: float  # positive: people waited longer than p50
    within: float  # share between p50 and p90
    above: float  # share beyond p90


class EstimateReport(Wire):
    services: list[EstimateError]


class HallFile(Wire):
    """The set-up as a TOML hall file."""

    toml: str


class Deed(Wire):
    """One line of the audit trail."""

    seq: int
    at: Moment
    actor: str
    command: str
    facts: list[str]


class DeedsAnswer(Wire):
    deeds: list[Deed]


class LatestDeed(Deed):
    """What it was about: `number` of a ticket, `counter_number`, `name` of a member of staff or of a token."""

    number: str | None = None
    counter_number: int | None = None
    name: str | None = None


class LatestDeedsAnswer(Wire):
    """Newest first. Older ones may be had with `before`; null: that is all."""

    deeds: list[LatestDeed]
    before: int | None = None


class Parameter(Wire):
    """One rule the hall may set. `value` and `default` are written as in a hall file."""

    key: str
    title: str
    hint: str
    value: str
    default: str
    meaning: str
    meaning_en: str


class PolicyAnswer(Wire):
    parameters: list[Parameter]


class DraftsAnswer(Wire):
    """Items that are not offered, each with what its guide lacks."""

    drafts: list[str]
