"""Tickets, calls and evaluations on the wire."""

from typing import Annotated

from pydantic import Field

from server.vocab import Channel, Level, SlipState, TicketClass, TicketState
from server.wire.shape import Moment, Wire


class Estimate(Wire):
    """预计等候时间: half of all waits end by p50, nine of ten by p90; wall-clock minutes from now."""

    p50_minutes: float
    p90_minutes: float


class Why(Wire):
    """Why a ticket is where it is in the order: the rule, whom it goes before, how long it has waited."""

    rule: str
    over: str | None = None
    waited_minutes: int = 0
    booked_at: Moment | None = None


class Ticket(Wire):
    """号票. Fields in the second group are given to staff only, `secret` only to whoever issued the ticket."""

    id: int
    number: str
    service_id: str
    services: list[str]
    ticket_class: Annotated[TicketClass, Field(alias="class")] = TicketClass.ORDINARY
    state: TicketState
    slip: SlipState
    issued_at: Moment
    base_at: Moment
    called_at: Moment | None = None
    started_at: Moment | None = None
    finished_at: Moment | None = None
    due_at: Moment | None = None
    counter_id: int | None = None
    counter_number: int | None = None  # as people read it over the counter
    calls: int = 0
    ahead: int = 0
    estimate: Estimate | None = None
    item_id: str | None = None
    language: str = "zh"
    warning: str | None = None
    level: Level | None = None
    offline: bool = False  # issued by a kiosk that could not reach the server
    secret: str | None = None

    class_reason: str | None = None
    note: str | None = None
    asked_for: str | None = None  # the service on its slip, if there is no such service any more
    clerk: str | None = None
    bound_to: int | None = None
    hold_reason: str | None = None
    held_until: Moment | None = None
    reason: str | None = None
    why: Why | None = None


STAFF_ONLY = frozenset({
    "class_reason", "note", "asked_for", "clerk", "bound_to", "hold_reason", "reason", "why", "level"
})  # fmt: skip
"""Fields of Ticket that leave the server only for staff."""


class TicketAnswer(Wire):
    """One ticket; `offer` names a step the clerk may take instead of the one that is used up."""

    ticket: Ticket
    offer: str | None = None


class CallAnswer(Wire):
    """The called ticket and why it was chosen; no ticket when nobody waits."""

    ticket: Ticket | None
    reason: str | None = None
    why: Why | None = None


class TicketsAnswer(Wire):
    """Tickets in call order, each with its reason."""

    tickets: list[Ticket]


class Evaluation(Wire):
    """评价, attributed to ticket, counter and clerk."""

    ticket_id: int
    level: Level
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    counter_id: int | None = None
    clerk: str | None = None
    at: Moment


class Explanation(Wire):
    """补充原因: the reason of a bad level that was pressed without one."""

    ticket_id: int
    channel: Channel
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    at: Moment


class ExplanationAnswer(Wire):
    explanation: Explanation


class EvaluationAnswer(Wire):
    evaluation: Evaluation
