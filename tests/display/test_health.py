"""How the devices are: what lines and members say becomes the hall's words; a change is told at once."""

import asyncio
import itertools
from collections.abc import Sequence

import pytest

from display import health as health_module
from display.health import Devices, Seat
from drivers.device.bus import MemberHealth
from drivers.runner import Condition, Health
from server.client.errors import Unreachable
from server.wire import device as wd
from server.wire.device import DeviceNow
from tests.display.fakes import PATIENCE_S

UP, DOWN = Health("line", Condition.UP, "ok", ""), Health("line", Condition.DOWN, "line", "could not open port")


class Box:
    """A line with a board and a keypad, under the test's hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.members: dict[str, MemberHealth] = {}
        self.devices = Devices(clock=lambda: self.now)
        seats = [Seat("2号窗口屏", "boards.0", lambda: "SDK 1.0.5"), Seat("2号窗口评价器", "pad-1")]
        self.devices.add("line", seats, lambda: self.members)

    def say(self, code: str, detail: str = "", *, heard_at: float | None = None, errors: int = 0) -> None:
        self.members["boards.0"] = MemberHealth(
            name="boards.0", code=code, detail=detail, heard_at=heard_at, errors=errors
        )

    def how(self) -> dict[str, tuple[str, str]]:
        return {each.name: (each.condition.value, each.code) for each in self.devices.now()}


@pytest.fixture
async def box() -> Box:
    return Box()


async def test_nothing_is_said_before_anything_is_known(box: Box) -> None:
    assert box.devices.now() == []


async def test_a_line_that_is_gone_takes_its_devices_with_it(box: Box) -> None:
    box.say("ok")
    box.devices.note_line(DOWN)
    assert box.how() == {"2号窗口屏": ("down", "line"), "2号窗口评价器": ("down", "line")}
    assert "could not" not in box.devices.now()[0].detail


@pytest.mark.parametrize(
    ("code", "detail", "expected"),
    [
        ("ok", "", ("up", "ok", "")),
        ("silent", "no answer", ("down", "silent", "设备没有应答，请检查电源、接线和地址。")),
        ("board_busy", "显示屏一直繁忙。", ("fault", "board_busy", "显示屏一直繁忙。")),
    ],
)
async def test_a_member_is_as_it_answers(box: Box, code: str, detail: str, expected: tuple[str, str, str]) -> None:
    box.devices.note_line(UP)
    box.say(code, detail, heard_at=98.5, errors=3)
    board, keypad = box.devices.now()
    assert (board.condition.value, board.code, board.detail) == expected
    assert (board.heard_s, board.errors, board.firmware) == (1.5, 3, "SDK 1.0.5")
    assert (keypad.condition, keypad.heard_s) == (wd.Condition.UP, None)


async def test_it_is_said_for_how_long_it_has_been_so(box: Box) -> None:
    box.devices.note_line(UP)
    box.say("ok")
    assert box.devices.now()[0].for_s == 0
    box.now += 30
    assert box.devices.now()[0].for_s == 30
    box.say("silent")
    box.now += 2
    assert [each.for_s for each in box.devices.now()] == [0, 32]


async def test_a_device_without_a_line_is_told_too(box: Box) -> None:
    box.devices.note("语音", wd.Condition.FAULT, "sound", "声卡")
    assert box.how() == {"语音": ("fault", "sound")}


async def test_a_change_is_told_at_once_and_a_hall_that_is_away_is_told_the_next_time(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "SETTLE_S", 0.0)
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    count = itertools.count()

    async def tell(devices: Sequence[DeviceNow]) -> None:
        told.put_nowait({each.name: each.code for each in devices})
        if next(count) == 0:
            raise Unreachable("away")

    box.devices.note_line(UP)
    telling = asyncio.create_task(box.devices.watched(tell))
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (await told.get())["2号窗口屏"] != "ok":
                pass
            box.say("silent")
            box.devices.note_change()
            while (await told.get())["2号窗口屏"] != "silent":
                pass
    finally:
        telling.cancel()
