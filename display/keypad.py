"""An evaluation keypad at one counter: a pressed level becomes the evaluation of the visit that just ended, once.

Knows when a press counts; knows neither the line nor the frames, and never makes up a level.
"""

import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from display.report import Report
from display.view import View
from server.client.errors import ClientError, Refused
from server.vocab import Channel, Level
from server.wire.event import Envelope
from server.wire.ticket import EvaluationAnswer

log = logging.getLogger(__name__)

Spawn = Callable[[Coroutine[object, object, None]], None]
"""Runs something beside the event that caused it; its owner waits for it at the end."""


class Evaluations(Protocol):
    """What of `HallClient` a keypad needs; it repeats the same `request_id` while the server is away."""

    async def evaluate(
        self, ticket_id: int, *, request_id: UUID, level: Level, channel: Channel
    ) -> EvaluationAnswer: ...


class Pad(Protocol):
    """One pad, `drivers.device.bus_branch.BusPad` on a bus. Returns at once and never raises: a dead line is the bus's
    own worry."""

    def ask(self) -> None: ...
    def beep(self) -> None: ...
    def show_number(self, number: int, *, waiting: int | None = None) -> None: ...
    def show_level(self, level: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A finished visit that waits for its evaluation, until `until` (monotonic seconds)."""

    ticket_id: int
    number: str
    until: float


class EvaluationKeypad:
    """The keypad at the counter people know as `counter_number`. Lives in the event loop."""

    def __init__(
        self,
        counter_number: int,
        pad: Pad,
        hall: Callable[[], Evaluations],
        spawn: Spawn,
        report: Report,
        *,
        limit_s: float,
        new_id: Callable[[], UUID],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._counter_number = counter_number
        self._pad = pad
        self._hall = hall
        self._spawn = spawn
        self._report = report
        self._limit_s = limit_s
        self._new_id = new_id
        self._clock = clock
        self._visit: Visit | None = None

    def painted(self, view: View | None) -> None:
        """A state ends no visit."""

    def happened(self, view: View, envelope: Envelope) -> None:
        ticket = envelope.body.ticket
        if envelope.type == "ticket_evaluated":
            evaluation = envelope.body.evaluation
            self._forget(evaluation.ticket_id if evaluation else ticket.id if ticket else None)
        elif envelope.type == "ticket_finished" and ticket is not None:
            counter = view.counter(ticket.counter_id)
            if counter is not None and counter.number == self._counter_number:
                self._visit = Visit(ticket.id, ticket.number, self._clock() + self._limit_s)
                self._report.write("asked", counter=self._counter_number, number=ticket.number)
                self._pad.ask()

    def pressed(self, level: int) -> None:
        """Someone pressed `level`. Counts for the last finished visit, once, within the limit."""
        visit, self._visit = self._visit, None
        if visit is None or self._clock() > visit.until:
            log.info("keypad of counter %d: pressed without a visit to evaluate", self._counter_number)
            self._report.write("ignored", counter=self._counter_number, level=level)
            return
        self._spawn(self._store(visit, Level(level)))

    async def _store(self, visit: Visit, level: Level) -> None:
        facts: dict[str, object] = {"counter": self._counter_number, "number": visit.number, "level": int(level)}
        try:
            await self._hall().evaluate(visit.ticket_id, request_id=self._new_id(), level=level, channel=Channel.KEYPAD)
        except Refused as refusal:
            # Evaluated by phone a moment before, most likely: nothing is wrong, and nobody is told off.
            log.info("evaluation of %s at counter %d: %s", visit.number, self._counter_number, refusal.code)
            self._report.write("refused", code=refusal.code, detail=refusal.detail, **facts)
        except ClientError as error:
            log.warning("evaluation of %s at counter %d is lost: %s", visit.number, self._counter_number, error)
            self._report.write("evaluation_lost", why=str(error), **facts)
        else:
            log.info("evaluation of %s at counter %d stored", visit.number, self._counter_number)
            self._report.write("evaluated", ticket_id=visit.ticket_id, **facts)

    def _forget(self, ticket_id: int | None) -> None:
        if self._visit is not None and self._visit.ticket_id == ticket_id:
            self._visit = None
