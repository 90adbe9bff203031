"""Evaluators and call pads on an FF 68 bus: what was pressed, as levels and keys. Knows addresses, not counters."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drivers.codec import ff68
from drivers.codec.ff68 import Decoder, Direction, Frame
from drivers.device.link import Link
from drivers.profile import KeypadProfile

log = logging.getLogger(__name__)

# How long `events` may take to notice `stop`.
LOOK_UP_S = 0.2
DIGITS = range(10)


@dataclass(frozen=True, slots=True)
class LevelPressed:
    """Someone evaluated: `level` 5 非常满意 to 1 非常不满意."""

    address: int
    level: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A clerk pressed `key` on the pad; `digits` is what was typed before it."""

    address: int
    key: str
    digits: str = ""


KeypadEvent = LevelPressed | KeyPressed


class Keypad:
    """All pads of one FF 68 bus behind a port URL. One thread takes `events`; any thread may ask and show."""

    def __init__(self, url: str, profile: KeypadProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = Link(url, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._last: dict[int, tuple[Frame, float]] = {}

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""
        self._link.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again."""
        self._link.close()

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        """What is pressed, as it comes, until `stop` is set. Each frame is acknowledged before it is handed out, and a
        pad that repeats because it missed the acknowledgement is acknowledged again but not handed out again.

        Raises TransportError when the line breaks.
        """
        decoder = Decoder(Direction.FROM_PAD)
        while not stop.is_set():
            for frame in decoder.feed(self._link.read(64, timeout=LOOK_UP_S)):
                log.debug("%s < %s", self._link.url, frame)
                self._send(ff68.ack_of(frame))
                event = None if self._is_repeat(frame) else self._event(frame)
                if event is not None:
                    yield event

    def ask(self, address: int) -> None:
        """Have the evaluator at `address` invite an evaluation. Raises TransportError."""
        self._send(ff68.start_evaluation(address))

    def show_number(self, address: int, number: int, *, waiting: int | None = None) -> None:
        """Put a ticket's number (last three digits) and how many wait on a pad's display. Raises TransportError."""
        self._send(ff68.pad_display(address, number=number, waiting=waiting))

    def beep(self, address: int) -> None:
        """Raises TransportError."""
        self._send(ff68.beep(address))

    def _send(self, frame: Frame) -> None:
        log.debug("%s > %s", self._link.url, frame)
        self._link.write(frame.to_bytes(), timeout=self._profile.write_timeout_s)

    def _is_repeat(self, frame: Frame) -> bool:
        """The same frame from the same pad within `repeat_s`. A digit typed twice is two digits."""
        if frame.command != ff68.RESULT and len(frame.content) == 1 and frame.content[0] in DIGITS:
            return False
        now = self._clock()
        before = self._last.get(frame.address)
        if before is not None and before[0] == frame and now - before[1] < self._profile.repeat_s:
            return True
        self._last[frame.address] = (frame, now)
        return False

    def _event(self, frame: Frame) -> KeypadEvent | None:
        if frame.command == ff68.RESULT:
            level = self._profile.levels.get(frame.content[-1])
            if level is not None:
                return LevelPressed(frame.address, level)
        elif (pressed := self._key(frame.content)) is not None:
            return KeyPressed(frame.address, *pressed)
        log.info("keypad %d: %r gives no meaning to %s", frame.address, self._profile.name, frame.content.hex(" "))
        return None

    def _key(self, content: bytes) -> tuple[str, str] | None:
        """Key name and the digits before it; a combination the profile names is a key of its own."""
        keys = self._profile.keys
        if content in keys:
            return keys[content], ""
        typed, last = content[:-1], content[-1:]
        if last not in keys or any(digit not in DIGITS for digit in typed):
            return None
        return keys[last], "".join(str(digit) for digit in typed)
