"""Decides on opening, pausing and closing counters. Pure."""

from datetime import datetime

from server.domain import command as c
from server.domain import event as e
from server.domain.errors import NotAllowed, RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.lifecycle import CounterStep, next_counter_state
from server.domain.rights import require_counter
from server.vocab import CounterId, CounterState, Role, TicketState


def open_counter(hall: Hall, wish: c.OpenCounter, now: datetime, actor: c.Actor) -> list[Event]:
    """开窗, also the return from a pause. Staff take the counter in their own name, one at a time; a pad takes none."""
    counter = hall.counter(wish.counter_id)
    if actor.role is Role.DISPLAY:
        return _return_from_pause(hall, counter.id, actor)
    if actor.is_staff:
        _require_may_sit(hall, actor, counter.id)
        _require_handover(hall, wish, actor)
    else:
        require_counter(hall, actor, counter.id)
    handover = wish.handover.strip()
    return [e.CounterOpened(counter_id=counter.id, clerk=actor.name or None, post=wish.post, handover=handover)]


def _return_from_pause(hall: Hall, counter_id: CounterId, actor: c.Actor) -> list[Event]:
    """A call pad has no name: it ends the pause of whoever sits there, and never puts anybody at a counter."""
    require_counter(hall, actor, counter_id)
    post = hall.posts[counter_id]
    if post.state is not CounterState.PAUSED:
        raise NotAllowed("forbidden", "窗口没有暂停，开窗请在电脑上登录。", counter_id=counter_id)
    return [e.CounterOpened(counter_id=counter_id, clerk=post.clerk, post=post.post)]


def _require_handover(hall: Hall, wish: c.OpenCounter, actor: c.Actor) -> None:
    """离岗移交: nobody slips into a counter a colleague works at. Whose colleague is away just sits down (R-219)."""
    post = hall.posts[wish.counter_id]
    is_colleague = post.clerk != actor.name and post.clerk in hall.doors.staff
    if post.state is not CounterState.OPEN or not is_colleague or wish.handover.strip():
        return
    number = hall.counters[wish.counter_id].number
    detail = f"{number} 号窗口现由{post.clerk}（{post.post} 岗）使用，接替须写明移交事项。"
    raise RuleSaysNo("counter_held", detail, counter_id=wish.counter_id)


def _require_may_sit(hall: Hall, actor: c.Actor, counter_id: CounterId) -> None:
    if actor.counters and counter_id not in actor.counters:
        raise NotAllowed("not_your_counter", "您没有在这个窗口办公的权限。", counter_id=counter_id)
    for post in hall.posts.values():
        if post.id != counter_id and post.clerk == actor.name and post.state is not CounterState.CLOSED:
            number = hall.counters[post.id].number
            raise RuleSaysNo("already_at_counter", f"您还在 {number} 号窗口，请先关窗。", counter_id=post.id)


def pause_counter(hall: Hall, wish: c.PauseCounter, now: datetime, actor: c.Actor) -> list[Event]:
    """暂停服务: R-223, only with reason and contact."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    next_counter_state(CounterStep.PAUSE, hall.posts[counter.id].state)
    if not wish.reason.strip() or not wish.contact.strip():
        raise RuleSaysNo("reason_required", "暂停服务须写明去向事由和联系方式。")
    return [e.CounterPaused(counter_id=counter.id, reason=wish.reason, contact=wish.contact, back_at=wish.back_at)]


def close_counter(hall: Hall, wish: c.CloseCounter, now: datetime, actor: c.Actor) -> list[Event]:
    """关窗: not while someone is served; what was held or bound here goes back to its service."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    post = hall.posts[counter.id]
    next_counter_state(CounterStep.CLOSE, post.state)
    if post.current is not None:
        number = hall.tickets[post.current].number
        raise RuleSaysNo("counter_busy", f"窗口正在办理 {number} 号，请先结束。", ticket_id=post.current)
    return [*_release(hall, counter.id), e.CounterClosed(counter_id=counter.id)]


_COMES_BACK = frozenset({TicketState.WAITING, TicketState.NO_SHOW})
"""States in which a ticket still wants the counter it is bound to."""


def _release(hall: Hall, counter_id: CounterId) -> list[Event]:
    """Held tickets return; tickets bound here wait for their service if another counter serves it."""
    held = sorted(hall.posts[counter_id].held)
    bound = [each.id for each in hall.tickets.values() if each.bound_to == counter_id and each.state in _COMES_BACK]
    facts: list[Event] = [e.TicketReturned(ticket_id=ticket_id) for ticket_id in held]
    others = {each for counter in hall.counters.values() if counter.id != counter_id for each in counter.services}
    here = (*held, *sorted(bound))
    return [*facts, *(e.TicketUnbound(ticket_id=each) for each in here if hall.tickets[each].service_id in others)]
