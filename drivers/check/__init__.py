"""Talks to one device and says in plain Chinese what works. Knows devices, not who reads the sentences."""

from collections.abc import Iterator

from drivers.check.board import check_board
from drivers.check.failed import CheckFailed
from drivers.check.idreader import check_idreader
from drivers.check.keypad import check_keypad
from drivers.check.printer import check_printer
from drivers.check.relay import check_relay
from drivers.check.scanner import check_scanner
from drivers.device import IdReader, Printer, Relay, Scanner, make_board, make_keypad
from drivers.profile import (
    BoardProfile,
    IdReaderProfile,
    KeypadProfile,
    PrinterProfile,
    Profile,
    RelayProfile,
    ScannerProfile,
)

__all__ = ["CheckFailed", "check"]


def check(url: str, profile: Profile, *, listen_s: float) -> Iterator[str]:
    """Sentences as the check goes on: asks a printer and prints a test slip, shows a text on a board, waits up to
    `listen_s` seconds for a key of a keypad. Raises CheckFailed, TransportError, DeviceFault, SettingError."""
    match profile:
        case PrinterProfile():
            return check_printer(Printer(url, profile), profile)
        case BoardProfile():
            return check_board(make_board(url, profile))
        case KeypadProfile():
            return check_keypad(make_keypad(url, profile), profile, listen_s)
        case IdReaderProfile():
            return check_idreader(IdReader(url, profile), listen_s)
        case ScannerProfile():
            return check_scanner(Scanner(url, profile), listen_s)
        case RelayProfile():
            return check_relay(Relay(url, profile), profile)
