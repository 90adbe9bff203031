"""When a pressed level counts, and for which visit: the one that just ended here, once, in time. Pure.

A visit's window opens when it is finished and ends after the limit, or when the next visit here is finished; calling or
starting the next one does not end it, for whoever was served may still stand at the keypad. A level pressed in the
window is that visit's; after the first one, and after an evaluation by phone, every other is a second press.

A level pressed while somebody is served and no window is open came before the news of the finish: it is kept for this
one visit, for `EARLY_S`. A press that could be a second one is never kept for anybody.
"""

from dataclasses import dataclass
from enum import Enum, auto

EARLY_S = 2.0
"""How much later than the press the news of the finish may come."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A finished visit that may be evaluated until `until` (monotonic seconds)."""

    ticket_id: int
    number: str
    until: float


class Press(Enum):
    """What a press is."""

    COUNTS = auto()
    SECOND = auto()
    EARLY = auto()
    NOBODYS = auto()


@dataclass(frozen=True, slots=True)
class _Early:
    level: int
    ticket_id: int
    until: float


class Window:
    """The evaluations of one counter. Times are seconds of any one clock."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._early: _Early | None = None
        self._is_done = False
        self.visit: Visit | None = None
        """The visit that was finished last, evaluated or not."""

    def finished(self, ticket_id: int, number: str, now: float) -> int | None:
        """A visit is over; the level that was pressed for it a moment ago, if any."""
        early, self._early = self._early, None
        self.visit = Visit(ticket_id, number, now + self._limit_s)
        self._is_done = early is not None and early.ticket_id == ticket_id and now <= early.until
        return early.level if early is not None and self._is_done else None

    def pressed(self, level: int, now: float, *, serving: int | None) -> Press:
        """`serving`: the ticket that is served at the counter as far as is known."""
        if self.visit is not None and now <= self.visit.until:
            was_done, self._is_done = self._is_done, True
            return Press.SECOND if was_done else Press.COUNTS
        if serving is None:
            return Press.NOBODYS
        early = self._early
        if early is not None and early.ticket_id == serving and now <= early.until:
            return Press.SECOND
        self._early = _Early(level, serving, now + EARLY_S)
        return Press.EARLY

    def evaluated(self, ticket_id: int) -> None:
        """The visit was evaluated, here or by phone."""
        if self.visit is not None and self.visit.ticket_id == ticket_id:
            self._is_done = True

    def is_open(self, now: float) -> bool:
        """Whether a level would count now."""
        return self.visit is not None and now <= self.visit.until and not self._is_done
