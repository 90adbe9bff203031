"""How the kiosk's devices are reaches the hall: what is wrong, in plain Chinese, and that it is mended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from drivers.device.fault import fault
from drivers.errors import FrameError, SettingError, TransportError
from drivers.runner import Condition, Health
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk import health, worker
from kiosk.config import load
from kiosk.health import Devices
from kiosk.press import UNREACHABLE, PrinterNow, Trouble
from kiosk.sentence import sentence
from kiosk.worker import Worker
from server.client import Unreachable
from server.wire.device import REPORT_EVERY_S, DeviceNow
from tests.client.stub import TOKEN
from tests.kiosk.bench import write_config
from tests.kiosk.test_worker import Messages
from tests.server.running import RunningHall, prepare, running

PATIENCE_S = 30.0


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    with running(prepare(tmp_path / "server")) as hall:
        yield hall


@pytest.fixture
def printer() -> Iterator[Host]:
    with Host(machine(Wanted(kind="printer"), lambda _: None), PtyLine()) as host:
        yield host


@contextmanager
def at_work(hall: RunningHall, folder: Path, printer: str) -> Iterator[Worker]:
    file = write_config(folder, hall.url, printer)
    file.write_text(file.read_text(encoding="utf-8").replace(TOKEN, hall.tokens["kiosk"]), encoding="utf-8")
    made = Worker(load(file), Messages().post)
    made.start()
    try:
        yield made
    finally:
        made.close()


def seen(hall: RunningHall, name: str, code: str) -> dict[str, Any]:
    """The device as leaders see it, as soon as it has this code."""
    deadline, found = time.monotonic() + PATIENCE_S, []
    while time.monotonic() < deadline:
        stations = hall.ask("GET", "/devices", "supervisor").json()["stations"]
        found = [each for station in stations for each in station["devices"] if each["name"] == name]
        if found and found[0]["code"] == code:
            return dict(found[0])
    pytest.fail(f"{name} is never {code}: {found}")


def test_trouble_of_the_printer_is_red_at_the_hall_in_plain_words_until_it_is_mended(
    hall: RunningHall, printer: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worker.PRINTER_S + 1 < REPORT_EVERY_S
    monkeypatch.setattr(worker, "PRINTER_S", 0.1)
    with at_work(hall, tmp_path, printer.url):
        assert seen(hall, "打印机", "ok")["condition"] == "up"
        printer.command("paper out")
        out = seen(hall, "打印机", "paper_out")
        assert (out["condition"], out["detail"]) == ("fault", fault("paper_out").sentence)
        printer.command("paper low")
        low = seen(hall, "打印机", "paper_low")
        assert (low["condition"], low["detail"]) == ("up", "纸将用完，请准备换纸。")
        printer.command("paper in")
        seen(hall, "打印机", "ok")


def test_a_scanner_that_was_pulled_is_red_at_once(hall: RunningHall, tmp_path: Path) -> None:
    with at_work(hall, tmp_path, "sim://nobody") as working:
        working.note_scanner(Health("scanner", Condition.DOWN, "line", "[Errno 5] /dev/ttyACM0"))
        down = seen(hall, "扫码器", "line")
        assert (down["condition"], down["detail"]) == ("down", "未连接或没有应答，请检查电源和连线。")
        working.note_scanner(Health("scanner", Condition.UP, "ok", ""))
        assert seen(hall, "扫码器", "ok")["condition"] == "up"
        gone = seen(hall, "打印机", "unreachable")
    assert (gone["condition"], gone["detail"]) == ("down", UNREACHABLE.sentence)


async def test_what_changes_is_told_at_once_and_what_could_not_be_told_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "REPORT_EVERY_S", 3600.0)  # none of this waits for the regular report
    devices = Devices(asyncio.get_running_loop())
    heard: asyncio.Queue[list[tuple[str, str]]] = asyncio.Queue()
    is_there = False

    async def tell(now: list[DeviceNow] | Any) -> None:
        heard.put_nowait([(each.name, each.code) for each in now])
        if not is_there:
            raise Unreachable("nobody")

    telling = asyncio.create_task(devices.tell_always(tell))
    assert await asyncio.wait_for(heard.get(), PATIENCE_S) == []
    devices.note_printer(PrinterNow(Trouble("cover_open", "盖子开着。")))
    assert await asyncio.wait_for(heard.get(), PATIENCE_S) == [("打印机", "cover_open")]
    is_there = True
    devices.note_printer(PrinterNow(Trouble("cover_open", "盖子开着。")))  # nothing new
    devices.note_printer(PrinterNow(None))
    assert await asyncio.wait_for(heard.get(), PATIENCE_S) == [("打印机", "ok")]
    assert heard.empty()
    telling.cancel()
    await asyncio.wait([telling])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (fault("cutter_error"), fault("cutter_error").sentence),
        (SettingError("profile 'x' is not one of printer-58mm, printer-80mm"), "没有这个机型"),
        (TransportError("serial:///dev/x: the printer does not answer"), "设备没有应答"),
        (TransportError("cut in two"), "通信中断"),
        (FrameError("odd"), "设备拒绝了这个操作（odd）"),
    ],
)
def test_each_kind_of_error_is_said_as_what_it_is(error: Any, said: str) -> None:
    assert said in sentence(error)
    assert "打印机设置有误" not in sentence(error)
