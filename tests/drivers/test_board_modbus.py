"""Modbus numeric boards: documented bytes, a profile's register map, refusals, pymodbus's own server as the board."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus import FramerType
from pymodbus.framer import FramerRTU
from pymodbus.server import ModbusTcpServer

from drivers import profile as profiles
from drivers.codec import number_board
from drivers.device.board_modbus import ModbusBoard
from drivers.errors import DeviceFault, TransportError
from drivers.profile import ModbusBoardProfile
from drivers.sim.board_modbus import ModbusBoardMachine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from drivers.transport.modbus import ModbusLine
from tests.drivers.benches import PATIENCE_S, Cue, Reports
from tests.drivers.test_modbus import Served
from tests.drivers.vectors_board import MODBUS, MODBUS_EXCEPTION_2, MODBUS_WRITE_TWO


@pytest.fixture
def profile() -> ModbusBoardProfile:
    loaded = profiles.load("modbus-number")
    assert isinstance(loaded, ModbusBoardProfile)
    return replace(loaded, reply_timeout_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(profile: ModbusBoardProfile, reports: Reports, tmp_path: Path) -> Iterator[Host]:
    with Host(ModbusBoardMachine(profile, tmp_path, reports), PtyLine()) as running:
        yield running


@pytest.fixture
def board(host: Host, profile: ModbusBoardProfile) -> Iterator[ModbusBoard]:
    made = ModbusBoard(host.url, profile)
    yield made
    made.close()


@pytest.mark.parametrize("name", MODBUS)
def test_the_simulated_board_answers_with_the_documented_bytes(
    name: str, profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    asked, answered = MODBUS[name]
    machine = ModbusBoardMachine(replace(profile, blank_value=12), tmp_path, reports)
    assert machine.receive(bytes.fromhex(asked), 0.0) == bytes.fromhex(answered)


def test_the_simulated_board_refuses_a_register_it_has_not(
    profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = ModbusBoardMachine(replace(profile, value_reg=9, brightness_reg=None), tmp_path, reports)
    assert machine.receive(bytes.fromhex(MODBUS["read one, it is 12"][0]), 0.0) == bytes.fromhex(MODBUS_EXCEPTION_2)
    assert reports.next("refused")["refused"] == 2


def test_the_simulated_board_takes_two_registers_at_once(
    profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = ModbusBoardMachine(replace(profile, format="bcd", digits=8), tmp_path, reports)
    assert machine.receive(bytes.fromhex(MODBUS_WRITE_TWO), 0.0)[:6] == bytes.fromhex("01 10 00 00 00 02")
    assert reports.next("text")["text"] == "410001"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("01 04 00 00 00 01", 1),  # a function it has not
        ("01 03 00 00 00 00", 3),  # no register at all
        ("01 10 00 00 00 02 04 00 01", 3),  # fewer values than announced
        ("01 06 00", 3),
    ],
)
def test_the_simulated_board_refuses_what_a_board_refuses(
    content: str, code: int, profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    sent = bytes.fromhex(content)
    machine = ModbusBoardMachine(profile, tmp_path, reports)
    answer = machine.receive(sent + _crc(sent), 0.0)
    assert answer[:3] == bytes([1, sent[1] | 0x80, code])


@pytest.mark.parametrize("spoilt", ["01 06 00 00 04 D2 0B 58", "02 06 00 00 04 D2 0B 64"])
def test_the_simulated_board_is_silent_to_a_wrong_sum_and_to_anothers_frame(
    spoilt: str, profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = ModbusBoardMachine(profile, tmp_path, reports)
    assert machine.receive(bytes.fromhex(spoilt), 0.0) == b""
    assert machine.receive(bytes.fromhex(MODBUS["write 1234"][0]), 1.0) == bytes.fromhex(MODBUS["write 1234"][1])


def _crc(content: bytes) -> bytes:
    return FramerRTU.compute_CRC(content).to_bytes(2, "big")


@pytest.mark.parametrize(
    ("form", "digits", "shown", "dark"),
    [
        ("u16", 4, [12], [0xFFFF]),
        ("bcd", 4, [0x0012], [0xFFFF]),
        ("bcd", 6, [0, 0x0012], [0xFFFF, 0xFFFF]),
        ("ascii", 4, [0x2020, 0x3132], [0x2020, 0x2020]),
        ("ascii", 3, [0x2020, 0x3132], [0x2020, 0x2020]),
    ],
)
def test_a_number_becomes_registers_as_the_maker_wants_them(
    form: str, digits: int, shown: list[int], dark: list[int]
) -> None:
    assert number_board.registers(12, digits=digits, form=form, blank=0xFFFF) == shown
    assert number_board.registers(None, digits=digits, form=form, blank=0xFFFF) == dark


@given(st.integers(0, 99_999_999), st.sampled_from(["u16", "bcd", "ascii"]), st.integers(1, 8))
def test_any_number_is_what_the_board_shows(number: int, form: str, digits: int) -> None:
    digits = min(digits, 4) if form == "u16" else digits
    values = number_board.registers(number, digits=digits, form=form, blank=0xFFFF)
    machine = ModbusBoardMachine(
        ModbusBoardProfile(name="x", address=1, value_reg=0, format=form, digits=digits), Path("unused"), Reports()
    )
    machine._values.update(enumerate(values))
    assert machine._text() == str(number % 10**digits)


@pytest.mark.parametrize("form", ["u16", "bcd", "ascii"])
def test_a_call_shows_its_digits_and_a_pause_is_dark(
    form: str, profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    mapped = replace(profile, format=form, value_reg=10)
    with Host(ModbusBoardMachine(mapped, tmp_path, reports), PtyLine()) as host:
        board = ModbusBoard(host.url, mapped)
        board.ensure_ready()
        board.show(["A012 请到3号窗口"], colour="green", flash=True, speak="请A012号")
        board.speak("请A012号")
        board.show(["暂停服务"])
        board.show(["B7"])
        board.clear()
        board.close()
    assert [reports.next("text")["text"] for _ in range(4)] == ["12", "", "7", ""]


def test_its_brightness_is_set_where_it_has_a_register_for_it(
    board: ModbusBoard, host: Host, profile: ModbusBoardProfile, reports: Reports
) -> None:
    board.set_brightness(3)
    assert reports.next("brightness")["brightness"] == 3
    board.close()
    with pytest.raises(DeviceFault, match="board_register"):
        ModbusBoard(host.url, replace(profile, brightness_reg=None)).set_brightness(3)


@pytest.mark.parametrize(
    ("code", "fault"),
    [(1, "board_model"), (2, "board_register"), (3, "board_value"), (6, "board_busy"), (4, "board_rejected")],
)
def test_a_board_that_refuses_is_a_fault_with_its_reason(board: ModbusBoard, host: Host, code: int, fault: str) -> None:
    host.command(f"refuse {code} 1")
    with pytest.raises(DeviceFault) as trouble:
        board.show(["A012"])
    assert trouble.value.code == fault


def test_a_board_that_is_only_written_is_there_all_the_same(board: ModbusBoard, host: Host, reports: Reports) -> None:
    host.command("refuse 1 1")
    board.ensure_ready()
    assert reports.next("refused")["refused"] == 1


def test_a_profile_with_a_wrong_register_is_found_out(host: Host, profile: ModbusBoardProfile) -> None:
    board = ModbusBoard(host.url, replace(profile, value_reg=99))
    with pytest.raises(DeviceFault, match="board_register"):
        board.ensure_ready()
    board.close()


def test_a_board_that_confirms_something_else_is_a_matter_of_the_line(
    profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    lie = bytes.fromhex(MODBUS["write 1234"][1])
    with Host(Cue(ModbusBoardMachine(profile, tmp_path, reports), b"", lambda _: lie), PtyLine()) as host:
        board = ModbusBoard(host.url, profile)
        with pytest.raises(TransportError, match="confirms"):
            board.show(["A012"])
        board.close()


class Echoing(Cue):
    """A two-wire adapter whose receiver stays on, and a board that may be off."""

    def __init__(self, inner: ModbusBoardMachine, *, on: bool) -> None:
        super().__init__(inner, b"", lambda answer: answer if on else b"")

    def receive(self, chunk: bytes, now: float) -> bytes:
        return chunk + super().receive(chunk, now)


def test_behind_an_adapter_that_echoes_only_the_boards_own_word_counts(
    profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    echoing = replace(profile, echo=True, attempts=1)
    with Host(Echoing(ModbusBoardMachine(profile, tmp_path, reports), on=True), PtyLine()) as host:
        board = ModbusBoard(host.url, echoing)
        board.show(["A012"])
        board.close()
    with Host(Echoing(ModbusBoardMachine(profile, tmp_path, reports), on=False), PtyLine()) as host:
        board = ModbusBoard(host.url, replace(echoing, reply_timeout_s=0.1))
        with pytest.raises(TransportError, match="does not answer"):
            board.show(["A012"])
        board.close()


def test_a_silent_board_is_asked_as_often_as_its_profile_says(
    profile: ModbusBoardProfile, reports: Reports, tmp_path: Path
) -> None:
    heard: list[bytes] = []

    def mute(answer: bytes) -> bytes:
        heard.append(answer)
        return b""

    with Host(Cue(ModbusBoardMachine(profile, tmp_path, reports), b"", mute), PtyLine()) as host:
        board = ModbusBoard(host.url, replace(profile, reply_timeout_s=0.05, attempts=2))
        with pytest.raises(TransportError, match="does not answer"):
            board.show(["A012"])
        board.close()
    assert len([answer for answer in heard if answer]) == 2


@pytest.mark.parametrize(
    ("form", "digits", "kept"), [("u16", 4, [12]), ("bcd", 8, [0, 0x0012]), ("ascii", 2, [0x3132])]
)
def test_pymodbus_own_server_keeps_the_number_where_the_profile_says(
    form: str, digits: int, kept: list[int], profile: ModbusBoardProfile
) -> None:
    served = Served(lambda device: ModbusTcpServer(device, framer=FramerType.RTU, address=("127.0.0.1", 0)))
    url = f"tcp://127.0.0.1:{served.tcp_port}"
    try:
        board = ModbusBoard(url, replace(profile, address=3, value_reg=4, format=form, digits=digits))
        board.ensure_ready()
        board.show(["A012 请到3号窗口"])
        board.close()
        line = ModbusLine(url, timeout_s=PATIENCE_S)
        assert line.read_registers(3, 4, len(kept) + 1) == [*kept, 104 + len(kept)]
        line.close()
        beyond = ModbusBoard(url, replace(profile, address=3, value_reg=500))
        with pytest.raises(DeviceFault, match="board_register"):
            beyond.show(["A012"])
        beyond.close()
    finally:
        served.close()


def test_an_answer_from_another_board_is_no_answer(host: Host, board: ModbusBoard, profile: ModbusBoardProfile) -> None:
    board.ensure_ready()
    board.close()
    host.command("answer-as 9")
    hurried = ModbusBoard(host.url, replace(profile, reply_timeout_s=0.1))
    with pytest.raises(TransportError):
        hurried.ensure_ready()
    hurried.close()
