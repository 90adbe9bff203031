"""How the kiosk's devices are, and telling the hall so: regularly, and at once when something changed.

Knows conditions and sentences for people, no device and no wire call.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from drivers.runner import Health
from kiosk.press import UNREACHABLE, PrinterNow
from server.client import ClientError
from server.wire.device import REPORT_EVERY_S, Condition, DeviceNow

log = logging.getLogger(__name__)

PRINTER, SCANNER = "打印机", "扫码器"
PAPER_LOW = "paper_low"
SENTENCES = {
    "line": "未连接或没有应答，请检查电源和连线。",
    "internal": "程序出错，详情见日志。",
}
Tell = Callable[[Sequence[DeviceNow]], Awaitable[None]]


class Devices:
    """What was last said of each device. `note_…` from any thread; `tell_always` lives in `loop`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._changed = asyncio.Event()
        self._said: dict[str, tuple[DeviceNow, float]] = {}

    def note_printer(self, now: PrinterNow) -> None:
        trouble = now.trouble
        if trouble is not None:
            condition = Condition.DOWN if trouble == UNREACHABLE else Condition.FAULT
            self._note(DeviceNow(name=PRINTER, condition=condition, code=trouble.code, detail=trouble.sentence))
        elif now.is_low:
            self._note(DeviceNow(name=PRINTER, condition=Condition.UP, code=PAPER_LOW, detail="纸将用完，请准备换纸。"))
        else:
            self._note(DeviceNow(name=PRINTER, condition=Condition.UP))

    def note_scanner(self, health: Health) -> None:
        """A runner's word; its own words about a line are for the log."""
        condition, detail = Condition(health.condition), SENTENCES.get(health.code, health.detail)
        self._note(DeviceNow(name=SCANNER, condition=condition, code=health.code, detail=detail))

    def now(self) -> list[DeviceNow]:
        """Each device, and since how many seconds it is so."""
        at = self._loop.time()
        return [said.model_copy(update={"for_s": max(0.0, at - since)}) for said, since in self._said.copy().values()]

    async def tell_always(self, tell: Tell) -> None:
        """Until cancelled. What could not be told is told the next time."""
        while True:
            self._changed.clear()
            try:
                await tell(self.now())
            except ClientError as error:
                log.debug("told later: %s", error)
            try:
                async with asyncio.timeout(REPORT_EVERY_S):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def _note(self, now: DeviceNow) -> None:
        before = self._said.get(now.name)
        if before is None or before[0] != now:
            self._said[now.name] = (now, self._loop.time())
            self._loop.call_soon_threadsafe(self._changed.set)
