"""Keeps LED boards at the hall's state: each call its time, then what is so. Knows boards, not how text is made."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from display.report import Report
from display.view import CALLS, View
from drivers.errors import DriverError
from server.wire.event import Envelope

log = logging.getLogger(__name__)

CALL_COLOUR = "red"
CALL_SECONDS = 3.0
"""How long a call flashes at least, however soon the next one comes."""
REPAINT_S = 30.0
"""A card that lost its power comes back blank without a word: show again this often."""


class BoardDevice(Protocol):
    """What `drivers.device.board.Board` is to this module."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None: ...
    def clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """What a board shows; the colour says the same as the words: red a call, green free or serving, yellow not."""

    lines: tuple[str, ...]
    colour: str
    flash: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one board is for: the picture of a state, and whether a call concerns it."""

    paint: Callable[[View | None], Picture]
    concerns: Callable[[View, int | None], bool]


class Screen:
    """One board with what it has to show; a listener in the event loop and a device of a runner's thread."""

    def __init__(
        self, name: str, device: BoardDevice, plan: Plan, report: Report, *, call_seconds: float = CALL_SECONDS
    ) -> None:
        self.name = name
        self._device = device
        self._plan = plan
        self._report = report
        self._call_seconds = call_seconds
        self._changed = threading.Condition()
        self._calls: deque[Picture] = deque()
        self._state: Picture | None = None
        self._shown: Picture | None = None
        self._ending = False

    def painted(self, view: View | None) -> None:
        picture = self._plan.paint(view)
        with self._changed:
            self._state = picture
            self._changed.notify_all()

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        if envelope.type not in CALLS or ticket is None or not self._plan.concerns(view, ticket.counter_id):
            return
        picture = replace(self._plan.paint(view), colour=CALL_COLOUR, flash=True)
        with self._changed:
            self._calls.append(picture)
            self._changed.notify_all()

    def open(self) -> None:
        """Open the line. What was called while the board was away is past; the state is painted anew."""
        self._device.open()
        with self._changed:
            self._calls.clear()
            self._shown = None

    def close(self) -> None:
        """Give the line back; at the very end the board goes dark, for nothing it says is kept up any more."""
        if self._ending and self._shown is not None:
            with suppress(DriverError):
                self._device.clear()
        self._device.close()

    def end(self) -> None:
        """Wake the thread for good; the runner is stopped next."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()

    def round(self, stop: threading.Event) -> None:
        """Show the next thing, waiting for it if need be. Raises what the device raises."""
        with self._changed:
            self._changed.wait_for(self._has_work, timeout=REPAINT_S)
            # Taken before it is shown: a call the board refuses must not block the next one.
            call = self._calls.popleft() if self._calls else None
            picture = call or self._state
        if self._ending:
            stop.wait()
        elif picture is not None:
            self._device.show(picture.lines, colour=picture.colour, flash=picture.flash)
            self._note(picture)
            if call is not None:
                self._hold()

    def _note(self, picture: Picture) -> None:
        if picture != self._shown:
            lines, colour, flash = list(picture.lines), picture.colour, picture.flash
            self._report.write("shown", board=self.name, lines=lines, colour=colour, flash=flash)
        self._shown = picture

    def _hold(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ending, timeout=self._call_seconds)

    def _has_work(self) -> bool:
        return self._ending or bool(self._calls) or (self._state is not None and self._state != self._shown)
