"""Which hall a station belongs to and by which token, in its state folder. Knows no server and no settings.

A state folder belongs to one hall for good; who moves a station to another hall empties it.
"""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.client.durable import replace_file

log = logging.getLogger(__name__)

FILE = "pairing.json"


class Kept(BaseModel):
    """The file. Without a token: the hall has taken it back. Fields of later versions are kept out of the way."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    hall: str = Field(min_length=1)
    token: str | None = Field(default=None, repr=False)


def kept(folder: Path) -> Kept | None:
    """None: never paired, or the file is damaged (which is said)."""
    try:
        return Kept.model_validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        # Its text might hold the token.
        log.error("%s cannot be read, the station has to be paired again: %s", folder / FILE, type(error).__name__)
        return None


def keep(folder: Path, hall: str, token: str) -> None:
    """From now on, also after a power cut. Raises OSError."""
    _write(folder, Kept(hall=hall, token=token))


def forget_token(folder: Path, hall: str) -> None:
    """The hall has taken it back; a new one comes from the same hall. Raises OSError."""
    _write(folder, Kept(hall=hall))


def _write(folder: Path, what: Kept) -> None:
    replace_file(folder / FILE, what.model_dump_json(exclude_none=True).encode())
