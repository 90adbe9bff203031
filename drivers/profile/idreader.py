"""An ID-card reader's facts: how fast its line is and how often it is asked. Knows units and limits, not the reader."""

from dataclasses import dataclass

from drivers.profile.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class IdReaderProfile:
    """A reader with a SAM_V module. `poll_s` lies between two looks for a card, `extra_s` is what line and station may
    need on top of the module's own time, `attempts` how often it is asked before it counts as silent."""

    name: str
    baud: int = 115200
    poll_s: float = 0.3
    extra_s: float = 0.2
    attempts: int = 3
    write_timeout_s: float = 5.0


def read(table: Table) -> IdReaderProfile:
    """Raises SettingError naming the key."""
    return IdReaderProfile(
        name=table.text("name"),
        baud=table.whole("baud", 9600, 115200, 115200),
        poll_s=table.seconds("poll_s", 0.3),
        extra_s=table.seconds("extra_s", 0.2),
        attempts=table.whole("attempts", 1, 10, 3),
        write_timeout_s=table.seconds("write_timeout_s", 5.0),
    )
