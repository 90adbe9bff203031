"""An LED board, whatever its family: what all of them do, and which one a profile means. Knows no protocol."""

from collections.abc import Sequence
from typing import Protocol

from drivers.device.board_huidu import HuiduBoard
from drivers.device.board_modbus import ModbusBoard
from drivers.device.board_number import NumberBoard
from drivers.device.board_onbon import OnbonBoard
from drivers.device.board_shangling import ShangLingBoard
from drivers.device.link import Line
from drivers.errors import SettingError
from drivers.profile import (
    BoardProfile,
    Capabilities,
    HuiduProfile,
    ModbusBoardProfile,
    NumberBoardProfile,
    OnbonProfile,
    ShangLingProfile,
)


class Board(Protocol):
    """A board behind a line. One thread at a time; a line that broke is opened again by the next use.

    What the board cannot do is left out, as `capabilities` says: a colour it has not, flashing, speech, and on a board
    of digits everything but the digits of a ticket's number.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""

    def close(self) -> None:
        """Give the line back; never raises."""

    def ensure_ready(self) -> None:
        """Return if the board answers; a board that never answers is ready when its line is open.

        Raises TransportError, or DeviceFault when it answers that it will not.
        """

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False, speak: str = "") -> None:
        """Replace what the board shows, and say `speak`; returns when the board has confirmed, if it ever does.

        Raises as `ensure_ready`, and ValueError for a colour no board has (known: red, green, yellow).
        """

    def speak(self, text: str) -> None:
        """Say it; what the board shows stays. Raises as `ensure_ready`."""

    def clear(self) -> None:
        """Take everything off the board. Raises as `ensure_ready`."""


def make_board(port: str | Line, profile: BoardProfile) -> Board:
    """The board of this profile behind a port URL or a line shared with others. Opens nothing.

    Raises SettingError for a family this version has no driver of.
    """
    match profile:
        case OnbonProfile():
            return OnbonBoard(port, profile)
        case ShangLingProfile():
            return ShangLingBoard(port, profile)
        case NumberBoardProfile():
            return NumberBoard(port, profile)
        case ModbusBoardProfile():
            return ModbusBoard(port, profile)
        case HuiduProfile():
            return HuiduBoard(port, profile)
        case _:
            raise SettingError(f"profile {profile.name!r}: no driver for this family of boards")
