"""How every device of the box is, and telling the hall so: regularly, and at once when something changed.

Knows conditions and names, no hall state and no frames.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from drivers.device.bus import MemberHealth
from drivers.runner import Condition, Health
from server.client.errors import ClientError
from server.wire import device as wd
from server.wire.device import REPORT_EVERY_S, DeviceNow

log = logging.getLogger(__name__)

SETTLE_S = 0.5
"""What changes at once (a line with all its devices) is told at once."""
RETRY_S = 1.0
LONGEST_DETAIL = 200
SENTENCES = {
    "line": "线路不通，请检查接线和转换器。",
    "internal": "程序出错，详情见日志。",
    "silent": "设备没有应答，请检查电源、接线和地址。",
}

Members = Callable[[], Mapping[str, MemberHealth]]
Tell = Callable[[Sequence[DeviceNow]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Seat:
    """A device by the name people know it by, on its line; `member`: its name on a bus, None when it is alone."""

    name: str
    member: str | None = None
    firmware: Callable[[], str] = str


class Devices:
    """What is known of the box's devices. Any thread may tell it something; `watched` lives in the event loop."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._lines: dict[str, tuple[tuple[Seat, ...], Members]] = {}
        self._conditions: dict[str, Health] = {}
        self._others: dict[str, DeviceNow] = {}
        self._since: dict[str, tuple[str, float]] = {}

    def add(self, line: str, seats: Sequence[Seat], members: Members) -> None:
        """The devices on the line whose runner has this name; `members` as `Bus.health` gives them."""
        self._lines[line] = tuple(seats), members

    def note_line(self, health: Health) -> None:
        """A runner's word about its line."""
        self._conditions[health.name] = health
        self.note_change()

    def note(self, name: str, condition: wd.Condition, code: str = "ok", detail: str = "") -> None:
        """The word of a device that hangs on no line, such as a sound card."""
        self._others[name] = DeviceNow(name=name, condition=condition, code=code, detail=detail[:LONGEST_DETAIL])
        self.note_change()

    def note_change(self, _health: object = None) -> None:
        """Some device is not as it was."""
        self._loop.call_soon_threadsafe(self._changed.set)

    def now(self) -> list[DeviceNow]:
        """Every device that anything is known of yet, in the order they were added."""
        found = [
            self._device(seat, self._conditions[line], members())
            for line, (seats, members) in self._lines.items()
            if line in self._conditions
            for seat in seats
        ]
        return [self._dated(each) for each in [*found, *self._others.values()]]

    async def watched(self, tell: Tell) -> None:
        """Tell the hall for ever. A hall that does not hear it is told again soon."""
        while True:
            self._changed.clear()
            patience = REPORT_EVERY_S
            try:
                await tell(self.now())
            except ClientError as error:
                log.debug("the devices' health is not told: %s", error)
                patience = RETRY_S
            try:
                async with asyncio.timeout(patience):
                    await self._changed.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(SETTLE_S)

    def _device(self, seat: Seat, line: Health, members: Mapping[str, MemberHealth]) -> DeviceNow:
        member = members.get(seat.member or "")
        heard_s = None if member is None or member.heard_at is None else max(0.0, self._clock() - member.heard_at)
        known = DeviceNow(
            name=seat.name,
            condition=wd.Condition(line.condition.value),
            code=line.code,
            detail=_sentence(line.code, line.detail),
            heard_s=heard_s,
            errors=0 if member is None else member.errors,
            firmware=seat.firmware(),
        )
        if line.condition is not Condition.UP or member is None or member.code == "ok":
            return known
        condition = wd.Condition.DOWN if member.code == "silent" else wd.Condition.FAULT
        said = {"condition": condition, "code": member.code, "detail": _sentence(member.code, member.detail)}
        return known.model_copy(update=said)

    def _dated(self, device: DeviceNow) -> DeviceNow:
        now, how = self._clock(), f"{device.condition} {device.code}"
        before, since = self._since.get(device.name, ("", now))
        since = since if before == how else now
        self._since[device.name] = how, since
        return device.model_copy(update={"for_s": now - since})


def _sentence(code: str, detail: str) -> str:
    return SENTENCES.get(code, detail)[:LONGEST_DETAIL]
