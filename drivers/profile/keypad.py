"""A keypad's facts: what its keys send and what that means. Knows units and limits, not the keypad."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.profile.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class KeypadProfile:
    """Keypads on an FF 68 bus. `levels`: result code → level 5 (best) to 1; `keys`: key bytes → key name."""

    name: str
    baud: int = 9600
    levels: Mapping[int, int]
    keys: Mapping[bytes, str]
    repeat_s: float = 1.0
    write_timeout_s: float = 1.0


def read(table: Table) -> KeypadProfile:
    """Raises SettingError naming the key."""
    levels = table.table("levels")
    keys = table.table("keys")
    return KeypadProfile(
        name=table.text("name"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        levels={levels.hex_key(key)[0]: levels.whole(key, 1, 5) for key in levels.keys_left()},
        keys={keys.hex_key(key): keys.text(key) for key in keys.keys_left()},
        repeat_s=table.seconds("repeat_s", 1.0),
        write_timeout_s=table.seconds("write_timeout_s", 1.0),
    )
