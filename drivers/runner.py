"""Keeps one device or bus at work on its own thread: opens, runs, closes, backs off. Knows no protocol.

How long it waits before it tries again (docs/adr/0011):
    what the URL names is not there     0.5…30 s, but tried at once when it appears (looked for every 0.5 s)
    it is there, or nobody can tell     0.5…1.5 s from try to try: it may have its power back at any moment
    the setting or the program is wrong 0.5…30 s: only a person mends it
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Generic, Protocol, TypeVar

from drivers import transport
from drivers.errors import DeviceFault, DriverError, SettingError

log = logging.getLogger(__name__)

FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 30.0
# A line that held this long was well; its next failure starts from the shortest delay again.
HELD_S = 30.0
# From one try to the next while the device may answer any moment: back within 2 s, the try itself included.
RETRY_S = 1.5
# How often it is looked whether what was pulled is plugged in again.
LOOK_S = 0.5
# How often a device that waits for a person is looked at.
FAULT_POLL_S = 1.0


class Device(Protocol):
    def open(self) -> None: ...
    def close(self) -> None: ...


class Condition(StrEnum):
    UP = "up"
    DOWN = "down"  # the line fails; being tried again
    FAULT = "fault"  # the machine answers and needs a person


@dataclass(frozen=True, slots=True)
class Health:
    """How a device is. `code` is a stable word ("ok", "line", "internal", or a DeviceFault's), `detail` for people."""

    name: str
    condition: Condition
    code: str
    detail: str


class _Visit(Enum):
    """How the time between opening and closing went."""

    WELL = "a round went well"
    FAILED = "none did"
    WRONG = "none can, until somebody changes something"


class _Watched(threading.Event):
    """The stop a round sees. Who asks it again has come through once: a round that never returns is well too."""

    def __init__(self, stop: threading.Event, on_return: Callable[[], None]) -> None:
        super().__init__()
        self._stop = stop
        self._on_return = on_return
        self._asked = 0

    def is_set(self) -> bool:
        if self._stop.is_set():
            return True
        self._asked += 1
        if self._asked == 2:
            self._on_return()
        return False

    def wait(self, timeout: float | None = None) -> bool:
        return self._stop.wait(timeout)

    def set(self) -> None:
        self._stop.set()


D = TypeVar("D", bound=Device)


class Runner(Generic[D]):
    """Calls `run(device, stop)` again and again. One call is one round: it returns when the round is done (a poll, a
    message shown), or loops until `stop` is set. A round that returns, or looks at `stop` again, means the device is
    well; a line that opened and then failed at once is not reported as up again before that.

    `on_health` is called from the runner's thread, once per change. `pause_s` lies between rounds. `url` is where the
    device hangs: with it a device that was pulled costs next to nothing and is at work again half a second after it
    is plugged in; without it the line is tried every 1.5 s.
    """

    def __init__(
        self,
        device: D,
        run: Callable[[D, threading.Event], None],
        on_health: Callable[[Health], None],
        *,
        name: str,
        url: str | None = None,
        pause_s: float = 0.0,
        delays: tuple[float, float] = (FIRST_DELAY_S, LONGEST_DELAY_S),
        fault_poll_s: float = FAULT_POLL_S,
        clock: Callable[[], float] = time.monotonic,
        presence: Callable[[str], bool | None] = transport.presence,
    ) -> None:
        self._device = device
        self._run = run
        self._on_health = on_health
        self._name = name
        self._url = url
        self._presence = presence
        self._pause_s = pause_s
        self._fault_poll_s = fault_poll_s
        self._first_delay, self._longest_delay = delays
        self._clock = clock
        self._here: bool | None = None
        self._health: Health | None = None
        self._opened_in_vain = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=f"driver-{name}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the round to end, wait for the thread; the device is closed when this returns."""
        self._stop.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _loop(self) -> None:
        delay = self._first_delay
        while not self._stop.is_set():
            began = self._clock()
            visit = self._visit()
            spent = self._clock() - began
            if visit is _Visit.WELL or spent >= HELD_S:
                delay = self._first_delay
            came_back = self._back_off(delay, spent, patient=visit is _Visit.WRONG)
            delay = self._first_delay if came_back else min(delay * 2, self._longest_delay)

    def _back_off(self, delay: float, spent: float, *, patient: bool) -> bool:
        """Wait until it is time to try again; whether what was gone is there again."""
        came_back = self._appeared()
        if self._here is not False and not patient:
            longest = self._first_delay if came_back else delay
            self._stop.wait(min(longest, max(self._first_delay, RETRY_S - spent)))
            return came_back
        while delay > 0 and not self._stop.wait(min(LOOK_S, delay)):
            delay -= LOOK_S
            if self._appeared():
                return True
        return False

    def _appeared(self) -> bool:
        """Look; whether what was gone the last time is there now."""
        before = self._here
        try:
            self._here = None if self._url is None else self._presence(self._url)
        except SettingError:
            self._here = None
        return before is False and self._here is True

    def _visit(self) -> "_Visit":
        """Open, do rounds until the line fails, close."""
        visit = _Visit.FAILED
        try:
            self._device.open()
            if not self._opened_in_vain:
                self._report(Condition.UP, "ok", "")
            self._opened_in_vain = True
            while not self._stop.is_set():
                visit = _Visit.WELL if self._round() else visit
        except DriverError as error:
            self._report(Condition.DOWN, "line", str(error))
            return _Visit.WRONG if isinstance(error, SettingError) else visit
        except Exception:
            # The outermost loop: a mistake in a round must not end the device for good.
            log.exception("%s: round failed", self._name)
            self._report(Condition.DOWN, "internal", "internal error")
            return visit if visit is _Visit.WELL else _Visit.WRONG
        finally:
            self._device.close()
        return visit

    def _round(self) -> bool:
        try:
            self._run(self._device, _Watched(self._stop, self._well))
        except DeviceFault as fault:
            self._opened_in_vain = False
            self._report(Condition.FAULT, fault.code, fault.sentence)
            self._stop.wait(self._fault_poll_s)
            return False
        # A round that returns because it was told to stop says nothing about the device.
        if not self._stop.is_set():
            self._well()
        self._stop.wait(self._pause_s)
        return True

    def _well(self) -> None:
        self._opened_in_vain = False
        self._report(Condition.UP, "ok", "")

    def _report(self, condition: Condition, code: str, detail: str) -> None:
        before, self._health = self._health, Health(self._name, condition, code, detail)
        if before is not None and (before.condition, before.code) == (condition, code):
            return
        log.info("%s: %s %s %s", self._name, condition, code, detail)
        self._on_health(self._health)
