"""A relay board's facts: how it is told, which lamp hangs on which channel. Knows units and limits, not the board."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.profile.table import Table

PROTOCOLS = ("lcus", "modbus")
FRAMINGS = ("rtu", "tcp")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayProfile:
    """`channels` counted from 1; `lights`: colour → channel. `answers`: an LCUS board that tells its state when asked.
    `gap_s` lies between two commands of an LCUS board, `flash_s` is how long a flashing light is on and off,
    `refresh_s` how often the state is sent again. `address`, `first_coil`, `framing` and `reply_timeout_s` are Modbus.
    """

    name: str
    protocol: str = "lcus"
    baud: int = 9600
    channels: int = 4
    lights: Mapping[str, int]
    answers: bool = False
    gap_s: float = 0.05
    flash_s: float = 0.5
    refresh_s: float = 2.0
    write_timeout_s: float = 1.0
    address: int = 1
    first_coil: int = 0
    framing: str = "rtu"
    reply_timeout_s: float = 0.5


def read(table: Table) -> RelayProfile:
    """Raises SettingError naming the key."""
    protocol = table.choice("protocol", PROTOCOLS, "lcus")
    # LCUS channel 15 is "all".
    channels = table.whole("channels", 1, 14 if protocol == "lcus" else 32, 4)
    lights = table.table("lights")
    return RelayProfile(
        name=table.text("name"),
        protocol=protocol,
        baud=table.whole("baud", 300, 4_000_000, 9600),
        channels=channels,
        lights={colour: lights.whole(colour, 1, channels) for colour in lights.keys_left()},
        answers=table.flag("answers", False),
        gap_s=table.seconds("gap_s", 0.05),
        flash_s=table.seconds("flash_s", 0.5),
        refresh_s=table.seconds("refresh_s", 2.0),
        write_timeout_s=table.seconds("write_timeout_s", 1.0),
        address=table.whole("address", 1, 247, 1),
        first_coil=table.whole("first_coil", 0, 65504, 0),
        framing=table.choice("framing", FRAMINGS, "rtu"),
        reply_timeout_s=table.seconds("reply_timeout_s", 0.5),
    )
