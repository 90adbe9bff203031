"""A USB keypad that is a keyboard to Linux: keys as levels, keys and typed digits. Knows names of keys, not counters.

The port (evdev://) keeps the keys from whatever has the focus. A keyboard acknowledges nothing: what is pressed while
its plug is out is lost, and a press torn by the plug counts once or not at all.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from drivers.codec.evdev import Keyboard, KeyDown, Layout
from drivers.device.keypad_event import LOOK_UP_S, ONLY, KeypadEvent, KeyPressed, LevelPressed, Speechless
from drivers.device.link import Line, line_of
from drivers.errors import TransportError
from drivers.profile import HidProfile

log = logging.getLogger(__name__)

MOST_TYPED = 16
# The numeric block's keys stand for those of the main block where the profile does not tell them apart.
SAME = {f"KP{digit}": str(digit) for digit in range(10)} | {"KPENTER": "ENTER"}


class HidKeypad(Speechless):
    """One keyboard behind a port URL; its address is 1."""

    def __init__(
        self,
        port: str | Line,
        profile: HidProfile,
        *,
        layout: Layout = Layout.BITS_64,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._layout = layout
        self._clock = clock
        self._typing = Typing(profile)
        self._keyboard: Keyboard | None = None
        self._events: deque[KeypadEvent] = deque()

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        while not stop.is_set():
            self._hear(self._read())
            while self._events:
                yield self._events.popleft()

    def _read(self) -> bytes:
        try:
            return self._line.read(64 * self._layout.size, timeout=LOOK_UP_S)
        except TransportError:
            # The rest of an event that was cut does not follow, nor the rest of a number, nor a shift key's release.
            self._keyboard = None
            self._typing.forget()
            raise

    def _hear(self, chunk: bytes) -> None:
        self._keyboard = self._keyboard or Keyboard(self._layout)
        for down in self._keyboard.feed(chunk):
            log.debug("%s < %s", self._line.url, down)
            event = self._typing.take(down, self._clock())
            if event is not None:
                self._events.append(event)


class Typing:
    """What keys mean by the profile, and the digits typed before one."""

    def __init__(self, profile: HidProfile) -> None:
        self._profile = profile
        self._typed = ""
        self._typed_at = 0.0

    def take(self, down: KeyDown, now: float) -> KeypadEvent | None:
        if now - self._typed_at >= self._profile.typed_s:
            self._typed = ""
        self._typed_at = now
        for name in (down.name, SAME.get(down.name, down.name)):
            if name in self._profile.levels:
                self._typed = ""
                return LevelPressed(ONLY, self._profile.levels[name])
            if name in self._profile.keys:
                typed, self._typed = self._typed, ""
                return KeyPressed(ONLY, self._profile.keys[name], typed)
        self._edit(SAME.get(down.name, down.name))
        return None

    def forget(self) -> None:
        """What was typed will not go on."""
        self._typed = ""

    def _edit(self, name: str) -> None:
        if name in SAME.values() and name.isdecimal():
            self._typed = (self._typed + name)[:MOST_TYPED]
        elif name == "BACKSPACE":
            self._typed = self._typed[:-1]
        elif name == "ESC":
            self._typed = ""
        else:
            # Not louder: behind a mistaken port stands a scanner, and these would be the letters of a code.
            log.debug("keypad: %r gives no meaning to key %s", self._profile.name, name)
