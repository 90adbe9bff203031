"""What must be true of a hall at every moment, and of every call. Written from the specification, not from the code."""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.domain import event as e
from server.domain.call_order import in_call_order
from server.domain.event_kiosk import OfflineTicketTaken
from server.domain.fact import Event, Stamp
from server.domain.hall import Hall
from server.domain.lifecycle import ACTIVE, LIVE
from server.domain.ticket import Ticket
from server.vocab import CounterId, CounterState, ServiceId, SlipState, TicketClass, TicketId, TicketState


def check(hall: Hall) -> None:
    _one_ticket_per_counter(hall)
    _held_sets_agree(hall)
    _lanes_hold_exactly_the_callable(hall)
    _counts_agree(hall)


def _one_ticket_per_counter(hall: Hall) -> None:
    active = {ticket.id: ticket.counter_id for ticket in hall.tickets.values() if ticket.state in ACTIVE}
    current = {post.current: post.id for post in hall.posts.values() if post.current is not None}
    assert current == active
    for post in hall.posts.values():
        assert post.state is not CounterState.CLOSED or (post.current is None and not post.held and post.clerk is None)
        assert post.state is not CounterState.PAUSED or (post.reason and post.contact)


def _held_sets_agree(hall: Hall) -> None:
    held = {ticket.id: ticket for ticket in hall.tickets.values() if ticket.state is TicketState.HELD}
    assert hall.held == set(held)
    for ticket in held.values():
        assert ticket.held_until is not None
        assert ticket.hold_reason
    assert {(post.id, each) for post in hall.posts.values() for each in post.held} == {
        (ticket.counter_id, ticket.id) for ticket in held.values()
    }


def _lanes_hold_exactly_the_callable(hall: Hall) -> None:
    in_lanes: list[TicketId] = []
    for lane in hall.lanes.all():
        assert lane.places == sorted(lane.places)
        for rank, ticket_id in lane.places:
            ticket = hall.tickets[ticket_id]
            assert ticket.rank == rank
            assert ticket.ticket_class is lane.ticket_class
            bound = ticket.bound_to
            where = hall.lanes.by_service[ticket.service_id] if bound is None else hall.lanes.by_counter[bound]
            assert where[ticket.ticket_class] is lane
            in_lanes.append(ticket_id)
    waiting = [ticket for ticket in hall.tickets.values() if ticket.state is TicketState.WAITING]
    assert sorted(in_lanes) == sorted(ticket.id for ticket in waiting if ticket.slip is not SlipState.FAILED)


def _counts_agree(hall: Hall) -> None:
    waiting = Tally(ticket.service_id for ticket in hall.tickets.values() if ticket.state is TicketState.WAITING)
    assert {service: n for service, n in hall.waiting.items() if n} == dict(waiting)
    assert all(n >= 0 for n in hall.issued.values())
    assert all(ticket.id < hall.next_ticket_id for ticket in hall.tickets.values())


def check_numbers(log: Sequence[tuple[Event, Stamp]]) -> None:
    """Numbers are 1, 2, 3… by business day and prefix; ids only grow; every ticket ends at most once."""
    day, last_id = None, 0
    seqs: dict[object, int] = {}
    numbers: set[object] = set()
    for event, _ in log:
        if isinstance(event, e.DayOpened):
            day = event.business_day
        if isinstance(event, e.TicketIssued | e.WalkUpServed):
            assert event.seq == seqs.get((day, event.prefix), 0) + 1
            assert (day, event.number) not in numbers
            assert event.ticket_id > last_id
            seqs[day, event.prefix], last_id = event.seq, event.ticket_id
            numbers.add((day, event.number))
        if isinstance(event, OfflineTicketTaken):
            assert (day, event.number) not in numbers
            assert event.ticket_id > last_id
            last_id = event.ticket_id
            numbers.add((day, event.number))


@dataclass
class Umpire:
    """Watches calls as someone in the queue would: who was passed by whom, and was it one of the published reasons?

    X may be called while Y waits at the same counter only if base(X) ≤ base(Y) + bonus(X) − bonus(Y), except that
    - Y's booked time has not come, or Y's slip failed (then Y is not callable);
    - Y is green and gives way after `max_run` greens in a row (`green_run`);
    - a clerk chose X;
    - X or Y came back from a no-show: its place is behind others by rule.
    """

    reinstated: set[TicketId] = field(default_factory=set)
    greens: dict[ServiceId | CounterId, int] = field(default_factory=dict)
    seen: Tally[str] = field(default_factory=Tally)

    def before(self, hall: Hall, event: Event, stamp: Stamp) -> None:
        """Look at an event that is about to be folded."""
        if isinstance(event, e.TicketReinstated):
            self.reinstated.add(event.ticket_id)
        if isinstance(event, e.DayOpened):
            self.greens.clear()
        if isinstance(event, e.TicketCalled):
            self.seen[event.why.rule] += 1
            if event.why.rule != "chosen":
                self._judge(hall, event, stamp)
            self._count(hall, event)

    def _judge(self, hall: Hall, event: e.TicketCalled, stamp: Stamp) -> None:
        called = hall.tickets[event.ticket_id]
        rule = event.why.rule
        others = [ticket for ticket in at_counter(hall, event.counter_id) if ticket is not called]
        due = [ticket for ticket in others if is_due(ticket, stamp)]
        assert is_due(called, stamp) or not due, "an early booking was called while someone else waits"
        assert (rule == "early") == (not is_due(called, stamp))
        for other in due if is_due(called, stamp) else others:
            gives_way = rule == "green_run" and other.ticket_class is TicketClass.GREEN
            came_back = not self.reinstated.isdisjoint({called.id, other.id})
            assert gives_way or came_back or _is_within_bound(hall, called, other), (called, other, rule)
        self._judge_run(hall, called, rule, due)

    def _judge_run(self, hall: Hall, called: Ticket, rule: str, due: list[Ticket]) -> None:
        max_run = hall.catalogue.policy.max_run
        if rule == "green_run":
            first = min((each for each in due if each.ticket_class is TicketClass.GREEN), key=lambda each: each.rank)
            assert called.ticket_class is not TicketClass.GREEN
            assert self.greens.get(_run_key(first), 0) >= max_run, "a green ticket gave way without a run"
        if called.ticket_class is TicketClass.GREEN and self.greens.get(_run_key(called), 0) >= max_run:
            assert all(each.ticket_class is TicketClass.GREEN for each in due), "green after green while others wait"

    def _count(self, hall: Hall, event: e.TicketCalled) -> None:
        is_green = hall.tickets[event.ticket_id].ticket_class is TicketClass.GREEN
        keys: list[ServiceId | CounterId] = [event.counter_id, *hall.counters[event.counter_id].services]
        for key in keys:
            self.greens[key] = self.greens.get(key, 0) + 1 if is_green else 0


def _run_key(ticket: Ticket) -> ServiceId | CounterId:
    """Calls in a row are counted where the ticket can be called: at all counters of its service, or at its own."""
    return ticket.service_id if ticket.bound_to is None else ticket.bound_to


def is_due(ticket: Ticket, stamp: Stamp) -> bool:
    return ticket.due_at is None or ticket.due_at <= stamp.at


def _is_within_bound(hall: Hall, called: Ticket, other: Ticket) -> bool:
    bonus = hall.catalogue.policy.bonus
    allowed = bonus(called.ticket_class) - bonus(other.ticket_class)
    return (called.base_at - other.base_at).total_seconds() <= allowed * 60


def at_counter(hall: Hall, counter_id: CounterId) -> list[Ticket]:
    """The callable tickets of a counter, by walking through all tickets: no lane is asked."""
    services = hall.counters[counter_id].services
    return [
        ticket
        for ticket in hall.tickets.values()
        if ticket.state is TicketState.WAITING
        and ticket.slip is not SlipState.FAILED
        and (ticket.bound_to == counter_id if ticket.bound_to is not None else ticket.service_id in services)
    ]


def check_previews(hall: Hall, stamp: Stamp) -> None:
    """A preview names every callable ticket of the counter once."""
    for counter in hall.counters.values():
        order = [choice.ticket.id for choice in in_call_order(hall.queue_of(counter, stamp.at))]
        assert sorted(order) == sorted(ticket.id for ticket in at_counter(hall, counter.id))


def live(hall: Hall) -> list[Ticket]:
    return [ticket for ticket in hall.tickets.values() if ticket.state in LIVE]
