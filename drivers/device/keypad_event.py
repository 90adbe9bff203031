"""What comes from evaluators and call pads of any family. Knows addresses, not counters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LevelPressed:
    """Someone evaluated: `level` 5 非常满意 to 1 非常不满意."""

    address: int
    level: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A clerk pressed `key` on the pad; `digits` is what was typed before it."""

    address: int
    key: str
    digits: str = ""


KeypadEvent = LevelPressed | KeyPressed

ONLY = 1
"""The address of a pad that is alone on its line."""

# How long `events` may take to notice `stop`.
LOOK_UP_S = 0.2


class Speechless:
    """The part of a keypad that only listens."""

    def ask(self, address: int) -> None: ...

    def show_number(self, address: int, number: int, *, waiting: int | None = None) -> None: ...

    def show_level(self, address: int, level: int) -> None: ...

    def beep(self, address: int) -> None: ...
