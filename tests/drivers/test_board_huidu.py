"""Huidu cards on TCP: greeting, GUID, heartbeats, pieces of XML, and a card that will not have it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import profile as profiles
from drivers.codec import huidu
from drivers.codec.huidu import Answer, Decoder, Packet
from drivers.device.board_huidu import HuiduBoard
from drivers.errors import DeviceFault, FrameError, TransportError
from drivers.profile import HuiduProfile
from drivers.sim.board_huidu import HuiduMachine
from drivers.sim.host import Host
from drivers.sim.line import TcpLine
from tests.drivers.benches import PATIENCE_S, Cue, Reports, mute
from tests.drivers.board_bench import Undrawn
from tests.drivers.vectors_board import HUIDU


@pytest.fixture
def profile() -> HuiduProfile:
    loaded = profiles.load("huidu-128x32")
    assert isinstance(loaded, HuiduProfile)
    return replace(loaded, reply_timeout_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def machine(profile: HuiduProfile, reports: Reports, tmp_path: Path) -> HuiduMachine:
    return HuiduMachine(profile, tmp_path, reports)


@pytest.fixture
def host(machine: HuiduMachine) -> Iterator[Host]:
    with Host(machine, TcpLine()) as running:
        yield running


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(host: Host, profile: HuiduProfile, clock: Clock) -> Iterator[HuiduBoard]:
    made = HuiduBoard(host.url, profile, clock=clock)
    yield made
    made.close()


def test_the_published_packets_are_made_and_read() -> None:
    assert huidu.ask_version() == bytes.fromhex(HUIDU["version asked"])
    assert huidu.heartbeat() == bytes.fromhex(HUIDU["heartbeat"])
    found = Decoder().feed(b"".join(bytes.fromhex(raw) for raw in HUIDU.values()))
    assert [(packet.command, packet.payload.hex(" ")) for packet in found] == [
        (0x2001, "05 00 00 01"),
        (0x005F, ""),
        (0x0060, ""),
    ]
    assert found[0].number == 0x01000005


def test_the_simulated_card_answers_the_published_packets(machine: HuiduMachine) -> None:
    assert machine.receive(bytes.fromhex(HUIDU["version asked"]), 0.0) == bytes.fromhex("08 00 02 20 05 00 00 01")
    assert machine.receive(bytes.fromhex(HUIDU["heartbeat"]), 0.0) == bytes.fromhex(HUIDU["heartbeat answered"])


def test_a_call_stands_and_a_long_text_runs(board: HuiduBoard, reports: Reports) -> None:
    board.show(["A005", "请到2号窗口"], colour="green")
    board.show(["暂停服务 设备检修 14:30回"], colour="yellow")
    first, second = reports.next("text"), reports.next("text")
    assert (first["text"], first["colour"], first["running"]) == ("A005\n请到2号窗口", "green", False)
    assert (second["text"], second["colour"], second["running"]) == ("暂停服务 设备检修 14:30回", "yellow", True)
    assert Path(str(first["png"])).exists()


def test_a_flashing_call_is_followed_by_a_dark_page(board: HuiduBoard, reports: Reports) -> None:
    board.show(["A005"], flash=True, speak="请A005号")
    board.speak("请A005号")
    shown = reports.next("text")
    assert (shown["text"], shown["flashing"]) == ("A005", True)
    assert reports.empty, "it has no voice"


def test_a_cleared_board_shows_nothing(board: HuiduBoard, reports: Reports) -> None:
    board.show(["A005"])
    board.clear()
    assert [reports.next("text")["text"] for _ in range(2)] == ["A005", ""]


def test_text_cannot_become_markup(board: HuiduBoard, reports: Reports) -> None:
    board.show(['<b a="1">&\x07]]>'])
    assert reports.next("text")["text"] == '<b a="1">& ]]>'


def test_a_board_shows_the_colour_it_has(host: Host, profile: HuiduProfile, reports: Reports) -> None:
    board = HuiduBoard(host.url, replace(profile, colours=("yellow",)))
    board.show(["A005"], colour="red")
    assert reports.next("text")["colour"] == "yellow"
    with pytest.raises(ValueError, match="blue"):
        board.show(["A005"], colour="blue")
    board.close()


def test_after_30_s_of_quiet_a_heartbeat_goes_first(board: HuiduBoard, reports: Reports, clock: Clock) -> None:
    board.open()
    clock.now += 29.0
    board.show(["A005"])
    assert "text" in reports.next("text")
    clock.now += 30.0
    board.show(["A006"])
    assert reports.next("heartbeat")
    assert reports.next("text")["text"] == "A006"


def test_being_asked_is_a_heartbeat(board: HuiduBoard, reports: Reports) -> None:
    board.ensure_ready()
    assert reports.next("heartbeat")


def test_an_answer_in_many_pieces_is_put_together(board: HuiduBoard, host: Host, reports: Reports) -> None:
    host.command("pieces 7")
    board.show(["A005"])
    assert reports.next("text")["text"] == "A005"


def test_a_long_request_goes_out_in_pieces_of_8000_bytes(board: HuiduBoard, reports: Reports) -> None:
    text = "请" * 5000
    packets = Decoder().feed(huidu.ask(text))
    assert [len(packet.payload) - 8 for packet in packets] == [7998 + 2, 7000]
    board.show([text])
    assert reports.next("text")["text"] == text


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ("kDeviceOccupa", "board_occupied"),
        ("kMemoryFailed", "board_memory"),
        ("kInvalidMethod", "board_model"),
        ("kSystemError", "board_rejected"),
    ],
)
def test_a_card_that_refuses_is_a_fault_with_its_reason(board: HuiduBoard, host: Host, result: str, code: str) -> None:
    host.command(f"refuse {result}")
    with pytest.raises(DeviceFault) as trouble:
        board.show(["A005"])
    assert trouble.value.code == code
    board.show(["A005"])


def test_a_text_longer_than_the_cards_memory_is_a_fault(board: HuiduBoard) -> None:
    with pytest.raises(DeviceFault, match="board_memory"):
        board.show(["请" * 30_000])


def test_a_card_that_forgot_the_conversation_is_greeted_anew(
    board: HuiduBoard, machine: HuiduMachine, reports: Reports
) -> None:
    board.show(["A005"])
    machine._end_session()
    with pytest.raises(TransportError, match="error 2"):
        board.show(["A006"])
    board.show(["A006"])
    assert [reports.next("text")["text"] for _ in range(2)] == ["A005", "A006"]


def test_a_silent_card_is_a_transport_error(profile: HuiduProfile, machine: HuiduMachine) -> None:
    with Host(Cue(machine, b"", mute), TcpLine()) as host:
        board = HuiduBoard(host.url, replace(profile, reply_timeout_s=0.1))
        with pytest.raises(TransportError, match="does not answer"):
            board.open()
        board.close()


def test_a_card_without_a_guid_is_a_transport_error(profile: HuiduProfile, machine: HuiduMachine) -> None:
    anonymous = Cue(machine, b"GetIFVersion", lambda answer: answer.replace(b'guid="00000001', b'gu_d="00000001'))
    with Host(anonymous, TcpLine()) as host:
        board = HuiduBoard(host.url, profile)
        with pytest.raises(TransportError, match="no GUID"):
            board.open()
        board.close()


def test_a_pulled_plug_is_a_transport_error_and_the_next_use_greets_anew(
    board: HuiduBoard, host: Host, reports: Reports
) -> None:
    board.show(["A005"])
    host.command("line unplug")
    with pytest.raises(TransportError):
        board.show(["A006"])
    host.command("line replug")
    board.show(["A006"])
    assert [reports.next("text")["text"] for _ in range(2)] == ["A005", "A006"]


GREETING = bytes.fromhex(HUIDU["version asked"])
GREETED = GREETING + huidu.ask(huidu.ask_guid())
GUID = "00000001-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (bytes.fromhex(HUIDU["heartbeat"]), 2),  # no greeting
        (GREETING + huidu.ask(huidu.request("made-up", "AddProgram")), 43),
        (GREETING + huidu.ask(huidu.request("##GUID", "AddProgram")), 43),
        (GREETING + huidu.ask("<sdk"), 22),
        (GREETING + huidu.ask("<other/>"), 22),
        (GREETING + Packet(0x2003, bytes.fromhex("08 00 00 00 04 00 00 00") + b"<s/>").to_bytes(), 21),
        (GREETING + Packet(0x2003, bytes.fromhex("00 00 10 00 00 00 00 00") + b"<s/>").to_bytes(), 20),
        (GREETING + Packet(0x2003, bytes(4)).to_bytes(), 7),
        (GREETING + b"\x02\x00\x5f\x00", 7),
        (GREETING + b"\xff\xff\x03\x20", 7),
    ],
)
def test_the_simulated_card_refuses_what_a_card_refuses(sent: bytes, code: int, machine: HuiduMachine) -> None:
    assert Decoder().feed(machine.receive(sent, 0.0))[-1] == Packet(0x2000, code.to_bytes(2, "little"))


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("", "needs an area"),
        ("<screen><program><area><rectangle x='0' y='0' width='9' height='9'/></area></program></screen>", "with text"),
    ],
)
def test_the_simulated_card_refuses_a_program_that_shows_nothing(
    inner: str, said: str, machine: HuiduMachine, reports: Reports
) -> None:
    machine.receive(GREETED + huidu.ask(huidu.request(GUID, "AddProgram", inner)), 0.0)
    assert said in str(reports.next("refused")["refused"])


def test_the_simulated_card_refuses_an_area_outside_its_screen(
    machine: HuiduMachine, reports: Reports, profile: HuiduProfile
) -> None:
    page = huidu.Text(text="A005", colour="red", font="SimSun", font_size=12)
    wide = huidu.program([page], width=profile.width + 1, height=profile.height, stamp=0)
    machine.receive(GREETED + huidu.ask(huidu.request(GUID, "AddProgram", wide)), 0.0)
    assert reports.next("refused")["refused"] == "an area outside the screen"


def test_the_simulated_card_forgets_a_host_that_misses_its_heartbeats(machine: HuiduMachine) -> None:
    machine.receive(GREETED, 0.0)
    machine.receive(bytes.fromhex(HUIDU["heartbeat"]), 80.0)
    assert machine.receive(bytes.fromhex(HUIDU["heartbeat"]), 160.0) == bytes.fromhex(HUIDU["heartbeat answered"])
    assert Decoder().feed(machine.receive(bytes.fromhex(HUIDU["heartbeat"]), 260.0))[0].number == 2


def test_a_piece_that_does_not_follow_is_no_answer() -> None:
    answer = Answer()
    assert answer.take(Packet(0x2004, bytes.fromhex("06 00 00 00 00 00 00 00") + b"abc")) is None
    with pytest.raises(FrameError, match="from 4"):
        answer.take(Packet(0x2004, bytes.fromhex("06 00 00 00 04 00 00 00") + b"ef"))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9000), st.integers(1, 4000))
def test_any_xml_survives_its_pieces(text: str, size: int) -> None:
    sent, decoder, answer = huidu.ask(text), Decoder(), Answer()
    packets = [packet for at in range(0, len(sent), size) for packet in decoder.feed(sent[at : at + size])]
    wholes = [answer.take(packet) for packet in packets]
    assert wholes[-1] == text.encode()
    assert wholes[:-1] == [None] * (len(wholes) - 1)
    assert decoder.garbage == 0


@given(st.text(max_size=60))
def test_any_text_is_xml_a_card_can_read(text: str) -> None:
    said = Reports()
    profile = HuiduProfile(name="x", width=128, height=32)
    machine = HuiduMachine(profile, Path("unused"), said)
    machine._panel = Undrawn()
    page = huidu.Text(text=text, colour="red", font="SimSun", font_size=12)
    program = huidu.program([page], width=128, height=32, stamp=0)
    machine.receive(GREETED + huidu.ask(huidu.request(GUID, "AddProgram", program)), 0.0)
    shown = "".join(char if char.isprintable() or char == "\n" else " " for char in text)
    assert machine._text == "\n".join(line for line in shown.split("\n") if line.strip())
