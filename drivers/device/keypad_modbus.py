"""Keys on the discrete inputs of Modbus modules: polled, each press once. Knows inputs, not counters.

A press is an input that goes on after it was off for `debounce_s`. An input that is on when it is first seen, or first
seen again, was pressed at an unknown time and is no press. A press shorter than a poll may be missed: from pressing to
the event it takes at most `poll_s` and one exchange with each module.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from drivers.device.fault import fault
from drivers.device.keypad_event import KeypadEvent, KeyPressed, LevelPressed, Speechless
from drivers.errors import DriverError, FrameError, TransportError
from drivers.profile import ModbusKeypadProfile
from drivers.transport.base import Transport
from drivers.transport.modbus import Framing, ModbusLine, Refused

log = logging.getLogger(__name__)

# A module that does not answer is left out for so long, so that the others keep their pace.
LEFT_OUT_S = 5.0
ALWAYS = float("-inf")


class ModbusKeypad(Speechless):
    """The modules of one line behind a port URL (or on a line that is open); an event's address is its module's."""

    def __init__(
        self, port: str | Transport, profile: ModbusKeypadProfile, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._modbus = ModbusLine(
            port,
            baud=profile.baud,
            timeout_s=profile.reply_timeout_s,
            retries=1,
            framing=Framing(profile.framing),
            echo=profile.echo,
        )
        self._profile = profile
        self._clock = clock
        inputs = {*profile.levels, *profile.keys}
        self._first, self._count = min(inputs), max(inputs) - min(inputs) + 1
        self._modules = {address: Module(profile.debounce_s) for address in profile.addresses}
        self._events: deque[KeypadEvent] = deque()

    def open(self) -> None:
        self._modbus.open()

    def close(self) -> None:
        self._modbus.close()

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        """Raises TransportError when the line breaks or no module answers, DeviceFault when one refuses."""
        while not stop.is_set():
            if not self._events:
                self._poll()
            while self._events:
                yield self._events.popleft()
            stop.wait(self._profile.poll_s)

    def poll(self) -> list[KeypadEvent]:
        """Ask each module once: what was pressed since it was asked last, in order. Raises as `events`."""
        self._poll()
        pressed = list(self._events)
        self._events.clear()
        return pressed

    def _poll(self) -> None:
        """One round. A silent module is left out for a while; when all are, the line is not well."""
        now, silence = self._clock(), None
        for address, module in self._modules.items():
            if now < module.left_out_until:
                continue
            try:
                on = self._modbus.read_inputs(address, self._first, self._count)
            except Refused as refusal:
                log.warning("%s", refusal)
                raise fault("inputs_refused") from None
            except (TransportError, FrameError) as error:
                log.debug("%s", error)
                silence = error
                module.leave_out(self._clock() + LEFT_OUT_S)
            else:
                self._queue(address, module.take(dict(enumerate(on, self._first)), self._clock()))
        self._require_answers(silence)

    def _require_answers(self, silence: DriverError | None) -> None:
        now = self._clock()
        if silence is not None and all(now < module.left_out_until for module in self._modules.values()):
            for module in self._modules.values():
                module.leave_out(ALWAYS)  # the next attempt asks them all
            raise TransportError(f"no Modbus module answers: {silence}") from None

    def _queue(self, address: int, pressed: list[int]) -> None:
        for number in pressed:
            if number in self._profile.levels:
                self._events.append(LevelPressed(address, self._profile.levels[number]))
            elif number in self._profile.keys:
                self._events.append(KeyPressed(address, self._profile.keys[number]))


class Module:
    """What was last known of the inputs of one module."""

    def __init__(self, debounce_s: float) -> None:
        self.left_out_until = ALWAYS
        self._debounce_s = debounce_s
        self._off_since: dict[int, float] | None = None

    def leave_out(self, until: float) -> None:
        """Do not ask until then; what its inputs were is no longer known."""
        self.left_out_until = until
        self._off_since = None

    def take(self, on: Mapping[int, bool], now: float) -> list[int]:
        """The inputs that were pressed since the last time."""
        if self._off_since is None:
            self._off_since = {number: ALWAYS for number in on if not on[number]}
            return []
        pressed = []
        for number in on:
            if not on[number]:
                self._off_since.setdefault(number, now)
            elif now - self._off_since.pop(number, now) >= self._debounce_s:
                pressed.append(number)
        return pressed
