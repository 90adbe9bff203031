"""Estimates while tickets are issued: a full forecast when affordable, otherwise the last one moved on.

Knows the queue only through `QueueView`. Keeps nothing that must survive a restart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import Final, Protocol

from server.domain.forecast import Estimate, Gap, OpenCounter, Overtaker, Scene, ServingNow, Waiting, forecast
from server.domain.forecast_long import SHORT_QUEUE, forecast_long, over_gaps
from server.domain.learned import ArrivalRate, ServiceTimes
from server.domain.policy import Policy
from server.vocab import ServiceId, TicketClass

FORECASTS_PER_SECOND: Final = 8  # of the hall's time; about one per cent of one core
_KEEP: Final = timedelta(seconds=10)  # a clock that jumps back makes a forecast old as well
_WAITED: Final = 10.0  # minutes; tickets that waited about as long share a forecast, since as many may still overtake
_LONG: Final = 60.0  # minutes; whoever waited longer is overtaken by next to nobody
_FEW: Final = 8  # tickets ahead that share one forecast; above, those within a quarter of each other do


class QueueView(Protocol):
    """What an estimate asks of the hall at the moment of asking: `staffing` and `ahead` always, the rest seldom."""

    @property
    def staffing(self) -> int:
        """A number that changes whenever a counter opens, closes, pauses, returns or changes its services."""

    def ahead(self, service: ServiceId, ticket_class: TicketClass) -> int:
        """How many callable tickets of the service the asking one (a new one of the class) would stand behind."""

    def queue(self, services: frozenset[ServiceId], ticket_class: TicketClass) -> Iterable[Waiting]:
        """The tickets of these services the asking one would stand behind, in call order; asked when they are few."""

    def counters(self) -> Sequence[OpenCounter]:
        """Every counter that calls now, and the paused ones that said when they are back."""

    def serving(self) -> Sequence[ServingNow]:
        """Who is called or being served, with the minutes since the call."""

    def times(self, service: ServiceId) -> ServiceTimes:
        """Learned times of the service."""

    def gaps(self) -> Sequence[Gap]:
        """The closed spans still to come today between opening and closing, one now running included, in order."""

    def overtakers(self, ticket_class: TicketClass) -> Sequence[Overtaker]:
        """Who will come later and be called before a new ticket of the class (see `overtakers_of`)."""


def overtakers_of(
    ticket_class: TicketClass, rates: Mapping[tuple[ServiceId, TicketClass], float], policy: Policy
) -> list[Overtaker]:
    """Return who will overtake a ticket of the class, from the arrivals per minute of each service and class."""
    bonus = policy.bonus(ticket_class)
    return [
        Overtaker(service, rate, policy.bonus(other) - bonus)
        for (service, other), rate in rates.items()
        if rate > 0 and policy.bonus(other) > bonus
    ]


def rates_at(
    arrivals: Mapping[tuple[ServiceId, TicketClass], ArrivalRate], at_minutes: float
) -> dict[tuple[ServiceId, TicketClass], float]:
    """Return arrivals per minute of each service and class, at `at_minutes` of their `OpenClock`."""
    return {key: rate.per_minute(at_minutes) for key, rate in arrivals.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forecast:
    """The last full forecast for one service and class, in open minutes so that it can be moved on."""

    at: datetime
    staffing: int
    ahead: int
    answer: Estimate | None
    gaps: Sequence[Gap]
    per_ticket: float  # minutes by which one more ticket ahead lengthens the wait

    def is_stale(self, staffing: int, now: datetime) -> bool:
        """Whether too much changed to move it on: the counters or the hour."""
        return staffing != self.staffing or abs(now - self.at) >= _KEEP

    def moved_to(self, ahead: int) -> Estimate | None:
        """Return the answer with so many tickets ahead instead: both quantiles grow in proportion."""
        if self.answer is None or ahead == self.ahead:
            return self.answer
        opened = without_gaps(self.answer.p50_minutes, self.gaps)
        widest = without_gaps(self.answer.p90_minutes, self.gaps)
        moved = max(0.0, opened + (ahead - self.ahead) * self.per_ticket)
        ratio = widest / opened if opened else 2.0
        return Estimate(over_gaps(moved, self.gaps), over_gaps(moved * ratio, self.gaps))


def without_gaps(wall_minutes: float, gaps: Sequence[Gap]) -> float:
    """Return the open minutes among so many wall-clock minutes: the inverse of `over_gaps`."""
    closed = sum(max(0.0, min(wall_minutes, gap.end) - max(0.0, gap.start)) for gap in gaps)
    return wall_minutes - closed


class Estimator:
    """Answers for each ticket at a bounded cost. One per hall; the same calls give the same answers."""

    def __init__(self) -> None:
        self._last: dict[tuple[ServiceId, TicketClass, int, int], _Forecast] = {}
        self._second: datetime | None = None
        self._spent = 0

    def estimate(
        self, view: QueueView, service: ServiceId, ticket_class: TicketClass, now: datetime, *, waited: float = 0.0
    ) -> Estimate | None:
        """Return the wait of the view's ticket; None while no counter is known that will serve it.

        `waited` are its minutes so far, 0 for one issued now.
        """
        ahead = view.ahead(service, ticket_class)
        key = (service, ticket_class, _size(ahead), int(min(waited, _LONG) / _WAITED))
        last = self._last.get(key)
        if last is None or last.is_stale(view.staffing, now) or self._affords_one(now):
            last = self._last[key] = _full(view, service, ticket_class, now)
        return last.moved_to(ahead)

    def _affords_one(self, now: datetime) -> bool:
        second = now.replace(microsecond=0)
        if second != self._second:
            self._second = second
            self._spent = 0
        self._spent += 1
        return self._spent <= FORECASTS_PER_SECOND


def _size(ahead: int) -> int:
    """Return which tickets share a forecast: queues of like length, each size a quarter longer than the one before."""
    return 0 if ahead <= _FEW else 1 + int(log(ahead / _FEW) / log(1.25))


def _full(view: QueueView, service: ServiceId, ticket_class: TicketClass, now: datetime) -> _Forecast:
    scene = _scene(view, service, ticket_class)
    services = frozenset(scene.times)
    numbers = {each: view.ahead(each, ticket_class) for each in sorted(services)}
    if sum(numbers.values()) <= SHORT_QUEUE:
        answer = forecast(scene, queue=list(view.queue(services, ticket_class)), target=Waiting(service))
    else:
        answer = forecast_long(scene, ahead=numbers, target=service)
    return _Forecast(
        at=now,
        staffing=view.staffing,
        ahead=numbers[service],
        answer=answer,
        gaps=scene.gaps,
        per_ticket=_per_ticket(scene, service, numbers[service], answer),
    )


def _per_ticket(scene: Scene, service: ServiceId, ahead: int, answer: Estimate | None) -> float:
    """Return how many open minutes one more ticket ahead costs: a long queue grows with all its services together."""
    lanes = sum(1 for counter in scene.counters if service in counter.services)
    if answer is not None and ahead > _FEW:
        return without_gaps(answer.p50_minutes, scene.gaps) / ahead
    return scene.times[service].mean / max(1, lanes)


def _scene(view: QueueView, service: ServiceId, ticket_class: TicketClass) -> Scene:
    """Return the part of the hall this service's wait depends on."""
    counters = _group(service, view.counters())
    group = {counter.counter for counter in counters}
    serving = [now for now in view.serving() if now.counter in group]
    services = {service, *(now.service for now in serving)}.union(*(counter.services for counter in counters))
    return Scene(
        counters=counters,
        serving=serving,
        times={each: view.times(each) for each in services},
        gaps=view.gaps(),
        overtakers=[late for late in view.overtakers(ticket_class) if late.service in services],
    )


def _group(service: ServiceId, counters: Sequence[OpenCounter]) -> list[OpenCounter]:
    """Return the counters that share work with the service's, directly or through others."""
    services = {service}
    group: list[OpenCounter] = []
    rest = list(counters)
    while near := [counter for counter in rest if not services.isdisjoint(counter.services)]:
        group += near
        services.update(*(counter.services for counter in near))
        rest = [counter for counter in rest if counter not in near]
    return sorted(group, key=lambda counter: counter.counter)
