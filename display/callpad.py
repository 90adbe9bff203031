"""A call pad at one counter: keys become the clerk's commands, the answer's number goes on the pad's display.

Knows what keys mean to a hall; knows neither the line nor the frames.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from display.keypad import Pad, Spawn
from display.report import Report
from display.view import CALLS, View
from server.client.errors import ClientError, Refused
from server.vocab import TicketState
from server.wire.event import Envelope
from server.wire.hall import Counter, Current
from server.wire.ticket import CallAnswer, TicketAnswer

log = logging.getLogger(__name__)

PRESS_S = 5.0
"""A press the server has not answered by then is given up: nobody waits for a call that comes minutes later."""
KEYS_WITH_TICKET = ("recall", "confirm", "evaluate", "no_show")
KEYS = ("call_next", *KEYS_WITH_TICKET)


class Commands(Protocol):
    """What of `HallClient` a call pad needs."""

    async def call_next(self, counter_id: int, *, request_id: UUID) -> CallAnswer: ...
    async def recall(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def start(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def finish(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def no_show(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...


class CallPad:
    """The pad at the counter people know as `counter_number`. Lives in the event loop; presses are done in turn."""

    def __init__(
        self,
        counter_number: int,
        pad: Pad,
        hall: Callable[[], Commands],
        spawn: Spawn,
        report: Report,
        *,
        new_id: Callable[[], UUID],
    ) -> None:
        self._counter_number = counter_number
        self._pad = pad
        self._hall = hall
        self._spawn = spawn
        self._report = report
        self._new_id = new_id
        self._view: View | None = None
        self._turn = asyncio.Lock()

    def painted(self, view: View | None) -> None:
        self._view = view

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        if envelope.type not in CALLS or ticket is None:
            return
        counter = view.counter(ticket.counter_id)
        digits = "".join(char for char in ticket.number if char.isdecimal())
        if counter is not None and counter.number == self._counter_number and digits:
            self._pad.show_number(int(digits))

    def pressed(self, key: str, digits: str = "") -> None:
        """`digits` were typed before the key."""
        if key not in KEYS:
            log.info("call pad of counter %d: key %s has no meaning here", self._counter_number, key)
            return
        self._spawn(self._do(key))

    async def _do(self, key: str) -> None:
        async with self._turn:
            counter = self._view.counter_numbered(self._counter_number) if self._view else None
            if counter is None or (key in KEYS_WITH_TICKET and counter.current is None):
                self._say_no(key, "nothing_to_do", "")
                return
            try:
                async with asyncio.timeout(PRESS_S):
                    answer = await self._command(key, counter)
            except Refused as refusal:
                self._say_no(key, refusal.code, refusal.detail)
            except (ClientError, TimeoutError) as error:
                log.warning("call pad of counter %d: %s not done: %s", self._counter_number, key, error)
                self._say_no(key, "unreachable", "")
            else:
                number = answer.ticket.number if answer.ticket else None
                self._report.write("pressed", counter=self._counter_number, key=key, number=number)

    async def _command(self, key: str, counter: Counter) -> CallAnswer | TicketAnswer:
        hall, current = self._hall(), counter.current
        if key == "call_next" or current is None:
            return await hall.call_next(counter.id, request_id=self._new_id())
        match key:
            case "recall":
                return await hall.recall(current.ticket_id, request_id=self._new_id())
            case "confirm":
                return await hall.start(current.ticket_id, request_id=self._new_id())
            case "evaluate":
                return await self._finish(hall, current)
            case _:
                return await hall.no_show(current.ticket_id, request_id=self._new_id())

    async def _finish(self, hall: Commands, current: Current) -> TicketAnswer:
        """The pad has one key for the end of a service; a service nobody started was started by coming."""
        if current.state == TicketState.CALLED:
            await hall.start(current.ticket_id, request_id=self._new_id())
        return await hall.finish(current.ticket_id, request_id=self._new_id())

    def _say_no(self, key: str, code: str, detail: str) -> None:
        log.info("call pad of counter %d: %s: %s", self._counter_number, key, code)
        self._report.write("refused", counter=self._counter_number, key=key, code=code, detail=detail)
        self._pad.beep()
