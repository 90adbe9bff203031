"""A keypad's facts, one class per family: what its keys send and what that means. Knows units and limits, no keypad."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from drivers.codec import evdev, framemap
from drivers.codec.framemap import Checksum, Pattern
from drivers.errors import FrameError
from drivers.profile.table import Table

C = TypeVar("C", int, str, bytes)

LEVEL_NAMES = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
KEY_NAMES = frozenset(evdev.NAMES.values())
ECHOES = {"auto": None, "yes": True, "no": False}
INPUTS_AT_ONCE = 64
REASON = "reason_"
"""Keys of this name and a number from 1 say why a visitor was dissatisfied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeypadProfile:
    """What every keypad's profile tells. A level is 5 非常满意 to 1 非常不满意; what is in no map means nothing."""

    name: str
    baud: int = 9600


@dataclass(frozen=True, slots=True, kw_only=True)
class Ff68Profile(KeypadProfile):
    """Keypads on an FF 68 bus. `levels`: result code → level; `keys`: key bytes → key name; `results`: result codes
    that are no level → key name.

    `repeat_s`: the same key again within it is the pad saying it once more. `gives_up_s`: how long a pad that got no
    answer goes on saying it. `echo`: whether the line gives back what is sent on it; None finds out.
    """

    levels: Mapping[int, int]
    keys: Mapping[bytes, str]
    results: Mapping[int, str] = field(default_factory=dict)
    repeat_s: float = 1.0
    gives_up_s: float = 5.0
    echo: bool | None = None
    write_timeout_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HidProfile(KeypadProfile):
    """A USB keypad that is a keyboard. `levels` and `keys` by the names of Linux: "KP1", "ENTER", "F1".

    Digits that are in neither map are typed before a key; they are forgotten after `typed_s` without a key.
    """

    levels: Mapping[str, int]
    keys: Mapping[str, str]
    typed_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusKeypadProfile(KeypadProfile):
    """Keys on the discrete inputs of Modbus modules at `addresses`; `levels` and `keys` by the input's number.

    Inputs are asked for every `poll_s`; a key counts again when its input was off for `debounce_s` (contacts bounce).
    """

    levels: Mapping[int, int]
    keys: Mapping[int, str]
    addresses: tuple[int, ...] = (1,)
    poll_s: float = 0.05
    debounce_s: float = 0.08
    reply_timeout_s: float = 0.2
    framing: str = "rtu"
    echo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMeaning:
    """One kind of frame and what its field means."""

    pattern: Pattern
    levels: Mapping[int, int]
    keys: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FramemapProfile(KeypadProfile):
    """An evaluator or pad whose frames are described here. `alone`: a frame counts only between two silences of
    `gap_s`; the same frame again within `repeat_s` is the device saying it once more."""

    frames: tuple[FrameMeaning, ...]
    alone: bool = False
    gap_s: float = 0.05
    repeat_s: float = 1.0
    write_timeout_s: float = 1.0


def reason_of(key: str) -> int | None:
    """Which reason a key of this name says, counted from 1; None for any other key."""
    number = key.removeprefix(REASON)
    return int(number) if key.startswith(REASON) and number.isascii() and number.isdecimal() else None


def asks_reasons(profile: KeypadProfile) -> bool:
    """Whether the keypad has keys for reasons."""
    match profile:
        case Ff68Profile():
            names = [*profile.keys.values(), *profile.results.values()]
        case HidProfile() | ModbusKeypadProfile():
            names = list(profile.keys.values())
        case FramemapProfile():
            names = [name for frame in profile.frames for name in frame.keys.values()]
        case _:
            names = []
    return any(reason_of(name) is not None for name in names)


def read(table: Table) -> KeypadProfile:
    """Raises SettingError naming the key."""
    return _FAMILIES[table.choice("family", tuple(_FAMILIES), "ff68")](table)


def _ff68(table: Table) -> Ff68Profile:
    levels, others = _levels(table.table("levels"), _byte), table.table("results")
    results = _keys(others, _byte)
    _require_one_meaning(others, levels, results)
    return Ff68Profile(
        name=table.text("name"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        levels=levels,
        keys=_keys(table.table("keys"), Table.hex_key),
        results=results,
        repeat_s=table.seconds("repeat_s", 1.0),
        gives_up_s=table.seconds("gives_up_s", 5.0),
        echo=ECHOES[table.choice("echo", tuple(ECHOES), "auto")],
        write_timeout_s=table.seconds("write_timeout_s", 1.0),
    )


def _hid(table: Table) -> HidProfile:
    levels, keys = table.table("levels"), table.table("keys")
    profile = HidProfile(
        name=table.text("name"),
        levels=_levels(levels, _key_name),
        keys=_keys(keys, _key_name),
        typed_s=table.seconds("typed_s", 10.0),
    )
    _require_one_meaning(keys, profile.levels, profile.keys)
    return profile


def _modbus(table: Table) -> ModbusKeypadProfile:
    levels, keys = table.table("levels"), table.table("keys")
    profile = ModbusKeypadProfile(
        name=table.text("name"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        levels=_levels(levels, _input),
        keys=_keys(keys, _input),
        addresses=table.wholes("addresses", 1, 247, (1,)),
        poll_s=table.seconds("poll_s", 0.05),
        debounce_s=table.seconds("debounce_s", 0.08),
        reply_timeout_s=table.seconds("reply_timeout_s", 0.2),
        framing=table.choice("framing", ("rtu", "tcp"), "rtu"),
        echo=table.flag("echo", False),
    )
    _require_one_meaning(keys, profile.levels, profile.keys)
    inputs = {*profile.levels, *profile.keys}
    if not inputs or max(inputs) - min(inputs) >= INPUTS_AT_ONCE:
        raise table.refused("levels, keys", f"1 to {INPUTS_AT_ONCE} inputs next to each other must have a meaning")
    return profile


def _framemap(table: Table) -> FramemapProfile:
    alone = table.flag("alone", False)
    entries = table.tables("frames")
    frames = tuple(_frame(entry) for entry in entries)
    if not frames:
        raise table.refused("frames", "at least one frame must be described")
    try:
        framemap.require_sound([frame.pattern for frame in frames], alone=alone)
    except FrameError as error:
        raise table.refused("frames", str(error)) from None
    levels = [level for frame in frames for level in frame.levels.values()]
    if len(set(levels)) < len(levels):
        raise table.refused("frames", "one level is given twice")
    return FramemapProfile(
        name=table.text("name"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        frames=frames,
        alone=alone,
        gap_s=table.seconds("gap_s", 0.05),
        repeat_s=table.seconds("repeat_s", 1.0),
        write_timeout_s=table.seconds("write_timeout_s", 1.0),
    )


def _frame(entry: Table) -> FrameMeaning:
    answers = "answer" in entry.keys_left()
    pattern = Pattern(
        match=_mask(entry, "match"),
        field=entry.whole("field", 0, framemap.LONGEST - 1),
        checksum=_checksum(entry.table("checksum")),
        answer=_mask(entry, "answer") if answers else None,
    )
    levels, keys = entry.table("levels"), entry.table("keys")
    meaning = FrameMeaning(pattern=pattern, levels=_levels(levels, _byte), keys=_keys(keys, _byte))
    _require_one_meaning(keys, meaning.levels, meaning.keys)
    return meaning


def _checksum(table: Table) -> Checksum | None:
    if not table.keys_left():
        return None
    return Checksum(
        rule=table.choice("rule", tuple(framemap.RULES)),
        first=table.whole("first", 0, framemap.LONGEST - 1, 0),
        at=table.whole("at", 0, framemap.LONGEST - 1),
    )


def _mask(table: Table, key: str) -> framemap.Mask:
    try:
        return framemap.mask_of(table.text(key))
    except FrameError as error:
        raise table.refused(key, str(error)) from None


# The word after `family =` → who reads the rest.
_FAMILIES: dict[str, Callable[[Table], KeypadProfile]] = {
    "ff68": _ff68,
    "hid": _hid,
    "modbus": _modbus,
    "framemap": _framemap,
}


def _levels(table: Table, code_of: Callable[[Table, str], C]) -> dict[C, int]:
    """Code → level. A level that two keys give is a slip of the pen."""
    levels: dict[C, int] = {}
    for key in table.keys_left():
        code, level = _fresh(table, key, code_of, levels), table.whole(key, 1, 5)
        if level in levels.values():
            raise table.refused(key, f"level {level} is given twice")
        levels[code] = level
    return levels


def _keys(table: Table, code_of: Callable[[Table, str], C]) -> dict[C, str]:
    """Code → key name. Two keys may do the same."""
    keys: dict[C, str] = {}
    for key in table.keys_left():
        keys[_fresh(table, key, code_of, keys)] = table.text(key)
    return keys


def _fresh(table: Table, key: str, code_of: Callable[[Table, str], C], taken: Collection[C]) -> C:
    code = code_of(table, key)
    if code in taken:
        raise table.refused(key, "stands there twice")
    return code


def _require_one_meaning(table: Table, levels: Mapping[C, int], keys: Mapping[C, str]) -> None:
    for code in levels.keys() & keys.keys():
        raise table.refused(str(code), "is a level and a key at once")


def _byte(table: Table, key: str) -> int:
    coded = table.hex_key(key)
    if len(coded) != 1:
        raise table.refused(key, "is not one byte in hex")
    return coded[0]


def _input(table: Table, key: str) -> int:
    if not key.isascii() or not key.isdecimal() or int(key) > 0xFFFF:
        raise table.refused(key, "is no input's number of 0 to 65535")
    return int(key)


def _key_name(table: Table, key: str) -> str:
    if key not in KEY_NAMES:
        raise table.refused(key, 'is no key\'s name; they are like "1", "KP1", "ENTER", "F1"')
    return key
