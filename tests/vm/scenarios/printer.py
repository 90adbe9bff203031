"""A ticket printer on USB: the kernel's own driver in the way, paper that ends, a plug pulled mid-slip."""

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from drivers.device import Job, Paper, Printer, PrintResult, PrintState
from drivers.errors import LineStalled, TransportError
from drivers.transport import open_transport
from drivers.transport.usb import UsbTransport
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import PATIENCE_S, appears, until

NORMAL, PAPER_EMPTY = 0x18, 0x30
INTERFACE = 0
LARGE = bytes(range(1, 251)) * 160
"""More than the printer's end of the cable buffers."""


def _job(number: str) -> Job:
    job = Job().text("政务服务大厅", size=2, align="centre").text(f"您的号码：{number}")
    return job.text("业务：户籍办理").text("前面等待 5 人").feed(3).cut()


def _slip(hall: Hall) -> str:
    """The words of the next slip that comes out."""
    return Path(str(hall.printer_reports.next_with("slip")["slip"])).read_text(encoding="utf-8")


@contextmanager
def _printer(hall: Hall) -> Iterator[Printer]:
    hall.printer_reports.forget()
    with closing(Printer(hall.printer_line.url, dataclasses.replace(hall.printer_profile, settle_s=2.0))) as printer:
        yield printer


class _Printing(threading.Thread):
    """A slip being printed while something happens to the printer."""

    def __init__(self, printer: Printer, job: Job) -> None:
        super().__init__(name="printing")
        self._printer, self._job = printer, job
        self._result: PrintResult | None = None
        self.start()

    def run(self) -> None:
        self._result = self._printer.print(self._job)

    def result(self) -> PrintResult:
        self.join(PATIENCE_S)
        assert self._result is not None, "the slip is neither printed nor known to have failed"
        return self._result


def a_slip_over_usb_is_printed_and_proved(hall: Hall) -> None:
    with _printer(hall) as printer:
        result = printer.print(_job("A001"))
    assert result.state is PrintState.PRINTED, result
    slip = _slip(hall)
    assert "您的号码：A001" in slip, slip
    assert "政务服务大厅" in slip, slip


def the_kernels_own_driver_steps_aside_and_comes_back(hall: Hall) -> None:
    gadget = hall.printer_line.gadget
    until(lambda: gadget.driver_of(INTERFACE) == "usblp", "usblp has the printer")
    appears("/dev/usb/lp0")
    with _printer(hall) as printer:
        assert printer.status().paper is Paper.OK
        assert gadget.driver_of(INTERFACE) != "usblp", "two programs talk to one printer"
    until(lambda: gadget.driver_of(INTERFACE) == "usblp", "usblp has the printer again")
    appears("/dev/usb/lp0")


def the_port_status_says_when_the_paper_is_out(hall: Hall) -> None:
    with closing(open_transport(hall.printer_line.url)) as line:
        assert isinstance(line, UsbTransport)
        assert line.device_id().startswith("MFG:KQ;MDL:T80;"), line.device_id()
        hall.printer.command("paper out")
        hall.printer_line.set_port_status(paper=False)
        assert line.port_status() == PAPER_EMPTY
        hall.printer.command("paper in")
        hall.printer_line.set_port_status(paper=True)
        assert line.port_status() == NORMAL


def a_printer_that_does_not_speak_tells_of_its_paper_by_the_port(hall: Hall) -> None:
    with _printer(hall) as printer:
        hall.printer.command("silent on")
        try:
            assert printer.status().paper is Paper.UNKNOWN, printer.status()
            hall.printer_line.set_port_status(paper=False)
            assert printer.status().paper is Paper.OUT, printer.status()
            result = printer.print(_job("A007"))
            assert (result.state, result.code) == (PrintState.FAILED, "paper_out"), result
        finally:
            hall.printer_line.set_port_status(paper=True)
            hall.printer.command("silent off")


def a_slip_whose_paper_ends_is_not_called_printed(hall: Hall) -> None:
    with _printer(hall) as printer:
        hall.printer.command("paper after 2")
        result = printer.print(_job("A002"))
        assert (result.state, result.code) == (PrintState.FAILED, "paper_out"), result
        assert printer.print(_job("A003")).code == "paper_out"
        hall.printer_line.set_port_status(paper=True)
        hall.printer.command("paper in")
        after = printer.print(_job("A004"))
    assert after.state is PrintState.PRINTED, after
    until(lambda: "A004" in _slip(hall), "the next slip is out")


def a_slip_cut_off_by_the_plug_is_not_called_printed(hall: Hall) -> None:
    line = hall.printer_line
    with _printer(hall) as printer:
        assert printer.status().paper is Paper.OK
        # The questions before a slip are about 20 bytes, the slip about 200: the plug goes in its midst.
        line.fill_after(100)
        printing = _Printing(printer, _job("A005"))
        assert line.full.wait(PATIENCE_S), "the slip does not begin"
        line.unplug()
        result = printing.result()
        assert result.state is not PrintState.PRINTED, result
        with suppress(TransportError):
            printer.status()
            raise AssertionError("a printer that is not there has answered")
        line.drain()
        line.replug()
        after = until(lambda: _printed(printer, "A006"), "the printer is back")
    assert after.state is PrintState.PRINTED
    until(lambda: "A006" in _slip(hall), "the next slip is out")


def _printed(printer: Printer, number: str) -> PrintResult | None:
    result = printer.print(_job(number))
    return result if result.state is PrintState.PRINTED else None


def what_a_full_printer_has_not_taken_follows_at_the_right_byte(hall: Hall) -> None:
    line, got = hall.printer_line, bytearray()
    with closing(open_transport(line.url)) as transport, line.diverted(got):
        line.fill_after(1000)
        try:
            transport.write(LARGE, timeout=0.5)
            raise AssertionError("a full printer has taken everything")
        except LineStalled as stalled:
            sent = stalled.sent
        assert sent is not None
        assert 1000 <= sent < len(LARGE), sent
        line.drain()
        transport.write(LARGE[sent:], timeout=5.0)
        until(lambda: len(got) >= len(LARGE), "everything has arrived")
    assert bytes(got) == LARGE, "bytes are lost or doubled"
