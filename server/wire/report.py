"""Reports on the wire: figures, the tickets behind them, and the facts of one ticket. Times are minutes."""

from datetime import date

from pydantic import Field

from server.vocab import TicketClass, TicketState
from server.wire.shape import Moment, Wire


class Counted(Wire):
    """How often something was said or used."""

    name: str
    count: int


class Figures(Wire):
    """What a period came to. Null: there was nothing to measure.

    `tickets` = `finished` + `no_show` + `cancelled` + `closed_unserved` + `open` (still in the hall), at the
    hour of their issue and where they were last. Calls and times at a counter: at the hour and place of the call;
    `missed` are calls nobody answered, `served` turns that served somebody. Waits are from issue to first call;
    `wait_p50`, `wait_p90` and `wait_longest` are whole minutes begun, `wait_over` tells how many waited longer than
    the hall's limit. `response` is from call to start, `serving` from start to end without holds, `idle` open with
    nobody at the counter. `levels`: evaluations from 非常满意 to 非常不满意; `satisfied` is the
    share of 基本满意 and better among them; who said nothing is `unrated` and counts in no share.
    """

    tickets: int = 0
    open: int = 0
    finished: int = 0
    no_show: int = 0
    cancelled: int = 0
    closed_unserved: int = 0
    calls: int = 0
    missed: int = 0
    served: int = 0
    transferred: int = 0
    held: int = 0
    waits: int = 0
    wait_mean: float | None = None
    wait_p50: int | None = None
    wait_p90: int | None = None
    wait_longest: int | None = None
    wait_over: int = 0
    response_mean: float | None = None
    serving_mean: float | None = None
    busy: float = 0.0
    idle: float = 0.0
    paused: float = 0.0
    served_per_hour: float | None = None  # of time a counter was open
    levels: list[int] = Field(default_factory=lambda: [0] * 5)
    unrated: int = 0
    satisfied: float | None = None
    reasons: list[Counted] = Field(default_factory=list)
    channels: list[Counted] = Field(default_factory=list)
    promised: int = 0
    promise_off: float | None = None  # mean absolute difference between the promise (p50) and the wait
    promise_error: float | None = None  # mean difference; positive: people waited longer
    promise_within: float | None = None  # share between p50 and p90
    promise_above: float | None = None  # share beyond p90


class ReportLine(Wire):
    """The figures of one hour (0…23), day, month (2026-11), weekday (1…7), service, counter, clerk or class."""

    key: str
    figures: Figures


class ReportAnswer(Wire):
    """`missing`: business days of the period whose figures were never made (`rebuild` makes them)."""

    first: date
    last: date
    by: str
    target: float  # of `satisfied`
    wait_limit: int
    missing: list[date]
    total: Figures
    lines: list[ReportLine]


class ReportTicket(Wire):
    """A ticket, or (with `turn`) one time it was at a counter; then times, counter and service are of that time."""

    ticket_id: int
    turn: int = 0
    business_day: date
    number: str
    service_id: str
    ticket_class: TicketClass
    state: TicketState | None
    counter_id: int | None
    clerk: str | None
    issued_at: Moment | None
    called_at: Moment | None
    started_at: Moment | None
    finished_at: Moment | None
    outcome: str | None = None
    level: int | None = None


class ReportTicketsAnswer(Wire):
    """Newest first. `before`: where the next page begins; null: that is all."""

    tickets: list[ReportTicket]
    before: str | None = None


class TicketFact(Wire):
    """One thing that happened to a ticket."""

    seq: int
    at: Moment
    actor: str
    fact: str
    counter_id: int | None = None
    service_id: str | None = None
    level: int | None = None
    reasons: list[str] = Field(default_factory=list)
    text: str = ""  # why it was held, a note of a transfer, a comment of an evaluation


class TicketFactsAnswer(Wire):
    ticket: ReportTicket
    facts: list[TicketFact]
