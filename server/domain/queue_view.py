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
        """Minutes since the base of the ticket: none who come from now on and are that much later overtake it."""
        return 0.0 if self.ticket is None else max(0.0, _minutes(self.now - self.ticket.base_at))

    def ahead(self, service: ServiceId, ticket_class: TicketClass) -> int:
        return count_before(self.hall.lanes.of_service(service), self._rank(ticket_class))

    def queue(self, services: frozenset[ServiceId], ticket_class: TicketClass) -> Iterable[Waiting]:
        ends = (self._rank(ticket_class), TicketId(0))
        lanes = [
            Lane(lane.ticket_class, lane.places[: bisect_left(lane.places, ends)])
            for service in sorted(services)
            for lane in self.hall.lanes.of_service(service)
        ]
        for choice in in_call_order(self.hall.queue_in(lanes, sorted(services), self.now)):
            yield Waiting(choice.ticket.service_id)

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

    def _rank(self, ticket_class: TicketClass) -> Rank:
        if self.ticket is not None:
            return self.ticket.rank
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
    """The wait still to come of a ticket that waits."""
    return hall.estimator.estimate(QueueNow(hall, now, ticket), ticket.service_id, ticket.ticket_class, now)
