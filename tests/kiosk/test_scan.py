"""The scanner at the kiosk, on a real line with a simulated one: codes become events, identity cards become nothing."""

from __future__ import annotations

import logging
import queue
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.errors import SettingError
from drivers.profile import load
from drivers.runner import Condition, Health
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.config import ScannerPart
from kiosk.flow import event as on
from kiosk.scan import LONGEST, CodeReader, heard

PATIENCE_S = 20.0
IDENTITY = "11010519491231002X"
URL = "http://192.0.2.10:8000/t/12#s3cret"


@pytest.fixture
def scanner() -> Iterator[Host]:
    with Host(machine(Wanted(kind="scanner"), lambda _: None), PtyLine()) as host:
        yield host


class Desk:
    """Where events and health arrive."""

    def __init__(self) -> None:
        self.events: queue.Queue[on.ScannerRead] = queue.Queue()
        self.health: queue.Queue[Health] = queue.Queue()

    def reads(self) -> str:
        return self.events.get(timeout=PATIENCE_S).text

    def becomes(self, condition: Condition) -> None:
        while self.health.get(timeout=PATIENCE_S).condition is not condition:
            pass


@contextmanager
def reading(scanner: Host) -> Iterator[Desk]:
    desk = Desk()
    reader = CodeReader(ScannerPart(port=scanner.url), desk.events.put, desk.health.put)
    reader.start()
    try:
        desk.becomes(Condition.UP)
        yield desk
    finally:
        reader.close()


def test_what_is_held_to_the_scanner_reaches_the_flow_in_order(scanner: Host) -> None:
    with reading(scanner) as desk:
        for code in (URL, "20481234"):
            scanner.command(f"scan {code}")
        assert [desk.reads(), desk.reads()] == [URL, "20481234"]


def test_an_identity_card_is_forgotten_and_no_scan_is_logged(scanner: Host, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), reading(scanner) as desk:
        scanner.command(f"scan {IDENTITY}")
        scanner.command("scan 20481234")
        assert desk.reads() == "20481234"
    assert desk.events.empty()
    assert IDENTITY not in caplog.text
    assert "20481234" not in caplog.text


def test_a_scanner_that_was_pulled_reads_again(scanner: Host) -> None:
    with reading(scanner) as desk:
        scanner.command("line unplug")
        desk.becomes(Condition.DOWN)
        scanner.command("line replug")
        desk.becomes(Condition.UP)
        scanner.command("scan 20481234")
        assert desk.reads() == "20481234"


@pytest.mark.parametrize("text", ["", "  ", IDENTITY, f" {IDENTITY.lower()} ", "130503670401001", "x" * (LONGEST + 1)])
def test_what_is_no_code_is_nobodys_business(text: str) -> None:
    assert heard(text) is None


def test_another_shops_code_is_for_the_flow_to_answer_kindly() -> None:
    assert heard(" https://example.com/menu ") == on.ScannerRead("https://example.com/menu")


def test_a_scan_shows_itself_in_no_message() -> None:
    assert "20481234" not in repr(heard("20481234"))


@pytest.mark.parametrize(("port", "profile"), [("lpt1", "scanner-serial"), ("sim://s", "printer-80mm")])
def test_a_wrong_setting_is_said_before_anything_is_opened(port: str, profile: str) -> None:
    with pytest.raises(SettingError):
        CodeReader(ScannerPart(port=port, profile=profile), print)


def test_the_usual_profile_is_shipped() -> None:
    assert load(ScannerPart(port="sim://s").profile).name
