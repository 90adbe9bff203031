"""A board on a real pseudo-terminal and on TCP: what is shown is what was said, and a card that will not have it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from drivers import profile as profiles
from drivers.device import Board
from drivers.errors import DeviceFault, TransportError
from drivers.profile import BoardProfile
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.transport.serial import SerialTransport
from tests.drivers.benches import PATIENCE_S, Cue, Reports, mute, wait_readable
from tests.drivers.vectors import ONBON


@pytest.fixture
def profile() -> BoardProfile:
    loaded = profiles.load("onbon-bx5k-64x16")
    assert isinstance(loaded, BoardProfile)
    return replace(loaded, reply_timeout_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(profile: BoardProfile, reports: Reports, tmp_path: Path) -> Iterator[Host]:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as running:
        yield running


@pytest.fixture
def board(host: Host, profile: BoardProfile) -> Iterator[Board]:
    made = Board(host.url, profile)
    yield made
    made.close()


@pytest.mark.parametrize("line", [PtyLine, TcpLine])
def test_a_long_line_runs_and_arrives_whole(
    line: type[SimLine], profile: BoardProfile, reports: Reports, tmp_path: Path
) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), line()) as host:
        board = Board(host.url, profile)
        board.show(["A005 请到2号窗口"], colour="green")
        board.close()
    shown = reports.next("area")
    assert (shown["text"], shown["colour"], shown["running"]) == ("A005 请到2号窗口", "green", True)
    assert str(shown["bytes"]).startswith("a5a5")


def test_a_short_line_stands_and_lights_its_dots(board: Board, reports: Reports) -> None:
    board.show(["暂停服务"])
    shown = reports.next("area")
    assert (shown["text"], shown["running"], shown["flashing"]) == ("暂停服务", False, False)
    with Image.open(str(shown["png"])) as picture:
        assert picture.size == (64 * 6, 16 * 6)
        assert any(red > 200 for _, (red, _, _) in picture.getcolors(99) or [])


def test_a_flashing_line_is_followed_by_a_dark_page(board: Board, reports: Reports) -> None:
    board.show(["A005"], flash=True)
    shown = reports.next("area")
    assert (shown["text"], shown["flashing"]) == ("A005", True)


def test_two_lines_stand_on_a_board_of_two_rows(profile: BoardProfile, reports: Reports, tmp_path: Path) -> None:
    tall = replace(profile, width=128, height=32)
    with Host(BoardMachine(tall, tmp_path, reports), PtyLine()) as host:
        board = Board(host.url, tall)
        board.show(["A005", "请到2号窗口"], flash=True)
        board.close()
    shown = reports.next("area")
    assert (shown["text"], shown["running"], shown["flashing"]) == ("A005\n请到2号窗口", False, True)


def test_a_cleared_board_is_dark(board: Board, reports: Reports) -> None:
    board.show(["A005"])
    board.clear()
    assert reports.next("cleared")["cleared"] == [0]


def test_a_board_of_one_colour_shows_its_own(profile: BoardProfile, reports: Reports, tmp_path: Path) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as host:
        board = Board(host.url, replace(profile, colours=("red",)))
        board.show(["A005"], colour="green")
        board.close()
    assert reports.next("area")["colour"] == "red"


@pytest.mark.parametrize(("unit", "width"), [("byte8", 8), ("pixel", 64), ("pixel_flag", 64 | 0x8000)])
def test_widths_are_counted_in_the_cards_unit(profile: BoardProfile, unit: str, width: int) -> None:
    area = Board("tcp://127.0.0.1:1", replace(profile, x_unit=unit)).area(["A"], colour="red", flash=False)
    assert (area.width, area.x) == (width, 0x8000 if unit == "pixel_flag" else 0)


@pytest.mark.parametrize("code", [3, 5])
def test_a_busy_or_deafened_card_is_asked_again(board: Board, host: Host, reports: Reports, code: int) -> None:
    host.command(f"refuse {code} 2")
    board.show(["A005"])
    assert reports.next("area")["text"] == "A005"


@pytest.mark.parametrize(("command", "code"), [("refuse 3 9", "board_busy"), ("refuse 12 1", "board_rejected")])
def test_a_card_that_refuses_is_a_fault(board: Board, host: Host, command: str, code: str) -> None:
    host.command(command)
    with pytest.raises(DeviceFault) as trouble:
        board.show(["A005"])
    assert trouble.value.code == code


def test_a_silent_card_is_asked_three_times_and_then_given_up(
    profile: BoardProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = Cue(BoardMachine(profile, tmp_path, reports), b"", mute)
    with Host(machine, PtyLine()) as host:
        board = Board(host.url, replace(profile, reply_timeout_s=0.1))
        with pytest.raises(TransportError, match="does not answer"):
            board.show(["A005"])
        board.close()
    assert [reports.next("area")["text"] for _ in range(3)] == ["A005"] * 3
    assert reports.empty


def test_an_echo_and_noise_on_the_line_do_not_hide_the_answer(
    profile: BoardProfile, reports: Reports, tmp_path: Path
) -> None:
    echo = bytes.fromhex("A5A5FEFF0080000000000000FE020500A31001000075DC5A")
    machine = Cue(BoardMachine(profile, tmp_path, reports), b"", lambda answer: echo + b"\x00\x5a\xa6" + answer)
    with Host(machine, PtyLine()) as host:
        board = Board(host.url, profile)
        board.show(["A005"])
        board.close()
    assert reports.next("area")["text"] == "A005"
    assert reports.empty, "the first answer was heard, so the card was not asked again"


def test_an_old_acknowledgement_does_not_stand_for_the_new_frame(profile: BoardProfile) -> None:
    line = PtyLine()
    board = Board(line.url, replace(profile, reply_timeout_s=0.1, attempts=1))
    board.open()
    line.put(ONBON["ack"])
    tty = board._link._line
    assert isinstance(tty, SerialTransport)
    wait_readable(tty._tty.fileno())
    with pytest.raises(TransportError, match="does not answer"):
        board.show(["A005"])
    board.close()
    line.close()


def test_a_pulled_plug_is_a_transport_error(profile: BoardProfile, reports: Reports, tmp_path: Path) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as host:
        board = Board(host.url, profile)
        board.ensure_ready()
        host.close()
        with pytest.raises(TransportError):
            board.show(["A005"])
        board.close()


def test_an_unknown_colour_is_refused(board: Board) -> None:
    with pytest.raises(ValueError, match="blue"):
        board.show(["A"], colour="blue")
