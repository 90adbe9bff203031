"""An evaluator or pad whose frames its profile describes. Knows when a frame is a press, not whose counter it is."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from drivers.codec.framemap import Decoder, Frame
from drivers.device.keypad_event import LOOK_UP_S, ONLY, KeypadEvent, KeyPressed, LevelPressed, Speechless
from drivers.device.link import Line, line_of
from drivers.errors import TransportError
from drivers.profile import FramemapProfile

log = logging.getLogger(__name__)


class FramemapKeypad(Speechless):
    """One device behind a port URL; its address is 1. The same frame again within `repeat_s` of the last is one press:
    such devices say a press several times, or until they are answered."""

    def __init__(
        self, port: str | Line, profile: FramemapProfile, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._decoder = Decoder([frame.pattern for frame in profile.frames], alone=profile.alone)
        self._meanings = {frame.pattern: frame for frame in profile.frames}
        self._last: tuple[bytes, float] | None = None
        self._events: deque[KeypadEvent] = deque()

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        """Each frame is answered, where the profile has an answer, before it is handed out."""
        while not stop.is_set():
            broken = self._answer_what_comes() if not self._events else None
            while self._events:
                yield self._events.popleft()
            if broken is not None:
                raise broken

    def _answer_what_comes(self) -> TransportError | None:
        try:
            chunk = self._line.read(256, timeout=self._profile.gap_s if self._decoder.held else LOOK_UP_S)
            for frame in self._decoder.feed(chunk) if chunk else self._decoder.silence():
                log.debug("%s < %s", self._line.url, frame.raw.hex(" "))
                self._queue(frame)
                if frame.answer is not None:
                    self._line.write(frame.answer, timeout=self._profile.write_timeout_s)
        except TransportError as error:
            self._decoder.reset()
            return error
        return None

    def _queue(self, frame: Frame) -> None:
        before, now = self._last, self._clock()
        self._last = frame.raw, now
        if before is not None and before[0] == frame.raw and now - before[1] < self._profile.repeat_s:
            return
        meaning = self._meanings[frame.pattern]
        if frame.code in meaning.levels:
            self._events.append(LevelPressed(ONLY, meaning.levels[frame.code]))
        elif frame.code in meaning.keys:
            self._events.append(KeyPressed(ONLY, meaning.keys[frame.code]))
        else:
            log.info("keypad: %r gives no meaning to %s", self._profile.name, frame.raw.hex(" "))
