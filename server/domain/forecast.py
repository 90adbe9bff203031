"""How long until a ticket is called: plays the queue forward from the present state, many times, for the range.

Knows values only: no hall, no clock. Minutes are wall-clock minutes from now; times of closing (lunch) are `Gap`s.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from typing import Final

from server.domain.forecast_draw import (
    ARRIVAL_GAP,
    ARRIVAL_KIND,
    EXPONENTIAL,
    QUEUE,
    SAMPLES,
    SERVING,
    Column,
    doubts,
    scaled,
    shuffled,
    spread,
)
from server.domain.learned import ServiceTimes
from server.vocab import CounterId, ServiceId

OVERDUE: Final = 5.0  # minutes until a counter comes back that is past the time it said
LATE_MAX: Final = 12  # so many overtakers a forecast thinks of; a dozen within the bonus is a rush nobody can foresee


@dataclass(frozen=True, slots=True)
class ServingNow:
    """Who occupies a counter: called `elapsed_minutes` ago."""

    counter: CounterId
    service: ServiceId
    elapsed_minutes: float


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A counter that calls. `available_in` is 0 unless it is paused: then the minutes until it is back (`back_in`)."""

    counter: CounterId
    services: frozenset[ServiceId]
    available_in: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting ticket; `bound_to` names the only counter that may call it."""

    service: ServiceId
    bound_to: CounterId | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody is called from `start` until `end`, minutes from now; who is being served is served to the end."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Overtaker:
    """Tickets to come that will be called first: so many per minute, of those issued `within_minutes` from now."""

    service: ServiceId
    per_minute: float
    within_minutes: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes until the call: half of all waits end by `p50_minutes`, nine of ten by `p90_minutes`."""

    p50_minutes: float
    p90_minutes: float


def can_call(counter: OpenCounter, ticket: Waiting) -> bool:
    """Whether the counter may call the ticket."""
    if ticket.bound_to is not None:
        return ticket.bound_to == counter.counter
    return ticket.service in counter.services


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a wait depends on but the queue itself. `times` knows every service named anywhere in it."""

    counters: Sequence[OpenCounter]
    serving: Sequence[ServingNow]
    times: Mapping[ServiceId, ServiceTimes]
    gaps: Sequence[Gap] = ()
    overtakers: Sequence[Overtaker] = ()


def back_in(announced_minutes: float) -> float:
    """Return what to expect of a paused counter: it keeps its word, and once late it is thought to come soon."""
    return announced_minutes if announced_minutes > 0 else OVERDUE


def forecast(scene: Scene, *, queue: Sequence[Waiting], target: Waiting) -> Estimate | None:
    """Return the range of the wait of `target`, who stands behind `queue` (in call order); None if nobody can call it.

    Cost grows with the queue; for long ones there is `forecast_long`.
    """
    if not any(can_call(counter, target) for counter in scene.counters):
        return None
    draws = _Draws(scene.times)
    lane = _Lane(scene.counters, [*queue, target], scene.gaps)
    frees = _rows([draws.free(counter, scene.serving) for counter in scene.counters])
    services = _rows([draws.service(ticket.service, QUEUE + place) for place, ticket in enumerate(queue)])
    waits = sorted(map(lane.call_time, frees, services, draws.late(scene.overtakers)))
    return Estimate(quantile(waits, 0.5), quantile(waits, 0.9))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the quantile of ordered values, straight lines between them."""
    place = min(max(share * len(ordered) - 0.5, 0.0), len(ordered) - 1.0)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def after_gaps(minutes: float, gaps: Iterable[Gap]) -> float:
    """Return the first time from `minutes` on at which somebody may be called."""
    for gap in gaps:
        if gap.start <= minutes < gap.end:
            return gap.end
    return minutes


_Late = tuple[float, ServiceId, float]
"""One overtaker: when it comes, for what, how long it takes."""


def _rows(columns: Sequence[Column]) -> Iterator[tuple[float, ...]]:
    return zip(*columns, strict=True) if columns else iter([()] * SAMPLES)


class _Draws:
    """Columns of chance for one forecast."""

    def __init__(self, times: Mapping[ServiceId, ServiceTimes]) -> None:
        self._times = times
        self._doubts: dict[ServiceId, Column] = {}

    def service(self, service: ServiceId, column: int) -> Column:
        """How long a ticket takes."""
        return scaled(shuffled(self._times[service].points, column), self._doubt(service))

    def free(self, counter: OpenCounter, serving: Sequence[ServingNow]) -> Column:
        """When a counter can call."""
        for now in serving:
            if now.counter == counter.counter:
                remaining = spread(
                    self._times[now.service].remaining(now.elapsed_minutes), SERVING + int(counter.counter)
                )
                return tuple([max(counter.available_in, minutes) for minutes in remaining])
        return (counter.available_in,) * SAMPLES

    def late(self, overtakers: Sequence[Overtaker]) -> list[list[_Late]]:
        """Who will come and go first, by sample, in order of arrival."""
        rows: list[list[_Late]] = [[] for _ in range(SAMPLES)]
        for kind, overtaker in enumerate(overtakers):
            self._add_late(rows, overtaker, kind * LATE_MAX)
        for row in rows:
            row.sort()
        return rows

    def _add_late(self, rows: list[list[_Late]], overtaker: Overtaker, first: int) -> None:
        clock = [0.0] * SAMPLES
        for place in range(first, first + LATE_MAX):
            gaps = shuffled(EXPONENTIAL, ARRIVAL_GAP + place)
            minutes = self.service(overtaker.service, ARRIVAL_KIND + place)
            clock = [at + gap / overtaker.per_minute for at, gap in zip(clock, gaps, strict=True)]
            if min(clock) > overtaker.within_minutes:
                return
            for row, at, taken in zip(rows, clock, minutes, strict=True):
                if at <= overtaker.within_minutes:
                    row.append((at, overtaker.service, taken))

    def _doubt(self, service: ServiceId) -> Column:
        if service not in self._doubts:
            self._doubts[service] = doubts(self._times[service], len(self._doubts))
        return self._doubts[service]


class _Lane:
    """Who may call whom, the same in all samples."""

    def __init__(self, counters: Sequence[OpenCounter], tickets: Sequence[Waiting], gaps: Sequence[Gap]) -> None:
        self._end = len(tickets) - 1
        self._services = [counter.services for counter in counters]
        self._gaps = gaps
        # For each counter the places it may call, in order, closed by -1: nobody left.
        self._places = [
            [*(place for place, ticket in enumerate(tickets) if can_call(counter, ticket)), -1] for counter in counters
        ]

    def call_time(self, free: Sequence[float], minutes: Sequence[float], late: list[_Late]) -> float:
        """Play one sample: a counter that comes free calls the first it may. Return when the last place is called."""
        clocks = [(at, counter) for counter, at in enumerate(free)]
        heapify(clocks)
        cursors = [iter(places) for places in self._places]
        taken = bytearray(self._end + 2)
        while True:
            at, counter = clocks[0]
            if self._gaps:
                at = after_gaps(at, self._gaps)
            if late and late[0][0] <= at and (spent := self._overtaken(late, at, counter)):
                heapreplace(clocks, (at + spent, counter))
                continue
            for place in cursors[counter]:
                if not taken[place]:
                    break
            if place == self._end:
                return at
            if place < 0:
                heappop(clocks)
            else:
                taken[place] = 1
                heapreplace(clocks, (at + minutes[place], counter))

    def _overtaken(self, late: list[_Late], at: float, counter: int) -> float:
        """Let the counter take the first overtaker it serves; return its minutes, 0 if there is none."""
        for index, (came, service, minutes) in enumerate(late):
            if came > at:
                return 0.0
            if service in self._services[counter]:
                del late[index]
                return minutes
        return 0.0
