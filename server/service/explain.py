"""Says in plain Chinese why a ticket is called before another. Words only; the rule itself is in `call_order`."""

from server.domain.event import Why
from server.domain.hall import Hall
from server.domain.ticket import Ticket
from server.vocab import TicketClass


def explain(hall: Hall, ticket: Ticket, why: Why) -> str:
    """One sentence for staff, such as 「A012 先于 B003：预约 09:30，已等 12 分钟」. Says nothing of a green reason."""
    before = f"{ticket.number} 先于 {why.over}" if why.over else f"{ticket.number} 排在最前"
    return f"{before}：{'，'.join(_grounds(hall, ticket, why))}"


def _grounds(hall: Hall, ticket: Ticket, why: Why) -> list[str]:
    grounds = []
    if why.booked_at is not None:
        grounds.append(f"预约 {hall.local(why.booked_at):%H:%M}")
    grounds.extend(_class_grounds(ticket))
    match why.rule:
        case "bound":
            grounds.append("指定本窗口")
        case "chosen":
            grounds.append("窗口点名叫号")
        case "green_run":
            grounds.append("绿色通道已连续叫号，轮到其他号")
        case "early":
            grounds.append("没有其他人等候，提前叫预约号")
        case _:
            pass  # the longest effective wait needs no word beyond the minutes
    grounds.append(f"已等 {why.waited_minutes} 分钟")
    return grounds


def _class_grounds(ticket: Ticket) -> list[str]:
    match ticket.ticket_class:
        case TicketClass.GREEN:
            return ["绿色通道"]
        case TicketClass.URGENT:
            return ["急办已批准"]
        case TicketClass.ORDINARY | TicketClass.BOOKING:
            return []
