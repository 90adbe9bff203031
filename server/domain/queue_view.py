"""The hall at one moment as the forecast wants to see it. Answers `forecast_live.QueueView`; computes no estimate."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from server.domain.call_order import Lane, in_call_order
from server.domain.forecast import Estimate, Gap, OpenCounter, Overtaker, ServingNow, Waiting, back_in
from server.domain.forecast_live import overtakers_of, rates_at
from server.domain.hall import Hall, count_before
from server.domain.learned import ServiceTimes
from server.domain.opening import spans_today
from server.domain.ticket import Rank, Ticket, to_us
from server.vocab import CounterState, ServiceId, TicketClass, TicketId


@dataclass(frozen=True, slots=True)
class QueueNow:
    """`ticket` is one that waits already; without it the view is that of a ticket issued now."""

    hall: Hall
    now: datetime
    ticket: Ticket | None = None

    @property
    def staffing(self) -> int:
        return self.hall.staffing

    @property
    def waited(self) -> float:
        """Minutes by which the ticket's place is better than that of one of its class issued now."""
        if self.ticket is None:
            return 0.0
        return max(0.0, (self._rank_now(self.ticket.ticket_class)[0] - self.ticket.rank[0]) / 60e6)

    def ahead(self, service: ServiceId, ticket_class: TicketClass) -> int:
        return count_before(self.hall.lanes.of_service(service), self._rank(ticket_class))

    def queue(self, services: frozenset[ServiceId], ticket_class: TicketClass) -> Iterable[Waiting]:
        ends = (self._rank(ticket_class), TicketId(0))
        lanes = [
            Lane(lane.ticket_class, lane.places[: bisect_left(lane.places, ends)]) for lane in self._lanes(services)
        ]
        for choice in in_call_order(self.hall.queue_in(lanes, sorted(services), self.now)):
            if choice.ticket.service_id in services:
                yield Waiting(choice.ticket.service_id, choice.ticket.bound_to)

    def counters(self) -> Sequence[OpenCounter]:
        return list(self._counters())

    def serving(self) -> Sequence[ServingNow]:
        found = []
        for post in self.hall.posts.values():
            if post.current is not None:
                ticket = self.hall.tickets[post.current]
                elapsed = _minutes(self.now - (ticket.called_at or self.now))
                found.append(ServingNow(post.id, ticket.service_id, max(0.0, elapsed)))
        return found

    def times(self, service: ServiceId) -> ServiceTimes:
        return self.hall.times[service].longer(self.hall.turnover.mean)

    def gaps(self) -> Sequence[Gap]:
        spans = spans_today(self.hall.catalogue.calendar, self.now, self.hall.zone)
        edges = [(_minutes(start - self.now), _minutes(end - self.now)) for start, end in spans]
        return [Gap(end, start) for (_, end), (start, _) in pairwise(edges) if start > max(end, 0)]

    def overtakers(self, ticket_class: TicketClass) -> Sequence[Overtaker]:
        rates = rates_at(self.hall.arrivals, self.hall.open_clock.read(to_us(self.now) / 60e6))
        late = overtakers_of(ticket_class, rates, self.hall.catalogue.policy)
        return [replace(each, within_minutes=left) for each in late if (left := each.within_minutes - self.waited) > 0]

    def _lanes(self, services: frozenset[ServiceId]) -> Iterator[Lane]:
        """Where tickets of these services may wait: bound ones stand with their counter."""
        for service in sorted(services):
            yield from self.hall.lanes.of_service(service)
        for lanes in self.hall.lanes.by_counter.values():
            yield from lanes.values()

    def _rank(self, ticket_class: TicketClass) -> Rank:
        return self._rank_now(ticket_class) if self.ticket is None else self.ticket.rank

    def _rank_now(self, ticket_class: TicketClass) -> Rank:
        bonus = self.hall.catalogue.policy.bonus(ticket_class)
        return self.hall.rank_of(to_us(self.now), bonus, self.hall.rev + 1)

    def _counters(self) -> Iterator[OpenCounter]:
        for post in self.hall.posts.values():
            services = frozenset(self.hall.counters[post.id].services) if post.id in self.hall.counters else frozenset()
            if post.state is CounterState.OPEN:
                yield OpenCounter(post.id, services)
            elif post.state is CounterState.PAUSED and post.back_at is not None:
                yield OpenCounter(post.id, services, back_in(_minutes(post.back_at - self.now)))


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


def estimate_new(hall: Hall, service: ServiceId, ticket_class: TicketClass, now: datetime) -> Estimate | None:
    """The wait of a ticket of the class issued now, in wall-clock minutes; None while nobody could call it."""
    return hall.estimator.estimate(QueueNow(hall, now), service, ticket_class, now)


def estimate_of(hall: Hall, ticket: Ticket, now: datetime) -> Estimate | None:
    """The wait still to come of a ticket that waits; None also for one bound to a counter, whose queue is another."""
    if ticket.bound_to is not None:
        return None
    view = QueueNow(hall, now, ticket)
    return hall.estimator.estimate(view, ticket.service_id, ticket.ticket_class, now, waited=view.waited)
