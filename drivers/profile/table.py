"""One TOML table read key by key, with kinds and limits; names what is wrong by its path. Knows no profile."""

import re
from collections.abc import Mapping

from drivers.errors import SettingError


class Table:
    """Hands out typed values and remembers which keys were asked for."""

    def __init__(self, source: str, path: str, content: Mapping[str, object]) -> None:
        self._source = source
        self._path = path
        self._content = dict(content)
        self._inner: list[Table] = []

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or not value:
            raise self._wrong(key, value, "is not a text")
        return value

    def sign(self, key: str, coding: str, default: str) -> str:
        """One visible sign of an alphabet, named as Python names its coding."""
        value = self._take(key, default)
        if not isinstance(value, str) or len(value) != 1 or not value.isprintable() or value == "\\":
            raise self._wrong(key, value, "is not one visible sign")
        try:
            value.encode(coding)
        except UnicodeEncodeError:
            raise self._wrong(key, value, f"is not in {coding.upper()}") from None
        return value

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(key, value, f"is not a whole number of {least} to {most}")
        return value

    def wholes(self, key: str, least: int, most: int, default: tuple[int, ...]) -> tuple[int, ...]:
        """Whole numbers, each once."""
        value = self._take(key, list(default))
        numbers = value if isinstance(value, list) else []
        sound = [number for number in numbers if type(number) is int and least <= number <= most]
        if not numbers or len(set(sound)) != len(numbers):
            raise self._wrong(key, value, f"is not a list of whole numbers of {least} to {most}, each once")
        return tuple(sound)

    def seconds(self, key: str, default: float) -> float:
        value = self._take(key, default)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 600:
            raise self._wrong(key, value, "is not above 0 and up to 600 seconds")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "is neither true nor false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(key, value, f"is none of {', '.join(allowed)}")
        return value

    def choices(self, key: str, allowed: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._take(key, list(default))
        if not isinstance(value, list) or not value or any(entry not in allowed for entry in value):
            raise self._wrong(key, value, f"is not a list of {', '.join(allowed)}")
        return tuple(value)

    def table(self, key: str) -> "Table":
        """The table under `key`; an absent one is empty."""
        value = self._content.pop(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, value, "is not a table")
        inner = Table(self._source, self._name(key), value)
        self._inner.append(inner)
        return inner

    def tables(self, key: str) -> "list[Table]":
        """The tables in the list under `key`; none when it is absent."""
        value = self._content.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._wrong(key, value, "is not a list of tables")
        inner = [Table(self._source, f"{self._name(key)}[{place}]", entry) for place, entry in enumerate(value)]
        self._inner += inner
        return inner

    def digits(self, key: str, count: int) -> str:
        """Exactly `count` hex digits, given back in upper case."""
        value = self._take(key, None)
        if not isinstance(value, str) or not re.fullmatch(f"[0-9A-Fa-f]{{{count}}}", value):
            raise self._wrong(key, value, f"is not {count} hex digits")
        return value.upper()

    def keys_left(self) -> list[str]:
        return list(self._content)

    def hex_key(self, key: str) -> bytes:
        """A key that is itself bytes in hex: "0C" or "06 0F"."""
        try:
            coded = bytes.fromhex(key)
        except ValueError:
            coded = b""
        if not coded:
            raise self.refused(key, "the key is not bytes in hex")
        return coded

    def refused(self, key: str, complaint: str) -> SettingError:
        """The error that names this key."""
        return SettingError(f"profile {self._source}: {self._name(key)}: {complaint}")

    def finish(self) -> None:
        """Refuse keys nobody asked for: a misspelt setting must not be silence."""
        for key in self._content:
            raise SettingError(f"profile {self._source}: {self._name(key)} is not known")
        for table in self._inner:
            table.finish()

    def _take(self, key: str, default: object) -> object:
        if key in self._content:
            return self._content.pop(key)
        if default is None:
            raise SettingError(f"profile {self._source}: {self._name(key)} is missing")
        return default

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _wrong(self, key: str, value: object, complaint: str) -> SettingError:
        return SettingError(f"profile {self._source}: {self._name(key)} {value!r} {complaint}")
