"""Facts of one model of machine, read from TOML into frozen values. Knows no device and no line."""

from drivers.profile.load import load, parse
from drivers.profile.model import BoardProfile, KeypadProfile, PrinterProfile, Profile

__all__ = ["BoardProfile", "KeypadProfile", "PrinterProfile", "Profile", "load", "parse"]
