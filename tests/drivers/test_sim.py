"""The simulators against the published bytes themselves, without any driver in between; and apart from the codecs."""

import ast
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import drivers.sim
from drivers.profile import OnbonProfile
from drivers.sim import board_frame
from drivers.sim.board import BoardMachine
from drivers.sim.escpos_op import next_op
from drivers.sim.printer import PrinterMachine
from tests.drivers.benches import Reports
from tests.drivers.vectors import ESCPOS_TICKET, ONBON
from tests.golden.made import board_profile, printer_profile

BARRIER = b"\x1dr\x01"


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def printer(reports: Reports, tmp_path: Path) -> PrinterMachine:
    return PrinterMachine(printer_profile(), tmp_path, reports)


@pytest.mark.parametrize("module", sorted(Path(drivers.sim.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_a_simulator_shares_no_code_with_what_it_tests(module: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        )
    }  # fmt: skip
    assert not [name for name in imported if name.startswith(("drivers.codec", "drivers.device"))]


def test_the_published_ticket_prints_in_any_pieces(printer: PrinterMachine, reports: Reports) -> None:
    answers = b"".join(printer.receive(bytes([byte]), 0.0) for byte in ESCPOS_TICKET + BARRIER)
    said = reports.next("slip")
    assert answers == b"\x00"
    assert "unknown" not in said
    lines = [line.strip() for line in Path(str(said["slip"])).read_text(encoding="utf-8").splitlines()]
    assert lines == [
        "政务服务大厅", "您的号码：", "A001", "业务：户籍办理  前面等待 5 人", "[QR https://q.example.gov.cn/t/A001]",
        "", "", "", "",
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbar-tools is not installed")
def test_the_drawn_code_can_be_scanned(printer: PrinterMachine, reports: Reports) -> None:
    printer.receive(ESCPOS_TICKET, 0.0)
    picture = str(reports.next("png")["png"])
    scanned = subprocess.run(["zbarimg", "-q", "--raw", picture], check=True, capture_output=True, text=True)
    assert scanned.stdout.strip() == "https://q.example.gov.cn/t/A001"


def test_without_chinese_mode_chinese_is_garbage(printer: PrinterMachine, reports: Reports) -> None:
    printer.receive(b"\x1b@" + "政务".encode("gb18030") + b"\n\x1dV\x00", 0.0)
    text = Path(str(reports.next("slip")["slip"])).read_text(encoding="utf-8")
    assert "政" not in text
    assert len(text.strip()) == 4


def test_a_command_no_manual_knows_is_reported(printer: PrinterMachine, reports: Reports) -> None:
    printer.receive(b"\x1b\x99A\n\x1dV\x00", 0.0)
    assert reports.next("slip")["unknown"] == "1b 99"


@pytest.mark.parametrize(
    ("commands", "answers", "group"),
    [
        ([], "12 12 12 12", "10 00 00 00"),
        (["paper low"], "12 12 12 1E", "10 00 03 00"),
        (["paper out"], "1A 32 12 7E", "18 00 0F 00"),
        (["paper out", "cover open"], "1A 36 12 7E", "38 00 0F 00"),
    ],
)
def test_the_printer_answers_as_measured_on_others(
    printer: PrinterMachine, commands: list[str], answers: str, group: str
) -> None:
    printer.receive(b"\x1da\x0e", 0.0)
    told = [printer.command(command.split(), 0.0) for command in commands]
    asked = b"".join(printer.receive(bytes([0x10, 0x04, n]), 0.0) for n in (1, 2, 3, 4))
    assert asked == bytes.fromhex(answers)
    assert not told or told[-1] == bytes.fromhex(group)


def test_a_stuck_knife_answers_as_computed(printer: PrinterMachine) -> None:
    printer.receive(b"\x1da\x0e", 0.0)
    printer.command(["cutter", "jam"], 0.0)
    assert printer.receive(b"A\n\x1dV\x00", 0.0) == bytes.fromhex("18 08 00 00")
    assert printer.receive(bytes.fromhex("100401 100402 100403"), 0.0) == bytes.fromhex("1A 52 1A")


def test_initialising_switches_automatic_answers_off(printer: PrinterMachine) -> None:
    assert printer.receive(b"\x1da\x0e", 0.0) == b"\x10\0\0\0"
    printer.receive(b"\x1b@", 0.0)
    assert printer.command(["paper", "low"], 0.0) == b""


def test_a_question_in_order_waits_for_paper(printer: PrinterMachine) -> None:
    printer.command(["paper", "out"], 0.0)
    assert printer.receive(b"A\n" + BARRIER, 0.0) == b""
    assert printer.command(["paper", "in"], 0.0) == b"\x00"


@pytest.mark.parametrize("head", [b"\x1b", b"\x1ba", b"\x1dV", b"\x1dVB", b"\x1d(", b"\x1d(k\x05\x00ab", b"\xd5"])
def test_half_an_operation_waits_for_its_end(head: bytes) -> None:
    assert next_op(head, chinese=True) is None


def _card(reports: Reports, out: Path, profile: OnbonProfile | None = None) -> BoardMachine:
    return BoardMachine(profile or board_profile(), out, reports)


@pytest.mark.parametrize("name", ["ping", "clear", "delete all", "set clock", "brightness", "turn on", "escaped crc"])
def test_the_card_acknowledges_published_commands(name: str, reports: Reports, tmp_path: Path) -> None:
    assert _card(reports, tmp_path).receive(ONBON[name], 0.0) == ONBON["ack"]


def test_the_card_shows_the_vendors_call(reports: Reports, tmp_path: Path) -> None:
    assert _card(reports, tmp_path).receive(ONBON["call"], 0.0) == ONBON["ack"]
    shown = reports.next("area")
    assert (shown["text"], shown["colour"], shown["bytes"]) == ("A001号请到3号窗口", "green", ONBON["call"].hex())


def test_the_card_shows_a_frame_that_wants_no_answer(reports: Reports, tmp_path: Path) -> None:
    wide = replace(board_profile(), height=24, x_unit="pixel")
    assert _card(reports, tmp_path, wide).receive(ONBON["temperature"], 0.0) == b""
    assert reports.next("area")["text"] == "TEMPER:21℃"


def test_the_card_unstuffs_text(reports: Reports, tmp_path: Path) -> None:
    tall = replace(board_profile(), height=48)
    card = _card(reports, tmp_path, tall)
    card.receive(ONBON["escaped text"] + ONBON["escapes"], 0.0)
    assert [reports.next("area")["text"] for _ in range(2)] == ["ア", "ZZ[[Z?"]


def test_the_card_refuses_a_wrong_crc_with_the_published_frame(reports: Reports, tmp_path: Path) -> None:
    spoilt = bytearray(ONBON["ping"])
    spoilt[-4] ^= 0x02  # a reserved byte
    assert _card(reports, tmp_path).receive(bytes(spoilt), 0.0) == ONBON["nack crc"]


def test_the_card_refuses_with_the_error_it_is_told(reports: Reports, tmp_path: Path) -> None:
    card = _card(reports, tmp_path)
    card.command(["refuse", "3", "1"], 0.0)
    assert card.receive(ONBON["ping"], 0.0) == ONBON["nack busy"]
    assert card.receive(ONBON["ping"], 0.0) == ONBON["ack"]


def test_another_cards_frame_is_left_alone(reports: Reports, tmp_path: Path) -> None:
    assert BoardMachine(board_profile(), tmp_path, reports, card=9).receive(ONBON["ping"], 0.0) == b""


@pytest.mark.parametrize(
    ("body", "error"),
    [("A9 00 01 00 00", 1), ("A3 77 01 00 00", 2), ("A3 06 01 00 00 00 01 FF", 10), ("A3 06 01 00 00", 10)],
)
def test_the_card_refuses_what_it_does_not_understand(body: str, error: int, reports: Reports, tmp_path: Path) -> None:
    raw = bytes.fromhex(body)
    content = bytes.fromhex("01 00 00 80 00 00 00 00 00 00 FE 02") + len(raw).to_bytes(2, "little") + raw
    sent = b"\xa5" + content + board_frame.crc(content).to_bytes(2, "little") + b"\x5a"
    answer = _card(reports, tmp_path).receive(sent, 0.0)
    assert answer == board_frame.answer(1, error)
    assert reports.next("refused")["refused"] == error


def test_the_cards_crc_is_arc() -> None:
    assert board_frame.crc(b"123456789") == 0xBB3D
