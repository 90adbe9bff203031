"""Builds a simulated machine from words a person types and obeys further words. Knows neither stdin nor stdout."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from drivers import profile as profiles
from drivers.errors import SettingError
from drivers.font import chinese_font
from drivers.profile import (
    BoardProfile,
    Ff68Profile,
    FramemapProfile,
    HidProfile,
    IdReaderProfile,
    KeypadProfile,
    ModbusKeypadProfile,
    PrinterProfile,
    Profile,
    RelayProfile,
    ScannerProfile,
)
from drivers.sim.board_kind import board_machine
from drivers.sim.host import Host, Machine, Reporter
from drivers.sim.idreader import IdReaderMachine
from drivers.sim.keypad import KeypadMachine
from drivers.sim.keypad_framemap import FramemapMachine
from drivers.sim.keypad_hid import HidKeypadMachine
from drivers.sim.keypad_modbus import ModbusKeypadMachine
from drivers.sim.line import line_at
from drivers.sim.printer import PrinterMachine
from drivers.sim.relay import RelayMachine
from drivers.sim.scanner import ScannerMachine
from drivers.transport import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to simulate and where. `profile` None: the usual one of the kind."""

    kind: str
    profile: str | None = None
    pty: Path | None = None
    tcp: str | None = None
    out: Path = Path("sim-out")
    name: str | None = None
    address: int = 1


Builder = Callable[[Profile, Wanted, Reporter], Machine]


def _printer(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    chinese_font(22)
    return PrinterMachine(_of(PrinterProfile, profile, wanted), _pictures(wanted), report)


def _board(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    return board_machine(_of(BoardProfile, profile, wanted), _pictures(wanted), report, address=wanted.address)


def _keypad(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    match _of(KeypadProfile, profile, wanted):
        case Ff68Profile() as pads:
            return KeypadMachine(pads, report, address=wanted.address)
        case HidProfile() as keyboard:
            return HidKeypadMachine(keyboard, report)
        case ModbusKeypadProfile(framing="rtu") as modules:
            return ModbusKeypadMachine(modules, report)
        case FramemapProfile() as described:
            return FramemapMachine(described, report)
        case other:
            raise SettingError(f"there is no simulator for {other.name!r}")


def _idreader(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    _of(IdReaderProfile, profile, wanted)
    return IdReaderMachine(report)


def _scanner(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    return ScannerMachine(_of(ScannerProfile, profile, wanted), report)


def _relay(profile: Profile, wanted: Wanted, report: Reporter) -> Machine:
    chinese_font(14)
    return RelayMachine(_of(RelayProfile, profile, wanted), _pictures(wanted), report)


def _pictures(wanted: Wanted) -> Path:
    """The folder for what the machine shows, made now: a mistake is told before the machine runs."""
    try:
        wanted.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"--out {wanted.out}: {error.strerror}") from None
    if not os.access(wanted.out, os.W_OK):
        raise SettingError(f"--out {wanted.out}: Permission denied")
    return wanted.out


P = TypeVar("P")


def _of(kind: type[P], profile: Profile, wanted: Wanted) -> P:
    if not isinstance(profile, kind):
        raise SettingError(f"profile {wanted.profile!r} is not of a {wanted.kind}")
    return profile


# The word on the command line → the usual profile, and who builds the machine.
KINDS: dict[str, tuple[str, Builder]] = {
    "printer": ("printer-80mm", _printer),
    "board": ("onbon-bx5k-64x16", _board),
    "keypad": ("ff68-evaluator-5key", _keypad),
    "idreader": ("idreader-serial", _idreader),
    "scanner": ("scanner-serial", _scanner),
    "relay": ("relay-lcus", _relay),
}


def machine(wanted: Wanted, report: Reporter) -> Machine:
    """Raises SettingError when profile and kind do not go together, or when there is no font to draw with."""
    usual, build = KINDS[wanted.kind]
    return build(profiles.load(wanted.profile or usual), wanted, report)


def serve(wanted: Wanted, words: Iterable[str], report: Reporter) -> None:
    """Simulate until `words` end or one of them is `quit`; the first report says where the machine can be reached."""
    made = machine(wanted, report)
    with Host(made, line_at(wanted.pty, wanted.tcp)) as host:
        entry = named.register(wanted.name, host.url) if wanted.name else None
        try:
            report({"ready": wanted.kind, "url": host.url})
            _obey(host, words, report)
        finally:
            if entry is not None:
                entry.unlink(missing_ok=True)


def _obey(host: Host, words: Iterable[str], report: Reporter) -> None:
    for text in words:
        command = text.strip()
        if command == "quit":
            return
        if not command:
            continue
        try:
            host.command(command)
        except ValueError as error:
            report({"error": f"{command}: possible are quit, {error}"})
