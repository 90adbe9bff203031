"""A call pad at one counter: presses are done in turn, the counter's number and its queue stand on the pad's digits.

Knows turns and times; knows neither what a key does nor the line.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from display.counter_now import CounterNow
from display.keypad import Pad, Spawn
from display.pad_command import Answer, PadCommands, Unmeant, Wish
from display.report import Report
from display.view import View
from server.client.errors import ClientError, Refused
from server.wire.event import Envelope
from server.wire.hall import CounterAnswer
from server.wire.ticket import CallAnswer, TicketAnswer

log = logging.getLogger(__name__)

PRESS_S = 5.0
"""A press the server has not answered by then is given up, and so is one that had to wait so long for its turn: nobody
waits for a call that comes minutes later."""
MOST_AT_ONCE = 8
"""More presses than these are not kept while one is being done."""
TYPED_S = 10.0
MOST_TYPED = 4


@dataclass(frozen=True, slots=True)
class _Press:
    key: str
    digits: str
    at: float


class CallPad:
    """The pad at the counter people know as `counter_number`. Lives in the event loop."""

    def __init__(
        self,
        counter_number: int,
        pad: Pad,
        commands: PadCommands,
        spawn: Spawn,
        report: Report,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counter_number = counter_number
        self._pad = pad
        self._commands = commands
        self._spawn = spawn
        self._report = report
        self._clock = clock
        self._now = CounterNow(counter_number, clock)
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._typed, self._typed_at = "", 0.0
        self._shown: tuple[int, int] | None = None

    def painted(self, view: View | None) -> None:
        self._now.painted(view)
        self._show()

    def happened(self, view: View, envelope: Envelope) -> None:
        """What is so afterwards is painted."""

    def pressed(self, key: str, digits: str = "") -> None:
        """`digits` were typed before the key. Pads that say each digit by itself are understood too."""
        typed = self._take_typed()
        if key.isdecimal():
            self._typed, self._typed_at = (typed + key)[-MOST_TYPED:], self._clock()
        elif key == "cancel":
            log.info("call pad of counter %d: what was typed is taken back", self._counter_number)
        elif not self._commands.knows(key):
            log.info("call pad of counter %d: key %s has no meaning here", self._counter_number, key)
        elif self._waiting >= MOST_AT_ONCE:
            self._say_no(key, "too_many")
        else:
            self._waiting += 1
            self._spawn(self._in_turn(_Press(key, typed + digits, self._clock())))

    def _take_typed(self) -> str:
        typed, self._typed = self._typed, ""
        return typed if self._clock() - self._typed_at < TYPED_S else ""

    async def _in_turn(self, press: _Press) -> None:
        try:
            async with self._turn:
                await self._do(press)
        finally:
            self._waiting -= 1

    async def _do(self, press: _Press) -> None:
        left = press.at + PRESS_S - self._clock()
        counter, view = self._now.counter, self._now.view
        if left <= 0:
            self._say_no(press.key, "too_late")
        elif counter is None or view is None:
            self._say_no(press.key, "nothing_to_do")
        else:
            await self._tell(press.key, Wish(counter, view, press.digits), left)

    async def _tell(self, key: str, wish: Wish, left: float) -> None:
        try:
            async with asyncio.timeout(left):
                answer = await self._commands.do(key, wish)
        except Unmeant as why:
            self._say_no(key, why.code)
        except Refused as refusal:
            self._say_no(key, refusal.code, refusal.detail)
        except (ClientError, TimeoutError) as error:
            log.warning("call pad of counter %d: %s not done: %s", self._counter_number, key, error)
            self._say_no(key, "unreachable")
        else:
            self._take(key, answer)

    def _take(self, key: str, answer: Answer) -> None:
        match answer:
            case TicketAnswer(offer=offer) if offer is not None:  # the last call was made: nothing was done
                self._say_no(key, "call_max")
            case CallAnswer(ticket=None):
                self._say_no(key, "nobody_waits")
            case TicketAnswer(ticket=ticket) | CallAnswer(ticket=ticket) if ticket is not None:
                self._now.ticket_answered(ticket)
                self._note(key, ticket.number)
            case CounterAnswer(counter=counter):
                self._now.counter_answered(counter)
                self._note(key)
            case _:
                self._note(key)

    def _note(self, key: str, number: str | None = None) -> None:
        self._report.write("pressed", counter=self._counter_number, key=key, number=number)
        self._show()

    def _show(self) -> None:
        """The number of whom the counter has, 000 when it has nobody, and how many wait for it."""
        counter, view = self._now.counter, self._now.view
        if counter is None or view is None:
            return
        digits = "".join(char for char in counter.current.number if char.isdecimal()) if counter.current else ""
        shown = int(digits or 0), view.waiting_at(counter)
        if shown != self._shown:
            self._shown = shown
            self._pad.show_number(shown[0], waiting=shown[1])

    def _say_no(self, key: str, code: str, detail: str = "") -> None:
        log.info("call pad of counter %d: %s: %s", self._counter_number, key, code)
        self._report.write("refused", counter=self._counter_number, key=key, code=code, detail=detail)
        self._pad.beep()
