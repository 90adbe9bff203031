"""The same forecast for queues of any length at a bounded cost: tickets as a fluid, spread from the variances.

Knows counts per service, not single tickets, so one bound to a counter counts as any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt
from typing import Final

from server.domain.forecast import Estimate, Gap, Scene
from server.domain.learned import ServiceTimes
from server.vocab import ServiceId

SHORT_QUEUE: Final = 24  # up to here `forecast` plays every ticket; both agree well before
_POURS: Final = 1500  # bound of the work: slices times services times counters
_NINE_OF_TEN: Final = 1.2816  # standard normal quantile
_SHORTEST: Final = 0.1  # minutes; a shorter wait is as uncertain as this one


@dataclass(slots=True)
class _Vessel:
    """A counter filled with work: `level` is when it comes free, in open minutes from now."""

    services: frozenset[ServiceId]
    level: float


def forecast_long(scene: Scene, *, ahead: Mapping[ServiceId, int], target: ServiceId) -> Estimate | None:
    """Return the range of the wait behind `ahead` tickets of each service, evenly mixed; None if nobody can call."""
    times = scene.times
    vessels = _vessels(scene)
    lanes = [vessel for vessel in vessels if target in vessel.services]
    if not lanes:
        return None
    _pour_all(vessels, {service: count * times[service].mean for service, count in ahead.items() if count}, target)
    # When the target is called the other counters are in the middle of somebody: that work is not waited for.
    rest = _rest(ahead, times)
    middle = min(vessel.level for vessel in lanes) - rest * (len(lanes) - 1) / len(lanes)
    middle = _with_overtakers(max(0.0, middle), scene)
    nine = middle * exp(_NINE_OF_TEN * _sigma(middle, ahead, scene))
    return Estimate(over_gaps(middle, scene.gaps, rest), over_gaps(nine, scene.gaps, rest))


def _vessels(scene: Scene) -> list[_Vessel]:
    taken = {now.counter: _mean(scene.times[now.service].remaining(now.elapsed_minutes)) for now in scene.serving}
    return [
        _Vessel(counter.services, max(counter.available_in, taken.get(counter.counter, 0.0)))
        for counter in scene.counters
    ]


def over_gaps(open_minutes: float, gaps: Sequence[Gap], rest: float = 0.0) -> float:
    """Return wall-clock minutes for so many open minutes; `rest` open minutes are worked off into each gap."""
    wall = open_minutes
    for gap in gaps:
        if wall >= gap.start:
            wall = max(gap.end, wall - rest + gap.end - max(0.0, gap.start))
    return wall


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rest(ahead: Mapping[ServiceId, int], times: Mapping[ServiceId, ServiceTimes]) -> float:
    """Mean remaining time of whoever is found in service: the long ones are met more often."""
    work = sum(count * times[service].mean for service, count in ahead.items())
    squares = sum(count * (times[service].variance + times[service].mean ** 2) for service, count in ahead.items())
    return squares / (2 * work) if work else 0.0


def _pour_all(vessels: list[_Vessel], work: Mapping[ServiceId, float], target: ServiceId) -> None:
    """Pour the work in thin layers, as evenly mixed as the queue; the target's own service last within each layer."""
    layers = min(32, max(4, _POURS // max(1, len(work) * len(vessels))))
    order = sorted(work, key=lambda service: (service == target, service))
    lanes = {service: [vessel for vessel in vessels if service in vessel.services] for service in order}
    for _ in range(layers):
        for service in order:
            if lanes[service]:
                _pour(lanes[service], work[service] / layers)


def _pour(vessels: list[_Vessel], amount: float) -> None:
    """Raise the lowest vessels to one common level."""
    vessels.sort(key=_level)
    filled = 0.0
    for wet, vessel in enumerate(vessels, start=1):
        filled += vessel.level
        level = (filled + amount) / wet
        if wet == len(vessels) or level <= vessels[wet].level:
            for lower in vessels[:wet]:
                lower.level = level
            return


def _level(vessel: _Vessel) -> float:
    return vessel.level


def _with_overtakers(minutes: float, scene: Scene) -> float:
    """Lengthen the wait by those who come during it and are called first: their work in the share of all counters."""
    work = sum(late.per_minute * scene.times[late.service].mean for late in scene.overtakers)
    growth = work / len(scene.counters)
    bound = max((late.within_minutes for late in scene.overtakers), default=0.0)
    if growth >= 1:
        return minutes + growth * bound
    return minutes + growth * min(minutes / (1 - growth), bound)


def _sigma(minutes: float, ahead: Mapping[ServiceId, int], scene: Scene) -> float:
    """Relative spread of the wait: chance of the single services, and doubt about their means."""
    if minutes <= 0:
        return 0.0
    times = scene.times
    work = {service: count * times[service].mean for service, count in ahead.items()}
    total = sum(work.values()) or 1.0
    chance = sum(count * times[service].variance for service, count in ahead.items()) / len(scene.counters) ** 2
    doubt = sum((work[service] / total * times[service].doubt) ** 2 for service in work)
    # As a lognormal's: for a spread small against the wait its ratio to it, and never beyond reason for a wait of
    # nearly nothing, which counters that come free in the same moment can give.
    return sqrt(log1p(chance / max(minutes, _SHORTEST) ** 2) + doubt)
