"""What each command is answered: JSON of a wire model, made right after its facts were folded in."""

from collections.abc import Sequence

from server.domain import command as c
from server.domain import command_admin as ca
from server.domain import event as e
from server.domain.command import Actor
from server.domain.command_notice import GiveNotice
from server.domain.decide import Command
from server.domain.event_notice import NoticeGiven
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.rights import STAFF
from server.service import view
from server.service.news import Views, to_evaluation
from server.service.notice_view import to_notice
from server.vocab import TicketId
from server.wire import admin as wa
from server.wire import hall as wh
from server.wire import notice as wn
from server.wire import ticket as wt
from server.wire.shape import Wire

NO_ANSWER = "{}"


def answer(hall: Hall, wish: Command, facts: Sequence[Event], *, views: Views, actor: Actor) -> str:
    """The answer as JSON text; stations that are not staff get no field of a ticket that is for staff only."""
    model = _model(hall, wish, facts, views)
    if model is None:
        return NO_ANSWER
    if not isinstance(model, wt.TicketAnswer | wt.CallAnswer | wa.CheckInAnswer):
        return model.model_dump_json()
    return model.model_dump_json(exclude={"ticket": _SECRET if actor.role in STAFF else _NOT_PUBLIC})


_SECRET = {"secret"}
_NOT_PUBLIC = {*wt.STAFF_ONLY, "secret"}


def _model(hall: Hall, wish: Command, facts: Sequence[Event], views: Views) -> Wire | None:
    match wish:
        case c.CallNext() | c.CallTicket():
            return _call(facts, views)
        case c.IssueTicket() | c.ServeWalkUp():
            return _ticket(views, _ticket_of(facts))
        case c.OpenCounter() | c.PauseCounter() | c.CloseCounter():
            return wh.CounterAnswer(counter=view.to_counter(hall, hall.posts[wish.counter_id]))
        case c.Recall():
            return _ticket(views, wish.ticket_id, offer=None if facts else "no_show")
        case c.MakeBooking() | c.CancelBooking():
            return wa.BookingAnswer(booking=view.to_booking(hall.bookings[wish.code]))
        case c.CheckIn():
            return _check_in(hall, wish, views)
        case _:
            return _other(hall, wish, facts, views)


def _other(hall: Hall, wish: Command, facts: Sequence[Event], views: Views) -> Wire | None:
    match wish:
        case c.Evaluate():
            return _evaluation(facts, views)
        case GiveNotice():
            given = next(fact for fact in facts if isinstance(fact, NoticeGiven))
            return wn.NoticeAnswer(notice=to_notice(hall, given, views.now))
        case c.ExplainEvaluation():
            return _explanation(facts, views)
        case ca.IssueToken():
            token = wa.Token(id=wish.token_id, role=wish.role, name=wish.name, counter_id=wish.counter_id)
            return wa.TokenAnswer(token=token)
        case _:
            ticket_id = getattr(wish, "ticket_id", None)
            return None if ticket_id is None else _ticket(views, ticket_id)


def _ticket(views: Views, ticket_id: TicketId, offer: str | None = None) -> wt.TicketAnswer:
    return wt.TicketAnswer(ticket=views.ticket(ticket_id), offer=offer)


def _ticket_of(facts: Sequence[Event]) -> TicketId:
    return next(fact.ticket_id for fact in facts if isinstance(fact, e.TicketIssued | e.WalkUpServed))


def _call(facts: Sequence[Event], views: Views) -> wt.CallAnswer:
    called = next((fact for fact in facts if isinstance(fact, e.TicketCalled)), None)
    if called is None:
        return wt.CallAnswer(ticket=None)
    ticket = views.ticket(called.ticket_id)
    return wt.CallAnswer(ticket=ticket, reason=ticket.reason, why=ticket.why)


def _evaluation(facts: Sequence[Event], views: Views) -> wt.EvaluationAnswer:
    fact = next(fact for fact in facts if isinstance(fact, e.TicketEvaluated))
    return wt.EvaluationAnswer(evaluation=to_evaluation(fact, views.now))


def _explanation(facts: Sequence[Event], views: Views) -> wt.ExplanationAnswer:
    fact = next(fact for fact in facts if isinstance(fact, e.EvaluationExplained))
    explanation = wt.Explanation(
        ticket_id=fact.ticket_id, channel=fact.channel, reasons=fact.reasons, comment=fact.comment, at=views.now
    )
    return wt.ExplanationAnswer(explanation=explanation)


def _check_in(hall: Hall, wish: c.CheckIn, views: Views) -> wa.CheckInAnswer:
    booking = hall.bookings[wish.code]
    ticket = hall.tickets[TicketId(booking.ticket_id or 0)]
    return wa.CheckInAnswer(booking=view.to_booking(booking), ticket=views.ticket(ticket.id))
