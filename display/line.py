"""One line with its devices, as a runner's device; what is pressed on it goes to its counter in the event loop.

Knows addresses, no hall and no frames.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from drivers.device.board import Board
from drivers.device.bus import Bus
from drivers.device.keypad import Keypad, KeypadEvent, KeyPressed, LevelPressed
from drivers.profile import reason_of

log = logging.getLogger(__name__)


class LineDevice(Protocol):
    """Whatever hangs on one port, for a runner."""

    def open(self) -> None: ...
    def close(self) -> None: ...

    def round(self, stop: threading.Event) -> None:
        """Serve the devices until there is nothing to do or `stop` is set. Raises DriverError."""


class Presses:
    """Where the presses of one line go: `levels` and `keys` by the pad's address, called in the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.levels: dict[int, Callable[[int], None]] = {}
        """Takes the level."""
        self.keys: dict[int, Callable[[str, str], None]] = {}
        """Takes the key's name and the digits typed before it."""
        self.reasons: dict[int, Callable[[int], None]] = {}
        """Takes which reason, counted from 1; an evaluator's keys for them are named by the profile."""

    def heard(self, event: KeypadEvent) -> None:
        """Hand over from a device's thread, at once: no pad waits for another's counter."""
        self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: KeypadEvent) -> None:
        match event:
            case LevelPressed(address, level) if address in self.levels:
                self.levels[address](level)
            case KeyPressed(address, key) if address in self.reasons and (number := reason_of(key)) is not None:
                self.reasons[address](number)
            case KeyPressed(address, key, digits) if address in self.keys:
                self.keys[address](key, digits)
            case _:
                log.info("the pad with address %d has no such use in the configuration", event.address)


class SharedLine:
    """A bus with its boards; pads are on the bus already. `poll` has it ask whoever is polled, from the beginning."""

    def __init__(self, bus: Bus, boards: Sequence[Board], poll: Callable[[], None]) -> None:
        self._bus = bus
        self._boards = boards
        self._poll = poll

    def open(self) -> None:
        """Open the line; everybody is shown again what it should show. Raises TransportError, SettingError."""
        for board in self._boards:
            board.close()  # what a card and we agreed on held for the line that was
        self._poll()  # a key that is down now may have been pressed while nobody asked: that is no press
        self._bus.open()

    def close(self) -> None:
        self._bus.close()

    def round(self, stop: threading.Event) -> None:
        self._bus.round(stop)


class OwnLine:
    """A keypad no other device can share a line with."""

    def __init__(self, keypad: Keypad, heard: Callable[[KeypadEvent], None]) -> None:
        self._keypad = keypad
        self._heard = heard

    def open(self) -> None:
        self._keypad.open()

    def close(self) -> None:
        self._keypad.close()

    def round(self, stop: threading.Event) -> None:
        for event in self._keypad.events(stop):
            self._heard(event)


class SilentPad:
    """The pad of a family that can be told nothing: no press depends on it."""

    def ask(self) -> None: ...

    def beep(self) -> None: ...

    def show_number(self, number: int, *, waiting: int | None = None) -> None: ...

    def show_level(self, level: int) -> None: ...
