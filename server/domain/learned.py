"""Learns from what happened: how long a service takes, how often tickets of a class come.

Knows numbers only: no ticket, no counter, no clock.
"""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from math import exp, log, sqrt
from typing import Final

WINDOW: Final = 50  # occupancies kept per service: about a morning, so a new form or a new clerk shows the same day
FLOOR: Final = 0.5  # minutes; a slip of the finger (call, finish) is not a service
LONGEST: Final = 240.0  # minutes; nobody is served for half a day: somebody forgot to press, perhaps over night
PRIOR_WEIGHT: Final = 4  # the guess counts as this many occupancies
PRIOR_SPREAD: Final = 0.6  # coefficient of variation assumed until there is something to measure
POINTS: Final = 64  # quantiles handed to a forecast
BANDWIDTH: Final = 0.3  # each occupancy stands for longer and shorter ones too: fifty alone have no tail
_BLUR: Final = tuple(exp(BANDWIDTH * node - BANDWIDTH**2 / 2) for node in (-sqrt(1.5), 0.0, sqrt(1.5)))


def normal_score(u: float) -> float:
    """Return the standard normal quantile of `u` (0 < u < 1), within 0.21 of it up to two sigma (logistic curve)."""
    return log(u / (1 - u)) / 1.702


class ServiceTimes:
    """Occupancy of a counter by one service, in minutes from call to finish; a no-show counts with its short one.

    Until enough is seen the catalogue's `expected_minutes` stands in with a weight of `PRIOR_WEIGHT` occupancies.
    """

    __slots__ = ("_expected", "_mean", "_points", "_recent", "_variance")

    def __init__(self, expected_minutes: float, recent: Iterable[float] = ()) -> None:
        self._expected = max(FLOOR, expected_minutes)
        self._recent = deque((max(FLOOR, minutes) for minutes in recent), maxlen=WINDOW)
        self._points: tuple[float, ...] = ()
        self._mean = self._variance = 0.0

    def observe(self, minutes: float) -> None:
        """Add one occupancy; one beyond `LONGEST` tells nothing."""
        if minutes <= LONGEST:
            self._recent.append(max(FLOOR, minutes))
            self._points = ()

    @property
    def count(self) -> int:
        """How many occupancies stand behind the figures, at most `WINDOW`."""
        return len(self._recent)

    @property
    def points(self) -> tuple[float, ...]:
        """`POINTS` evenly spaced quantiles of one occupancy, ascending, in minutes."""
        self._refresh()
        return self._points

    @property
    def mean(self) -> float:
        """Mean minutes, the guess included by its weight."""
        self._refresh()
        return self._mean

    @property
    def variance(self) -> float:
        """Variance of one occupancy, in minutes squared."""
        self._refresh()
        return self._variance

    @property
    def doubt(self) -> float:
        """Relative standard error of the mean: how far the learned times may be off as a whole."""
        return sqrt(self.variance / (self.count + PRIOR_WEIGHT)) / self.mean

    def remaining(self, elapsed_minutes: float) -> tuple[float, ...]:
        """Quantiles of the time still to go, ascending, for one who has been served for `elapsed_minutes`.

        Beyond everything ever seen the rest is taken as exponential with half the usual mean.
        """
        longer = tuple(point - elapsed_minutes for point in self.points if point > elapsed_minutes)
        if longer:
            return longer
        return tuple(-log(1 - (k + 0.5) / 16) * self.mean / 2 for k in range(16))

    def longer(self, minutes: float) -> "ServiceTimes":
        """Return the same times, each so many minutes longer."""
        self._refresh()
        times = ServiceTimes(self._expected)
        times._recent = self._recent
        times._points = tuple([point + minutes for point in self._points])
        times._mean, times._variance = self._mean + minutes, self._variance
        return times

    def to_carry(self) -> tuple[float, ...]:
        """Return what must be kept over a restart: the recent occupancies, oldest first."""
        return tuple(round(minutes, 3) for minutes in self._recent)

    @classmethod
    def from_carry(cls, expected_minutes: float, carry: Iterable[float]) -> "ServiceTimes":
        """Restore from `to_carry`, or begin with another hall's times."""
        return cls(expected_minutes, carry)

    def _refresh(self) -> None:
        """Work the figures out once after each change, when first asked for."""
        if self._points:
            return
        seen = (*self._recent, *self._prior())
        self._points = _quantiles(sorted(minutes * blur for minutes in seen for blur in _BLUR))
        self._mean = sum(self._points) / POINTS
        self._variance = sum((point - self._mean) ** 2 for point in self._points) / POINTS

    def _prior(self) -> list[float]:
        sigma = sqrt(log(1 + PRIOR_SPREAD**2))
        scores = (normal_score((k + 0.5) / PRIOR_WEIGHT) for k in range(PRIOR_WEIGHT))
        guess = [exp(sigma * score) for score in scores]
        return [self._expected * value * PRIOR_WEIGHT / sum(guess) for value in guess]


def _quantiles(ordered: list[float]) -> tuple[float, ...]:
    """Return `POINTS` quantiles of the ordered values, straight lines between them."""
    padded = [ordered[0], *ordered, ordered[-1]]
    steps = [(low, high - low) for low, high in pairwise(padded)]
    points = []
    for k in range(POINTS):
        place = (k + 0.5) / POINTS * len(ordered) + 0.5
        low, step = steps[int(place)]
        points.append(low + step * (place % 1))
    return tuple(points)


class Turnover:
    """Minutes from the end of one occupancy to the next call at the same counter, while somebody waited for it."""

    __slots__ = ("_count", "_mean")

    LONGEST: Final = 5.0  # minutes; whoever takes longer is away, not getting ready

    def __init__(self, mean: float = 0.0, count: int = PRIOR_WEIGHT) -> None:
        self._mean = mean
        self._count = count

    def observe(self, minutes: float) -> None:
        """Add one; the recent `WINDOW` count most."""
        if minutes <= self.LONGEST:
            self._count = min(self._count + 1, WINDOW)
            self._mean += (minutes - self._mean) / self._count

    @property
    def mean(self) -> float:
        """Mean minutes; beginning with a guess of none, which counts as `PRIOR_WEIGHT`."""
        return self._mean

    def to_carry(self) -> tuple[float, int]:
        """Return what must be kept over a restart."""
        return self._mean, self._count

    @classmethod
    def from_carry(cls, carry: tuple[float, int]) -> "Turnover":
        """Restore from `to_carry`."""
        return cls(*carry)


class OpenClock:
    """Minutes in which the hall was alive, by its own arrivals: nights and lunches are silences and count little.

    So a rate learned yesterday still stands in the morning, without asking a calendar.
    """

    __slots__ = ("_at", "_minutes")

    SILENCE: Final = 15.0  # minutes; a longer silence counts as this

    def __init__(self, minutes: float = 0.0, at: float = 0.0) -> None:
        self._minutes = minutes
        self._at = at

    def tick(self, at_minutes: float) -> float:
        """Note an arrival at `at_minutes` of the wall clock; return the open minutes so far."""
        self._minutes = self.read(at_minutes)
        self._at = at_minutes
        return self._minutes

    def read(self, at_minutes: float) -> float:
        """Return the open minutes as of `at_minutes` of the wall clock."""
        return self._minutes + min(max(0.0, at_minutes - self._at), self.SILENCE)

    def to_carry(self) -> tuple[float, float]:
        """Return what must be kept over a restart."""
        return self._minutes, self._at

    @classmethod
    def from_carry(cls, carry: tuple[float, float]) -> "OpenClock":
        """Restore from `to_carry`."""
        return cls(*carry)


class ArrivalRate:
    """How many tickets come per open minute, with the recent hour counting most."""

    __slots__ = ("_at", "_weight")

    MEMORY: Final = 90.0  # minutes after which an arrival counts 1/e

    def __init__(self, weight: float = 0.0, at: float = 0.0) -> None:
        self._weight = weight
        self._at = at

    def observe(self, at_minutes: float) -> None:
        """Count one arrival at `at_minutes` of an `OpenClock`."""
        self._weight = self._faded(at_minutes) + 1
        self._at = max(self._at, at_minutes)

    def per_minute(self, at_minutes: float) -> float:
        """Return the rate as seen at `at_minutes` of the same clock."""
        return self._faded(at_minutes) / self.MEMORY

    def to_carry(self) -> tuple[float, float]:
        """Return what must be kept over a restart: weight and time of the last arrival."""
        return self._weight, self._at

    @classmethod
    def from_carry(cls, carry: tuple[float, float]) -> "ArrivalRate":
        """Restore from `to_carry`."""
        return cls(*carry)

    def _faded(self, at_minutes: float) -> float:
        return self._weight * exp(-max(0.0, at_minutes - self._at) / self.MEMORY)
