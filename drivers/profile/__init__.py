"""Facts of one model of machine, read from TOML into frozen values. Knows no device and no line."""

from drivers.profile.board import (
    BoardProfile,
    Capabilities,
    HuiduProfile,
    ModbusBoardProfile,
    NumberBoardProfile,
    OnbonProfile,
    ShangLingProfile,
    Voice,
)
from drivers.profile.idreader import IdReaderProfile
from drivers.profile.keypad import (
    Ff68Profile,
    FramemapProfile,
    HidProfile,
    KeypadProfile,
    ModbusKeypadProfile,
    asks_reasons,
    reason_of,
)
from drivers.profile.load import Profile, load, parse, shipped_matchers
from drivers.profile.match import Matcher, Traits
from drivers.profile.printer import PrinterProfile
from drivers.profile.relay import RelayProfile
from drivers.profile.scanner import ScannerProfile

__all__ = [
    "BoardProfile",
    "Capabilities",
    "Ff68Profile",
    "FramemapProfile",
    "HidProfile",
    "HuiduProfile",
    "IdReaderProfile",
    "KeypadProfile",
    "Matcher",
    "ModbusBoardProfile",
    "ModbusKeypadProfile",
    "NumberBoardProfile",
    "OnbonProfile",
    "PrinterProfile",
    "Profile",
    "RelayProfile",
    "ScannerProfile",
    "ShangLingProfile",
    "Traits",
    "Voice",
    "asks_reasons",
    "load",
    "parse",
    "reason_of",
    "shipped_matchers",
]
