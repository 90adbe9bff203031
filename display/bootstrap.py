"""Builds the box from its configuration: the one place that names concrete devices, clocks and ids."""

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from display.board import Screen
from display.callpad import CallPad
from display.config import ConfigError, DisplayConfig
from display.fitting import NONE, Fitting
from display.follow import Follower, Listener
from display.health import Devices, Seat
from display.keypad import EvaluationKeypad, Pad
from display.line import LineDevice, OwnLine, Presses, SharedLine, SilentPad
from display.link import Link
from display.outbox import Outbox
from display.pad_command import Away, PadCommands
from display.plan import counter_plan, hall_plan
from display.publication import kept_fresh
from display.render.text import Caps
from display.report import Report
from display.turn import PAGE_S
from display.voices import make_voices
from display.wiring import ALONE, BoardSeat, PadSeat, Wired, answer_s, names, wired
from drivers.device.board import Board, make_board
from drivers.device.board_huidu import HuiduBoard
from drivers.device.bus import Bus, MemberHealth
from drivers.device.keypad import make_keypad
from drivers.device.keypad_ff68 import PadBus
from drivers.device.keypad_modbus import ModbusKeypad
from drivers.profile import Capabilities, Ff68Profile, ModbusKeypadProfile, asks_reasons
from drivers.runner import Health, Runner
from server.client.discovery import find
from server.client.hall_client import HallClient
from server.wire.box import BoxDevices
from server.wire.device import Condition

log = logging.getLogger(__name__)

BESIDES_DIGITS = 8
"""Columns of the letters before a ticket's digits and of the offline mark behind them."""
SPREAD_S = 0.382 * PAGE_S
"""How much later each board turns its pages than the one before: however many there are, they spread evenly."""
SETTING = "设备配置"
DARK_S = 3.0
"""How long the end waits for boards to go dark: one that missed an answer has a turn again within that time."""


class Station:
    """The whole box. Build it in the running loop, then `run` until cancelled."""

    def __init__(self, config: DisplayConfig, report_file: Path | None = None, told: BoxDevices | None = None) -> None:
        """`told`: what the hall said last, when it is the hall that says which devices there are. Raises ConfigError
        for a port or profile that cannot be, or without a token; opens nothing."""
        if config.token is None:
            raise ConfigError("没有令牌：请先配对（bianmin-display --pair），或写明配置的 token。")
        self._token = config.token
        self._config = config
        self._report = Report(report_file, _now)
        self._loop = asyncio.get_running_loop()
        self._jobs: set[asyncio.Task[None]] = set()
        self._client: HallClient | None = None
        self._listeners: list[Listener] = []
        self._follower = Follower(self._listeners, self._report)
        self._link = Link(self._find, self._follower)
        self._fitting = Fitting(told or NONE, lambda: self._link.client().my_devices(), self._spawn)
        if told is not None:
            self._listeners.append(self._fitting)
        self._outbox = Outbox(config.state_dir, self._link.client, self._report, hall_id=config.hall)
        self._screens: list[Screen] = []
        self._keypads: list[tuple[int, EvaluationKeypad]] = []
        self._devices = Devices()
        lines = wired(config)
        self._names = names(lines)
        self._runners = [self._runner(line) for line in lines]
        self._voices = make_voices(config.voice, self._report, self._note_voice, _now) if config.voice else []
        self._listeners += self._voices

    def note_setting(self, sentence: str) -> None:
        """The hall's devices cannot be; leaders see why."""
        self._devices.note(SETTING, Condition.FAULT, "setting", sentence)

    async def run(self) -> BoxDevices:
        """Work until cancelled, or until the hall means other devices: those are returned. Everything is closed then.
        Raises ClientError that waiting cannot mend."""
        for runner in self._runners:
            runner.start()
        for voice in self._voices:
            voice.start()
        if self._screens:
            self._spawn(kept_fresh(lambda kept: self._link.client().content(kept), self._follower.publish))
        self._spawn(self._outbox.send_left())
        self._spawn(self._devices.watched(lambda devices: self._link.client().report_health(devices)))
        try:
            return await self._until_changed()
        finally:
            await self._close()

    async def _until_changed(self) -> BoxDevices:
        """Follow the hall, until it means other devices."""
        following = asyncio.create_task(self._link.run())
        changing = asyncio.create_task(self._fitting.changed())
        try:
            await asyncio.wait((following, changing), return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                await following
            return await changing
        finally:
            for task in (following, changing):
                task.cancel()
            await asyncio.gather(following, changing, return_exceptions=True)

    async def _close(self) -> None:
        await asyncio.gather(*(screen.end(DARK_S) for screen in self._screens))
        await asyncio.gather(*(asyncio.to_thread(runner.stop) for runner in self._runners))
        await asyncio.gather(*(asyncio.to_thread(voice.stop) for voice in self._voices))
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await self._outbox.close()

    async def _find(self) -> HallClient:
        config = self._config
        url = config.server or (await find(config.hall, only_tls=config.ca is not None)).base_url
        if self._client is None or self._client.base_url != url.rstrip("/"):
            budget_s = config.evaluation_seconds
            self._client = HallClient(url, self._token, hall_id=config.hall, budget_s=budget_s, ca=config.ca)
        return self._client

    def _spawn(self, job: Coroutine[object, object, None]) -> None:
        task = self._loop.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    def _runner(self, line: Wired) -> Runner[LineDevice]:
        name = f"line-{line.seats[0].key}"
        device = self._own_line(name, line) if _is_own(line) else self._shared_line(name, line)
        return Runner(device, lambda it, stop: it.round(stop), self._note_line, name=name, url=line.port)

    def _own_line(self, name: str, line: Wired) -> LineDevice:
        presses = Presses(self._loop)
        for seat in line.pads:
            self._seat_pad(seat, SilentPad(), presses)
        self._devices.add(name, [Seat(self._names[seat.key]) for seat in line.pads], dict)
        return OwnLine(make_keypad(line.port, line.pads[0].profile), presses.heard)

    def _shared_line(self, name: str, line: Wired) -> LineDevice:
        presses = Presses(self._loop)
        bus = Bus(
            line.port,
            baud=line.baud,
            pads=_pad_bus(line),
            on_event=presses.heard,
            on_health=self._note_member,
            answer_s=answer_s(line),
        )
        boards = {seat.key: self._seat_board(seat, bus) for seat in line.boards}
        for seat in line.pads:
            is_ff68 = isinstance(seat.profile, Ff68Profile)
            self._seat_pad(seat, bus.pad(seat.table.address) if is_ff68 else SilentPad(), presses)
        known = [Seat(self._names[seat.key], _member(seat), _firmware(boards.get(seat.key))) for seat in line.seats]
        self._devices.add(name, known, bus.health)
        return SharedLine(bus, list(boards.values()), partial(_poll, bus, line, presses))

    def _seat_board(self, seat: BoardSeat, bus: Bus) -> Board:
        table = seat.table
        caps = _caps(seat.profile.capabilities)
        at = table.counter
        plan = hall_plan(caps, _now, zone=table.zone) if at is None else counter_plan(at, caps, _now)
        name = "hall" if at is None else f"counter-{at}"
        branch = bus.branch(_member(seat))
        board = make_board(branch, seat.profile)
        late_s = len(self._screens) * SPREAD_S % PAGE_S
        call_seconds = self._config.call_seconds
        screen = Screen(name, board, branch, plan, self._report, call_seconds=call_seconds, late_s=late_s)
        self._screens.append(screen)
        self._listeners.append(screen)
        return board

    def _seat_pad(self, seat: PadSeat, pad: Pad, presses: Presses) -> None:
        counter, address = seat.table.counter, seat.table.address
        if seat.kind == "keypads":
            keypad = EvaluationKeypad(
                counter,
                pad,
                self._outbox,
                self._spawn,
                self._report,
                limit_s=self._config.evaluation_seconds,
                new_id=uuid.uuid4,
                asks_reasons=asks_reasons(seat.profile),
            )
            presses.levels[address] = keypad.pressed
            presses.reasons[address] = keypad.reason_pressed
            self._keypads.append((counter, keypad))
            self._listeners.append(keypad)
        else:
            callpad = CallPad(counter, pad, self._pad_commands(counter), self._spawn, self._report)
            presses.keys[address] = callpad.pressed
            self._listeners.append(callpad)

    def _pad_commands(self, counter: int) -> PadCommands:
        config = self._config
        away = Away(config.pause_reason, config.pause_contact, config.pause_minutes)
        return PadCommands(self._link.client, uuid.uuid4, partial(self._invite, counter), away, _now)

    def _invite(self, counter: int) -> bool:
        """Whether any evaluator of the counter had something to ask for."""
        return sum(keypad.invite() for at, keypad in self._keypads if at == counter) > 0

    def _note_voice(self, health: Health) -> None:
        self._report.write("health", device=health.name, condition=health.condition, code=health.code)
        self._devices.note(health.name, Condition(health.condition), health.code, health.detail)

    def _note_line(self, health: Health) -> None:
        self._report.write("health", device=health.name, condition=health.condition, code=health.code)
        self._devices.note_line(health)

    def _note_member(self, health: MemberHealth) -> None:
        self._report.write("health", device=health.name, code=health.code)
        self._devices.note_change()


def _is_own(line: Wired) -> bool:
    return bool(line.pads) and isinstance(line.pads[0].profile, ALONE)


def _pad_bus(line: Wired) -> PadBus | None:
    by_address = {seat.table.address: seat.profile for seat in line.pads if isinstance(seat.profile, Ff68Profile)}
    return PadBus(next(iter(by_address.values())), by_address) if by_address else None


def _member(seat: BoardSeat | PadSeat) -> str:
    """The seat's name on its bus; an evaluator and a call pad at one address are one member."""
    if isinstance(seat, BoardSeat):
        return seat.key
    return f"pad-{seat.table.address}" if isinstance(seat.profile, Ff68Profile) else f"module-{seat.table.address}"


def _firmware(board: Board | None) -> Callable[[], str]:
    return (lambda: board.firmware) if isinstance(board, HuiduBoard) else str


def _poll(bus: Bus, line: Wired, presses: Presses) -> None:
    """Have the bus ask each module for its keys, as if it had never been asked."""
    modules = {_member(seat): seat.profile for seat in line.pads if isinstance(seat.profile, ModbusKeypadProfile)}
    for member, profile in modules.items():
        branch = bus.branch(member)
        branch.every(profile.poll_s, partial(_ask, ModbusKeypad(branch, profile), presses))


def _ask(keypad: ModbusKeypad, presses: Presses) -> None:
    for event in keypad.poll():
        presses.heard(event)


def _now() -> datetime:
    return datetime.now(UTC)


def _caps(can: Capabilities) -> Caps:
    """A board of digits leaves everything else out itself; nothing else may cost it digits."""
    columns = can.columns + BESIDES_DIGITS if can.digits_only else can.columns
    return Caps(can.lines, columns, can.alphabet, can.digits_only)
