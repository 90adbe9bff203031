"""Where running simulators leave the URL they can be reached at, so that `sim://name` finds them. Opens nothing."""

import os
import tempfile
from pathlib import Path

from drivers.errors import SettingError, TransportError
from drivers.port import SIM_NAME as NAME


def folder() -> Path:
    """BIANMIN_SIM_DIR, or a folder of this account in the temporary directory."""
    named = os.environ.get("BIANMIN_SIM_DIR")
    return Path(named) if named else Path(tempfile.gettempdir()) / f"bianmin-sim-{os.getuid()}"


def register(name: str, url: str) -> Path:
    """Say that simulator `name` listens at `url`; returns the file to remove when it ends. Raises SettingError for a
    name that no sim:// URL can have."""
    if not NAME.fullmatch(name):
        raise SettingError(f"sim://{name}: a simulator's name is letters, digits, '-', '_' and '.'")
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    entry = place / name
    entry.write_text(url, encoding="utf-8")
    return entry


def url_of(name: str) -> str:
    """The URL a simulator registered. Raises TransportError when none of that name runs."""
    try:
        return (folder() / name).read_text(encoding="utf-8")
    except OSError:
        raise TransportError(f"sim://{name}: no simulator of that name is running") from None
