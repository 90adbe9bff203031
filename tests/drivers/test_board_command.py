"""`bianmin-drivers board`: what a technician types, what the board does, and what is refused in one sentence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.__main__ import FAILED, FINE, main
from drivers.profile import BoardProfile, ModbusBoardProfile
from drivers.sim.board_kind import board_machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from tests.drivers.benches import Reports

SPEAKING = "onbon-bx6k-yy-128x32"


@pytest.fixture
def reports() -> Reports:
    return Reports()


def _host(name: str, reports: Reports, out: Path) -> Host:
    profile = profiles.load(name)
    assert isinstance(profile, BoardProfile)
    if isinstance(profile, ModbusBoardProfile):
        profile = replace(profile, reply_timeout_s=5.0)
    return Host(board_machine(profile, out, reports), PtyLine())


@pytest.fixture
def url(reports: Reports, tmp_path: Path) -> Iterator[str]:
    with _host(SPEAKING, reports, tmp_path) as host:
        yield host.url


def test_lines_are_shown_said_and_taken_off(url: str, reports: Reports) -> None:
    assert main(["board", url, SPEAKING, "show", "A005", "请到2号窗口"]) == FINE
    assert reports.next("text")["text"] == "A005\n请到2号窗口"
    assert main(["board", url, SPEAKING, "say", "请A005号"]) == FINE
    assert reports.next("spoken")["spoken"] == "请A005号"
    assert main(["board", url, SPEAKING, "clear"]) == FINE
    assert reports.next("cleared")["cleared"] == [0]


def test_screen_brightness_and_clock_are_set_and_read_back(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for deed in (["off"], ["brightness", "12"], ["clock", "2025-06-13T16:50:00"], ["state"], ["on"], ["reset"]):
        assert main(["board", url, SPEAKING, *deed]) == FINE
    assert capsys.readouterr().out == "黑屏，亮度 12，时钟 2025-06-13 16:50:00，动态区 0 个。\n"


@pytest.mark.parametrize(
    ("profile", "deed", "said"),
    [
        (SPEAKING, ["brightness", "16"], "no level"),
        (SPEAKING, ["brightness", "bright"], "no level"),
        (SPEAKING, ["brightness"], "one value"),
        (SPEAKING, ["clock", "noon"], "not a time"),
        ("onbon-bx5k-64x16", ["say", "请"], "no voice"),
        ("number-4byte", ["brightness", "3"], "cannot be set"),
        ("number-4byte", ["state"], "only Onbon"),
        ("printer-80mm", ["show", "A"], "not of a board"),
    ],
)
def test_what_a_board_cannot_do_is_said_in_one_sentence(
    profile: str, deed: list[str], said: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["board", url, profile, *deed]) == FAILED
    wrong = capsys.readouterr().err
    assert said in wrong
    assert wrong.count("\n") == 1


def test_a_modbus_boards_brightness_is_set_too(reports: Reports, tmp_path: Path) -> None:
    with _host("modbus-number", reports, tmp_path) as host:
        assert main(["board", host.url, "modbus-number", "brightness", "3"]) == FINE
    assert reports.next("brightness")["brightness"] == 3
