"""A slip that a killed kiosk has left half in the printer: the next one is not joined to it."""

from __future__ import annotations

from pathlib import Path

from drivers import profile as profiles
from drivers.device import Job, PrintState
from drivers.profile import PrinterProfile
from drivers.sim.console import Wanted, machine
from drivers.sim.host import Host
from drivers.sim.line import PtyLine
from kiosk.roll import CountedPrinter
from kiosk.unfinished import Unfinished

PROFILE = profiles.load("printer-80mm")


def slip(number: str) -> Job:
    job = Job()
    for _ in range(8):
        job = job.text(number)
    return job.cut()


def test_half_a_slip_of_a_former_life_is_cut_off_before_the_next(tmp_path: Path) -> None:
    assert isinstance(PROFILE, PrinterProfile)
    with Host(machine(Wanted(kind="printer", out=tmp_path / "slips"), lambda _: None), PtyLine()) as host:
        killed = CountedPrinter(host.url, PROFILE, tmp_path)
        host.command("paper after 4")
        assert killed.print(slip("A001")).state is not PrintState.PRINTED
        killed.close()
        host.command("power off")
        host.command("power on")
        host.command("paper in")
        after = CountedPrinter(host.url, PROFILE, tmp_path)
        assert after.print(slip("A002")).state is PrintState.PRINTED
        after.close()
    out = [each.read_text(encoding="utf-8") for each in sorted((tmp_path / "slips").glob("*.txt"))]
    assert [("A001" in each, "A002" in each) for each in out] == [(True, False), (False, True)]
    assert not Unfinished(tmp_path).is_set


def test_a_whole_slip_leaves_nothing_to_cut_off(tmp_path: Path) -> None:
    assert isinstance(PROFILE, PrinterProfile)
    with Host(machine(Wanted(kind="printer", out=tmp_path / "slips"), lambda _: None), PtyLine()) as host:
        for number in ("A001", "A002"):
            printer = CountedPrinter(host.url, PROFILE, tmp_path)
            assert printer.print(slip(number)).state is PrintState.PRINTED
            printer.close()
    assert len(list((tmp_path / "slips").glob("*.txt"))) == 2
