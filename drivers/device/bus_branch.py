"""The line of a bus as one of its members sees it. Knows its name and what it wants, not when its turn comes."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import Protocol

from drivers.codec import ff68
from drivers.device.bus_wire import BusWire

AGAIN_S, LONGEST_AGAIN_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0), 30.0

Deed = Callable[[], None]
"""Something to do with one member in its turn, on the bus's thread: uses its branch, raises DriverError."""


class Turns(Protocol):
    """What a bus is to its branches."""

    def want(self, name: str, deed: Deed) -> None: ...
    def say(self, name: str, deed: Deed) -> None: ...
    def every(self, name: str, period_s: float, deed: Deed) -> None: ...


class Branch:
    """A `Line` for any device class: `OnbonBoard(branch, profile)`. Reading and writing are for deeds only.

    `want`, `say` and `every` may be called from any thread and return at once.
    """

    def __init__(self, turns: Turns, wire: BusWire, name: str, url: str) -> None:
        self._turns = turns
        self._wire = wire
        self._name = name
        self.url = url

    def want(self, deed: Deed) -> None:
        """Bring the member to a state (show this): replaces what was wanted before, is done again whenever the member
        may have forgotten it, until something else is wanted."""
        self._turns.want(self._name, deed)

    def say(self, deed: Deed) -> None:
        """Once, in the order said (a beep); dropped when the member is silent or the line breaks."""
        self._turns.say(self._name, deed)

    def every(self, period_s: float, deed: Deed) -> None:
        """Ask the member regularly."""
        self._turns.every(self._name, period_s, deed)

    def open(self) -> None:
        """The bus opens its line."""

    def write(self, payload: bytes, *, timeout: float) -> None:
        self._wire.write(payload, timeout=timeout)

    def read(self, limit: int, *, timeout: float) -> bytes:
        return self._wire.read(limit, timeout=timeout)

    def discard_input(self) -> None:
        self._wire.discard()

    def close(self) -> None:
        """The bus stays open: others are on it."""


class BusPad:
    """What can be told to the call pad or evaluator at one address. Any thread; returns at once."""

    def __init__(self, branch: Branch, wire: BusWire, address: int) -> None:
        self._branch = branch
        self._wire = wire
        self._address = address
        self._number: int | None = None
        self._shown: ff68.Frame | None = None
        self._pauses: Iterator[float] = repeat(LONGEST_AGAIN_S)

    def show_number(self, number: int, *, waiting: int | None = None) -> None:
        """A ticket's number (last three digits) and how many wait, until another is shown.

        Nobody says whether it arrived, so it is said again: at once, after 0.5, 1, 2 … and then every 30 seconds. Where
        only the count is another, it is said between the others' turns, once more than otherwise: in a busy hall it
        changes on all pads at once, and no board shall wait for them.
        """
        self._shown = ff68.pad_display(self._address, number=number, waiting=waiting)
        if number != self._number:
            self._number, self._pauses = number, chain(AGAIN_S, repeat(LONGEST_AGAIN_S))
            self._branch.want(self._tell)
        self._branch.every(0.0, self._tell_again)

    def _tell(self) -> None:
        if self._shown is not None:
            self._wire.tell(self._shown)

    def _tell_again(self) -> None:
        said = self._shown
        self._tell()
        self._branch.every(next(self._pauses), self._tell_again)
        if self._shown is not said:  # what came meanwhile wanted a turn of its own
            self._branch.every(0.0, self._tell_again)

    def ask(self) -> None:
        """Have the evaluator invite an evaluation."""
        self._branch.say(lambda: self._wire.tell(ff68.start_evaluation(self._address)))

    def show_level(self, level: int) -> None:
        """Have the evaluator show a level as stars."""
        self._branch.say(lambda: self._wire.tell(ff68.stars(self._address, level)))

    def beep(self) -> None:
        self._branch.say(lambda: self._wire.tell(ff68.beep(self._address)))
