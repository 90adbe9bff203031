"""Behind the hidden corner: the code, the paper counter over restarts, facts of the machine, the log on a stick."""

from __future__ import annotations

import errno
import json
import logging
import socket
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.device import Job
from drivers.profile import PrinterProfile, load
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.config import Config
from kiosk.config import load as load_config
from kiosk.facts import facts
from kiosk.flow.state import Section
from kiosk.log_export import NotExported, export_log, keep_log
from kiosk.press import UNREACHABLE, PrinterNow
from kiosk.roll import FILE, CountedPrinter, Roll, roll_of
from kiosk.staff_code import FREE_TRIES, LOCKED_S, StaffCode
from tests.kiosk.bench import write_config

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_code_opens_and_another_does_not() -> None:
    code = StaffCode("135790")
    assert code.fits("135790")
    assert not code.fits("13579")
    assert not code.fits("１３５７９０")


def test_without_a_code_nobody_is_let_in() -> None:
    assert not StaffCode(None).fits("")


def test_whoever_guesses_waits_and_the_right_code_waits_too(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    code = StaffCode("135790", clock=clock)
    for _ in range(FREE_TRIES):
        assert not code.fits("000000")
    assert not code.fits("135790")
    clock.now += LOCKED_S
    assert code.fits("135790")
    assert "000000" not in caplog.text


@pytest.fixture
def printer() -> Iterator[Host]:
    with Host(machine(Wanted(kind="printer"), lambda _: None), PtyLine()) as host:
        yield host


def profile() -> PrinterProfile:
    found = load("printer-80mm")
    assert isinstance(found, PrinterProfile)
    return found


def test_the_paper_counter_survives_a_restart_and_a_new_roll_begins_at_nothing(printer: Host, tmp_path: Path) -> None:
    first = CountedPrinter(printer.url, profile(), tmp_path)
    first.print(Job().text("一张号票", size=4).feed(2).cut())
    used = first.paper_used
    first.close()
    assert used > 0
    reborn = CountedPrinter(printer.url, profile(), tmp_path)
    assert reborn.paper_used == used
    reborn.print(Job().text("又一张", size=4).feed(2).cut())
    assert roll_of(tmp_path) == Roll(reborn.paper_used, papers=2)
    assert reborn.paper_used > used
    reborn.reset_paper()
    reborn.close()
    assert roll_of(tmp_path) == Roll()


def test_a_counter_that_cannot_be_kept_stops_no_slip(printer: Host, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    counted = CountedPrinter(printer.url, profile(), tmp_path / "file")
    assert counted.print(Job().text("号票").cut()).code == "ok"
    counted.close()


def test_a_damaged_counter_begins_at_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("half a n")
    assert roll_of(tmp_path) == Roll()


def configured(folder: Path) -> Config:
    return load_config(write_config(folder, "http://127.0.0.1:9", "sim://p1"))


def test_the_facts_name_paper_network_and_versions_and_no_token(tmp_path: Path) -> None:
    config = configured(tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE).write_text("12340")
    told = facts(config, profile(), "http://127.0.0.1:8000", PrinterNow(None))
    assert ("状态", "正常") in told[Section.PRINTER]
    assert ("本卷纸已用", "约 12.3 米，整卷约 50 米") in told[Section.PRINTER]
    assert ("服务器", "http://127.0.0.1:8000") in told[Section.NETWORK]
    assert ("本机地址", "127.0.0.1") in told[Section.NETWORK]
    assert ("机器名", socket.gethostname()) in told[Section.NETWORK]
    assert dict(told[Section.VERSIONS])["软件"] != "—"
    assert config.server.token is not None
    assert config.server.token not in str(told)


def test_only_ports_with_a_device_behind_them_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, is_real in (("eth0", True), ("wlan0", True), ("lo", False), ("docker0", False), ("veth1a2b", False)):
        port = tmp_path / "net" / name
        (port / "device" if is_real else port).mkdir(parents=True)
        (port / "operstate").write_text("up\n" if name == "eth0" else "down\n")
        (port / "address").write_text("00:11:22:33:44:55\n")
    monkeypatch.setattr("kiosk.facts.NETWORKS", tmp_path / "net")
    told = facts(configured(tmp_path), profile(), None, PrinterNow(None))[Section.NETWORK]
    assert [each for each in told if each[0].startswith("网口")] == [
        ("网口 eth0", "已连接，00:11:22:33:44:55"),
        ("网口 wlan0", "未连接，00:11:22:33:44:55"),
    ]


def test_facts_are_told_before_the_server_is_found(tmp_path: Path) -> None:
    told = facts(configured(tmp_path), profile(), None, PrinterNow(UNREACHABLE))
    assert ("服务器", "还没有找到") in told[Section.NETWORK]
    assert ("状态", UNREACHABLE.sentence) in told[Section.PRINTER]


def test_how_many_papers_a_roll_still_gives_is_judged_by_those_it_gave(tmp_path: Path) -> None:
    assert Roll().papers_left(50_000) == 50_000 // 120
    short, long = Roll(used_mm=10_000, papers=100), Roll(used_mm=10_000, papers=40)
    assert short.papers_left(50_000) > long.papers_left(50_000) > 150
    assert Roll(used_mm=60_000, papers=400).papers_left(50_000) == 0
    told = facts(configured(tmp_path), profile(), None, PrinterNow(None, is_low=True))
    assert ("状态", "纸将用完，请准备换纸。") in told[Section.PRINTER]
    assert ("本卷纸还可打印", "约 416 张（已打印 0 张）") in told[Section.PRINTER]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    """A kiosk's folder with a line in its log."""
    state = tmp_path / "state"
    handler = keep_log(state)
    logging.getLogger("kiosk.test").warning("打印机缺纸")
    yield state
    logging.getLogger().removeHandler(handler)
    handler.close()


def test_the_log_and_the_facts_lie_on_the_stick(state: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    file = export_log(state, stick, AT, {"软件": "1.0"}, is_mounted=Path.is_dir)
    assert file == stick / "bianmin-kiosk-20261124-093000.zip"
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["about.json", "kiosk.log"]
        assert json.loads(archive.read("about.json")) == {"软件": "1.0"}
        assert "WARNING kiosk.test: 打印机缺纸" in archive.read("kiosk.log").decode()


def test_without_a_stick_nothing_is_written_on_this_machine(state: Path, tmp_path: Path) -> None:
    bare = tmp_path / "media"
    bare.mkdir()
    for folder in (bare, tmp_path / "not-there"):
        with pytest.raises(NotExported, match="没有找到 U 盘"):
            export_log(state, folder, AT, {})
    assert list(bare.iterdir()) == []


def test_a_full_stick_is_said_and_keeps_no_half_file(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("kiosk.log_export.os.fsync", full)
    with pytest.raises(NotExported, match="No space left"):
        export_log(state, stick, AT, {}, is_mounted=Path.is_dir)
    assert list(stick.iterdir()) == [], "half a file lies on the stick"
