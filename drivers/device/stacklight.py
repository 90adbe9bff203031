"""A stack light over a counter: one colour on or flashing, or dark. Knows relays and colours, not their meaning."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.device.relay import Relay
from drivers.profile import RelayProfile

# How long `keep` may take to notice `stop`.
LOOK_UP_S = 0.2


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be seen: a channel or nothing; `flash_s` on and off in turn, 0: all the time."""

    channel: int | None = None
    flash_s: float = 0.0

    def lit(self, elapsed: float) -> int | None:
        """The channel that is on so many seconds after the wish."""
        return None if self.flash_s and elapsed // self.flash_s % 2 else self.channel

    def until_next(self, elapsed: float) -> float:
        """Seconds until that may be another one."""
        return self.flash_s - elapsed % self.flash_s if self.flash_s else LOOK_UP_S


class StackLight:
    """The lamps (and buzzer) on one relay board. One thread keeps the light; any thread says what it shall show."""

    def __init__(self, url: str, profile: RelayProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._relay = Relay(url, profile, clock=clock)
        self._profile = profile
        self._clock = clock
        self._wish = Wish()
        self._changed = threading.Condition()

    def open(self) -> None:
        """Open the line; everything is dark until `keep`. Raises TransportError, SettingError, DeviceFault."""
        self._relay.open()

    def close(self) -> None:
        """Go dark and give the line back."""
        self._relay.close()

    def show(self, colour: str | None, *, flash: bool = False) -> None:
        """Have `keep` show this colour alone, None: nothing. Raises ValueError for a colour the light does not have."""
        lights = self._profile.lights
        if colour is not None and colour not in lights:
            raise ValueError(f"colour {colour!r} is none of {', '.join(lights)}")
        with self._changed:
            self._wish = Wish(lights[colour], self._profile.flash_s if flash else 0.0) if colour else Wish()
            self._changed.notify_all()

    def keep(self, stop: threading.Event) -> None:
        """Show what is wished until `stop` is set, and send it again every `refresh_s`: a board that lost its power for
        a moment shows it again, and a line that is gone is noticed. Raises TransportError, DeviceFault."""
        shown: int | None = None
        wish, began, sent = self._wish, self._clock(), float("-inf")
        while not stop.is_set():
            now = self._clock()
            if self._wish is not wish:
                wish, began = self._wish, now
            channel = wish.lit(now - began)
            if channel != shown or now - sent >= self._profile.refresh_s:
                self._change(shown, channel)
                shown, sent = channel, now
            self._wait(wish, min(wish.until_next(now - began), LOOK_UP_S))

    def _change(self, before: int | None, channel: int | None) -> None:
        if before is not None and before != channel:
            self._relay.switch(before, False)
        if channel is not None:
            self._relay.switch(channel, True)
        elif before is None:
            self._relay.all_off()

    def _wait(self, wish: Wish, patience: float) -> None:
        with self._changed:
            if self._wish is wish:
                self._changed.wait(patience)
