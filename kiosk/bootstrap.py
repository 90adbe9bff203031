"""Puts a kiosk together: the only place that names the concrete client, printer, files, clocks and ids."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from drivers import profile as profiles
from drivers.device import read_logo
from drivers.errors import SettingError
from drivers.port import parse
from drivers.profile import PrinterProfile
from drivers.runner import Health
from kiosk.cache import Cache
from kiosk.config import Config, SlipPart, VoicePart
from kiosk.effects import Performer
from kiosk.effects_machine import MachineHands
from kiosk.facts import Facts, facts
from kiosk.flow import event as on
from kiosk.journal import Journal
from kiosk.layout import read_layout
from kiosk.means import Means
from kiosk.notice_count import NoticeCount
from kiosk.offline import OfflineSeries
from kiosk.paired import paired
from kiosk.press import PressRoom, PrinterNow
from kiosk.roll import CountedPrinter
from kiosk.scan import CodeReader
from kiosk.slip import Look
from kiosk.speech import ESPEAK, Folder, Loudspeaker, Program, Speaker, espeak_version, espeak_voices
from kiosk.whereabouts import last_url, server_url
from server.client import HallClient
from server.client.paired import phone_url


def printer_profile(config: Config) -> PrinterProfile:
    """The printer's profile; checks the port URL too. Raises SettingError."""
    parse(config.printer.port)
    profile = profiles.load(config.printer.profile)
    if not isinstance(profile, PrinterProfile):
        raise SettingError(f"profile {config.printer.profile!r} is not of a printer")
    return profile


def offline_series(config: Config) -> OfflineSeries:
    """The kiosk's own numbers; one for the life of the program, for it knows how long the server has been away."""
    return OfflineSeries(config.station.state_dir, new_id=uuid4, wall=wall_clock, monotonic=time.monotonic)


@asynccontextmanager
async def station(config: Config) -> AsyncIterator[Performer]:
    """A kiosk at work whose server is there, with what its former life left settled.

    Raises ClientError, SettingError, ConfigError, OSError.
    """
    async with lone_station(config, offline_series(config)) as performer:
        await performer.hall()
        await performer.catch_up()
        yield performer


@asynccontextmanager
async def lone_station(config: Config, series: OfflineSeries) -> AsyncIterator[Performer]:
    """A kiosk that may have to do without a server: nobody has been asked anything yet.

    Raises NotPaired when nobody has given it a token yet, NotFound when no server has ever been there; SettingError,
    ConfigError, OSError.
    """
    profile = printer_profile(config)
    own, folder = paired(config), config.station.state_dir
    base_url, budget_s = await server_url(config, own.hall, only_tls=own.ca is not None), config.server.budget_s
    async with HallClient(base_url, own.token, hall_id=own.hall, budget_s=budget_s, ca=own.ca) as client:
        means = Means(
            client=client,
            room=PressRoom(CountedPrinter(config.printer.port, profile, folder)),
            journal=Journal(folder),
            series=series,
            cache=Cache(folder, own.token, hall_id=own.hall),
            notices=NoticeCount(folder, new_id=uuid4),
            new_id=uuid4,
            wall=wall_clock,
            base_url=config.server.ticket_url or phone_url(base_url, own.plain_port),
            columns=profile.columns,
            look=_look(config.slip, profile),
        )
        performer = Performer(means)
        try:
            performer.begin()
            yield performer
        finally:
            await performer.aclose()


def machine_hands(config: Config, post: Callable[[on.Event], None]) -> MachineHands:
    """What needs neither the hall nor the printer."""

    def about() -> dict[str, str]:
        return {label: value for each in machine_facts(config).values() for label, value in each}

    return MachineHands(config, _speaker(config.voice), post, wall=wall_clock, about=about)


def code_reader(
    config: Config, post: Callable[[on.Event], None], on_health: Callable[[Health], None]
) -> CodeReader | None:
    """The scanner, if there is one. Raises SettingError."""
    return None if config.scanner is None else CodeReader(config.scanner, post, on_health)


def machine_facts(config: Config, printer: PrinterNow | None = None) -> Facts:
    """What the staff page tells; `printer`: how it was last seen. Raises SettingError."""
    server = config.server.url or last_url(config.station.state_dir)
    return facts(config, printer_profile(config), server, printer or PrinterNow(None))


def wall_clock() -> datetime:
    """Now, for the clock on the screen and dates on paper; order and waiting times are the server's."""
    return datetime.now(UTC)


def _speaker(part: VoicePart) -> Speaker | None:
    if part.volume == 0:
        return None
    voices = espeak_voices(espeak_version()) if part.command is None else {}
    engine = Program(part.command or ESPEAK, voices, volume=part.volume)
    return Speaker(engine, Loudspeaker(part.sound) if part.dir is None else Folder(part.dir))


def _look(part: SlipPart, profile: PrinterProfile) -> Look:
    """Raises ConfigError, SettingError."""
    return Look(
        layout=None if part.layout is None else read_layout(part.layout),
        large_layout=None if part.large_layout is None else read_layout(part.large_layout),
        logo=None if part.logo is None else read_logo(part.logo, dots=profile.dots),
        minority=part.minority,
    )
