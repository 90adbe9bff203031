"""Builds the box from its configuration: the one place that names concrete devices, clocks and ids."""

import asyncio
import logging
import uuid
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from display.board import Screen
from display.bus import Bus
from display.callpad import CallPad
from display.config import BoardConfig, ConfigError, DisplayConfig, PadConfig
from display.follow import Follower, Listener
from display.keypad import EvaluationKeypad
from display.link import Link
from display.plan import counter_plan, hall_plan
from display.render.text import Caps
from display.report import Report
from display.speech import Espeak, Loudspeaker
from display.voice import Voice
from drivers import port
from drivers import profile as profiles
from drivers.device.board import make_board
from drivers.device.keypad import make_keypad
from drivers.errors import SettingError
from drivers.profile import BoardProfile, Capabilities, KeypadProfile
from drivers.runner import Health, Runner
from server.client.discovery import find
from server.client.hall_client import HallClient

log = logging.getLogger(__name__)

P = TypeVar("P", BoardProfile, KeypadProfile)

BESIDES_DIGITS = 8
"""Columns of the letters before a ticket's digits and of the offline mark behind them."""


class Station:
    """The whole box. Build it in the running loop, then `run` until cancelled."""

    def __init__(self, config: DisplayConfig, report_file: Path | None = None) -> None:
        """Raises ConfigError for a port or profile that cannot be; opens nothing."""
        self._config = config
        self._report = Report(report_file, lambda: datetime.now(UTC))
        self._loop = asyncio.get_running_loop()
        self._jobs: set[asyncio.Task[None]] = set()
        self._client: HallClient | None = None
        self._listeners: list[Listener] = []
        self._screens = [self._screen(f"boards.{n}", board) for n, board in enumerate(config.boards)]
        self._buses: dict[str, Bus] = {}
        self._link = Link(self._find, Follower(self._listeners, self._report))
        self._add_keypads(config.keypads)
        self._add_callpads(config.callpads)
        self._voice = self._made_voice()
        self._runners = self._made_runners()

    async def run(self) -> None:
        """Work until cancelled; everything is closed when it returns. Raises ClientError that waiting cannot mend."""
        for runner in self._runners:
            runner.start()
        if self._voice is not None:
            self._voice.start()
        try:
            await self._link.run()
        finally:
            await self._close()

    async def _close(self) -> None:
        for screen in self._screens:
            screen.end()
        await asyncio.gather(*(asyncio.to_thread(runner.stop) for runner in self._runners))
        if self._voice is not None:
            await asyncio.to_thread(self._voice.stop)
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    async def _find(self) -> HallClient:
        config = self._config
        url = config.server or (await find(config.hall)).base_url
        if self._client is None or self._client.base_url != url.rstrip("/"):
            budget_s = config.evaluation_seconds
            self._client = HallClient(url, config.token, hall_id=config.hall, budget_s=budget_s)
        return self._client

    def _spawn(self, job: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    def _screen(self, key: str, board: BoardConfig) -> Screen:
        profile = _profile(key, board.port, board.profile, BoardProfile)
        caps = _caps(profile.capabilities)
        plan = hall_plan(caps, zone=board.zone) if board.counter is None else counter_plan(board.counter, caps)
        name = "hall" if board.counter is None else f"counter-{board.counter}"
        device = make_board(board.port, profile)
        screen = Screen(name, device, plan, self._report, call_seconds=self._config.call_seconds)
        self._listeners.append(screen)
        return screen

    def _bus(self, key: str, pad: PadConfig) -> Bus:
        profile = _profile(key, pad.port, pad.profile, KeypadProfile)
        if pad.port not in self._buses:
            self._buses[pad.port] = Bus(make_keypad(pad.port, profile), self._loop)
        return self._buses[pad.port]

    def _add_keypads(self, pads: tuple[PadConfig, ...]) -> None:
        for n, pad in enumerate(pads):
            bus = self._bus(f"keypads.{n}", pad)
            keypad = EvaluationKeypad(
                pad.counter,
                bus.pad(pad.address),
                self._link.client,
                self._spawn,
                self._report,
                limit_s=self._config.evaluation_seconds,
                new_id=uuid.uuid4,
            )
            bus.levels[pad.address] = keypad.pressed
            self._listeners.append(keypad)

    def _add_callpads(self, pads: tuple[PadConfig, ...]) -> None:
        for n, pad in enumerate(pads):
            bus = self._bus(f"callpads.{n}", pad)
            at = bus.pad(pad.address)
            callpad = CallPad(pad.counter, at, self._link.client, self._spawn, self._report, new_id=uuid.uuid4)
            bus.keys[pad.address] = callpad.pressed
            self._listeners.append(callpad)

    def _made_voice(self) -> Voice | None:
        config = self._config.voice
        if config is None:
            return None
        player = Loudspeaker(config.sound) if config.sound else None
        voice = Voice(Espeak(), player, config.dir, self._report, zone=config.zone)
        self._listeners.append(voice)
        return voice

    def _made_runners(self) -> list[Runner[Screen] | Runner[Bus]]:
        boards = [
            Runner(screen, lambda device, stop: device.round(stop), self._note_health, name=f"board-{screen.name}-{n}")
            for n, screen in enumerate(self._screens)
        ]
        buses = [
            Runner(bus, lambda device, stop: device.round(stop), self._note_health, name=f"bus-{n}")
            for n, bus in enumerate(self._buses.values())
        ]
        return [*boards, *buses]

    def _note_health(self, health: Health) -> None:
        self._report.write("health", device=health.name, condition=health.condition, code=health.code)


def _caps(can: Capabilities) -> Caps:
    """A board of digits leaves everything else out itself; nothing else may cost it digits."""
    return Caps(can.lines, can.columns + BESIDES_DIGITS if can.digits_only else can.columns)


def _profile(key: str, url: str, name: str, kind: type[P]) -> P:
    try:
        port.parse(url)
    except SettingError as error:
        raise ConfigError(f"配置 {key}.port：{error}。") from None
    try:
        profile = profiles.load(name)
    except SettingError as error:
        raise ConfigError(f"配置 {key}.profile：{error}。") from None
    if not isinstance(profile, kind):
        raise ConfigError(f"配置 {key}.profile：{name} 不是这类设备的机型。")
    return profile
