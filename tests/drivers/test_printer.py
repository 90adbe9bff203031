"""A printer on a real pseudo-terminal and on TCP: proof of printing, and every way of not getting it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import Job, Paper, Printer, PrintState
from drivers.errors import DeviceFault, TransportError
from drivers.profile import PrinterProfile
from drivers.sim.host import Host
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.sim.printer import PrinterMachine
from tests.drivers.benches import PATIENCE_S, Cue, Reports, mute

SLIP = Job().text("政务服务大厅", size=2, align="centre").text("A001", size=4).text("前面等待 5 人").feed(3).cut()


@pytest.fixture
def profile() -> PrinterProfile:
    loaded = profiles.load("printer-80mm")
    assert isinstance(loaded, PrinterProfile)
    return replace(loaded, reply_timeout_s=PATIENCE_S, barrier_timeout_s=PATIENCE_S, settle_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(profile: PrinterProfile, reports: Reports, tmp_path: Path) -> Iterator[Host]:
    with Host(PrinterMachine(profile, tmp_path, reports), PtyLine()) as running:
        yield running


@pytest.fixture
def printer(host: Host, profile: PrinterProfile) -> Iterator[Printer]:
    made = Printer(host.url, profile)
    yield made
    made.close()


def _printed_text(reports: Reports) -> str:
    return Path(str(reports.next("slip")["slip"])).read_text(encoding="utf-8")


@pytest.mark.parametrize("line", [PtyLine, TcpLine])
def test_a_job_is_printed_and_proved(
    line: type[SimLine], profile: PrinterProfile, reports: Reports, tmp_path: Path
) -> None:
    with Host(PrinterMachine(profile, tmp_path, reports), line()) as host:
        printer = Printer(host.url, profile)
        assert printer.print(SLIP).state is PrintState.PRINTED
        printer.close()
    lines = [line.strip() for line in _printed_text(reports).splitlines() if line.strip()]
    assert lines == ["政务服务大厅", "A001", "前面等待 5 人"]


def test_a_healthy_printer_says_so(printer: Printer) -> None:
    status = printer.status()
    assert (status.online, status.cover_open, status.paper) == (True, False, Paper.OK)


@pytest.mark.parametrize(
    ("command", "code"),
    [("paper out", "paper_out"), ("cover open", "cover_open")],
)
def test_a_printer_that_needs_a_person_prints_nothing(
    printer: Printer, host: Host, reports: Reports, command: str, code: str
) -> None:
    host.command(command)
    with pytest.raises(DeviceFault) as trouble:
        printer.ensure_ready()
    result = printer.print(SLIP)
    assert (trouble.value.code, result.state, result.code) == (code, PrintState.FAILED, code)
    assert result.detail.endswith("。")
    host.command("show")
    assert reports.next("held")["held"] == 0


def test_paper_that_ends_in_the_middle_fails_the_job(printer: Printer, host: Host) -> None:
    host.command("paper after 2")
    result = printer.print(SLIP)
    assert (result.state, result.code) == (PrintState.FAILED, "paper_out")


def test_a_stuck_knife_fails_the_job(printer: Printer, host: Host) -> None:
    host.command("cutter jam")
    assert printer.print(SLIP).code == "cutter_error"


def test_the_late_proof_of_one_job_does_not_prove_the_next(printer: Printer, host: Host, reports: Reports) -> None:
    host.command("paper after 2")
    assert printer.print(SLIP).state is PrintState.FAILED
    host.command("paper in")  # the printer now prints the rest of the first slip and sends its proof
    reports.next("slip")
    host.command("paper after 1")
    assert printer.print(SLIP).code == "paper_out"
    host.command("paper in")
    reports.next("slip")
    assert printer.print(SLIP).state is PrintState.PRINTED


def test_a_proof_lost_with_a_power_cut_is_not_waited_for_for_ever(
    profile: PrinterProfile, reports: Reports, tmp_path: Path
) -> None:
    link = tmp_path / "printer"
    printer = Printer(f"serial://{link}", replace(profile, settle_s=0.1, barrier_timeout_s=5.0))
    with Host(PrinterMachine(profile, tmp_path, reports), PtyLine(link)) as host:
        host.command("paper after 2")
        assert printer.print(SLIP).code == "paper_out"
    printer.close()
    with Host(PrinterMachine(profile, tmp_path, reports), PtyLine(link)):
        assert printer.print(SLIP).state is PrintState.PRINTED
    printer.close()


def test_a_printer_that_stops_taking_bytes_is_unknown(host: Host, profile: PrinterProfile) -> None:
    host.command("buffer 256")
    host.command("dead after 2")
    printer = Printer(host.url, replace(profile, write_timeout_s=0.2, barrier_timeout_s=0.2))
    result = printer.print(Job().text("政务服务大厅" * 20_000))
    printer.close()
    assert (result.state, result.code) == (PrintState.UNKNOWN, "stalled")


def test_low_paper_still_prints(printer: Printer, host: Host) -> None:
    host.command("paper low")
    assert printer.print(SLIP).state is PrintState.PRINTED
    assert printer.status().paper is Paper.NEAR_END


def test_a_printer_that_never_answers_has_printed_nothing(
    host: Host, profile: PrinterProfile, reports: Reports
) -> None:
    host.command("silent on")
    printer = Printer(host.url, replace(profile, reply_timeout_s=0.1))
    assert printer.status().known is False
    result = printer.print(SLIP)
    printer.close()
    assert (result.state, result.code) == (PrintState.FAILED, "unreachable")
    assert reports.empty


def test_old_answers_do_not_speak_for_a_printer_that_has_fallen_silent(host: Host, profile: PrinterProfile) -> None:
    printer = Printer(host.url, replace(profile, reply_timeout_s=1.0))
    assert printer.status().known
    host.command("silent on")
    assert printer.status().known is False
    printer.close()


def test_without_proof_the_outcome_is_unknown_and_not_success(
    profile: PrinterProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = Cue(PrinterMachine(profile, tmp_path, reports), b"A001", mute)
    with Host(machine, PtyLine()) as host:
        printer = Printer(host.url, replace(profile, reply_timeout_s=1.0, barrier_timeout_s=0.1))
        result = printer.print(SLIP)
        printer.close()
    assert (result.state, result.code) == (PrintState.UNKNOWN, "no_reply")


@pytest.mark.parametrize("line", [PtyLine, TcpLine])
def test_a_plug_pulled_in_the_middle_leaves_the_outcome_unknown(
    line: type[SimLine], profile: PrinterProfile, reports: Reports, tmp_path: Path
) -> None:
    machine = Cue(PrinterMachine(profile, tmp_path, reports), b"A001", mute)
    with Host(machine, line()) as host:
        printer = Printer(host.url, profile)
        results = []
        printing = threading.Thread(target=lambda: results.append(printer.print(SLIP)))
        printing.start()
        assert machine.seen.wait(PATIENCE_S)
        host.close()
        printing.join(PATIENCE_S)
        printer.close()
    assert [(result.state, result.code) for result in results] == [(PrintState.UNKNOWN, "line_lost")]


def test_a_printer_that_comes_back_is_used_again(profile: PrinterProfile, reports: Reports, tmp_path: Path) -> None:
    link = tmp_path / "printer"
    printer = Printer(f"serial://{link}", profile)
    assert printer.print(SLIP).code == "unreachable"
    for _ in range(2):
        with Host(PrinterMachine(profile, tmp_path, reports), PtyLine(link)):
            states = {printer.print(SLIP).state, printer.print(SLIP).state}
        # The first print after a pulled plug may find the dead line; the one after it must not.
        assert PrintState.PRINTED in states
        assert PrintState.UNKNOWN not in states
    printer.close()


def test_noise_between_answers_changes_nothing(profile: PrinterProfile, reports: Reports, tmp_path: Path) -> None:
    machine = Cue(
        PrinterMachine(profile, tmp_path, reports),
        b"",
        lambda answer: b"\xff\x55\x80" + answer + b"\xfe" if answer else b"",
    )
    with Host(machine, PtyLine()) as host:
        printer = Printer(host.url, profile)
        assert printer.print(SLIP).state is PrintState.PRINTED
        assert printer.status().paper is Paper.OK
        printer.close()


def test_automatic_answers_in_between_do_not_prove_anything(
    profile: PrinterProfile, reports: Reports, tmp_path: Path
) -> None:
    telling = replace(profile, auto_status=True)
    with Host(PrinterMachine(telling, tmp_path, reports), PtyLine()) as host:
        printer = Printer(host.url, telling)
        assert printer.print(SLIP).state is PrintState.PRINTED
        host.command("paper after 1")
        assert printer.print(SLIP).code == "paper_out"
        printer.close()


def test_a_missing_port_is_a_transport_error(profile: PrinterProfile, tmp_path: Path) -> None:
    with pytest.raises(TransportError, match="no-such"):
        Printer(f"serial://{tmp_path}/no-such", profile).open()
