"""The simulated printer as a machine: its buffer, speed, power and real-time commands, by the published bytes alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from drivers.errors import LineStalled
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.sim.printer import PrinterMachine
from drivers.sim.printer_ear import Ear
from drivers.transport import open_transport
from tests.drivers.benches import Reports
from tests.golden.made import printer_profile

QUESTION = b"\x1dr\x01"
CLEAR = bytes.fromhex("10 14 08 01 03 14 01 06 02 08")
CUT = b"\x1dVB\x00"


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def printer(reports: Reports, tmp_path: Path) -> PrinterMachine:
    return PrinterMachine(printer_profile(), tmp_path, reports)


def _told(printer: PrinterMachine, *commands: str) -> bytes:
    return b"".join(printer.command(command.split(), 0.0) for command in commands)


def _text(reports: Reports) -> str:
    return Path(str(reports.next("slip")["slip"])).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("commands", "answers", "group"),
    [
        (["head hot"], "1A 52 52 12", "18 40 00 00"),
        (["feed press"], "5A 1A 12 12", "58 02 00 00"),
        (["cover open"], "1A 16 12 12", "38 00 00 00"),
        (["head hot", "head cool"], "12 12 12 12", "10 00 00 00"),
    ],
)
def test_every_trouble_is_told_in_every_way(
    printer: PrinterMachine, commands: Sequence[str], answers: str, group: str
) -> None:
    printer.receive(b"\x1da\x0f", 0.0)
    assert _told(printer, *commands)[-4:] == bytes.fromhex(group)
    assert b"".join(printer.receive(bytes([0x10, 0x04, n]), 0.0) for n in (1, 2, 3, 4)) == bytes.fromhex(answers)


def test_nothing_is_told_by_itself_when_nothing_has_changed(printer: PrinterMachine) -> None:
    printer.receive(b"\x1da\x0f", 0.0)
    assert _told(printer, "paper in", "cover closed", "speed 5") == b""


def test_a_line_takes_its_time_and_the_question_behind_it_waits(printer: PrinterMachine) -> None:
    _told(printer, "speed 2")
    assert printer.receive(b"A\nB\n" + QUESTION, 10.0) == b""
    assert printer.due() == 10.5
    assert printer.tick(10.4) == b""
    assert printer.tick(10.5) == b""
    assert printer.due() == 11.0
    assert printer.tick(11.0) == b"\x00"
    assert printer.due() is None


def test_a_full_buffer_has_no_room_until_something_is_printed(printer: PrinterMachine) -> None:
    _told(printer, "buffer 10", "paper out")
    printer.receive(b"A\nB\nC\nD\nE\n", 0.0)
    assert printer.room() == 0
    _told(printer, "paper in")
    assert printer.room() == 10


def test_a_picture_larger_than_the_buffer_is_printed_as_it_comes(printer: PrinterMachine, reports: Reports) -> None:
    _told(printer, "buffer 16")
    for byte in b"\x1dv0\x00\x08\x00\x20\x00" + b"\xff" * 256 + CUT:
        assert printer.room()
        printer.receive(bytes([byte]), 0.0)
    assert _text(reports) == "[图 64x32]"


def test_xoff_is_said_before_the_buffer_is_full_and_xon_when_half_of_it_is_free(printer: PrinterMachine) -> None:
    _told(printer, "buffer 20", "flow xonxoff", "paper out")
    assert printer.receive(b"A\n" * 7, 0.0) == b""
    assert printer.receive(b"A\n", 0.0) == b"\x13"
    assert printer.receive(b"A\n", 0.0) == b""
    assert _told(printer, "paper in") == b"\x11"


@pytest.mark.parametrize("line", [PtyLine, TcpLine])
def test_a_printer_with_a_full_buffer_stops_the_line(
    line: type[SimLine], printer: PrinterMachine, reports: Reports
) -> None:
    _told(printer, "buffer 100", "paper out")
    with Host(printer, line()) as host:
        end = open_transport(host.url)
        with pytest.raises(LineStalled):
            end.write(b"\n" * (1 << 20), timeout=0.3)
        host.command("show")
        assert reports.next("held")["held"] == 100
        end.close()


def test_without_power_the_buffer_the_modes_and_the_line_begun_are_gone_but_not_the_paper(
    printer: PrinterMachine, reports: Reports
) -> None:
    printer.receive(b"\x1c&" + "政".encode("gb18030") + b"\n\x1da\x0eB", 0.0)
    _told(printer, "cover open")
    printer.receive(b"C\n", 0.0)
    _told(printer, "power off", "cover closed")
    assert printer.receive(b"\x10\x04\x01", 0.0) == b""
    assert _told(printer, "power on") == b""
    assert _told(printer, "paper low", "paper in") == b""
    printer.receive("府".encode("gb18030") + b"\n" + CUT, 0.0)
    lines = _text(reports).splitlines()
    assert (lines[0], "府" in lines[1], len(lines)) == ("政", False, 2)


def test_a_dead_printer_says_nothing_and_prints_nothing_more(printer: PrinterMachine, reports: Reports) -> None:
    _told(printer, "dead after 2")
    assert printer.receive(b"A\nB\nC\n" + QUESTION, 0.0) == b""
    assert printer.receive(b"\x10\x04\x01", 0.0) == b""
    _told(printer, "power off", "power on")
    assert printer.receive(CUT + QUESTION, 0.0) == b"\x00"
    assert _text(reports) == "A\nB"


def test_cleared_buffers_are_empty_and_told_so(printer: PrinterMachine, reports: Reports) -> None:
    _told(printer, "paper out")
    printer.receive(b"A\nB\n" + QUESTION, 0.0)
    assert printer.receive(CLEAR, 0.0) == bytes.fromhex("37 25 00")
    assert reports.next("forgotten")["forgotten"] == 7
    assert _told(printer, "paper in") == b""


def test_an_error_is_left_by_dle_enq_only_when_its_cause_is_gone(printer: PrinterMachine) -> None:
    _told(printer, "cutter jam")
    printer.receive(b"A\n" + CUT + QUESTION, 0.0)
    assert printer.receive(b"\x10\x05\x01", 0.0) == b""
    _told(printer, "cutter free")
    assert printer.receive(b"\x10\x04\x01", 0.0) == b"\x3a"
    assert printer.receive(b"\x10\x05\x01", 0.0) == b"\x00"  # it cuts, and answers what was asked behind


def test_dle_enq_2_forgets_what_was_to_be_printed(printer: PrinterMachine, reports: Reports) -> None:
    _told(printer, "cutter jam")
    printer.receive(b"A\n" + CUT + b"B\n" + QUESTION, 0.0)
    _told(printer, "cutter free")
    assert printer.receive(b"\x10\x05\x02", 0.0) == b""
    assert printer.receive(QUESTION, 0.0) == b"\x00"


@pytest.mark.parametrize(
    ("which", "answer"), [(1, b"\x20"), (2, b"\x02"), (0x42, b"\x5fBIANMIN\x00"), (0x41, b"\x5f1.00\x00"), (9, b"")]
)
def test_it_says_who_made_it(which: int, answer: bytes, printer: PrinterMachine) -> None:
    assert printer.receive(bytes([0x1D, 0x49, which]), 0.0) == answer


def test_a_zero_between_commands_is_nothing(printer: PrinterMachine, reports: Reports) -> None:
    printer.receive(b"\0\0A\0\n\0" + CUT, 0.0)
    said = reports.next("slip")
    assert "unknown" not in said
    assert Path(str(said["slip"])).read_text(encoding="utf-8").strip() == "A"


@pytest.mark.parametrize("pieces", [1, 2, 3, 50])
def test_real_time_commands_are_picked_out_of_anything(pieces: int) -> None:
    stream = b"A\x10\x04\x01B\x10\x10\x04\x02" + CLEAR + b"\x10\x04\x09\x10\x14\x08\x01\x10\x05\x02C"
    ear = Ear()
    heard = [each for start in range(0, len(stream), pieces) for each in ear.feed(stream[start : start + pieces])]
    assert [each for each in heard if len(each) > 1] == [b"\x10\x04\x01", b"\x10\x04\x02", CLEAR, b"\x10\x05\x02"]
    assert b"".join(each for each in heard if len(each) == 1) == b"AB\x10\x10\x04\x09\x10\x14\x08\x01C"


def test_words_it_does_not_know_are_answered_with_those_it_does(printer: PrinterMachine) -> None:
    for command in ("paper over", "speed fast", "head", "flow rtscts", "fly", "paper after x", "cover after 3"):
        with pytest.raises(ValueError, match="paper in"):
            _told(printer, command)
