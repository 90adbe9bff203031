"""A scanner's facts: how its codes come and how it is told to scan. Knows units and limits, not the scanner."""

from dataclasses import dataclass

from drivers.profile.table import Table

DIALECTS = ("lines", "honeywell", "gm65", "ssi", "keyboard")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerProfile:
    """`dialect`: a serial scanner that only sends ("lines"), one that obeys ("honeywell", "gm65", "ssi"), or one that
    acts as a "keyboard". A code without an end is complete after `silence_s`; the same code again within `repeat_s`
    is the same scan."""

    name: str
    dialect: str = "lines"
    baud: int = 9600
    silence_s: float = 0.2
    repeat_s: float = 1.0
    write_timeout_s: float = 1.0


def read(table: Table) -> ScannerProfile:
    """Raises SettingError naming the key."""
    return ScannerProfile(
        name=table.text("name"),
        dialect=table.choice("dialect", DIALECTS, "lines"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        silence_s=table.seconds("silence_s", 0.2),
        repeat_s=table.seconds("repeat_s", 1.0),
        write_timeout_s=table.seconds("write_timeout_s", 1.0),
    )
