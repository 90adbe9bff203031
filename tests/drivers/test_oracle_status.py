"""emupos, a printer by others: what it says of itself is read as it is meant, and its answers prove what it printed."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from drivers import profile as profiles
from drivers.device import Job, OnPaper, Paper, Printer, PrintState, fault_in
from drivers.profile import PrinterProfile
from tests.drivers import test_oracle_emupos as emupos
from tests.drivers.test_oracle_emupos import PATIENCE_S, Theirs

pytestmark = emupos.pytestmark
theirs = emupos.theirs

WAYS = pytest.mark.parametrize("way", ["tcp", "serial"])
TELLING = pytest.mark.parametrize("auto_status", [False, True], ids=["asked", "telling"])
SLIP = Job().text("政务服务大厅", size=2).text("A001").feed(2).cut()


@contextmanager
def _printer(theirs: Theirs, way: str, *, auto_status: bool = False) -> Iterator[Printer]:
    profile = profiles.load("printer-80mm")
    assert isinstance(profile, PrinterProfile)
    url = f"tcp://127.0.0.1:{theirs.tcp_port}" if way == "tcp" else f"serial://{theirs.line}?baud=9600"
    patient = replace(profile, auto_status=auto_status, reply_timeout_s=PATIENCE_S, settle_s=PATIENCE_S)
    printer = Printer(url, patient)
    try:
        yield printer
    finally:
        printer.close()


@contextmanager
def _faults(theirs: Theirs, *faults: str) -> Iterator[None]:
    for fault in faults:
        _fault(theirs, fault, "PUT")
    try:
        yield
    finally:
        for fault in faults:
            _fault(theirs, fault, "DELETE")


def _fault(theirs: Theirs, fault: str, method: str) -> None:
    wanted = urllib.request.Request(f"{theirs.api}/devices/front/faults/{fault}", method=method)
    with urllib.request.urlopen(wanted, timeout=PATIENCE_S):
        pass


@WAYS
@pytest.mark.parametrize(
    ("faults", "online", "cover_open", "paper", "code"),
    [
        ((), True, False, Paper.OK, None),
        (("paper-near-end",), True, False, Paper.NEAR_END, None),
        (("paper-out",), False, False, Paper.OUT, "paper_out"),
        (("cover-open",), False, True, Paper.OK, "cover_open"),
        (("paper-out", "cover-open"), False, True, Paper.OUT, "cover_open"),
        (("offline",), False, False, Paper.OK, "offline"),
    ],
)
def test_their_state_is_read_as_it_is_meant(
    theirs: Theirs, way: str, faults: tuple[str, ...], online: bool, cover_open: bool, paper: Paper, code: str | None
) -> None:
    with _faults(theirs, *faults), _printer(theirs, way) as printer:
        status = printer.status()
        assert (status.online, status.cover_open, status.paper) == (online, cover_open, paper)
        trouble = fault_in(status)
        assert (trouble and trouble.code) == code


@WAYS
@TELLING
def test_their_answers_prove_what_they_printed(theirs: Theirs, way: str, auto_status: bool) -> None:
    with _printer(theirs, way, auto_status=auto_status) as printer:
        for copy in (False, True):
            assert printer.print(SLIP, copy=copy).state is PrintState.PRINTED
            shown = ["补打 COPY"] if copy else []
            assert theirs._latest().lines == [*shown, "政务服务大厅", "A001"]


@WAYS
def test_without_paper_they_print_nothing_and_the_same_slip_comes_once_there_is_some(theirs: Theirs, way: str) -> None:
    with _printer(theirs, way) as printer:
        with _faults(theirs, "paper-out"):
            result = printer.print(SLIP)
            assert (result.code, result.on_paper) == ("paper_out", OnPaper.NOTHING)
        assert printer.print(SLIP).state is PrintState.PRINTED


@WAYS
def test_what_they_tell_by_themselves_is_heard(theirs: Theirs, way: str) -> None:
    with _printer(theirs, way, auto_status=True) as printer:
        assert printer.print(SLIP).state is PrintState.PRINTED
        with _faults(theirs, "paper-near-end"):
            talk = printer._talk
            assert talk.until(lambda: talk.status.paper is Paper.NEAR_END, PATIENCE_S)
