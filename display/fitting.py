"""The devices the hall holds for this box: heard of, and kept on the disk for a start without the hall.

Knows tables, opens no device.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import ValidationError

from display.keypad import Spawn
from display.view import View
from server.client.errors import ClientError, Unreachable
from server.wire.box import BoxAnswer, BoxDevices
from server.wire.event import Envelope

log = logging.getLogger(__name__)

FILE = "devices.json"
FITTED = "box_fitted"
RETRY_S = 2.0
NONE = BoxDevices()

Ask = Callable[[], Awaitable[BoxAnswer]]


def kept(folder: Path) -> BoxDevices:
    """What the hall said last; nothing if it never did."""
    try:
        return BoxDevices.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return NONE
    except (OSError, ValidationError) as error:
        log.warning("%s cannot be read: %s", folder / FILE, type(error).__name__)
        return NONE


def keep(folder: Path, devices: BoxDevices) -> None:
    """For the next start. A disk that takes nothing costs no device: the hall is asked again."""
    unfinished = folder / f"{FILE}.part"
    try:
        unfinished.write_text(devices.model_dump_json(), encoding="utf-8")
        unfinished.replace(folder / FILE)
    except OSError as error:
        log.error("the devices are not kept in %s: %s", folder, error.strerror)


class Fitting:
    """Hears when the hall means other devices than those at work: a listener in the event loop."""

    def __init__(self, at_work: BoxDevices, ask: Ask, spawn: Spawn) -> None:
        self._at_work = at_work
        self._ask = ask
        self._spawn = spawn
        self._found: asyncio.Future[BoxDevices] = asyncio.get_running_loop().create_future()
        self._is_live = False

    async def changed(self) -> BoxDevices:
        """The devices to be at work from now on, once they are not those that are."""
        return await self._found

    def painted(self, view: View | None) -> None:
        was_live, self._is_live = self._is_live, view is not None and view.is_live
        if self._is_live and not was_live:  # whatever was said while nobody listened
            self._spawn(self._look())

    def happened(self, view: View, envelope: Envelope) -> None:
        if envelope.type == FITTED:
            self._spawn(self._look())

    async def _look(self) -> None:
        while True:
            try:
                devices = (await self._ask()).devices
            except Unreachable:
                await asyncio.sleep(RETRY_S)
            except ClientError as error:
                log.warning("the hall does not tell this box's devices: %s", error)
                return
            else:
                break
        if devices != self._at_work and not self._found.done():
            self._found.set_result(devices)
