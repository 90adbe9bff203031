"""Whose turn it is on a line that carries one exchange at a time. Knows names and times (given), no line and no clock.

    1  who has something urgent to be told, first come first served …
    2  … and who is due to be asked: one of these after each urgent turn, so that neither kind starves the other
    3  who was silent the last time: when everybody else who had something waiting has had a turn, one, and the others
       have their turns before the next

A silent member is tried again after 1, 2, 4 … seconds, but as soon as the line can bear: the dead together cost at
most a fifth of its time, so that a few are tried often (back within 2 s) and many seldom (at least every 30 s). When
one answers again all are tried: what returns is usually the power of a whole row.

Let X be the longest exchange, W the members with something urgent, P the members that are polled, D the longest
time-out of a silent one. Who has something to be told, or is due, and answers, has its turn within

    X + D + 2·max(W, P)·X       the turn under way, one silent member, everybody else once

and each member that falls silent meanwhile costs D more.
"""

from dataclasses import dataclass

FIRST_S, LONGEST_S = 1.0, 30.0
SHARE = 0.2  # of the line's time for members that are silent
SOON_S = 1.5  # a single dead member need not wait longer: back within 2 s


@dataclass(slots=True)
class _Member:
    order: int
    period: float | None = None
    wished: int | None = None  # when, in the order of wishes
    due: float | None = None
    failures: int = 0
    not_before: float = 0.0


class Plan:
    """Members by name. `now` is seconds of any one clock that does not run backwards."""

    def __init__(self) -> None:
        self._members: dict[str, _Member] = {}
        self._wishes = 0
        self._wish_was_last = False
        self._owed: set[str] = set()
        """Who had something waiting when a silent member was last due, and has had no turn since."""
        self._candidate: str | None = None
        """The silent member that is next when nobody is owed a turn."""

    def add(self, name: str) -> None:
        """A member that is told things when there are any."""
        self._members[name] = _Member(len(self._members))

    def poll(self, name: str, period: float, now: float) -> None:
        """It is also asked every `period` seconds, from now on."""
        self._members[name].period, self._members[name].due = period, now

    def wish(self, name: str) -> None:
        """It has something urgent waiting; what waits already keeps its place."""
        member = self._members[name]
        if member.wished is None:
            self._wishes += 1
            member.wished = self._wishes

    def is_silent(self, name: str) -> bool:
        """Whether it did not answer the last time."""
        return self._members[name].failures > 0

    def reset(self, now: float) -> None:
        """The line is there again: nothing that was known of the members holds, everybody is due."""
        self._owed.clear()
        self._candidate = None
        for member in self._members.values():
            member.failures = 0
            member.due = None if member.period is None else now

    def next(self, now: float) -> str | None:
        """Whose turn it is, or None: nobody's yet. Tell by `served` how it went before the next one is asked for."""
        wishes, polls = self._wishing(), self._polled(now)
        if self._candidate is None and (silent := self._silent(now)) is not None:
            self._candidate = silent
            self._owed = {*wishes, *polls}
        if self._candidate is not None and not self._owed:
            return self._candidate
        if wishes and not (self._wish_was_last and polls):
            return wishes[0]
        return polls[0] if polls else None

    def wake(self) -> float | None:
        """When somebody's turn comes if nobody wishes anything; None: never. Only for when `next` gave None."""
        live = [member.due for member in self._members.values() if member.due is not None and not member.failures]
        silent = [member.not_before for member in self._members.values() if _waits_silent(member)]
        return min(live + silent, default=None)

    def served(self, name: str, now: float, *, answered: bool, took: float) -> None:
        """Its turn is over and took `took` seconds. Who did not answer keeps its wish."""
        member = self._members[name]
        was_silent = member.failures > 0
        self._wish_was_last = member.wished is not None and not was_silent
        self._owed.discard(name)
        if name == self._candidate:
            self._candidate = None
        if member.period is not None:
            member.due = now + member.period
        if not answered:
            member.failures += 1
            member.not_before = now + self._wait(member.failures, took)
            return
        member.failures, member.wished = 0, None
        if was_silent:
            for other in self._members.values():
                other.not_before = min(other.not_before, now)

    def _wait(self, failures: int, took: float) -> float:
        silent = sum(1 for member in self._members.values() if member.failures)
        fair = max(SOON_S, min(LONGEST_S, silent * took / SHARE))
        return min(FIRST_S * 2.0 ** min(failures - 1, 10), fair)

    def _wishing(self) -> list[str]:
        wishing = [(member.wished, name) for name, member in self._live() if member.wished is not None]
        return [name for _, name in sorted(wishing)]

    def _polled(self, now: float) -> list[str]:
        due = [(member.due, member.order, name) for name, member in self._live() if member.due is not None]
        return [name for at, _, name in sorted(due) if at <= now]

    def _silent(self, now: float) -> str | None:
        waiting = [
            (member.not_before, member.order, name)
            for name, member in self._members.items()
            if _waits_silent(member) and member.not_before <= now
        ]
        return min(waiting)[2] if waiting else None

    def _live(self) -> list[tuple[str, _Member]]:
        return [(name, member) for name, member in self._members.items() if not member.failures]


def _waits_silent(member: _Member) -> bool:
    return member.failures > 0 and (member.wished is not None or member.period is not None)
