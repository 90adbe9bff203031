"""Which hall a station belongs to, by which token, and how it knows its server. Knows no server and no settings.

A state folder belongs to one hall for good; who moves a station to another hall empties it.
"""

import logging
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.client.durable import replace_file

log = logging.getLogger(__name__)

FILE = "pairing.json"


class Kept(BaseModel):
    """The file. Without a token: the hall has taken it back. `ca`: the hall's certificate, PEM; `plain_port`: where
    phones come in. Fields of later versions are kept out of the way."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    hall: str = Field(min_length=1)
    token: str | None = Field(default=None, repr=False)
    ca: str | None = Field(default=None, repr=False)
    plain_port: int | None = None


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


def keep(folder: Path, hall: str, token: str, *, ca: str | None = None, plain_port: int | None = None) -> None:
    """From now on, also after a power cut. Raises OSError."""
    _write(folder, Kept(hall=hall, token=token, ca=ca, plain_port=plain_port))


def forget_token(folder: Path, hall: str) -> None:
    """The hall has taken it back; a new one comes from the same hall, known as before. Raises OSError."""
    known = kept(folder)
    ca, plain_port = (known.ca, known.plain_port) if known is not None else (None, None)
    _write(folder, Kept(hall=hall, ca=ca, plain_port=plain_port))


def phone_url(base_url: str, plain_port: int | None) -> str:
    """What a visitor's phone can open of the server at `base_url`: it knows no hall's certificate."""
    where = urlsplit(base_url)
    if where.scheme != "https" or plain_port is None or where.hostname is None:
        return base_url
    host = f"[{where.hostname}]" if ":" in where.hostname else where.hostname
    return f"http://{host}:{plain_port}"


def _write(folder: Path, what: Kept) -> None:
    replace_file(folder / FILE, what.model_dump_json(exclude_none=True).encode())
