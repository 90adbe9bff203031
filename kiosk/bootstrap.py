"""Puts a kiosk together: the only place that names the concrete client, printer, journal and ids."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from drivers import profile as profiles
from drivers.device import Printer
from drivers.errors import SettingError
from drivers.port import parse
from drivers.profile import PrinterProfile
from kiosk.config import Config, token_of
from kiosk.effects import Performer
from kiosk.journal import Journal
from server.client import HallClient, find


def printer_profile(config: Config) -> PrinterProfile:
    """The printer's profile; checks the port URL too. Raises SettingError."""
    parse(config.printer.port)
    profile = profiles.load(config.printer.profile)
    if not isinstance(profile, PrinterProfile):
        raise SettingError(f"profile {config.printer.profile!r} is not of a printer")
    return profile


@asynccontextmanager
async def station(config: Config) -> AsyncIterator[Performer]:
    """A kiosk at work, with what its former life left settled.

    Raises ClientError, SettingError, ConfigError, OSError.
    """
    profile = printer_profile(config)
    token = token_of(config.server)
    base_url = config.server.url or (await find(config.server.hall)).base_url
    async with HallClient(base_url, token, hall_id=config.server.hall, budget_s=config.server.budget_s) as client:
        performer = Performer(
            client,
            Printer(config.printer.port, profile),
            Journal(config.station.state_dir),
            new_id=uuid4,
            base_url=config.server.ticket_url or base_url,
        )
        try:
            await performer.hall()
            await performer.recover()
            yield performer
        finally:
            await performer.aclose()


def wall_clock() -> datetime:
    """Now, for the clock on the screen; order and waiting times are the server's."""
    return datetime.now(UTC)
