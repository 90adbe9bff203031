"""Reads a profile from TOML; every complaint names the file and the key. Knows the grammar, not the machines."""

import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from drivers.errors import SettingError
from drivers.profile import board, idreader, keypad, match, printer, relay, scanner
from drivers.profile.board import BoardProfile
from drivers.profile.idreader import IdReaderProfile
from drivers.profile.keypad import KeypadProfile
from drivers.profile.match import Matcher
from drivers.profile.printer import PrinterProfile
from drivers.profile.relay import RelayProfile
from drivers.profile.scanner import ScannerProfile
from drivers.profile.table import Table

Profile = PrinterProfile | BoardProfile | KeypadProfile | IdReaderProfile | ScannerProfile | RelayProfile

# The word after `kind =` → who reads the rest.
_KINDS: dict[str, Callable[[Table], Profile]] = {
    "printer": printer.read,
    "board": board.read,
    "keypad": keypad.read,
    "idreader": idreader.read,
    "scanner": scanner.read,
    "relay": relay.read,
}


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


def shipped_matchers() -> dict[str, tuple[Matcher, ...]]:
    """Which devices each shipped profile is for, by the profile's name."""
    files = sorted(resources.files("drivers.profile").iterdir(), key=lambda file: file.name)
    named = {file.name.removesuffix(".toml"): file for file in files if file.name.endswith(".toml")}
    return {name: _parse(file.read_text(encoding="utf-8"), name)[1] for name, file in named.items()}


def parse(text: str, *, source: str) -> Profile:
    """Read TOML text; `source` is what messages call it. Raises SettingError with the key's path."""
    return _parse(text, source)[0]


def _parse(text: str, source: str) -> tuple[Profile, tuple[Matcher, ...]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"profile {source}: {error}") from None
    table = Table(source, "", content)
    kind = table.choice("kind", tuple(_KINDS))
    matchers = match.read(table)
    profile = _KINDS[kind](table)
    table.finish()
    return profile, matchers
