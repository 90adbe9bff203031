"""Pressed levels on their way to the hall: on the disk until the hall has answered, and sent again to wherever it is.

Knows no keypad. What is kept names tickets, not people.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from display.report import Report
from server.client.durable import replace_file
from server.client.errors import ClientError, Refused, Unreachable
from server.vocab import Channel, Level
from server.wire.ticket import EvaluationAnswer

log = logging.getLogger(__name__)

FILE = "evaluations.json"
RETRY_S = 1.0


class Evaluations(Protocol):
    """What of `HallClient` an evaluation needs; it repeats the same `request_id` while the server is away."""

    async def evaluate(
        self, ticket_id: int, *, request_id: UUID, level: Level, channel: Channel, reasons: tuple[str, ...] = ()
    ) -> EvaluationAnswer: ...


class Pressed(BaseModel):
    """A level somebody pressed at the counter people know as `counter`, for the visit of ticket `number`."""

    model_config = ConfigDict(frozen=True)

    request_id: UUID
    ticket_id: int
    number: str
    counter: int
    level: Level
    reasons: tuple[str, ...] = ()

    def facts(self) -> dict[str, object]:
        return {"counter": self.counter, "number": self.number, "level": int(self.level)}


class _Kept(BaseModel):
    """`hall`: whose they are, if the box knows; a ticket's id says nothing in another hall."""

    hall: str | None
    pressed: tuple[Pressed, ...]


_KEPT = TypeAdapter(_Kept)


class Outbox:
    """One box's. Lives in the event loop; the disk is written beside it, so that nobody waits for a card."""

    def __init__(self, folder: Path, hall: Callable[[], Evaluations], report: Report, *, hall_id: str | None) -> None:
        self._file = folder / FILE
        self._hall = hall
        self._report = report
        self._hall_id = hall_id
        self._pressed: dict[UUID, Pressed] = {}
        self._writing: asyncio.Task[None] | None = None
        self._is_dirty = False
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")

    def keep(self, pressed: Pressed) -> None:
        """From now on it survives the end of the box. The same `request_id` again replaces what was kept."""
        self._pressed[pressed.request_id] = pressed
        self._changed()

    async def send(self, pressed: Pressed) -> None:
        """Until the hall has answered, however long that takes. Raises Refused, and other ClientErrors that waiting
        cannot mend; after those it is still kept."""
        self.keep(pressed)
        while True:
            try:
                await self._hall().evaluate(
                    pressed.ticket_id,
                    request_id=pressed.request_id,
                    level=pressed.level,
                    channel=Channel.KEYPAD,
                    reasons=pressed.reasons,
                )
            except Unreachable:
                await asyncio.sleep(RETRY_S)
            except Refused as refusal:
                if not refusal.is_about_the_token:
                    self._forget(pressed)
                raise
            else:
                self._forget(pressed)
                return

    async def send_left(self) -> None:
        """What the box had kept when it ended last."""
        for pressed in await asyncio.get_running_loop().run_in_executor(self._disk, self._left):
            self.keep(pressed)
        for pressed in list(self._pressed.values()):
            try:
                await self.send(pressed)
            except ClientError as error:
                log.warning("evaluation of %s, kept from before: %s", pressed.number, error)
                self._report.write("refused", why=str(error), **pressed.facts())
            else:
                log.info("evaluation of %s, kept from before, stored", pressed.number)
                self._report.write("evaluated", ticket_id=pressed.ticket_id, **pressed.facts())

    async def close(self) -> None:
        """What is kept is on the disk when this returns."""
        if self._writing is not None:
            await self._writing
        self._disk.shutdown()

    def _left(self) -> tuple[Pressed, ...]:
        try:
            kept = _KEPT.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            log.warning("%s cannot be read: %s", self._file, type(error).__name__)
            return ()
        return kept.pressed if kept.hall == self._hall_id else ()

    def _forget(self, pressed: Pressed) -> None:
        self._pressed.pop(pressed.request_id, None)
        self._changed()

    def _changed(self) -> None:
        self._is_dirty = True
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        """The latest, as often as there is something newer than what was written."""
        loop = asyncio.get_running_loop()
        while self._is_dirty:
            self._is_dirty = False
            content = _Kept(hall=self._hall_id, pressed=tuple(self._pressed.values())).model_dump_json().encode()
            try:
                await loop.run_in_executor(self._disk, replace_file, self._file, content)
            except OSError as error:  # the hall still hears of it, unless the box ends first
                log.error("evaluations are not kept in %s: %s", self._file, error.strerror)
