"""Things a manager must see now: kept while they last, not in the log. Knows no cause, only what it is told."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """`detail` is one plain Chinese sentence without personal data."""

    code: str
    detail: str
    since: datetime


@dataclass(slots=True)
class Alarms:
    """The present alarms by code; setting one again changes its detail, not its beginning."""

    _now: dict[str, Alarm] = field(default_factory=dict)

    def set(self, code: str, detail: str, at: datetime) -> bool:
        """Raise an alarm; tells whether it is new."""
        before = self._now.get(code)
        self._now[code] = Alarm(code, detail, before.since if before else at)
        return before is None

    def clear(self, code: str) -> bool:
        """Take an alarm back; tells whether it was there."""
        return self._now.pop(code, None) is not None

    def all(self) -> list[Alarm]:
        return sorted(self._now.values(), key=lambda alarm: alarm.since)
