"""What a printer lets know, from every source: asked, told by itself, from its USB port, counted, or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers.codec.escpos_reply import PrinterStatus
from drivers.device import Job, Paper, Printer, PrintState, fault_in
from drivers.device.paper_count import millimetres
from drivers.device.typeset import typeset
from drivers.errors import TransportError
from drivers.profile import PrinterProfile
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from drivers.sim.printer import PrinterMachine
from drivers.transport import Transport, open_transport
from tests.drivers.benches import PATIENCE_S, Cue, Reports
from tests.drivers.printing import IMPATIENT, PATIENT, SLIP, bench


class Usb:
    """A line with a port that can be asked (as transport.usb has); `byte` is what it says."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.byte: int | None = 0x18
        self.resets = 0

    def write(self, payload: bytes, *, timeout: float) -> None:
        self._inner.write(payload, timeout=timeout)

    def read(self, limit: int, *, timeout: float) -> bytes:
        return self._inner.read(limit, timeout=timeout)

    def discard_input(self) -> None:
        self._inner.discard_input()

    def close(self) -> None:
        self._inner.close()

    def port_status(self) -> int | None:
        return self.byte

    def soft_reset(self) -> None:
        self.resets += 1


@pytest.fixture
def usb(monkeypatch: pytest.MonkeyPatch) -> list[Usb]:
    """Every line opened has a port; the ports, newest last."""
    ports: list[Usb] = []

    def opened(url: str, *, default_baud: int) -> Usb:
        ports.append(Usb(open_transport(url, default_baud=default_baud)))
        return ports[-1]

    monkeypatch.setattr("drivers.device.link.transport.open_transport", opened)
    return ports


def _silent(tmp_path: Path) -> Host:
    machine = PrinterMachine(PATIENT, tmp_path, Reports())
    machine.silent = True
    return Host(machine, PtyLine())


def test_a_silent_printer_with_an_empty_usb_port_is_out_of_paper(usb: list[Usb], tmp_path: Path) -> None:
    with _silent(tmp_path) as host:
        printer = Printer(host.url, replace(IMPATIENT, reply_timeout_s=0.05))
        printer.open()
        assert printer.status() == PrinterStatus()  # 18 may be all this port ever says
        usb[-1].byte = 0x38
        trouble = fault_in(printer.status())
        assert trouble is not None
        assert trouble.code == "paper_out"
        usb[-1].byte = 0x18  # it has changed: now 18 means well
        assert (printer.status().online, printer.status().paper) == (True, Paper.OK)
        printer.close()


def test_a_usb_printer_is_emptied_by_its_port(usb: list[Usb], tmp_path: Path) -> None:
    with bench(PtyLine(), replace(PATIENT, clear="reset"), tmp_path) as on:
        on.command("paper after 1")
        assert on.printer.print(SLIP).code == "paper_out"
        assert on.printer.abandon() is True
        assert usb[-1].resets == 1


def test_a_line_without_a_port_cannot_be_reset(tmp_path: Path) -> None:
    with bench(PtyLine(), replace(PATIENT, clear="reset"), tmp_path) as on:
        on.command("paper after 1")
        on.printer.print(SLIP)
        assert on.printer.abandon() is False


def test_what_a_printer_tells_by_itself_is_asked_for_again_by_every_slip(tmp_path: Path) -> None:
    telling = replace(PATIENT, auto_status=True)
    with bench(PtyLine(), telling, tmp_path) as on:
        for _ in range(2):
            assert on.printer.print(SLIP).state is PrintState.PRINTED
            on.command("paper low")
            # Told: nobody has asked since the slip.
            assert on.printer._talk.until(lambda: on.printer._talk.status.paper is Paper.NEAR_END, PATIENCE_S)
            on.command("paper in")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("paper out", "paper_out"),
        ("cover open", "cover_open"),
        ("head hot", "head_hot"),
        ("feed press", "feed_button"),
    ],
)
def test_each_trouble_has_its_code(command: str, code: str, tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command(command)
        trouble = fault_in(on.printer.status())
        assert trouble is not None
        assert (trouble.code, trouble.sentence[-1]) == (code, "。")


def test_a_freed_knife_still_waits_to_be_recovered(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.command("cutter jam")
        assert on.printer.print(SLIP).code == "cutter_error"
        on.command("cutter free")
        assert (on.printer.status().waiting, on.printer.status().cutter_failed) == (True, True)


def test_the_most_telling_trouble_is_told_first() -> None:
    status = PrinterStatus(online=False, cover_open=True, error=True, paper=Paper.OUT)
    codes = []
    for change in ({"cover_open": False}, {"paper": Paper.OK}, {"error": False}, {"online": True}):
        trouble = fault_in(status)
        codes.append(trouble and trouble.code)
        status = replace(status, **change)
    assert (codes, fault_in(status)) == (["cover_open", "paper_out", "printer_error", "offline"], None)


def _near_end(profile: PrinterProfile, tmp_path: Path, used: int, command: str) -> Paper:
    with bench(PtyLine(), profile, tmp_path) as on:
        on.printer.paper_used = used
        on.command(command)
        return on.printer.status().paper


@pytest.mark.parametrize(
    ("near_end", "used", "command", "told"),
    [
        ("sensor", 0, "paper low", Paper.NEAR_END),
        ("sensor", 49_000, "paper in", Paper.OK),
        ("count", 0, "paper low", Paper.OK),  # a sensor that is not there says anything
        ("count", 47_000, "paper in", Paper.OK),
        ("count", 47_001, "paper in", Paper.NEAR_END),
        ("count", 47_001, "paper out", Paper.OUT),
        ("none", 49_000, "paper low", Paper.OK),
    ],
)
def test_a_roll_nearly_used_up_is_noticed_as_the_profile_says(
    near_end: str, used: int, command: str, told: Paper, tmp_path: Path
) -> None:
    assert _near_end(replace(PATIENT, near_end=near_end, roll_mm=50_000), tmp_path, used, command) is told


def test_paper_is_counted_until_a_new_roll_is_put_in(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        on.printer.print(SLIP)
        one = on.printer.paper_used
        on.printer.print(SLIP)
        assert on.printer.paper_used == 2 * one
        on.printer.reset_paper()
        assert on.printer.paper_used == 0


@pytest.mark.parametrize(
    ("job", "least", "most"),
    [
        (Job().text("A"), 3, 5),
        (Job().text("A", size=4), 11, 14),
        (Job().feed(10), 37, 38),
        (Job().feed_dots(800), 100, 100),
        (Job().qr("https://q.example.gov.cn/t/A001", module=6), 20, 30),
        (Job().barcode("A001", height=80), 10, 15),
    ],
)
def test_the_paper_of_a_job_is_about_right(job: Job, least: int, most: int) -> None:
    assert least <= millimetres(typeset(job, PATIENT)) <= most


def test_a_printer_says_who_made_it(tmp_path: Path) -> None:
    with bench(PtyLine(), PATIENT, tmp_path) as on:
        assert on.printer.identify() == {"maker": "BIANMIN", "model": "bench", "firmware": "1.00"}


def test_a_printer_that_does_not_say_who_made_it_is_none_the_worse(tmp_path: Path) -> None:
    machine = Cue(PrinterMachine(PATIENT, tmp_path, Reports()), b"\x1dI", lambda answer: answer.replace(b"\x5f", b""))
    quick = replace(PATIENT, reply_timeout_s=0.5)
    with bench(PtyLine(), quick, tmp_path, machine=machine) as on:
        assert on.printer.identify() == {}
        assert on.printer.print(SLIP).state is PrintState.PRINTED


def test_answers_that_come_too_late_are_not_taken_for_others(tmp_path: Path) -> None:
    with bench(PtyLine(), replace(PATIENT, reply_timeout_s=0.2), tmp_path) as on:
        on.command("feed press", "line slow 500")
        with pytest.raises(TransportError):
            on.printer.ensure_ready()
        on.command("line slow 0")
        # The late answer to question 1 has bits that mean other things in an answer to 2 or 3.
        for _ in range(3):
            status = on.printer.status()
            assert (status.cutter_failed, status.cover_open) in ((False, False), (None, None))
        assert fault_in(status) is not None
