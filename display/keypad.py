"""An evaluation keypad at one counter: invites, hands a pressed level on as the visit's evaluation, shows what came of
it. Knows neither when a press counts nor the line, and never makes up a level."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Protocol
from uuid import UUID

from display.evaluation import Press, Visit, Window
from display.outbox import Outbox, Pressed
from display.report import Report
from display.view import View
from server.client.errors import ClientError, Refused
from server.vocab import Level, TicketState
from server.wire.event import Envelope

log = logging.getLogger(__name__)

REASON_S = 20.0
"""How long somebody who is dissatisfied may look for the reason's key."""

Spawn = Callable[[Coroutine[object, object, None]], None]
"""Runs something beside the event that caused it; its owner waits for it at the end."""


class Pad(Protocol):
    """One pad, `drivers.device.bus_branch.BusPad` on a bus. Returns at once and never raises: a dead line is the bus's
    own worry."""

    def ask(self) -> None: ...
    def beep(self) -> None: ...
    def show_number(self, number: int, *, waiting: int | None = None) -> None: ...
    def show_level(self, level: int) -> None: ...


class EvaluationKeypad:
    """The keypad at the counter people know as `counter_number`. Lives in the event loop.

    `asks_reasons`: it has keys for reasons, in the order in which the hall lists them; otherwise nobody is asked here.
    """

    def __init__(
        self,
        counter_number: int,
        pad: Pad,
        outbox: Outbox,
        spawn: Spawn,
        report: Report,
        *,
        limit_s: float,
        new_id: Callable[[], UUID],
        asks_reasons: bool = False,
        reason_s: float = REASON_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counter_number = counter_number
        self._pad = pad
        self._outbox = outbox
        self._spawn = spawn
        self._report = report
        self._new_id = new_id
        self._asks_reasons = asks_reasons
        self._reason_s = reason_s
        self._clock = clock
        self._window = Window(limit_s)
        self._view: View | None = None
        self._reason: asyncio.Future[tuple[str, ...]] | None = None

    def painted(self, view: View | None) -> None:
        self._view = view

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket, evaluation = envelope.body.ticket, envelope.body.evaluation
        if evaluation is not None:
            self._window.evaluated(evaluation.ticket_id)
        elif envelope.type == "ticket_finished" and ticket is not None:
            counter = view.counter(ticket.counter_id)
            if counter is not None and counter.number == self._counter_number:
                self._finished(ticket.id, ticket.number)

    def invite(self) -> bool:
        """Ask again for the evaluation of the last visit; False when there is nothing to evaluate any more."""
        visit = self._window.visit
        if visit is None or not self._window.is_open(self._clock()):
            return False
        self._ask(visit)
        return True

    def pressed(self, level: int) -> None:
        """Someone pressed `level`."""
        press = self._window.pressed(level, self._clock(), serving=self._serving())
        visit = self._window.visit
        match press:
            case Press.COUNTS if visit is not None:
                self._take(visit, Level(level))
            case Press.SECOND:
                log.info("keypad of counter %d: a second press", self._counter_number)
                self._report.write("second", counter=self._counter_number, level=level)
                self._pad.beep()
            case Press.EARLY:
                log.info("keypad of counter %d: pressed while somebody is served", self._counter_number)
                self._report.write("early", counter=self._counter_number, level=level)
            case _:
                log.info("keypad of counter %d: pressed without a visit to evaluate", self._counter_number)
                self._report.write("ignored", counter=self._counter_number, level=level)

    def reason_pressed(self, number: int) -> None:
        """Someone pressed the key of a reason, counted from 1."""
        reason = self._reason
        known = self._reasons()
        if reason is None or reason.done() or not 1 <= number <= len(known):
            log.info("keypad of counter %d: reason %d says nothing now", self._counter_number, number)
            self._report.write("ignored", counter=self._counter_number, reason=number)
        else:
            reason.set_result((known[number - 1],))

    def _reasons(self) -> Sequence[str]:
        return self._view.board.evaluation_reasons if self._asks_reasons and self._view is not None else ()

    def _serving(self) -> int | None:
        """The ticket served here, as far as is known."""
        counter = self._view.counter_numbered(self._counter_number) if self._view else None
        current = counter.current if counter else None
        return current.ticket_id if current is not None and current.state == TicketState.SERVING else None

    def _finished(self, ticket_id: int, number: str) -> None:
        level = self._window.finished(ticket_id, number, self._clock())
        visit = self._window.visit
        if visit is None:
            return
        if level is None:
            self._ask(visit)
        else:
            self._take(visit, Level(level))

    def _ask(self, visit: Visit) -> None:
        self._report.write("asked", counter=self._counter_number, number=visit.number)
        self._pad.ask()

    def _take(self, visit: Visit, level: Level) -> None:
        if self._reason is not None and not self._reason.done():
            self._reason.set_result(())  # whoever was asked before has gone
        wanted: asyncio.Future[tuple[str, ...]] | None = None
        if self._reasons() and level.is_bad:
            wanted = self._reason = asyncio.get_running_loop().create_future()
            self._pad.beep()
        self._spawn(self._store(visit, level, wanted))

    async def _store(self, visit: Visit, level: Level, wanted: asyncio.Future[tuple[str, ...]] | None) -> None:
        counter = self._counter_number
        pressed = Pressed(
            request_id=self._new_id(), ticket_id=visit.ticket_id, number=visit.number, counter=counter, level=level
        )
        try:
            if wanted is not None:
                self._outbox.keep(pressed)
                pressed = pressed.model_copy(update={"reasons": await self._answered(wanted)})
            await self._outbox.send(pressed)
        except Refused as refusal:
            # Evaluated by phone a moment before, most likely: nothing is wrong, and nobody is told off.
            log.info("evaluation of %s at counter %d: %s", visit.number, counter, refusal.code)
            self._report.write("refused", code=refusal.code, detail=refusal.detail, **pressed.facts())
            self._pad.beep()
        except ClientError as error:
            log.warning("evaluation of %s at counter %d is kept: %s", visit.number, counter, error)
            self._report.write("evaluation_kept", why=str(error), **pressed.facts())
        except asyncio.CancelledError:
            self._report.write("evaluation_kept", why="the box ends", **pressed.facts())
            raise
        else:
            log.info("evaluation of %s at counter %d stored", visit.number, counter)
            self._report.write("evaluated", ticket_id=visit.ticket_id, **pressed.facts())
            if visit is self._window.visit:
                self._pad.show_level(int(level))

    async def _answered(self, wanted: asyncio.Future[tuple[str, ...]]) -> tuple[str, ...]:
        """The reason, if a key says one in time: without one the level counts all the same."""
        try:
            async with asyncio.timeout(self._reason_s):
                return await wanted
        except TimeoutError:
            return ()
