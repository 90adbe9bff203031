"""A printer that stops in the middle of a slip: what is certain, going on at the right byte, giving up for good."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.codec.raster import from_bits
from drivers.device import Job, OnPaper, Printer, PrintState
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.sim.printer import PrinterMachine
from tests.drivers.benches import Reports
from tests.drivers.printing import IMPATIENT, PATIENT, SLIP, WORDS, Blip, bench

BOTH = pytest.mark.parametrize("line", [PtyLine, TcpLine])
LINES = 60
TELLING = replace(PATIENT, auto_status=True)


def _long(pictures: int = 2) -> Job:
    """More than a small printer and the line to it can hold together."""
    job = Job()
    for number in range(LINES):
        job = job.text(f"{number:03d} 政务服务大厅的号票，很长很长的一行")
    for _ in range(pictures):
        job = job.picture(from_bits(["10" * 288] * 255))
    return job.text("完").cut()


@pytest.fixture(autouse=True)
def asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.device.printer.ASK_EVERY_S", 0.05)


def _numbers(slips: list[list[str]]) -> list[list[int]]:
    return [[int(line[:3]) for line in slip if line[:3].isdecimal()] for slip in slips]


@BOTH
def test_a_slip_stopped_by_the_end_of_paper_is_finished_and_no_line_is_lost_or_doubled(
    line: type[SimLine], tmp_path: Path
) -> None:
    with bench(line(), PATIENT, tmp_path) as on:
        on.command("paper after 2")
        stopped = on.printer.print(SLIP)
        assert (stopped.state, stopped.code, stopped.on_paper, stopped.resumable) == (
            PrintState.FAILED, "paper_out", OnPaper.PART, True,
        )  # fmt: skip
        assert on.printer.resume().code == "paper_out"  # nobody has put paper in
        on.command("paper in")
        done = on.printer.resume()
        assert (done.state, done.on_paper) == (PrintState.PRINTED, OnPaper.WHOLE)
        assert on.slips() == [WORDS]


def _is_whole(slips: list[list[str]]) -> bool:
    return _numbers(slips) == [list(range(LINES))] and slips[0][-1] == "完"


@BOTH
def test_a_slip_half_sent_goes_on_at_the_right_byte(line: type[SimLine], tmp_path: Path) -> None:
    with bench(line(), TELLING, tmp_path) as on:
        on.command("buffer 64", "paper after 50")
        stopped = on.printer.print(_long())
        assert (stopped.code, stopped.on_paper, stopped.resumable) == ("paper_out", OnPaper.PART, True)
        assert on.printer.resume().code == "paper_out"
        on.command("paper in")
        assert on.printer.resume().state is PrintState.PRINTED
        assert "unknown" not in on.reports.next("slip")
        assert _is_whole(on.slips())


@BOTH
def test_a_printer_that_tells_nothing_by_itself_can_be_resumed_too(line: type[SimLine], tmp_path: Path) -> None:
    with bench(line(), replace(PATIENT, barrier_timeout_s=0.1), tmp_path) as on:
        on.command("buffer 64", "paper after 50")
        stopped = on.printer.print(_long())
        assert (stopped.state, stopped.code, stopped.resumable) == (PrintState.UNKNOWN, "stalled", True)
        on.command("paper in")
        assert on.printer.resume().state is PrintState.PRINTED
        assert _is_whole(on.slips())


def test_a_slow_printer_with_a_small_buffer_is_not_a_stopped_one(tmp_path: Path) -> None:
    with bench(PtyLine(), replace(PATIENT, write_timeout_s=0.01), tmp_path) as on:
        on.command("buffer 64", "speed 1000")
        assert on.printer.print(_long()).state is PrintState.PRINTED
        assert _is_whole(on.slips())


def test_printed_is_said_only_when_the_last_line_is_on_paper(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command("speed 20")
        assert on.printer.print(SLIP).state is PrintState.PRINTED
        assert on.slips() == [WORDS]


@BOTH
@pytest.mark.parametrize(("death", "noise"), [("power off", "00 00"), ("dead after 1", "00 " * 30)])
def test_a_printer_that_dies_in_the_middle_never_reports_success(
    line: type[SimLine], death: str, noise: str, tmp_path: Path
) -> None:
    with bench(line(), IMPATIENT, tmp_path) as on:
        on.command("paper after 1")
        assert on.printer.print(SLIP).code == "paper_out"
        on.command(death, f"say {noise}", "paper in")
        assert on.printer.resume().state is PrintState.UNKNOWN
        on.command("power off", "power on")
        assert on.printer.resume().state is PrintState.UNKNOWN
        assert on.slips() == []


@BOTH
def test_what_a_line_says_while_it_is_switched_off_and_on_makes_up_for_no_proof(
    line: type[SimLine], tmp_path: Path
) -> None:
    with bench(line(), IMPATIENT, tmp_path) as on:
        on.command("paper after 1")
        assert on.printer.print(SLIP).code == "paper_out"
        on.command("power off", "say 00", "power on", "say 00 00 00", "paper in")
        assert on.printer.resume().state is PrintState.UNKNOWN


@pytest.mark.parametrize("off", range(1, 1400, 280))
def test_power_lost_while_bytes_are_on_their_way_is_noticed_by_the_count(off: int, tmp_path: Path) -> None:
    """A serial line goes on sending into a printer that is off and back; its tail answers the questions at the end."""
    job = Job(_long().items[:LINES]).cut()
    machine = Blip(PrinterMachine(IMPATIENT, tmp_path, Reports()), off=700 + off, on=700 + off + 800)
    with bench(PtyLine(), IMPATIENT, tmp_path, machine=machine) as on:
        result = on.printer.print(job)
    assert result.state is not PrintState.PRINTED


@BOTH
def test_a_slip_whose_line_was_cut_cannot_be_resumed(line: type[SimLine], tmp_path: Path) -> None:
    with bench(line(), PATIENT, tmp_path) as on:
        on.command("paper after 1")
        assert on.printer.print(SLIP).resumable
        on.printer.close()
        on.printer.status()  # opens the line anew
        assert (on.printer.resume().code, on.printer.resume().code) == ("not_resumable", "not_resumable")


def test_without_a_stopped_slip_there_is_nothing_to_resume_or_to_give_up(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        assert on.printer.resume().code == "not_resumable"
        assert on.printer.abandon() is True


@BOTH
def test_an_abandoned_slip_is_not_finished_behind_the_next(line: type[SimLine], tmp_path: Path) -> None:
    with bench(line(), replace(PATIENT, clear="dc4"), tmp_path) as on:
        on.command("paper after 1")
        on.printer.print(SLIP)
        assert on.printer.abandon() is True
        on.command("paper in")
        assert on.printer.print(SLIP, copy=True).state is PrintState.PRINTED
        assert on.slips() == [WORDS[:1], ["补打 COPY", *WORDS]]


def test_a_stuck_knife_is_given_up_by_dle_enq_once_it_is_free(tmp_path: Path) -> None:
    with bench(PtyLine(), replace(PATIENT, clear="enq"), tmp_path) as on:
        on.command("cutter jam")
        assert on.printer.print(SLIP).code == "cutter_error"
        on.command("cutter free")
        assert on.printer.abandon() is True
        assert on.printer.print(SLIP, copy=True).state is PrintState.PRINTED
        # Only the knife was missing: the first slip is whole, and cut off before the second begins.
        assert on.slips() == [WORDS, ["补打 COPY", *WORDS]]


@BOTH
def test_what_cannot_be_cleared_comes_out_before_the_next_slip_and_not_behind_it(
    line: type[SimLine], tmp_path: Path
) -> None:
    with bench(line(), PATIENT, tmp_path) as on:
        on.command("paper after 1")
        on.printer.print(SLIP)
        assert on.printer.abandon() is False
        on.command("paper in")
        assert on.printer.print(SLIP, copy=True).state is PrintState.PRINTED
        assert on.slips() == [WORDS, ["补打 COPY", *WORDS]]


@BOTH
def test_a_command_cut_off_in_the_middle_swallows_nothing_of_the_next_slip(line: type[SimLine], tmp_path: Path) -> None:
    with bench(line(), replace(PATIENT, barrier_timeout_s=0.1), tmp_path) as on:
        on.command("buffer 64", f"paper after {LINES + 9}")
        assert on.printer.print(_long(pictures=4)).code == "stalled"  # inside a picture
        on.printer.abandon()
        on.command("paper in")
        patient = Printer(on.host.url, PATIENT)
        assert on.printer.print(SLIP, copy=True).state is PrintState.PRINTED
        patient.close()
        assert on.slips()[-1] == ["补打 COPY", *WORDS]


def test_answers_owed_from_before_a_restart_prove_nothing_now(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command("paper after 1")
        on.printer.print(Job(_long().items[:40]).cut())
        on.printer.close()
        # The first slip slowly comes whole and answers all along, of the second come two lines or a few more.
        on.command("speed 50", "paper in", "paper after 41")
        restarted = Printer(on.host.url, PATIENT)
        assert restarted.print(SLIP).code == "paper_out"
        restarted.close()
        assert _numbers(on.slips()) == [list(range(40))]


def test_a_printer_still_at_work_on_the_slip_before_gets_no_second_one(tmp_path: Path) -> None:
    with bench(PtyLine(), IMPATIENT, tmp_path) as on:
        on.command("speed 2")
        assert on.printer.print(SLIP).code == "no_reply"
        assert on.printer.print(SLIP, copy=True).code == "no_proof"
        on.command("speed 0", "power off", "power on")
        assert on.printer.print(SLIP, copy=True).state is PrintState.PRINTED
        assert on.slips()[-1] == ["补打 COPY", *WORDS]


def test_a_hot_head_passes_by_itself(tmp_path: Path) -> None:
    with bench(PtyLine(), IMPATIENT, tmp_path) as on:
        on.command("head hot")
        assert on.printer.print(SLIP).code == "head_hot"
        on.command("head cool")
        assert on.printer.print(SLIP).state is PrintState.PRINTED
