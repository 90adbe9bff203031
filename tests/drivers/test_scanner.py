"""Scanners on a real pseudo-terminal: each scan once and whole, triggered where they can be, typed as keys too."""

import logging
import random
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.__main__ import main
from drivers.device import Scanner
from drivers.errors import DeviceFault, SettingError, TransportError
from drivers.profile import ScannerProfile
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from drivers.sim.scanner import ScannerMachine
from tests.drivers.benches import PATIENCE_S, Reports, hear
from tests.drivers.torn import TornLine, held
from tests.drivers.vectors_card import (
    A001_KEYS,
    GM65_ACK,
    GM65_COMMANDS,
    GM65_UNCHECKED,
    GM65_WRONG_LENGTH,
    HONEYWELL,
    SSI,
)

SHIPPED = ["scanner-serial", "scanner-keyboard", "scanner-gm65", "scanner-honeywell", "scanner-ssi"]
TRIGGERED = ["scanner-gm65", "scanner-honeywell", "scanner-ssi"]


def _profile(name: str = "scanner-serial", **changes: float) -> ScannerProfile:
    loaded = profiles.load(name)
    assert isinstance(loaded, ScannerProfile)
    return replace(loaded, silence_s=changes.get("silence_s", PATIENCE_S), repeat_s=changes.get("repeat_s", 1e-9))


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def line() -> Iterator[PtyLine]:
    made = PtyLine()
    yield made
    made.close()


@pytest.fixture
def host(reports: Reports) -> Iterator[Host]:
    with Host(ScannerMachine(_profile(), reports), PtyLine()) as running:
        yield running


def _take(scanner: Scanner, count: int) -> list[str]:
    stop = threading.Event()
    giving_up = threading.Timer(PATIENCE_S, stop.set)
    giving_up.start()
    try:
        return list(islice(scanner.events(stop), count))
    finally:
        giving_up.cancel()
        giving_up.join()


@pytest.mark.parametrize("end", ["cr", "lf", "crlf", "tab"])
def test_codes_arrive_in_order_whatever_ends_them(host: Host, end: str) -> None:
    scanner = Scanner(host.url, _profile())
    scanner.open()
    host.command(f"end {end}")
    for text in ("A001", "https://q.example.gov.cn/t/A001", "测试 甲"):
        host.command(f"scan {text}")
    host.command("encoding gb18030")
    host.command("scan 测试 乙")
    assert _take(scanner, 4) == ["A001", "https://q.example.gov.cn/t/A001", "测试 甲", "测试 乙"]
    scanner.close()


def test_a_code_without_an_end_is_complete_after_silence(host: Host) -> None:
    scanner = Scanner(host.url, _profile(silence_s=0.05))
    scanner.open()
    host.command("end none")
    host.command("scan A001")
    assert _take(scanner, 1) == ["A001"]
    scanner.close()


def test_a_code_that_lies_there_is_one_scan_until_it_has_been_away(line: PtyLine) -> None:
    times = iter([0.0, 0.9, 1.8, 2.7, 2.8, 3.8])
    scanner = Scanner(line.url, _profile(repeat_s=1.0), clock=lambda: next(times))
    scanner.open()
    line.put(b"A001\r" * 4 + b"A002\rA002\r")
    assert _take(scanner, 3) == ["A001", "A002", "A002"]
    scanner.close()


def test_a_code_that_is_no_text_is_passed_over(line: PtyLine) -> None:
    scanner = Scanner(line.url, _profile())
    scanner.open()
    line.put(b"\xff\xff\r\rA\x00B\rA001\r")
    assert _take(scanner, 1) == ["A001"]
    scanner.close()


@pytest.mark.parametrize("name", TRIGGERED)
def test_a_scan_is_triggered_and_released(name: str, reports: Reports) -> None:
    with Host(ScannerMachine(_profile(name), reports), PtyLine()) as host:
        scanner = Scanner(host.url, _profile(name))
        scanner.trigger()
        assert reports.next("trigger") == {"trigger": True}
        host.command("show A001")
        assert _take(scanner, 1) == ["A001"]
        host.command("show A002")
        scanner.trigger()
        assert _take(scanner, 1) == ["A002"]
        scanner.trigger()
        scanner.release()
        assert [reports.next("trigger")["trigger"] for _ in range(3)] == [True, True, False]
        scanner.close()


@pytest.mark.parametrize("name", ["scanner-gm65", "scanner-ssi"])
def test_a_scanner_that_refuses_says_so(name: str, reports: Reports) -> None:
    with Host(ScannerMachine(_profile(name), reports), PtyLine()) as host:
        scanner = Scanner(host.url, _profile(name))
        host.command("nak 1")
        scanner.trigger()
        with pytest.raises(DeviceFault) as refused:
            _take(scanner, 1)
        assert refused.value.code == "scanner_refused"
        scanner.close()


def test_an_ssi_scanner_is_disabled_and_enabled(reports: Reports) -> None:
    with Host(ScannerMachine(_profile("scanner-ssi"), reports), PtyLine()) as host:
        scanner = Scanner(host.url, _profile("scanner-ssi"))
        scanner.disable()
        assert reports.next("enabled") == {"enabled": False}
        host.command("scan A001")
        assert reports.next("disabled") == {"disabled": 4}
        scanner.enable()
        assert reports.next("enabled") == {"enabled": True}
        host.command("scan A002")
        assert _take(scanner, 1) == ["A002"]
        scanner.close()


def test_an_ssi_scanner_is_woken_before_it_is_told(line: PtyLine) -> None:
    scanner = Scanner(line.url, _profile("scanner-ssi"))
    scanner.trigger()
    assert hear(line, 7) == b"\x00" + bytes.fromhex(SSI["start"])
    scanner.close()


def test_a_scanner_with_a_trigger_of_its_own_cannot_be_told(line: PtyLine) -> None:
    scanner = Scanner(line.url, _profile())
    for order in (scanner.trigger, scanner.release, scanner.enable, scanner.disable):
        with pytest.raises(SettingError, match="serial scanner"):
            order()


def test_what_a_keyboard_scanner_types_is_a_code(reports: Reports) -> None:
    with Host(ScannerMachine(_profile("scanner-keyboard"), reports), PtyLine()) as host:
        scanner = Scanner(host.url.replace("serial://", "evdev://"), _profile("scanner-keyboard"))
        scanner.open()
        host.command("scan A001")
        host.command("scan https://q.example.gov.cn/t?n=A002&s=~_{}")
        host.command("end tab")
        host.command("scan a b")
        assert _take(scanner, 3) == ["A001", "https://q.example.gov.cn/t?n=A002&s=~_{}", "a b"]
        host.command("scan 测试A")
        assert reports.next("untypable") == {"untypable": 2}
        assert _take(scanner, 1) == ["A"]
        scanner.close()


def test_keys_held_down_and_keys_split_anywhere_are_typed_once(line: PtyLine) -> None:
    scanner = Scanner(line.url, _profile("scanner-keyboard"))
    scanner.open()
    stop = threading.Event()
    changes = [change for key in A001_KEYS for change in ((key, 1), (key, 2), *(() if key == 42 else ((key, 0),)))]
    changes.insert(5, (42, 0))
    stream = b"".join(
        struct.pack("<qqHHi", 1, 2, 1, key, value) + struct.pack("<qqHHi", 1, 2, 0, 0, 0) for key, value in changes
    )
    for start in range(0, len(stream), 7):
        line.put(stream[start : start + 7])
    assert next(scanner.events(stop)) == "A001"
    scanner.close()


def test_no_log_holds_a_code(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    scanner = Scanner(host.url, _profile())
    scanner.open()
    with caplog.at_level(logging.DEBUG):
        host.command("scan 999999199001010016")
        assert _take(scanner, 1) == ["999999199001010016"]
    assert "a code of 18 characters" in caplog.text
    assert "9999" not in caplog.text
    assert b"9999".hex() not in caplog.text.replace(" ", "")
    scanner.close()


def test_a_pulled_plug_ends_the_events_with_a_transport_error(host: Host) -> None:
    scanner = Scanner(host.url, _profile())
    scanner.open()
    host.close()
    with pytest.raises(TransportError):
        _take(scanner, 1)


def test_stopping_ends_the_events(host: Host) -> None:
    scanner = Scanner(host.url, _profile())
    stop = threading.Event()
    stop.set()
    assert list(scanner.events(stop)) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_profile_is_of_a_scanner(name: str) -> None:
    assert isinstance(profiles.load(name), ScannerProfile)


def test_a_check_shows_what_was_scanned(reports: Reports, capsys: pytest.CaptureFixture[str]) -> None:
    with Host(ScannerMachine(_profile("scanner-gm65"), reports), PtyLine()) as host:
        host.command("show A001")
        assert main(["check", host.url, "scanner-gm65", "--seconds", str(PATIENCE_S)]) == 0
    said = capsys.readouterr().out
    assert "已发送扫码命令" in said
    assert "扫到 4 个字符：A001" in said


def test_a_check_nobody_scans_for_fails(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", host.url, "scanner-serial", "--seconds", "0.01"]) == 1
    assert "没有收到扫码内容" in capsys.readouterr().err


def _machine(name: str, reports: Reports) -> ScannerMachine:
    return ScannerMachine(_profile(name), reports)


def test_the_simulated_gm65_answers_published_commands_and_no_spoilt_ones(reports: Reports) -> None:
    machine = _machine("scanner-gm65", reports)

    def ask(raw: str) -> str:
        return machine.receive(bytes.fromhex(raw), 0.0).hex(" ").upper()

    assert [ask(GM65_COMMANDS[name][0]) for name in ("trigger", "save", "baud 9600")] == [GM65_ACK] * 3
    assert ask(GM65_COMMANDS["ask baud"][0]).startswith("02 00 00 02 39 01")
    assert ask(GM65_UNCHECKED["factory"][0]) == GM65_ACK
    assert ask(GM65_COMMANDS["ask baud"][0]).startswith("02 00 00 02 00 00")
    assert ask("7E 00 08 01 00 02 01 02 DB") == ""
    assert ask("7E 00 33 01 00 02 01 AB CD") == ""
    assert ask(GM65_WRONG_LENGTH) == ""
    assert reports.next("bad") == {"bad": "7e 00 08 01 00 02 01 02 db"}


def test_the_simulated_honeywell_and_ssi_take_the_published_bytes_in_pieces(reports: Reports) -> None:
    honeywell = _machine("scanner-honeywell", reports)
    for byte in bytes.fromhex("00" + HONEYWELL["trigger"] + HONEYWELL["release"] + "16 59 0D"):
        assert honeywell.receive(bytes([byte]), 0.0) == b""
    assert [reports.next("trigger")["trigger"] for _ in range(2)] == [True, False]
    assert reports.next("unknown") == {"unknown": "59 0d"}
    ssi = _machine("scanner-ssi", reports)
    for name in SSI:
        answers = b"".join(ssi.receive(bytes([byte]), 0.0) for byte in b"\x00" + bytes.fromhex(SSI[name]))
        assert answers == bytes.fromhex("04 D0 00 00 FF 2C")
    assert ssi.receive(bytes.fromhex("04 E4 04 00 FF 15"), 0.0) == bytes.fromhex("05 D1 00 00 01 FF 29")


def test_the_simulator_names_what_it_knows(reports: Reports) -> None:
    machine = _machine("scanner-serial", reports)
    for words in ([], ["scan"], ["end", "nul"], ["encoding", "latin-1"]):
        with pytest.raises(ValueError, match="scan TEXT"):
            machine.command(words, 0.0)
    assert machine.receive(b"\x16T\r", 0.0) == b""
    assert reports.next("ignored") == {"ignored": "16 54 0d"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scanner-serial", "scanner-keyboard"])
def test_five_hundred_unplugs_lose_only_what_was_on_the_way(name: str, reports: Reports, tmp_path: Path) -> None:
    chance = random.Random(3)
    line = TornLine(tmp_path / "scanner")
    scheme = "evdev" if name == "scanner-keyboard" else "serial"
    scanner = Scanner(line.url.replace("serial", scheme, 1), _profile(name))
    codes = [f"A{number:03d}" for number in range(5)]
    with Host(ScannerMachine(_profile(name), reports), line) as host:
        before = None
        for _ in range(500):
            scanner.open()
            if before is None:
                before = held()
            line.left = chance.randint(1, 5 * (24 * 24 if scheme == "evdev" else len("A000\r")))
            for code in codes:
                host.command(f"scan {code}")
            got = _until_broken(scanner)
            assert got == codes[: len(got)]
            host.command("line replug")
            scanner.open()
            host.command("scan back")
            assert _take(scanner, 1) == ["back"]
        assert held() == before
    scanner.close()


def _until_broken(scanner: Scanner) -> list[str]:
    got: list[str] = []
    try:
        for code in scanner.events(threading.Event()):
            got.append(code)  # noqa: PERF402
    except TransportError:
        return got
    raise AssertionError("the line did not break")
