"""User stories for the flow: a list of steps, and a name for each way in which one can fail. Knows no window.

Story().tell(
    Step(on.ServiceChosen("general"), at=st.Confirming),
    Step(on.Confirmed(), at=st.Issuing, does=[do.Issue]),
)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from kiosk.flow import effect as do
from kiosk.flow import event as on
from kiosk.flow import state as st
from kiosk.flow.machine import step

TOUCHES: tuple[type, ...] = get_args(on.Touch)


class StoryFailed(AssertionError):
    """A step did not go as told; the message names its place in the story."""


class WrongScreen(StoryFailed):
    """Another state than the story says."""


class NothingHappened(StoryFailed):
    """The event is not offered where the story is: a dead button."""


class EffectMissing(StoryFailed):
    """Something the story says was not asked for."""


class EffectUnwanted(StoryFailed):
    """Something was asked for that the story does not say."""


@dataclass(frozen=True)
class Step:
    """`at`: the state, or its class, after `event`; `does`: all that is asked for then, values or classes, the voice
    left out; `says`: the key of what the voice says."""

    event: on.Event
    at: st.State | type
    does: Sequence[do.Effect | type] = ()
    says: str | None = None


@dataclass
class Story:
    """Where a story stands, and how many touches it took."""

    visit: st.Visit = field(default_factory=st.Visit)
    touches: int = 0

    def tell(self, *steps: Step) -> st.Visit:
        """Raises StoryFailed."""
        for place, each in enumerate(steps, start=1):
            self._take(f"step {place}, {type(each.event).__name__}", each)
        return self.visit

    def _take(self, name: str, told: Step) -> None:
        self.touches += isinstance(told.event, TOUCHES)
        before = self.visit
        self.visit, effects = step(before, told.event)
        if self.visit == before and not effects:
            raise NothingHappened(f"{name}: not offered in {before.state}")
        if not _fits(self.visit.state, told.at):
            raise WrongScreen(f"{name}: {self.visit.state} instead of {told.at}")
        done = [each for each in effects if not isinstance(each, do.Speak)]
        missing = list(told.does)
        for each in done:
            wanted = next((one for one in missing if _fits(each, one)), None)
            if wanted is None:
                raise EffectUnwanted(f"{name}: {each}")
            missing.remove(wanted)
        if missing:
            raise EffectMissing(f"{name}: {missing}")
        self._heard(name, told, effects)

    @staticmethod
    def _heard(name: str, told: Step, effects: tuple[do.Effect, ...]) -> None:
        said = [each.saying.key for each in effects if isinstance(each, do.Speak) and each.saying is not None]
        if told.says is not None and said != [told.says]:
            raise EffectMissing(f"{name}: says {said} instead of {told.says!r}")


def _fits(found: object, wanted: object) -> bool:
    return isinstance(found, wanted) if isinstance(wanted, type) else found == wanted
