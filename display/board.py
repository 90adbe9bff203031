"""Keeps LED boards at the hall's state: each call its time, then what is so. Knows boards, not how text is made."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from display.report import Report
from display.turn import Heard, Waiting, next_call, offered, page_at
from display.view import CALLS, View
from drivers.errors import DeviceFault, DriverError
from server.wire.event import Envelope
from server.wire.hall import BoardCall

log = logging.getLogger(__name__)

CALL_COLOUR = "red"
CALL_SECONDS = 3.0
"""How long a call flashes at least, however soon the next one comes."""
CHECK_S = 5.0
"""How often a board is asked whether it is there: a dead one is known within this time and a turn of its line."""
REPAINT_S = 30.0
"""A card that lost its power comes back blank without a word: show again this often."""
AGAIN_S = 1.0
"""A board that refused what it should show is shown it again so soon."""
GIVE_UP_S = 5.0
"""A call no board has taken by then is past: what is painted when the board is back is the state."""

Deed = Callable[[], None]
"""Something to do with the board in its turn, in the line's thread. Raises DriverError."""


class BoardDevice(Protocol):
    """What `drivers.device.board.Board` is to this module."""

    def ensure_ready(self) -> None: ...
    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None: ...
    def clear(self) -> None: ...


class Place(Protocol):
    """The board's place on its line: `drivers.device.bus_branch.Branch`. Both return at once."""

    def want(self, deed: Deed) -> None:
        """Do it in the board's next turn, and again whenever the board may have forgotten, until the next wish."""

    def every(self, period_s: float, deed: Deed) -> None:
        """Do it regularly."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a board shows; the colour says the same as the words: red a call, green free or serving, yellow not."""

    lines: tuple[str, ...]
    colour: str
    flash: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one board is for: the pages of a state (never none; the first is the state's own), the picture of a call,
    and whether a call at a counter concerns it."""

    paint: Callable[[View | None], tuple[Picture, ...]]
    call: Callable[[View | None, BoardCall], Picture]
    concerns: Callable[[View, int | None], bool]


class Screen:
    """One board with what it has to show: lives in the event loop, shows in its line's thread."""

    def __init__(
        self,
        name: str,
        device: BoardDevice,
        place: Place,
        plan: Plan,
        report: Report,
        *,
        call_seconds: float = CALL_SECONDS,
        late_s: float = 0.0,
    ) -> None:
        """`late_s`: how much later than others it turns its pages."""
        self.name = name
        self._device = device
        self._place = place
        self._plan = plan
        self._report = report
        self._call_seconds = call_seconds
        self._late_s = late_s
        self._loop = asyncio.get_running_loop()
        self._view: View | None = None
        self._waiting: Waiting = ()
        self._call: Picture | None = None
        self._call_ends: asyncio.TimerHandle | None = None
        self._pages: tuple[Picture, ...] = ()
        self._stands_since = 0.0
        self._page_ends: asyncio.TimerHandle | None = None
        self._wanted: Picture | None = None
        self._told: Picture | None = None
        self._is_ending = False
        self._dark = asyncio.Event()
        # Of the line's thread: what the board has taken, and when.
        self._shown: Picture | None = None
        self._shown_at = 0.0
        self._may_be_lit = False
        place.every(CHECK_S, self._check)

    def painted(self, view: View | None) -> None:
        self._view = view
        before, self._pages = self._pages, self._plan.paint(view)
        if before[:1] != self._pages[:1]:  # counts and texts may change without the pages beginning anew
            self._stands_since = self._loop.time()
        if self._call is None:
            self._turn_page()

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        if envelope.type not in CALLS or ticket is None or not self._plan.concerns(view, ticket.counter_id):
            return
        call = next((call for call in view.board.calls if call.ticket_id == ticket.id), None)
        if call is None:
            return
        self._view = view
        self._waiting = offered(self._waiting, Heard(call, self._loop.time()))
        if self._call is None:
            self._next()

    async def end(self, timeout_s: float) -> None:
        """The board goes dark, for nothing it says is kept up any more; one that is not there is not waited for."""
        for timer in (self._call_ends, self._page_ends):
            if timer is not None:
                timer.cancel()
        self._is_ending, self._wanted = True, None  # what comes now, such as the loss of the server, comes too late
        if not self._may_be_lit:
            return
        self._place.want(self._go_dark)
        try:
            async with asyncio.timeout(timeout_s):
                await self._dark.wait()
        except TimeoutError:
            log.info("board %s did not go dark", self.name)

    def _next(self) -> None:
        """The time of the call on the board is over: the next call, else the state from its first page on."""
        call, self._waiting = next_call(self._waiting, self._view, self._loop.time())
        self._call = None if call is None else self._plan.call(self._view, call)
        if self._call is not None:
            self._call_ends = self._loop.call_later(GIVE_UP_S, self._give_up)
            self._want(self._call)
        else:
            self._stands_since = self._loop.time()
            self._turn_page()

    def _give_up(self) -> None:
        self._waiting = ()
        self._next()

    def _turn_page(self) -> None:
        """The page whose time it is, if no call has its time."""
        if self._page_ends is not None:
            self._page_ends.cancel()
        if self._call is not None or not self._pages:
            return
        page, left_s = page_at(len(self._pages), self._loop.time() - self._stands_since, self._late_s)
        self._want(self._pages[page])
        if len(self._pages) > 1:
            self._page_ends = self._loop.call_later(left_s, self._turn_page)

    def _want(self, picture: Picture) -> None:
        if self._is_ending or (picture is not self._call and picture == self._wanted):
            return
        self._wanted = picture
        self._place.want(partial(self._show, picture))

    def _note(self, picture: Picture) -> None:
        """The board shows it now."""
        begins = picture is self._call and picture is not self._told
        if begins and self._call_ends is not None:
            self._call_ends.cancel()
            self._call_ends = self._loop.call_later(self._call_seconds, self._next)
        if begins or (picture != self._told and picture not in self._pages[1:]):
            lines, colour, flash = list(picture.lines), picture.colour, picture.flash
            self._report.write("shown", board=self.name, lines=lines, colour=colour, flash=flash)
            self._told = picture

    def _show(self, picture: Picture) -> None:
        """In the line's thread. Raises what the board raises."""
        self._may_be_lit = True  # even if its answer never comes
        try:
            self._device.show(picture.lines, colour=picture.colour, flash=picture.flash)
        except DriverError as error:
            self._shown = None
            if isinstance(error, DeviceFault):  # it answers: a line that was noisy is good again any moment
                self._loop.call_soon_threadsafe(self._loop.call_later, AGAIN_S, self._show_again, picture)
            raise
        self._shown, self._shown_at = picture, self._loop.time()
        self._loop.call_soon_threadsafe(self._note, picture)

    def _show_again(self, picture: Picture) -> None:
        if picture is self._wanted and picture is not self._shown:
            self._place.want(partial(self._show, picture))

    def _check(self) -> None:
        """In the line's thread: show again what may be gone, else only ask. Raises what the board raises."""
        wanted = self._wanted
        if wanted is not None and (self._shown is not wanted or self._loop.time() - self._shown_at >= REPAINT_S):
            self._show(wanted)
        else:
            self._device.ensure_ready()

    def _go_dark(self) -> None:
        self._device.clear()
        self._loop.call_soon_threadsafe(self._dark.set)
