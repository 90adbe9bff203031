"""Visits of earlier business days: what may still be said of them. The hall keeps no ticket of those days itself."""

from dataclasses import dataclass
from datetime import date

from server.domain.errors import RuleSaysNo
from server.domain.hall import Hall
from server.vocab import CounterId, Level, TicketId, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A ticket of an earlier day, as the books have it; `level` is what they know of its evaluation."""

    business_day: date
    state: TicketState
    counter_id: CounterId | None
    clerk: str | None
    level: Level | None


def may_still_evaluate(hall: Hall, ticket_id: TicketId, visit: PastVisit) -> bool:
    try:
        require_evaluable(hall, ticket_id, visit)
    except RuleSaysNo:
        return False
    return True


def require_evaluable(hall: Hall, ticket_id: TicketId, visit: PastVisit) -> None:
    """Refuse what was evaluated, what was never served, and what is too long ago."""
    if visit.level is not None or ticket_id in hall.late:
        raise RuleSaysNo("already_evaluated", "这次服务已经评价过了，谢谢。")
    if visit.state is not TicketState.FINISHED:
        raise RuleSaysNo("illegal_step", "这张号票没有办理，不能评价。", state=visit.state.value)
    require_in_time(hall, visit.business_day)


def require_in_time(hall: Hall, business_day: date) -> None:
    """Refuse what is said of a visit of too long ago."""
    days = hall.catalogue.policy.late_evaluation_days
    if not is_in_time(hall, business_day):
        raise RuleSaysNo("evaluation_over", f"服务结束 {days} 天内可以评价，现在已经过期。")


def is_in_time(hall: Hall, business_day: date) -> bool:
    days = hall.catalogue.policy.late_evaluation_days
    return hall.business_day is not None and (hall.business_day - business_day).days <= days
