"""Keeps one device or bus at work on its own thread: opens, runs, closes, backs off. Knows no protocol."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from drivers.errors import DeviceFault, DriverError

log = logging.getLogger(__name__)

FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 30.0
# A line that held this long was well; its next failure starts from the shortest delay again.
HELD_S = 30.0
# How often a device that waits for a person is looked at.
FAULT_POLL_S = 2.0


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


D = TypeVar("D", bound=Device)


class Runner(Generic[D]):
    """Calls `run(device, stop)` again and again. One call is one round: it returns when the round is done (a poll, a
    message shown), or blocks as long as it watches `stop`. A round that returns means the device is well.

    `on_health` is called from the runner's thread, once per change. `pause_s` lies between rounds.
    """

    def __init__(
        self,
        device: D,
        run: Callable[[D, threading.Event], None],
        on_health: Callable[[Health], None],
        *,
        name: str,
        pause_s: float = 0.0,
        delays: tuple[float, float] = (FIRST_DELAY_S, LONGEST_DELAY_S),
        fault_poll_s: float = FAULT_POLL_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._run = run
        self._on_health = on_health
        self._name = name
        self._pause_s = pause_s
        self._fault_poll_s = fault_poll_s
        self._first_delay, self._longest_delay = delays
        self._clock = clock
        self._health: Health | None = None
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
            well = self._visit()
            if well or self._clock() - began >= HELD_S:
                delay = self._first_delay
            self._stop.wait(delay)
            delay = min(delay * 2, self._longest_delay)

    def _visit(self) -> bool:
        """Open, do rounds until the line fails, close; whether any round went well."""
        well = False
        try:
            self._device.open()
            self._report(Condition.UP, "ok", "")
            while not self._stop.is_set():
                well = self._round() or well
        except DriverError as error:
            self._report(Condition.DOWN, "line", str(error))
        except Exception:
            # The outermost loop: a mistake in a round must not end the device for good.
            log.exception("%s: round failed", self._name)
            self._report(Condition.DOWN, "internal", "internal error")
        finally:
            self._device.close()
        return well

    def _round(self) -> bool:
        try:
            self._run(self._device, self._stop)
        except DeviceFault as fault:
            self._report(Condition.FAULT, fault.code, fault.sentence)
            self._stop.wait(self._fault_poll_s)
            return False
        # A round that returns because it was told to stop says nothing about the device.
        if not self._stop.is_set():
            self._report(Condition.UP, "ok", "")
        self._stop.wait(self._pause_s)
        return True

    def _report(self, condition: Condition, code: str, detail: str) -> None:
        before, self._health = self._health, Health(self._name, condition, code, detail)
        if before is not None and (before.condition, before.code) == (condition, code):
            return
        log.info("%s: %s %s %s", self._name, condition, code, detail)
        self._on_health(self._health)
