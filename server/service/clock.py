"""The hall's time: UTC, kept running by the monotonic clock, and told when the wall clock jumps.

A Pi has no battery clock, and technicians set clocks. So the hall's time goes on by itself from its last known moment,
and the wall clock is only listened to: when it moves by more than `TOLERANCE` against the hall's time, that is a step,
and the service writes it down as a fact before anything is stamped with the new time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

TOLERANCE = timedelta(seconds=2)
PLAUSIBLE_BACK = timedelta(days=2)
"""A wall clock further behind than this is not followed while people are in the hall, nor to before it was founded:
an empty battery says 1970. Otherwise someone has put a clock right that had been set to some later year."""


class Clock(Protocol):
    """Where time comes from."""

    def wall(self) -> datetime:
        """Aware UTC; may jump."""

    def monotonic(self) -> float:
        """Seconds; never jumps."""


class SystemClock:
    """The machine's clocks."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(slots=True)
class HallClock:
    """The hall's time since `start`. `is_wrong` says that the wall clock is implausibly behind."""

    clock: Clock
    _anchor: datetime = field(init=False)
    _at: float = field(init=False)
    is_wrong: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._anchor = self.clock.wall()
        self._at = self.clock.monotonic()

    def start(self, last: datetime | None) -> None:
        """Begin where the log ended, if the wall clock is behind that: time never runs backwards over a restart."""
        wall = self.clock.wall()
        self.is_wrong = last is not None and wall < last - TOLERANCE
        self._anchor = max(wall, last) if last is not None else wall
        self._at = self.clock.monotonic()

    def now(self) -> datetime:
        """The hall's time, UTC, to the microsecond."""
        return self._anchor + timedelta(seconds=self.clock.monotonic() - self._at)

    def take_step(self, earliest: datetime | None = None) -> timedelta | None:
        """Follow a jump of the wall clock and return it, or None. Small drifts are followed silently, forward only.

        Far back it is followed only to `earliest` at most, and not at all without one.
        """
        wall, now = self.clock.wall(), self.now()
        drift = wall - now
        self.is_wrong = drift < -PLAUSIBLE_BACK and (earliest is None or wall < earliest)
        if self.is_wrong:
            return None
        if abs(drift) <= TOLERANCE:
            if drift > timedelta(0):
                self._set(wall)
            return None
        self._set(wall)
        return drift

    def _set(self, wall: datetime) -> None:
        self._anchor, self._at = wall, self.clock.monotonic()


NewId = Callable[[], str]
"""Makes 32 fresh hexadecimal digits."""
