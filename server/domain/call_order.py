"""叫号顺序: who is called next at a counter, and why. Bounded waiting, no clock of its own.

effective wait = (now − base) + bonus(class), the longest first. `now` is the same for everyone, so the order is that of
base − bonus, a fixed rank per ticket; ties go to the earlier issue. Two rules look beyond the rank:

- a booking is not called before its booked time while anyone else waits;
- after `max_run` green tickets in a row at the counters of a service (at the counter, for tickets bound to one), a
  waiting ticket of another class goes first.

Whoever overtakes a ticket therefore came at most the difference of their bonuses later.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from server.domain.event import Why
from server.domain.ticket import Rank, Ticket
from server.vocab import CounterId, ServiceId, TicketClass, TicketId

Place: TypeAlias = tuple[Rank, TicketId]


@dataclass(slots=True)
class Lane:
    """Tickets of one class waiting for one service (or bound to one counter), by rank."""

    ticket_class: TicketClass
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Lanes:
    """All callable waiting tickets, and how many green ones in a row each service has seen."""

    by_service: dict[ServiceId, dict[TicketClass, Lane]] = field(default_factory=dict)
    by_counter: dict[CounterId, dict[TicketClass, Lane]] = field(default_factory=dict)
    green_run: dict[ServiceId, int] = field(default_factory=dict)

    def add(self, ticket: Ticket) -> None:
        insort(self._lane(ticket).places, (ticket.rank, ticket.id))

    def remove(self, ticket: Ticket) -> None:
        """Take a ticket out of its lane; it must be in it."""
        places = self._lane(ticket).places
        del places[bisect_left(places, (ticket.rank, ticket.id))]

    def note_call(self, ticket_class: TicketClass, services: Sequence[ServiceId]) -> None:
        """Count a call at a counter that serves `services` for the green-run rule."""
        for service in services:
            self.green_run[service] = self.green_run.get(service, 0) + 1 if ticket_class is TicketClass.GREEN else 0

    def of_counter(self, counter: CounterId, services: Sequence[ServiceId]) -> list[Lane]:
        """The lanes a counter may call from: those bound to it and those of its services."""
        lanes = list(self.by_counter.get(counter, {}).values())
        for service in services:
            lanes.extend(self.by_service.get(service, {}).values())
        return lanes

    def of_service(self, service: ServiceId) -> list[Lane]:
        return list(self.by_service.get(service, {}).values())

    def all(self) -> list[Lane]:
        return [lane for group in (*self.by_counter.values(), *self.by_service.values()) for lane in group.values()]

    def _lane(self, ticket: Ticket) -> Lane:
        if ticket.bound_to is not None:
            group = self.by_counter.setdefault(ticket.bound_to, {})
        else:
            group = self.by_service.setdefault(ticket.service_id, {})
        lane = group.get(ticket.ticket_class)
        if lane is None:
            lane = group[ticket.ticket_class] = Lane(ticket.ticket_class)
        return lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A ticket and the rule that put it there: `rank`, `bound`, `green_run` (greens give way), `early` (no other)."""

    ticket: Ticket
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What the order of one counter is made of: its lanes and services, the run rule and the moment."""

    lanes: Sequence[Lane]
    services: Sequence[ServiceId]
    tickets: Mapping[TicketId, Ticket]
    green_run: Mapping[ServiceId, int]
    own_run: int  # green calls in a row at the counter itself: what tickets bound to it see
    max_run: int
    now: datetime


@dataclass(slots=True)
class _Head:
    """The first ticket of a lane that was not yielded yet, and those behind it: all due, or all before their time."""

    ticket: Ticket
    rest: Iterator[Ticket]
    is_due: bool

    @property
    def is_green(self) -> bool:
        return self.ticket.ticket_class is TicketClass.GREEN


@dataclass(slots=True)
class _Runs:
    """Green calls in a row, going on with the calls that are played."""

    of_service: dict[ServiceId, int]
    own: int

    def seen_by(self, ticket: Ticket) -> int:
        """The run wherever this ticket can be called: at all counters of its service, or at its own."""
        return self.of_service.get(ticket.service_id, 0) if ticket.bound_to is None else self.own

    def count(self, services: Sequence[ServiceId], is_green: bool) -> None:
        self.own = self.own + 1 if is_green else 0
        for service in services:
            self.of_service[service] = self.of_service.get(service, 0) + 1 if is_green else 0


def in_call_order(queue: Queue) -> Iterator[Choice]:
    """Yield the tickets of the lanes as the counter would call them one after another, if nothing else happened."""
    heads = [head for lane in queue.lanes for head in _heads(queue, lane)]
    runs = _Runs(dict(queue.green_run), queue.own_run)
    while heads:
        head, rule = _choose(heads, runs, queue.max_run)
        runs.count(queue.services, head.is_green)
        yield Choice(ticket=head.ticket, rule=rule)
        following = next(head.rest, None)
        if following is None:
            heads.remove(head)
        else:
            head.ticket = following


def _heads(queue: Queue, lane: Lane) -> Iterator[_Head]:
    """One head for the due tickets of a lane; where bookings wait, one more for those before their time."""
    for is_due in (True, False) if lane.ticket_class is TicketClass.BOOKING else (True,):
        tickets = _tickets(queue, lane, is_due)
        first = next(tickets, None)
        if first is not None:
            yield _Head(first, tickets, is_due)


def _tickets(queue: Queue, lane: Lane, is_due: bool) -> Iterator[Ticket]:
    for _, ticket_id in lane.places:
        ticket = queue.tickets[ticket_id]
        if (ticket.due_at is None or ticket.due_at <= queue.now) is is_due:
            yield ticket


def _choose(heads: list[_Head], runs: _Runs, max_run: int) -> tuple[_Head, str]:
    due = [head for head in heads if head.is_due]
    if not due:
        return min(heads, key=_rank), "early"
    best = min(due, key=_rank)
    if best.is_green and runs.seen_by(best.ticket) >= max_run:
        others = [head for head in due if not head.is_green]
        if others:
            return min(others, key=_rank), "green_run"
    return best, "bound" if best.ticket.bound_to is not None else "rank"


def _rank(head: _Head) -> Rank:
    return head.ticket.rank


def first_choice(queue: Queue) -> tuple[Choice, Ticket | None] | None:
    """Who is called now and the ticket next in order, or None when nobody waits."""
    order = in_call_order(queue)
    choice = next(order, None)
    if choice is None:
        return None
    second = next(order, None)
    return choice, second.ticket if second else None


def to_why(choice: Choice, over: Ticket | None, now: datetime) -> Why:
    """The stored explanation of a call; waited minutes count from issue, not from base."""
    ticket = choice.ticket
    waited = max(0, int((now - ticket.issued_at).total_seconds() // 60))
    return Why(choice.rule, over.number if over else None, waited, ticket.due_at)
