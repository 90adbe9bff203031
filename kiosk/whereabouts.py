"""Where the hall's server is: as the settings say, as zeroconf finds it, or where it was last. Sends nothing to it."""

import logging
from pathlib import Path

from kiosk.config import Config
from server.client import NotFound, find
from server.client.durable import replace_file

log = logging.getLogger(__name__)

FOUND_LAST = "server-url"


async def server_url(config: Config, hall: str | None, *, only_tls: bool) -> str:
    """The server of `hall`, or of the only hall; where it was last, when it does not show itself now. `only_tls`: what
    claims to be it and does not encrypt is not. Raises NotFound, OSError."""
    if config.server.url is not None:
        return config.server.url
    remembered = config.station.state_dir / FOUND_LAST
    try:
        found = (await find(hall, only_tls=only_tls)).base_url
    except NotFound as nowhere:
        last = last_url(config.station.state_dir)
        if nowhere.halls or last is None or (only_tls and not last.startswith("https:")):
            raise
        log.info("no server shows itself, the last one is asked: %s", nowhere)
        return last
    if not remembered.exists() or remembered.read_text(encoding="utf-8") != found:
        replace_file(remembered, found.encode())
    return found


def last_url(folder: Path) -> str | None:
    """Where the server was found last."""
    file = folder / FOUND_LAST
    return file.read_text(encoding="utf-8") if file.exists() else None
