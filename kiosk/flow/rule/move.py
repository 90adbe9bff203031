"""What a rule answers, and how a line of a table is written. Knows no subject."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from kiosk.flow.effect import Effect
from kiosk.flow.event import Event
from kiosk.flow.state import Bar, Home, State, Visit

HOME = Home()


class Way(Enum):
    """What becomes of the trail, and of the visit."""

    ON = auto()  # the state we leave is remembered
    INSTEAD = auto()  # it is not: going back leads past it
    BACK = auto()  # to what was remembered last, else Home; `state` says nothing
    HOME = auto()  # the same person's: language and mode stay
    END = auto()  # the visit is over: `state` as the hall greets everybody


@dataclass(frozen=True, slots=True)
class Move:
    """`bar`: from now on the kiosk serves nobody."""

    way: Way
    state: State = HOME
    effects: tuple[Effect, ...] = ()
    bar: Bar | None = None


S = TypeVar("S", bound=State)
E = TypeVar("E", bound=Event)
Rule = Callable[[State, Event, Visit], Move]
Key = tuple[type, type]
Row = tuple[Key, Rule]
Table = Mapping[Key, Rule]


def onward(state: State, *effects: Effect) -> Move:
    return Move(Way.ON, state, effects)


def instead(state: State, *effects: Effect) -> Move:
    return Move(Way.INSTEAD, state, effects)


def back(*effects: Effect) -> Move:
    return Move(Way.BACK, effects=effects)


def home(*effects: Effect) -> Move:
    return Move(Way.HOME, effects=effects)


def end(*effects: Effect, state: State | None = None, bar: Bar | None = None) -> Move:
    return Move(Way.END, state or HOME, effects, bar)


def row(state: type[S], event: type[E], rule: Callable[[S, E, Visit], Move]) -> Row:
    """A line of a table; the types of its rule follow from its first two columns."""

    def typed(current: State, happened: Event, visit: Visit) -> Move:
        if not isinstance(current, state) or not isinstance(happened, event):
            raise TypeError(f"{event.__name__} in {state.__name__} got other values")
        return rule(current, happened, visit)

    return (state, event), typed


def always(states: Iterable[type[State]], event: type[Event], move: Move) -> list[Row]:
    """The same move in each of `states`."""
    return [((state, event), lambda _, __, ___: move) for state in states]


def table(*rows: Row) -> Table:
    """Raises ValueError when two lines are about the same: the later would hide the earlier."""
    made = dict(rows)
    if len(made) < len(rows):
        twice = [key for key, _ in rows if sum(key == other for other, _ in rows) > 1]
        raise ValueError(f"two rules for {twice[0][0].__name__} and {twice[0][1].__name__}")
    return made
