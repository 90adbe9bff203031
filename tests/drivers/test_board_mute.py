"""Boards that never answer, ShangLing and four-byte: published bytes both ways, pauses, and who is addressed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import profile as profiles
from drivers.codec import number_board, shangling
from drivers.codec.board_text import GBK, board_text
from drivers.device import make_board
from drivers.device.board_number import NumberBoard
from drivers.device.board_shangling import ShangLingBoard
from drivers.profile import NumberBoardProfile, ShangLingProfile
from drivers.sim.board_number import NumberBoardMachine
from drivers.sim.board_shangling import ShangLingMachine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from tests.drivers.benches import Reports
from tests.drivers.board_bench import Undrawn
from tests.drivers.vectors_board import FOUR_BYTES, SHANGLING_MAIN, SHANGLING_WINDOW


@pytest.fixture
def reports() -> Reports:
    return Reports()


def window(address: int = 3, columns: int = 24) -> ShangLingProfile:
    loaded = profiles.load("shangling-window")
    assert isinstance(loaded, ShangLingProfile)
    return replace(loaded, address=address, columns=columns)


def main_screen(address: int = 0, lines: int = 4) -> ShangLingProfile:
    loaded = profiles.load("shangling-main")
    assert isinstance(loaded, ShangLingProfile)
    return replace(loaded, address=address, lines=lines)


def number(address: int = 1) -> NumberBoardProfile:
    loaded = profiles.load("number-4byte")
    assert isinstance(loaded, NumberBoardProfile)
    return replace(loaded, address=address)


class Line:
    """A line that keeps what was sent and how long was waited, in order."""

    url = "test"

    def __init__(self) -> None:
        self.happened: list[bytes | float] = []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, payload: bytes, *, timeout: float) -> None:
        self.happened.append(payload)

    def read(self, limit: int, *, timeout: float) -> bytes:
        return b""

    def discard_input(self) -> None: ...

    def wait(self, seconds: float) -> None:
        self.happened.append(seconds)

    @property
    def sent(self) -> list[bytes]:
        return [one for one in self.happened if isinstance(one, bytes)]


@pytest.mark.parametrize("name", SHANGLING_WINDOW)
def test_a_window_screens_frame_is_the_published_one_both_ways(name: str, reports: Reports, tmp_path: Path) -> None:
    address, text, raw = SHANGLING_WINDOW[name]
    frame = bytes.fromhex(raw)
    assert shangling.window_frame(address, board_text(text, alphabet=GBK), speed="slow") == frame
    assert ShangLingMachine(window(address or 7), tmp_path, reports).receive(frame, 0.0) == b""
    shown = reports.next("text")
    assert (shown["text"], shown["speed"]) == (text, 0x0E)


@pytest.mark.parametrize("name", SHANGLING_MAIN)
def test_a_main_screens_frame_is_the_published_one_both_ways(name: str, reports: Reports, tmp_path: Path) -> None:
    address, text, raw = SHANGLING_MAIN[name]
    frame = bytes.fromhex(raw)
    assert shangling.main_frame(address, board_text(text, alphabet=GBK)) == frame
    ShangLingMachine(main_screen(address), tmp_path, reports).receive(frame, 0.0)
    assert str(reports.next("text")["text"]).replace("\n", "") == text


@pytest.mark.parametrize("name", FOUR_BYTES)
def test_a_number_boards_frame_is_the_published_one_both_ways(name: str, reports: Reports, tmp_path: Path) -> None:
    address, value, raw = FOUR_BYTES[name]
    assert number_board.four_bytes(address, value) == bytes.fromhex(raw)
    NumberBoardMachine(number(address), tmp_path, reports).receive(bytes.fromhex(raw), 0.0)
    assert reports.next("text")["text"] == str(value)


def test_a_window_screen_is_told_everything_twice_with_a_pause_of_20_ms_on_the_line() -> None:
    line = Line()
    ShangLingBoard(line, window(), wait=line.wait).show(["请0012号"])
    frame = bytes.fromhex(SHANGLING_WINDOW["a number"][2])
    pause = pytest.approx(0.02 + len(frame) * 10 / 9600)
    assert line.happened == [frame, pause, frame, pause]


def test_a_main_screen_has_quiet_before_and_after_what_it_is_told() -> None:
    line = Line()
    ShangLingBoard(line, main_screen(), wait=line.wait).show(["请0012到03号窗口", "请0013到01号窗口"])
    frame = bytes.fromhex(SHANGLING_MAIN["two calls"][2])
    assert line.happened == [0.1, frame, pytest.approx(0.05 + len(frame) * 10 / 9600)]


def test_a_short_line_of_a_main_screen_is_filled_so_that_the_next_begins_at_the_left(
    reports: Reports, tmp_path: Path
) -> None:
    line = Line()
    ShangLingBoard(line, main_screen(), wait=line.wait).show(["A005 1号", "A006 2号"])
    ShangLingMachine(main_screen(), tmp_path, reports).receive(line.sent[0], 0.0)
    assert reports.next("text")["text"] == "A005 1号\nA006 2号"


def test_a_text_longer_than_a_frame_is_cut_between_characters(reports: Reports, tmp_path: Path) -> None:
    line = Line()
    board = ShangLingBoard(line, main_screen(), wait=line.wait)
    board.show(["请" * 200])
    ShangLingMachine(main_screen(), tmp_path, reports).receive(line.sent[0], 0.0)
    assert reports.next("text")["text"] == "请" * 123
    with pytest.raises(ValueError, match="too many"):
        shangling.main_frame(0, b"A" * 248)


def test_a_cleared_screen_shows_nothing(reports: Reports, tmp_path: Path) -> None:
    for profile in (window(), main_screen()):
        line = Line()
        machine = ShangLingMachine(profile, tmp_path, reports)
        board = ShangLingBoard(line, profile, wait=line.wait)
        board.show(["A005"])
        board.clear()
        for frame in line.sent:
            machine.receive(frame, 0.0)
        assert [reports.next("text")["text"] for _ in range(2)] == ["A005", ""]


def test_characters_beyond_gbk_are_visibly_missing(reports: Reports, tmp_path: Path) -> None:
    line = Line()
    profile = replace(window(), missing="〓")
    ShangLingBoard(line, profile, wait=line.wait).show(["昇\x10𠮷"])
    ShangLingMachine(profile, tmp_path, reports).receive(line.sent[0], 0.0)
    assert reports.next("text")["text"] == "昇 〓"


@pytest.mark.parametrize(
    "spoilt",
    [
        "AA AA AA 4E 08 01 53 00 64 03 0F 1A",  # the check
        "AA AA AA 4E 08 01 53 00 64 03 0E 1B",  # the end
        "AA AA AA 4E 08 01 54 00 64 03 09 1A",  # the kind
        "AA AA AA 4E 07 01 53 00 64 03 01 1A",  # the length
        "AA AA AA 4E 09 01 53 00 64 03 0F 1A",
        "AA AA AA 4E 08 00 53 00 64 03 0F 1A",  # another's
    ],
)
def test_a_main_screen_takes_nothing_that_is_wrong_or_anothers(spoilt: str, reports: Reports, tmp_path: Path) -> None:
    machine = ShangLingMachine(main_screen(1), tmp_path, reports)
    machine.receive(bytes.fromhex(spoilt), 0.0)
    assert reports.empty
    machine.receive(bytes.fromhex(SHANGLING_MAIN["the other screen"][2]), 0.0)
    assert "请0012到03号窗口" in str(reports.next("text")["text"]).replace("\n", "")


@pytest.mark.parametrize("spoilt", ["1D 00 04 0E 41 10", "1D 00 03 0C 41 10", "1D 00 0A 0E 41 10", "1D 00 03 0E 41 11"])
def test_a_window_screen_takes_nothing_that_is_wrong_or_anothers(spoilt: str, reports: Reports, tmp_path: Path) -> None:
    ShangLingMachine(window(3), tmp_path, reports).receive(bytes.fromhex(spoilt), 0.0)
    assert reports.empty


def test_a_number_board_is_left_20_ms_of_silence_after_every_frame() -> None:
    line = Line()
    board = NumberBoard(line, number(), wait=line.wait)
    board.show(["A012 请到3号窗口"])
    board.show(["暂停服务"])
    silence = pytest.approx(0.02 + 40 / 9600)
    assert line.happened == [bytes.fromhex("01 00 0C 0D"), silence, bytes.fromhex("01 00 00 01"), silence]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["A012"], 12),
        (["A012 请到3号窗口"], 12),
        (["A012→3"], 12),
        (["A012离线"], 12),
        (["0012"], 12),
        (["B1005"], 5),  # its last digits, as on the pads
        (["3号窗口"], 777),
        (["14:30回"], 777),
        (["暂停服务 14:30回"], 777),
        (["离线"], 777),
        ([""], 777),
        ([], 777),
    ],
)
def test_a_number_board_shows_the_tickets_digits_and_no_other(lines: list[str], shown: int) -> None:
    line = Line()
    NumberBoard(line, replace(number(), blank_value=777), wait=line.wait).show(lines)
    assert line.sent == [number_board.four_bytes(1, shown)]


def test_silence_brings_a_number_board_back_into_step(reports: Reports, tmp_path: Path) -> None:
    machine = NumberBoardMachine(number(), tmp_path, reports)
    twelve = bytes.fromhex(FOUR_BYTES["12 on board 1"][2])
    machine.receive(twelve[1:] + twelve, 0.0)
    assert reports.next("lost")["lost"] == (twelve[1:] + twelve).hex()
    machine.receive(twelve[:2], 1.0)
    machine.receive(twelve[2:], 1.005)
    assert reports.next("text")["text"] == "12"
    machine.receive(twelve[:2], 2.0)
    machine.receive(twelve[2:], 2.5)
    assert reports.empty, "a frame with a pause inside is none"


def test_two_number_boards_share_a_line(reports: Reports, tmp_path: Path) -> None:
    with Host(NumberBoardMachine(number(2), tmp_path, reports), PtyLine()) as host:
        boards = [make_board(host.url, number(address)) for address in (1, 2)]
        for board, text in zip(boards, ["A001", "A002"], strict=True):
            board.ensure_ready()
            board.show([text], colour="green", flash=True, speak="请A001号")
            board.close()
    shown = reports.next("text")
    assert (shown["text"], shown["bytes"]) == ("2", "02000204")
    assert reports.empty


@given(st.integers(0, 255), st.integers(0, 999))
def test_any_number_reaches_its_board(address: int, value: int) -> None:
    said = Reports()
    machine = NumberBoardMachine(replace(number(), address=address), Path("unused"), said)
    machine._panel = Undrawn()
    machine.receive(number_board.four_bytes(address, value), 0.0)
    assert said.next("text")["text"] == str(value)


@given(st.integers(0, 255), st.text(max_size=60))
def test_any_text_reaches_a_main_screen(address: int, text: str) -> None:
    said = Reports()
    machine = ShangLingMachine(replace(main_screen(), address=address, lines=16), Path("unused"), said)
    machine._panel = Undrawn()
    coded = board_text(text, alphabet=GBK)
    machine.receive(b"\xaa\xaa\x4e" + shangling.main_frame(address, coded), 0.0)
    assert machine._text == coded
