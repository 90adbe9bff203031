"""Everything a small hall has on USB, plugged into the guest: printer, keypad, counter bus, board, card readers."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, Queue
from typing import TypeVar

from drivers import profile as profiles
from drivers.profile import Ff68Profile, OnbonProfile, PrinterProfile
from drivers.sim.board import BoardMachine
from drivers.sim.host import Host
from drivers.sim.idreader import IdReaderMachine
from drivers.sim.keypad import KeypadMachine
from drivers.sim.printer import PrinterMachine
from tests.vm.guest.ftdi_line import HOST_PATH, FtdiLine
from tests.vm.guest.kernel import PATIENCE_S, appears
from tests.vm.guest.keyboard import HidKeypad
from tests.vm.guest.pipes_line import PipesLine
from tests.vm.guest.printer_line import PrinterLine
from tests.vm.guest.reports_line import ReportsLine
from tests.vm.guest.tty_line import TtyLine

P = TypeVar("P")

OUT = Path("/tmp/vm-out")


class Reports:
    """What one machine says about itself, in order."""

    def __init__(self) -> None:
        self._said: Queue[Mapping[str, object]] = Queue()

    def __call__(self, report: Mapping[str, object]) -> None:
        self._said.put(report)

    def next_with(self, key: str) -> Mapping[str, object]:
        """The next report that has `key`; others before it are dropped. Fails when none comes."""
        while True:
            try:
                report = self._said.get(timeout=PATIENCE_S)
            except Empty:
                raise AssertionError(f"no report of {key!r} within {PATIENCE_S:g} s") from None
            if key in report:
                return report

    def forget(self) -> list[str]:
        """Drop what was said until now; returns it as text."""
        said = []
        while not self._said.empty():
            said.append(json.dumps(self._said.get(), ensure_ascii=False))
        return said


class Hall:
    """The machines, each at work behind its real kernel driver."""

    def __init__(self, stack: ExitStack) -> None:
        self.printer_profile = _shipped("printer-80mm", PrinterProfile)
        self.board_profile = _shipped("onbon-bx5k-64x16", OnbonProfile)
        self.bus_profile = _shipped("ff68-counter", Ff68Profile)
        self.printer_reports, self.board_reports, self.bus_reports = Reports(), Reports(), Reports()
        self.keypad = HidKeypad()
        stack.callback(self.keypad.close)
        self.printer_line, self.bus_line, self.board_line = PrinterLine(), TtyLine(), FtdiLine()
        self.pipes_line, self.reports_line = PipesLine(), ReportsLine()
        # All are plugged in before any is waited for: the host sets them up side by side.
        for line in (self.keypad, self.printer_line, self.bus_line, self.pipes_line, self.reports_line):
            line.gadget.settle()
        self.printer_line.open()
        appears(HOST_PATH)
        printer = PrinterMachine(self.printer_profile, OUT / "printer", self._printer_says)
        board = BoardMachine(self.board_profile, OUT / "board", self.board_reports)
        self.printer = stack.enter_context(Host(printer, self.printer_line))
        self.board = stack.enter_context(Host(board, self.board_line))
        self.pipes = stack.enter_context(Host(IdReaderMachine(Reports()), self.pipes_line))
        self.reports = stack.enter_context(Host(IdReaderMachine(Reports()), self.reports_line))
        self.bus = stack.enter_context(Host(KeypadMachine(self.bus_profile, self.bus_reports), self.bus_line))

    def _printer_says(self, report: Mapping[str, object]) -> None:
        if "paper" in report:
            self.printer_line.set_port_status(paper=report["paper"] != "out")
        self.printer_reports(report)


def _shipped(name: str, kind: type[P]) -> P:
    found = profiles.load(name)
    if not isinstance(found, kind):
        raise TypeError(f"profile {name} is a {type(found).__name__}")
    return found
