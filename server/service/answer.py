"""What each command is answered: JSON of a wire model, made right after its facts were folded in."""

from collections.abc import Sequence
from datetime import datetime

from server.domain import command as c
from server.domain import command_admin as ca
from server.domain import event as e
from server.domain.command import Actor
from server.domain.decide import Command
from server.domain.fact import Event, Stamp
from server.domain.hall import Hall
from server.service import view
from server.vocab import CounterId, Role, TicketId
from server.wire import admin as wa
from server.wire import hall as wh
from server.wire import ticket as wt
from server.wire.shape import Wire

STAFF = frozenset({Role.CLERK, Role.SUPERVISOR, Role.ADMIN})
NO_ANSWER = "{}"


def answer(hall: Hall, wish: Command, facts: Sequence[Event], *, stamp: Stamp, actor: Actor) -> str:
    """The answer as JSON text; stations that are not staff get no field that is for staff only."""
    model = _model(hall, wish, facts, stamp.at)
    if model is None:
        return NO_ANSWER
    if not isinstance(model, wt.TicketAnswer | wt.CallAnswer | wa.CheckInAnswer):
        return model.model_dump_json()
    return model.model_dump_json(exclude={"ticket": _SECRET if actor.role in STAFF else _NOT_PUBLIC})


_SECRET = {"secret"}
_NOT_PUBLIC = {*wt.STAFF_ONLY, "secret"}


def _model(hall: Hall, wish: Command, facts: Sequence[Event], now: datetime) -> Wire | None:
    match wish:
        case c.CallNext() | c.CallTicket():
            return _call(hall, facts, now)
        case c.IssueTicket() | c.ServeWalkUp():
            return _ticket(hall, _ticket_of(facts), now)
        case c.OpenCounter() | c.PauseCounter() | c.CloseCounter():
            return wh.CounterAnswer(counter=view.to_counter(hall, hall.posts[wish.counter_id]))
        case c.Recall():
            return _ticket(hall, wish.ticket_id, now, offer=None if facts else "no_show")
        case c.MakeBooking() | c.CancelBooking():
            return wa.BookingAnswer(booking=view.to_booking(hall.bookings[wish.code]))
        case c.CheckIn():
            return _check_in(hall, wish, now)
        case _:
            return _other(hall, wish, facts, now)


def _other(hall: Hall, wish: Command, facts: Sequence[Event], now: datetime) -> Wire | None:
    match wish:
        case c.Evaluate():
            return _evaluation(facts, now)
        case ca.IssueToken():
            token = wa.Token(id=wish.token_id, role=wish.role, name=wish.name, counter_id=wish.counter_id)
            return wa.TokenAnswer(token=token)
        case _:
            ticket_id = getattr(wish, "ticket_id", None)
            return None if ticket_id is None else _ticket(hall, ticket_id, now)


def _ticket(hall: Hall, ticket_id: TicketId, now: datetime, offer: str | None = None) -> wt.TicketAnswer:
    return wt.TicketAnswer(ticket=view.to_ticket(hall, hall.tickets[ticket_id], now), offer=offer)


def _ticket_of(facts: Sequence[Event]) -> TicketId:
    return next(fact.ticket_id for fact in facts if isinstance(fact, e.TicketIssued | e.WalkUpServed))


def _call(hall: Hall, facts: Sequence[Event], now: datetime) -> wt.CallAnswer:
    called = next((fact for fact in facts if isinstance(fact, e.TicketCalled)), None)
    if called is None:
        return wt.CallAnswer(ticket=None)
    ticket = view.to_ticket(hall, hall.tickets[called.ticket_id], now)
    return wt.CallAnswer(ticket=ticket, reason=ticket.reason, why=ticket.why)


def _evaluation(facts: Sequence[Event], now: datetime) -> wt.EvaluationAnswer:
    fact = next(fact for fact in facts if isinstance(fact, e.TicketEvaluated))
    return wt.EvaluationAnswer(evaluation=to_evaluation(fact, now))


def to_evaluation(fact: e.TicketEvaluated, at: datetime) -> wt.Evaluation:
    return wt.Evaluation(
        ticket_id=fact.ticket_id,
        level=fact.level,
        channel=fact.channel,
        reasons=fact.reasons,
        comment=fact.comment,
        counter_id=fact.counter_id,
        clerk=fact.clerk,
        at=at,
    )


def _check_in(hall: Hall, wish: c.CheckIn, now: datetime) -> wa.CheckInAnswer:
    booking = hall.bookings[wish.code]
    ticket = hall.tickets[TicketId(booking.ticket_id or 0)]
    return wa.CheckInAnswer(booking=view.to_booking(booking), ticket=view.to_ticket(hall, ticket, now))


def counter_of(hall: Hall, fact: Event) -> CounterId | None:
    """The counter a fact is about, as far as listeners care."""
    match fact:
        case e.CounterOpened() | e.CounterPaused() | e.CounterClosed():
            return fact.counter_id
        case _:
            ticket = hall.tickets.get(getattr(fact, "ticket_id", TicketId(0)))
            return ticket.counter_id if ticket else None
