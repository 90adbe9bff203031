"""Reads a profile from TOML; every complaint names the file and the key. Knows the grammar, not the machines."""

import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from drivers.errors import SettingError
from drivers.profile.model import BoardProfile, KeypadProfile, PrinterProfile, Profile
from drivers.profile.table import Table


def load(name_or_path: str | Path) -> Profile:
    """A shipped profile by name ("printer-80mm"), or any TOML file by path. Raises SettingError."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or text.endswith(".toml"):
        return _read(Path(text), text)
    shipped = resources.files("drivers.profile")
    entry = shipped / f"{text}.toml"
    if not entry.is_file():
        known = sorted(file.name.removesuffix(".toml") for file in shipped.iterdir() if file.name.endswith(".toml"))
        raise SettingError(f"profile {text!r} is not one of {', '.join(known)}")
    return parse(entry.read_text(encoding="utf-8"), source=text)


def _read(path: Path, source: str) -> Profile:
    try:
        return parse(path.read_text(encoding="utf-8"), source=source)
    except OSError as error:
        raise SettingError(f"profile {source}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingError(f"profile {source}: not UTF-8 text") from None


def parse(text: str, *, source: str) -> Profile:
    """Read TOML text; `source` is what messages call it. Raises SettingError with the key's path."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"profile {source}: {error}") from None
    table = Table(source, "", content)
    kind = table.choice("kind", tuple(_KINDS))
    profile = _KINDS[kind](table)
    table.finish()
    return profile


def _printer(table: Table) -> PrinterProfile:
    return PrinterProfile(
        name=table.text("name"),
        columns=table.whole("columns", 16, 100),
        dots=table.whole("dots", 128, 2000),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        cutter=table.flag("cutter", True),
        auto_status=table.flag("auto_status", False),
        reply_timeout_s=table.seconds("reply_timeout_s", 1.0),
        barrier_timeout_s=table.seconds("barrier_timeout_s", 15.0),
        settle_s=table.seconds("settle_s", 5.0),
        write_timeout_s=table.seconds("write_timeout_s", 5.0),
    )


def _board(table: Table) -> BoardProfile:
    return BoardProfile(
        name=table.text("name"),
        width=table.whole("width", 8, 4096),
        height=table.whole("height", 8, 1024),
        line_height=table.whole("line_height", 8, 64, 16),
        address=table.whole("address", 0, 0xFFFE, 0xFFFE),
        baud=table.whole("baud", 300, 4_000_000, 57600),
        x_unit=table.choice("x_unit", ("byte8", "pixel", "pixel_flag"), "byte8"),
        colours=table.choices("colours", ("red", "green", "yellow"), ("red",)),
        missing=table.text("missing", "?"),
        scroll_speed=table.whole("scroll_speed", 0, 24, 6),
        reply_timeout_s=table.seconds("reply_timeout_s", 3.0),
        attempts=table.whole("attempts", 1, 10, 3),
    )


def _keypad(table: Table) -> KeypadProfile:
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


_KINDS: dict[str, Callable[[Table], Profile]] = {"printer": _printer, "board": _board, "keypad": _keypad}
