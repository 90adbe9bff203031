"""A relay board: channels that are on or off, all of them off at the start and at the end. Knows no lamp."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

from drivers.codec.relay import ALL, ChannelState, Operation, Request, StateDecoder
from drivers.device.fault import fault
from drivers.device.link import Link
from drivers.errors import DriverError, TransportError
from drivers.profile import RelayProfile
from drivers.transport.modbus import Framing, ModbusLine, Refused

log = logging.getLogger(__name__)

CHUNK = 256

T = TypeVar("T")


class Board(Protocol):
    """How a relay board is spoken to. Channels count from 1; every method raises TransportError."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def put(self, channel: int, on: bool) -> None: ...
    def put_all_off(self) -> None: ...

    def ask(self) -> list[bool] | None:
        """The state of every channel; None from a board that does not tell."""


class Relay:
    """A relay board behind a port URL. One thread at a time.

    Every method raises TransportError when the line breaks or an answer is owed and does not come, and DeviceFault
    "relay_refused" when the board refuses or is not in the state it was told.
    """

    def __init__(self, url: str, profile: RelayProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        make: type[LcusBoard | CoilBoard] = LcusBoard if profile.protocol == "lcus" else CoilBoard
        self._board: Board = make(url, profile, clock)
        self._channels = range(1, profile.channels + 1)
        self._is_open = False

    def open(self) -> None:
        """Open the line and switch everything off. Raises SettingError too."""
        self._board.open()
        self._is_open = True
        self.all_off()

    def close(self) -> None:
        """Switch everything off if the line still holds, and give it back. Never raises."""
        if self._is_open:
            with suppress(DriverError):
                self._board.put_all_off()
                # Closing a line throws away what has not left yet; an answer shows that it has.
                self._board.ask()
        self._is_open = False
        self._board.close()

    def switch(self, channel: int, on: bool) -> None:
        """Raises ValueError for a channel the board does not have."""
        if channel not in self._channels:
            raise ValueError(f"channel {channel} is not 1 to {self._channels[-1]}")
        self._tell(lambda: self._board.put(channel, on), {channel: on})

    def all_off(self) -> None:
        self._tell(self._board.put_all_off, dict.fromkeys(self._channels, False))

    def states(self) -> list[bool] | None:
        """Whether each channel is on, from 1 on, as the board says; None from a board that does not tell."""
        return self._board.ask()

    def _tell(self, order: Callable[[], None], wanted: dict[int, bool]) -> None:
        try:
            order()
            states = self._board.ask()
        except TransportError:
            self._is_open = False
            raise
        if states is not None and any(states[channel - 1] != on for channel, on in wanted.items()):
            raise fault("relay_refused")


class LcusBoard:
    """LCUS frames; a short pause after each, because small boards drop what comes too fast."""

    def __init__(self, url: str, profile: RelayProfile, clock: Callable[[], float]) -> None:
        self._line = Link(url, baud=profile.baud)
        self._profile = profile
        self._clock = clock

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def put(self, channel: int, on: bool) -> None:
        self._send(Request(channel, Operation.ON if on else Operation.OFF))

    def put_all_off(self) -> None:
        # Boards that do not know "all" know each channel.
        self._send(Request(ALL, Operation.OFF))
        for channel in range(1, self._profile.channels + 1):
            self._send(Request(channel, Operation.OFF))

    def ask(self) -> list[bool] | None:
        if not self._profile.answers:
            return None
        self._line.discard_input()
        self._send(Request(ALL, Operation.ASK))
        states: dict[int, bool] = {}
        wanted = set(range(1, self._profile.channels + 1))
        decoder = StateDecoder()
        deadline = self._clock() + self._profile.reply_timeout_s
        while (left := deadline - self._clock()) > 0:
            self._take(decoder.feed(self._line.read(CHUNK, timeout=left)), states)
            if wanted <= states.keys():
                return [states[channel] for channel in sorted(wanted)]
        raise TransportError(f"{self._line.url}: the relay board does not answer")

    def _take(self, told: Sequence[ChannelState], states: dict[int, bool]) -> None:
        for state in told:
            log.debug("%s < %s", self._line.url, state)
            states[state.channel] = state.on

    def _send(self, request: Request) -> None:
        log.debug("%s > %s", self._line.url, request)
        self._line.write(request.to_bytes(), timeout=self._profile.write_timeout_s)
        threading.Event().wait(self._profile.gap_s)


class CoilBoard:
    """Modbus coils, one a channel; the answer to each order is the proof that it was taken."""

    def __init__(self, url: str, profile: RelayProfile, clock: Callable[[], float]) -> None:
        self._profile = profile
        self._modbus = ModbusLine(
            url,
            baud=profile.baud,
            timeout_s=profile.reply_timeout_s,
            framing=Framing(profile.framing),
            clock=clock,
        )

    def open(self) -> None:
        self._modbus.open()

    def close(self) -> None:
        self._modbus.close()

    def put(self, channel: int, on: bool) -> None:
        coil = self._profile.first_coil + channel - 1
        self._obeyed(lambda: self._modbus.write_coil(self._profile.address, coil, on))

    def put_all_off(self) -> None:
        off = [False] * self._profile.channels
        self._obeyed(lambda: self._modbus.write_coils(self._profile.address, self._profile.first_coil, off))

    def ask(self) -> list[bool] | None:
        profile = self._profile
        return self._obeyed(lambda: self._modbus.read_coils(profile.address, profile.first_coil, profile.channels))

    def _obeyed(self, order: Callable[[], T]) -> T:
        try:
            return order()
        except Refused as refused:
            log.info("%s", refused)
        raise fault("relay_refused")
