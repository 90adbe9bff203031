"""A board on a real pseudo-terminal and on TCP: what is shown is what was said, and a card that will not have it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from drivers import profile as profiles
from drivers.codec.onbon_command import State
from drivers.device import board_onbon
from drivers.device.board_onbon import OnbonBoard
from drivers.device.link import Link
from drivers.errors import DeviceFault, TransportError
from drivers.profile import OnbonProfile, Voice
from drivers.runner import FIRST_DELAY_S
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.transport.serial import SerialTransport
from tests.drivers.benches import PATIENCE_S, Cue, Reports, mute, wait_readable
from tests.drivers.vectors import ONBON


@pytest.fixture
def profile() -> OnbonProfile:
    loaded = profiles.load("onbon-bx5k-64x16")
    assert isinstance(loaded, OnbonProfile)
    return replace(loaded, reply_timeout_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(profile: OnbonProfile, reports: Reports, tmp_path: Path) -> Iterator[Host]:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as running:
        yield running


@pytest.fixture
def board(host: Host, profile: OnbonProfile) -> Iterator[OnbonBoard]:
    made = OnbonBoard(host.url, profile)
    yield made
    made.close()


@pytest.mark.parametrize("line", [PtyLine, TcpLine])
def test_a_long_line_runs_and_arrives_whole(
    line: type[SimLine], profile: OnbonProfile, reports: Reports, tmp_path: Path
) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), line()) as host:
        board = OnbonBoard(host.url, profile)
        board.show(["A005 请到2号窗口"], colour="green")
        board.close()
    shown = reports.next("area")
    assert (shown["text"], shown["colour"], shown["running"]) == ("A005 请到2号窗口", "green", True)
    assert str(shown["bytes"]).startswith("a5a5")


def test_a_short_line_stands_and_lights_its_dots(board: OnbonBoard, reports: Reports) -> None:
    board.show(["暂停服务"])
    shown = reports.next("area")
    assert (shown["text"], shown["running"], shown["flashing"]) == ("暂停服务", False, False)
    with Image.open(str(shown["png"])) as picture:
        assert picture.size == (64 * 6, 16 * 6)
        assert any(red > 200 for _, (red, _, _) in picture.getcolors(99) or [])


def test_a_flashing_line_is_followed_by_a_dark_page(board: OnbonBoard, reports: Reports) -> None:
    board.show(["A005"], flash=True)
    shown = reports.next("area")
    assert (shown["text"], shown["flashing"]) == ("A005", True)


def test_two_lines_stand_on_a_board_of_two_rows(profile: OnbonProfile, reports: Reports, tmp_path: Path) -> None:
    tall = replace(profile, width=128, height=32)
    with Host(BoardMachine(tall, tmp_path, reports), PtyLine()) as host:
        board = OnbonBoard(host.url, tall)
        board.show(["A005", "请到2号窗口"], flash=True)
        board.close()
    shown = reports.next("area")
    assert (shown["text"], shown["running"], shown["flashing"]) == ("A005\n请到2号窗口", False, True)


def test_a_cleared_board_is_dark(board: OnbonBoard, reports: Reports) -> None:
    board.show(["A005"])
    board.clear()
    assert reports.next("cleared")["cleared"] == [0]


def test_a_board_of_one_colour_shows_its_own(profile: OnbonProfile, reports: Reports, tmp_path: Path) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as host:
        board = OnbonBoard(host.url, replace(profile, colours=("red",)))
        board.show(["A005"], colour="green")
        board.close()
    assert reports.next("area")["colour"] == "red"


@pytest.mark.parametrize(("unit", "width"), [("byte8", 8), ("pixel", 64), ("pixel_flag", 64 | 0x8000)])
def test_widths_are_counted_in_the_cards_unit(profile: OnbonProfile, unit: str, width: int) -> None:
    area = OnbonBoard("tcp://127.0.0.1:1", replace(profile, x_unit=unit)).area(["A"], colour="red", flash=False)
    assert (area.width, area.x) == (width, 0x8000 if unit == "pixel_flag" else 0)


@pytest.mark.parametrize("code", [3, 5])
def test_a_busy_or_deafened_card_is_asked_again(board: OnbonBoard, host: Host, reports: Reports, code: int) -> None:
    host.command(f"refuse {code} 2")
    board.show(["A005"])
    assert reports.next("area")["text"] == "A005"


@pytest.mark.parametrize(("command", "pauses"), [("refuse 3 9", 2), ("refuse 5 9", 0), ("refuse 2 1", 0)])
def test_a_shared_line_waits_only_for_a_busy_card_and_only_before_it_is_asked_again(
    board: OnbonBoard, host: Host, monkeypatch: pytest.MonkeyPatch, command: str, pauses: int
) -> None:
    taken: list[float] = []
    event = SimpleNamespace(wait=taken.append)
    monkeypatch.setattr("drivers.device.board_onbon.threading", SimpleNamespace(Event=lambda: event))
    host.command(command)
    with pytest.raises(DeviceFault):
        board.show(["A005"])
    assert taken == [board_onbon.BUSY_PAUSE_S] * pauses


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("refuse 3 9", "board_busy"),
        ("refuse 5 9", "board_noise"),
        ("refuse 2 1", "board_model"),
        ("refuse 4 1", "board_memory"),
        ("refuse 12 1", "board_no_font"),
        ("font off", "board_no_font"),
        ("refuse 7 1", "board_rejected"),
    ],
)
def test_a_card_that_refuses_is_a_fault(board: OnbonBoard, host: Host, command: str, code: str) -> None:
    host.command(command)
    with pytest.raises(DeviceFault) as trouble:
        board.show(["A005"])
    assert trouble.value.code == code


def test_a_silent_card_is_asked_three_times_and_then_given_up(
    profile: OnbonProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = Cue(BoardMachine(profile, tmp_path, reports), b"", mute)
    with Host(machine, PtyLine()) as host:
        board = OnbonBoard(host.url, replace(profile, reply_timeout_s=0.1))
        with pytest.raises(TransportError, match="does not answer"):
            board.show(["A005"])
        board.close()
    assert [reports.next("area")["text"] for _ in range(3)] == ["A005"] * 3
    assert reports.empty


def test_an_answer_from_another_card_is_no_answer(host: Host, profile: OnbonProfile) -> None:
    board = OnbonBoard(host.url, replace(profile, address=1, attempts=1))
    board.ensure_ready()
    host.command("answer-as 2")
    board.close()
    board = OnbonBoard(host.url, replace(profile, address=1, attempts=1, reply_timeout_s=0.1))
    with pytest.raises(TransportError, match="does not answer"):
        board.ensure_ready()
    board.close()


class SilentLine:
    """Nobody answers, and that takes the time it takes, by a clock of its own."""

    url = "serial:///dev/silent"

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[float] = []

    def open(self) -> None: ...

    def close(self) -> None: ...

    def discard_input(self) -> None: ...

    def write(self, payload: bytes, *, timeout: float) -> None:
        self.asked.append(self.now)

    def read(self, limit: int, *, timeout: float) -> bytes:
        self.now += timeout
        return b""


@pytest.mark.parametrize("name", ["onbon-bx5k-64x16", "onbon-bx5k-192x32", "onbon-bx6k-64x16", "onbon-bx6k-yy-128x32"])
def test_a_silent_card_is_asked_so_often_that_it_is_back_within_two_seconds(name: str) -> None:
    shipped, line = profiles.load(name), SilentLine()
    assert isinstance(shipped, OnbonProfile)
    board = OnbonBoard(line, shipped, clock=lambda: line.now)
    with pytest.raises(TransportError):
        board.show(["A005请到2号窗口"])
    gaps = [later - earlier for earlier, later in pairwise([*line.asked, line.now + FIRST_DELAY_S])]
    assert len(gaps) == shipped.attempts
    assert max(gaps) < 2.0


def test_an_echo_and_noise_on_the_line_do_not_hide_the_answer(
    profile: OnbonProfile, reports: Reports, tmp_path: Path
) -> None:
    echo = bytes.fromhex("A5A5FEFF0080000000000000FE020500A31001000075DC5A")
    machine = Cue(BoardMachine(profile, tmp_path, reports), b"", lambda answer: echo + b"\x00\x5a\xa6" + answer)
    with Host(machine, PtyLine()) as host:
        board = OnbonBoard(host.url, profile)
        board.show(["A005"])
        board.close()
    assert reports.next("area")["text"] == "A005"
    assert reports.empty, "the first answer was heard, so the card was not asked again"


def test_an_old_acknowledgement_does_not_stand_for_the_new_frame(profile: OnbonProfile) -> None:
    line = PtyLine()
    board = OnbonBoard(line.url, replace(profile, reply_timeout_s=0.1, attempts=1))
    board.open()
    line.put(ONBON["ack"])
    link = board._line
    assert isinstance(link, Link)
    tty = link._line
    assert isinstance(tty, SerialTransport)
    wait_readable(tty._tty.fileno())
    with pytest.raises(TransportError, match="does not answer"):
        board.show(["A005"])
    board.close()
    line.close()


def test_a_pulled_plug_is_a_transport_error(profile: OnbonProfile, reports: Reports, tmp_path: Path) -> None:
    with Host(BoardMachine(profile, tmp_path, reports), PtyLine()) as host:
        board = OnbonBoard(host.url, profile)
        board.ensure_ready()
        host.close()
        with pytest.raises(TransportError):
            board.show(["A005"])
        board.close()


def test_another_cards_answer_does_not_stand_for_ours(profile: OnbonProfile, reports: Reports, tmp_path: Path) -> None:
    quick = replace(profile, address=9, attempts=1, reply_timeout_s=0.2)
    machine = Cue(BoardMachine(profile, tmp_path, reports, card=9), b"", lambda _: ONBON["ack"])
    with Host(machine, PtyLine()) as host:
        board = OnbonBoard(host.url, quick)
        with pytest.raises(TransportError, match="does not answer"):
            board.ensure_ready()
        board.close()


@pytest.fixture
def voiced(profile: OnbonProfile) -> OnbonProfile:
    return replace(profile, voice=Voice(person=2, repeats=1, volume=9, speed=4))


def test_a_board_with_a_voice_says_what_it_is_told_and_goes_on_showing(
    voiced: OnbonProfile, reports: Reports, tmp_path: Path
) -> None:
    with Host(BoardMachine(voiced, tmp_path, reports), PtyLine()) as host:
        board = OnbonBoard(host.url, voiced)
        assert board.capabilities.speech
        board.show(["A005"], colour="green", speak="请A005号到2号窗口")
        spoken = reports.next("spoken")
        board.speak("请A005号")
        shown, again = reports.next("area"), reports.next("spoken")
        board.close()
    assert spoken["voice"] == {"text": "请A005号到2号窗口", "person": 2, "repeats": 1, "volume": 9, "speed": 4}
    assert (shown["text"], shown["colour"], again["spoken"]) == ("A005", "green", "请A005号")


def test_a_mute_board_is_not_bothered_with_speech(board: OnbonBoard, reports: Reports) -> None:
    assert not board.capabilities.speech
    board.show(["A005"], speak="请A005号")
    board.speak("请A005号")
    board.ensure_ready()
    assert reports.next("area")["text"] == "A005"
    assert reports.empty


def test_a_technician_sets_screen_brightness_and_clock_and_reads_them_back(board: OnbonBoard) -> None:
    board.set_clock(datetime(2025, 6, 13, 16, 50, 1, tzinfo=UTC))
    board.set_brightness(12)
    board.show(["A005"])
    board.switch(on=False)
    assert board.state() == State(False, 12, "2025-06-13 16:50:01", (0,))
    board.switch(on=True)
    board.reset()
    assert board.state() == State(True, 12, "2025-06-13 16:50:01", ())


def test_a_card_that_acknowledges_instead_of_telling_its_state_is_not_understood(
    profile: OnbonProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = Cue(BoardMachine(profile, tmp_path, reports), b"", lambda _: ONBON["ack"])
    with Host(machine, PtyLine()) as host:
        board = OnbonBoard(host.url, profile)
        with pytest.raises(TransportError, match="too short"):
            board.state()
        board.close()


def test_an_unknown_colour_is_refused(board: OnbonBoard) -> None:
    with pytest.raises(ValueError, match="blue"):
        board.show(["A"], colour="blue")
