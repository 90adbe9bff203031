"""One line with its pads: hands what is pressed to the pad's counter, in the event loop. Knows addresses, no hall."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeVar

from drivers.device.keypad import KeypadEvent, KeyPressed, LevelPressed
from drivers.errors import DriverError

log = logging.getLogger(__name__)

Pressed = TypeVar("Pressed", int, str)


class PadLine(Protocol):
    """What `drivers.device.keypad.Keypad` is to this module."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]: ...
    def ask(self, address: int) -> None: ...
    def beep(self, address: int) -> None: ...
    def show_number(self, address: int, number: int) -> None: ...


class Bus:
    """A device for a runner: reads in the runner's thread, hands over to the loop at once so that no pad waits."""

    def __init__(self, line: PadLine, loop: asyncio.AbstractEventLoop) -> None:
        self._line = line
        self._loop = loop
        self.levels: dict[int, Callable[[int], None]] = {}
        self.keys: dict[int, Callable[[str], None]] = {}

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def round(self, stop: threading.Event) -> None:
        """Take what is pressed until `stop`. Raises TransportError when the line breaks."""
        for event in self._line.events(stop):
            self._loop.call_soon_threadsafe(self._take, event)

    def pad(self, address: int) -> "BusPad":
        return BusPad(self._line, address)

    def _take(self, event: KeypadEvent) -> None:
        match event:
            case LevelPressed(address, level):
                _hand(self.levels, address, level)
            case KeyPressed(address, key):
                _hand(self.keys, address, key)


def _hand(pads: Mapping[int, Callable[[Pressed], None]], address: int, what: Pressed) -> None:
    taker = pads.get(address)
    if taker is None:
        log.info("a pad with address %d is not in the configuration", address)
    else:
        taker(what)


class BusPad:
    """One address of a bus. Writing is tried once: what a dead line swallows is not worth saying later."""

    def __init__(self, line: PadLine, address: int) -> None:
        self._line = line
        self._address = address

    async def ask(self) -> None:
        await self._tell(lambda: self._line.ask(self._address))

    async def beep(self) -> None:
        await self._tell(lambda: self._line.beep(self._address))

    async def show_number(self, number: int) -> None:
        await self._tell(lambda: self._line.show_number(self._address, number))

    async def _tell(self, say: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(say)
        except DriverError as error:
            log.debug("pad %d: %s", self._address, error)
