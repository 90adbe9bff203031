"""Prints bytes on a simulated printer and reads the codes in a picture of a slip with zbar."""

import subprocess
from dataclasses import replace
from pathlib import Path

from drivers import profile as profiles
from drivers.profile import PrinterProfile
from drivers.sim.escpos_op import next_op
from drivers.sim.paper import Paper
from drivers.sim.slip import Slip


def printer_profile(name: str = "printer-80mm", /, **changed: str | int) -> PrinterProfile:
    profile = profiles.load(name)
    assert isinstance(profile, PrinterProfile)
    return replace(profile, **changed)  # type: ignore[arg-type]


def printed(content: bytes, profile: PrinterProfile, *, clone: bool = False) -> tuple[Slip, Paper]:
    """The one slip that lies in the tray, torn off where there is no knife; and the paper behind it."""
    slips: list[Slip] = []
    paper = Paper(profile.columns, profile.dots, slips.append, rom=profile.rom, clone=clone)
    held = bytearray(content)
    while held:
        op = next_op(held, chinese=paper.modes.chinese)
        assert op is not None, f"the job ends inside a command: {held[:16].hex(' ')}"
        del held[: op.used]
        paper.do(op)
    paper.cut()
    assert len(slips) == 1
    return slips[0], paper


def codes_in(slip: Slip, folder: Path) -> list[str]:
    """What zbar reads from the slip: "QR-Code:…", "CODE-128:…", sorted."""
    _, picture = slip.save(folder / "slip")
    return codes_in_file(picture)


def codes_in_file(picture: Path) -> list[str]:
    done = subprocess.run(["zbarimg", "--nodbus", "-q", str(picture)], capture_output=True, text=True, check=False)
    return sorted(done.stdout.splitlines())
