"""Decides on calling and serving: next, chosen, recall, no-show, start, finish, hold, transfer. Pure."""

from datetime import datetime, timedelta
from itertools import islice, takewhile

from server.domain import command as c
from server.domain import event as e
from server.domain.call_order import Choice, first_choice, in_call_order, to_why
from server.domain.decide_issue import require_free
from server.domain.errors import RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.lifecycle import TicketStep, next_state
from server.domain.rights import require_counter, require_ticket_counter
from server.domain.ticket import Rank, Ticket
from server.vocab import CounterId, TicketId

HOLD_MAX = 480  # minutes; longer is a matter for another day


def call_next(hall: Hall, wish: c.CallNext, now: datetime, actor: c.Actor) -> list[Event]:
    """叫下一位. Nobody waiting is no error: no facts."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    require_free(hall, counter.id)
    found = first_choice(hall.queue_of(counter, now))
    if found is None:
        return []
    choice, over = found
    return [_called(hall, counter.id, choice, over, now)]


def call_ticket(hall: Hall, wish: c.CallTicket, now: datetime, actor: c.Actor) -> list[Event]:
    """Call a chosen ticket; only a counter that serves it may."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    ticket = hall.ticket(wish.ticket_id)
    next_state(TicketStep.CALL, ticket.state)
    require_free(hall, counter.id)
    if not ticket.is_callable:
        raise RuleSaysNo("slip_failed", "号票没有打印成功，请先补打或放行。")
    if ticket.bound_to not in {None, counter.id}:
        raise RuleSaysNo("bound_elsewhere", "这张号票指定在其他窗口办理。", counter_id=ticket.bound_to)
    if ticket.bound_to is None and ticket.service_id not in counter.services:
        raise RuleSaysNo("wrong_counter", "本窗口不办理这项业务，请转号。", service_id=ticket.service_id)
    over = next((each.ticket for each in in_call_order(hall.queue_of(counter, now))), None)
    over = None if over is ticket else over
    return [_called(hall, counter.id, Choice(ticket=ticket, rule="chosen"), over, now)]


def _called(hall: Hall, counter_id: CounterId, choice: Choice, over: Ticket | None, now: datetime) -> e.TicketCalled:
    return e.TicketCalled(
        ticket_id=choice.ticket.id,
        counter_id=counter_id,
        clerk=hall.posts[counter_id].clerk,
        why=to_why(choice, over, now),
    )


def recall(hall: Hall, wish: c.Recall, now: datetime, actor: c.Actor) -> list[Event]:
    """重呼. At the limit there is no fact and no announcement; the answer offers no-show instead."""
    ticket = _at_counter(hall, wish.ticket_id, TicketStep.RECALL, actor)
    if ticket.calls >= hall.catalogue.policy.call_max:
        return []
    return [e.TicketRecalled(ticket_id=ticket.id)]


def mark_no_show(hall: Hall, wish: c.MarkNoShow, now: datetime, actor: c.Actor) -> list[Event]:
    """过号."""
    return [e.TicketMissed(ticket_id=_at_counter(hall, wish.ticket_id, TicketStep.NO_SHOW, actor).id)]


def reinstate(hall: Hall, wish: c.Reinstate, now: datetime, actor: c.Actor) -> list[Event]:
    """过号恢复: the same day, behind the next `reactivate_after` waiting tickets of its service."""
    ticket = hall.ticket(wish.ticket_id)
    next_state(TicketStep.REINSTATE, ticket.state)
    us, rev, after = _rank_behind(hall, ticket, now)
    return [e.TicketReinstated(ticket_id=ticket.id, rank_us=us, rank_rev=rev, rank_after=after)]


def _rank_behind(hall: Hall, ticket: Ticket, now: datetime) -> Rank:
    if ticket.bound_to is not None:
        queue = hall.queue_of(hall.counter(ticket.bound_to), now)
    else:
        queue = hall.queue_in(hall.lanes.of_service(ticket.service_id), (ticket.service_id,), now)
    due = takewhile(lambda choice: choice.rule != "early", in_call_order(queue))  # who comes before time waits anyway
    ranks = [choice.ticket.rank for choice in islice(due, hall.catalogue.policy.reactivate_after)]
    us, rev, after = max(ranks, default=ticket.rank)
    return max(ticket.rank, (us, rev, after + 1)) if ranks else ticket.rank


def start(hall: Hall, wish: c.Start, now: datetime, actor: c.Actor) -> list[Event]:
    """开始办理."""
    return [e.TicketStarted(ticket_id=_at_counter(hall, wish.ticket_id, TicketStep.START, actor).id)]


def finish(hall: Hall, wish: c.Finish, now: datetime, actor: c.Actor) -> list[Event]:
    """办理结束; with further services on the ticket it waits for the next, keeping its base."""
    ticket = _at_counter(hall, wish.ticket_id, TicketStep.FINISH, actor)
    if len(ticket.services) > 1:
        return [e.TicketMovedOn(ticket_id=ticket.id, service_id=ticket.services[1])]
    return [e.TicketFinished(ticket_id=ticket.id)]


def hold(hall: Hall, wish: c.Hold, now: datetime, actor: c.Actor) -> list[Event]:
    """挂起 at this counter, which keeps it; after its minutes it comes back by itself."""
    ticket = _at_counter(hall, wish.ticket_id, TicketStep.HOLD, actor)
    if not wish.reason.strip():
        raise RuleSaysNo("reason_required", "挂起须写明理由。")
    minutes = hall.catalogue.policy.hold_minutes if wish.minutes is None else wish.minutes
    if not 1 <= minutes <= HOLD_MAX:
        raise RuleSaysNo("bad_minutes", f"挂起时间须在 1 至 {HOLD_MAX} 分钟之间。")
    return [e.TicketHeld(ticket_id=ticket.id, reason=wish.reason, until=now + timedelta(minutes=minutes))]


def resume(hall: Hall, wish: c.Resume, now: datetime, actor: c.Actor) -> list[Event]:
    """继续办理 at the counter that held it."""
    ticket = _at_counter(hall, wish.ticket_id, TicketStep.RESUME, actor)
    if ticket.counter_id is None:
        raise RuleSaysNo("illegal_step", "号票不在任何窗口。")
    require_free(hall, ticket.counter_id)
    clerk = hall.posts[ticket.counter_id].clerk
    return [e.TicketResumed(ticket_id=ticket.id, counter_id=ticket.counter_id, clerk=clerk)]


def transfer(hall: Hall, wish: c.Transfer, now: datetime, actor: c.Actor) -> list[Event]:
    """转号 to a service or a counter; number and base stay."""
    ticket = hall.ticket(wish.ticket_id)
    next_state(TicketStep.TRANSFER, ticket.state)
    require_ticket_counter(hall, actor, ticket)
    if wish.service_id is None and wish.counter_id is None:
        raise RuleSaysNo("transfer_target_required", "请选择要转到的业务或窗口。")
    service_id = ticket.service_id
    if wish.service_id is not None:
        service_id = hall.service(wish.service_id).id
    if wish.counter_id is not None:
        hall.counter(wish.counter_id)
    return [e.TicketTransferred(ticket_id=ticket.id, service_id=service_id, counter_id=wish.counter_id, note=wish.note)]


def _at_counter(hall: Hall, ticket_id: TicketId, step: TicketStep, actor: c.Actor) -> Ticket:
    """The ticket, if the step is legal and its counter is the actor's."""
    ticket = hall.ticket(ticket_id)
    next_state(step, ticket.state)
    require_ticket_counter(hall, actor, ticket)
    return ticket
