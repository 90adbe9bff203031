"""Alarms that follow from the queue: long waits, slips nobody holds, posts without anybody. Reads the state only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from server.domain.hall import Hall
from server.domain.ticket import CounterNow
from server.service.alert import overdue
from server.vocab import CounterState, ServiceId, SlipState, TicketState

NAMED = 3
"""Numbers and places a sentence names; of more it tells how many."""
MINUTE = timedelta(minutes=1)


def queue_alarms(hall: Hall, now: datetime) -> dict[str, str]:
    """The sentence of each alarm by its code; an empty one means that all is well."""
    empty = list(_empty_posts(hall, now)) if hall.opening(now).is_open else []
    return {
        "waiting_long": _long_waits(hall, now),
        "slip_failed": _lost_slips(hall),
        "post_empty": f"{_listed(empty, '；')}。" if empty else "",
    }


def _long_waits(hall: Hall, now: datetime) -> str:
    late = overdue(hall, now)
    if not late:
        return ""
    minutes, limit = (now - late[0].issued_at) // MINUTE, hall.catalogue.policy.wait_limit
    return f"{len(late)} 人等候超过 {limit} 分钟，最久的 {late[0].number} 已等 {minutes} 分钟。"


def _lost_slips(hall: Hall) -> str:
    failed = [
        each.number
        for each in hall.tickets.values()
        if each.state is TicketState.WAITING and each.slip is SlipState.FAILED
    ]
    return f"号票 {_listed(failed, '、')} 没有打出，暂不叫号，请补打或放行。" if failed else ""


def _empty_posts(hall: Hall, now: datetime) -> Iterator[str]:
    """空岗 (R-078): people wait longer than the limit, and no counter is open for them, or one that is calls nobody."""
    limit = hall.catalogue.policy.idle_limit * MINUTE
    since = {service: first for service, first in _first_waiting(hall).items() if now - first > limit}
    for service, first in since.items():
        if not any(post.state is CounterState.OPEN for post in _posts_of(hall, service)):
            waiting, minutes = hall.waiting.get(service, 0), (now - first) // MINUTE
            yield f"「{hall.services[service].name}」{waiting} 人等候，最久 {minutes} 分钟，没有窗口在办"
    for counter in hall.counters.values():
        post = hall.posts[counter.id]
        is_idle = post.state is CounterState.OPEN and post.freed_at is not None and now - post.freed_at > limit
        if is_idle and post.freed_at is not None and not since.keys().isdisjoint(counter.services):
            yield f"{counter.number} 号窗口有人等候，{(now - post.freed_at) // MINUTE} 分钟没有叫号"


def _first_waiting(hall: Hall) -> dict[ServiceId, datetime]:
    """Since when the first one waits for each service; booked people wait from their time on."""
    since: dict[ServiceId, datetime] = {}
    for each in hall.tickets.values():
        if each.is_callable and each.bound_to is None and each.service_id in hall.services:
            began = max(each.issued_at, each.due_at or each.issued_at)
            since[each.service_id] = min(began, since.get(each.service_id, began))
    return since


def _posts_of(hall: Hall, service: ServiceId) -> Iterator[CounterNow]:
    return (hall.posts[each.id] for each in hall.counters.values() if service in each.services)


def _listed(names: list[str], between: str) -> str:
    rest = f"等 {len(names)} 个" if between == "、" and len(names) > NAMED else ""
    return between.join(names[:NAMED]) + rest
