"""The page behind the hidden corner, for the people who look after the machine."""

from dataclasses import dataclass, field
from enum import StrEnum


class Section(StrEnum):
    MENU = "menu"
    PRINTER = "printer"
    NETWORK = "network"
    VERSIONS = "versions"
    CALIBRATION = "calibration"
    LOG = "log"


class Chore(StrEnum):
    PRINTER_TEST = "printer_test"
    ROLL_CHANGED = "roll_changed"
    EXPORT_LOG = "export_log"
    END_PROGRAM = "end_program"


@dataclass(frozen=True, slots=True)
class StaffCode:
    typed: str = field(default="", repr=False)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class StaffChecking:
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """`doing`: a chore that has not ended; `done`, `is_fine`, `detail`: how the last one ended."""

    section: Section = Section.MENU
    doing: Chore | None = None
    done: Chore | None = None
    is_fine: bool = True
    detail: str = ""
