"""The smallest hall that keeps the call order: what estimates are measured on. Not the product's hall."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from server.domain.forecast import Estimate, Gap, OpenCounter, Overtaker, ServingNow, Waiting, back_in
from server.domain.forecast_live import Estimator, overtakers_of, rates_at
from server.domain.learned import ArrivalRate, OpenClock, ServiceTimes
from server.domain.policy import Policy
from server.vocab import CounterId, ServiceId, TicketClass
from tests.server.domain.simulated_day import Arrival, Day, Trade

DOORS = datetime(2025, 6, 9, 0, 30, tzinfo=UTC)
POLICY = Policy()


@dataclass
class Memory:
    """What the hall learned; outlives the day."""

    times: dict[ServiceId, ServiceTimes]
    arrivals: dict[tuple[ServiceId, TicketClass], ArrivalRate] = field(default_factory=dict)
    clock: OpenClock = field(default_factory=OpenClock)
    midnights: int = 0

    @classmethod
    def fresh(cls, trades: Sequence[Trade]) -> "Memory":
        return cls({trade.service: ServiceTimes(trade.expected_minutes) for trade in trades})


class PlainHall:
    """Implements `DayHall` to be driven and `QueueView` to be asked."""

    def __init__(self, day: Day, memory: Memory) -> None:
        self.memory = memory
        self.staffing = 0
        self.naive: dict[int, float] = {}
        self._day = day
        self._services = {post.counter: post.services for post in day.posts}
        self._estimator = Estimator()
        self._now = 0.0
        self._waiting: list[tuple[float, int, Arrival]] = []  # by effective time of issue
        self._away: dict[CounterId, float | None] = {}  # when it said to be back; None if it is here
        self._serving: dict[CounterId, tuple[float, Arrival]] = {}
        self._run = 0

    # driven

    def open(self, at: float, counter: CounterId) -> None:
        self._away[counter] = None
        self.staffing += 1

    def pause(self, at: float, counter: CounterId, back_at: float) -> None:
        self._away[counter] = back_at
        self.staffing += 1

    def issue(self, at: float, visit: int, arrival: Arrival) -> Estimate | None:
        self._now = at
        now = DOORS + timedelta(minutes=at)
        promise = self._estimator.estimate(self, arrival.service, arrival.ticket_class, now)
        self.naive[visit] = self._naive(arrival)
        key = (arrival.service, arrival.ticket_class)
        self.memory.arrivals.setdefault(key, ArrivalRate()).observe(self.memory.clock.tick(self._wall(at)))
        insort(self._waiting, (at - POLICY.bonus(arrival.ticket_class), visit, arrival))
        return promise

    def call_next(self, at: float, counter: CounterId) -> int | None:
        mine = [entry for entry in self._waiting if entry[2].service in self._services[counter]]
        if not mine:
            return None
        chosen = mine[0]
        if self._run >= POLICY.max_run:
            chosen = next((entry for entry in mine if entry[2].ticket_class is TicketClass.ORDINARY), chosen)
        self._waiting.remove(chosen)
        self._run = self._run + 1 if chosen[2].ticket_class is TicketClass.GREEN else 0
        self._serving[counter] = (at, chosen[2])
        return chosen[1]

    def finish(self, at: float, counter: CounterId, shows_up: bool) -> None:
        called_at, arrival = self._serving.pop(counter)
        self.memory.times[arrival.service].observe(at - called_at)

    # asked

    def ahead(self, service: ServiceId, ticket_class: TicketClass) -> int:
        return sum(1 for waiting in self._before(ticket_class) if waiting.service == service)

    def queue(self, services: frozenset[ServiceId], ticket_class: TicketClass) -> list[Waiting]:
        return [Waiting(arrival.service) for arrival in self._before(ticket_class) if arrival.service in services]

    def counters(self) -> list[OpenCounter]:
        return [
            OpenCounter(counter, self._services[counter], 0.0 if back is None else back_in(back - self._now))
            for counter, back in self._away.items()
        ]

    def serving(self) -> list[ServingNow]:
        return [
            ServingNow(counter, arrival.service, self._now - called_at)
            for counter, (called_at, arrival) in self._serving.items()
        ]

    def times(self, service: ServiceId) -> ServiceTimes:
        return self.memory.times[service]

    def gaps(self) -> list[Gap]:
        lunch = self._day.lunch
        return [Gap(lunch[0] - self._now, lunch[1] - self._now)] if lunch and lunch[1] > self._now else []

    def overtakers(self, ticket_class: TicketClass) -> list[Overtaker]:
        return overtakers_of(
            ticket_class, rates_at(self.memory.arrivals, self.memory.clock.read(self._wall(self._now))), POLICY
        )

    def _before(self, ticket_class: TicketClass) -> list[Arrival]:
        end = bisect_right(self._waiting, self._now - POLICY.bonus(ticket_class), key=lambda entry: entry[0])
        return [arrival for _, _, arrival in self._waiting[:end]]

    def _naive(self, arrival: Arrival) -> float:
        """People ahead times average over open counters, lunch added: what a simple queue machine prints."""
        lanes = sum(1 for counter in self.counters() if not counter.available_in)
        minutes = sum(self.times(a.service).mean for a in self._before(arrival.ticket_class)) / max(1, lanes)
        lunch = self._day.lunch
        if lunch and self._now < lunch[1] and self._now + minutes >= lunch[0]:
            minutes += lunch[1] - max(self._now, lunch[0])
        return minutes

    def _wall(self, at: float) -> float:
        return self.memory.midnights * 1440 + at
