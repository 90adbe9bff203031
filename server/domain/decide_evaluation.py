"""Decides on 评价: once per visit, a bad level with its reason, which may be added later. Pure."""

from datetime import datetime

from server.domain import command as c
from server.domain import event as e
from server.domain.errors import RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.past import PastVisit, is_in_time, require_evaluable, require_in_time
from server.domain.rights import require_counter
from server.domain.ticket import Ticket
from server.vocab import Channel, Level, Role, TicketId, TicketState


def evaluate(hall: Hall, wish: c.Evaluate, now: datetime, actor: c.Actor) -> list[Event]:
    """评价: once per visit, after the service. A bad level needs a reason wherever one can be given (N-06).

    A keypad's box that belongs to one counter speaks for nobody else's visitors.
    """
    visit = _evaluable(hall, wish, actor)
    if wish.level.is_bad and wish.channel is not Channel.KEYPAD:
        _require_reason(wish)
    return [
        e.TicketEvaluated(
            ticket_id=wish.ticket_id,
            level=wish.level,
            channel=wish.channel,
            reasons=wish.reasons,
            comment=wish.comment,
            counter_id=visit.counter_id,
            clerk=visit.clerk,
        )
    ]


def _evaluable(hall: Hall, wish: c.Evaluate, actor: c.Actor) -> Ticket | PastVisit:
    """The visit, if it is over and nobody has evaluated it. A keypad's level may come after its day: the box kept it
    while it could not reach the server."""
    of_today = wish.ticket_id in hall.tickets
    visit = hall.ticket(wish.ticket_id) if of_today or wish.past is None else wish.past
    if actor.role is Role.DISPLAY and visit.counter_id is not None:
        require_counter(hall, actor, visit.counter_id)
    if isinstance(visit, PastVisit):
        require_evaluable(hall, wish.ticket_id, visit)
    else:
        _require_over(visit)
    return visit


def _require_over(ticket: Ticket) -> None:
    if ticket.level is not None:
        raise RuleSaysNo("already_evaluated", "这次服务已经评价过了，谢谢。")
    if ticket.state is not TicketState.FINISHED:
        raise RuleSaysNo("illegal_step", "服务还没有结束，暂不能评价。", state=ticket.state.value)


def explain(hall: Hall, wish: c.ExplainEvaluation, now: datetime, actor: c.Actor) -> list[Event]:
    """补充原因: once, as long as the visit could still be evaluated. The level stays what it was."""
    if wish.ticket_id not in hall.unexplained:
        raise RuleSaysNo("nothing_to_explain", "这次评价不缺原因，或者已经补充过了，谢谢。")
    require_in_time(hall, hall.unexplained[wish.ticket_id].business_day)
    _require_reason(wish)
    return [
        e.EvaluationExplained(
            ticket_id=wish.ticket_id, channel=wish.channel, reasons=wish.reasons, comment=wish.comment
        )
    ]


def may_still_explain(hall: Hall, ticket_id: TicketId) -> Level | None:
    """The bad level whose reason may still be added."""
    found = hall.unexplained.get(ticket_id)
    return found.level if found is not None and is_in_time(hall, found.business_day) else None


def _require_reason(wish: c.Evaluate | c.ExplainEvaluation) -> None:
    if not (wish.reasons or (wish.comment or "").strip()):
        raise RuleSaysNo("reason_required", "请选择或填写不满意的原因。")
