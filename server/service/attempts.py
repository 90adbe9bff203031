"""Counts wrong guesses and makes guessers wait. Knows no secret and no HTTP; in memory, for a restart is rare."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from server.domain.errors import Refusal

KEPT = 5_000
"""Keys remembered at most: a flood of invented ones must not fill the memory."""


class TooManyGuesses(Refusal):
    """Guessing is over for `seconds` more."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_guesses", f"输错次数过多，请 {seconds} 秒后再试。", retry_after=seconds)


@dataclass(slots=True)
class Attempts:
    """At most `allowed` wrong ones of each key within `within`."""

    allowed: int
    within: timedelta
    _wrong: dict[str, deque[datetime]] = field(default_factory=dict)

    def require(self, key: str, now: datetime) -> None:
        """Raise TooManyGuesses while the key has used up its tries. A clock that steps back opens it at the latest
        after `within`."""
        times = self._wrong.get(key)
        if times is None:
            return
        while times and abs(now - times[0]) > self.within:
            times.popleft()
        if len(times) >= self.allowed:
            raise TooManyGuesses(max(1, int((times[0] + self.within - now).total_seconds()) + 1))

    def note_wrong(self, key: str, now: datetime) -> None:
        if key not in self._wrong and len(self._wrong) >= KEPT:
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong.setdefault(key, deque(maxlen=self.allowed)).append(now)
