"""Which simulated board a profile means. Knows the families by name only."""

from pathlib import Path

from drivers.errors import SettingError
from drivers.font import chinese_font
from drivers.profile import (
    BoardProfile,
    HuiduProfile,
    ModbusBoardProfile,
    NumberBoardProfile,
    OnbonProfile,
    ShangLingProfile,
)
from drivers.sim.board import ANSWERING_BROADCAST, BoardMachine
from drivers.sim.board_huidu import HuiduMachine
from drivers.sim.board_modbus import ModbusBoardMachine
from drivers.sim.board_number import NumberBoardMachine
from drivers.sim.board_shangling import ShangLingMachine
from drivers.sim.host import Machine, Reporter


def board_machine(profile: BoardProfile, out: Path, report: Reporter, *, address: int = 1) -> Machine:
    """The board the profile describes, at the profile's address; `address` is an Onbon card's own where the profile
    speaks to any card. Raises SettingError when there is no font to draw with."""
    chinese_font(14)
    match profile:
        case OnbonProfile():
            card = address if profile.address == ANSWERING_BROADCAST else profile.address
            return BoardMachine(profile, out, report, card=card)
        case ShangLingProfile():
            return ShangLingMachine(profile, out, report)
        case NumberBoardProfile():
            return NumberBoardMachine(profile, out, report)
        case ModbusBoardProfile():
            return ModbusBoardMachine(profile, out, report)
        case HuiduProfile():
            return HuiduMachine(profile, out, report)
        case _:
            raise SettingError(f"profile {profile.name!r}: no simulator for this family of boards")
