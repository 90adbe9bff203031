"""Chance without chance: the same evenly spread draws every time (Latin hypercube, shuffled by splitmix64).

Each column holds every one of `SAMPLES` strata exactly once, so few samples give steady quantiles and two forecasts
that differ in one ticket differ by that ticket only.
"""

from collections.abc import Callable, Sequence
from functools import cache
from math import exp, log
from operator import itemgetter, mul
from typing import Final

from server.domain.learned import POINTS, ServiceTimes, normal_score

SAMPLES: Final = POINTS  # one stratum per learned quantile

Column = tuple[float, ...]
"""One quantity in all samples."""

# Columns are numbered; each purpose has its own block so that none disturbs another.
QUEUE: Final = 0
SERVING: Final = 1000
DOUBT: Final = 2000
ARRIVAL_GAP: Final = 3000
ARRIVAL_KIND: Final = 4000

_MASK: Final = (1 << 64) - 1


def _splitmix64(state: int) -> int:
    z = (state + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


@cache
def strata(column: int) -> tuple[int, ...]:
    """Return a fixed shuffle of 0..SAMPLES-1, another one for each column."""
    order = list(range(SAMPLES))
    for last in range(SAMPLES - 1, 0, -1):
        chosen = _splitmix64(column * SAMPLES + last) % (last + 1)
        order[last], order[chosen] = order[chosen], order[last]
    return tuple(order)


@cache
def _picker(column: int) -> Callable[[Sequence[float]], Column]:
    return itemgetter(*strata(column))


def shuffled(values: Sequence[float], column: int) -> Column:
    """Return the `SAMPLES` ascending values in the order of the column."""
    return _picker(column)(values)


def spread(values: Sequence[float], column: int) -> Column:
    """Return `SAMPLES` draws from any number of evenly weighted values."""
    size = len(values)
    return tuple([values[stratum * size // SAMPLES] for stratum in strata(column)])


def doubts(times: ServiceTimes, column: int) -> Column:
    """Return the factors by which a service's learned times may be off, one for each sample."""
    doubt = times.doubt
    return shuffled([exp(doubt * score) for score in _SCORES], DOUBT + column)


def scaled(column: Column, factors: Column) -> Column:
    """Return the column multiplied sample by sample."""
    return tuple(map(mul, column, factors))


_SCORES: Final = tuple(normal_score((k + 0.5) / SAMPLES) for k in range(SAMPLES))

EXPONENTIAL: Final = tuple(-log(1 - (k + 0.5) / SAMPLES) for k in range(SAMPLES))
"""Ascending quantiles of the unit exponential: gaps between arrivals."""
