"""What a press puts on the line, cut by silences. Knows no key and no meaning."""

import time
from collections.abc import Callable

from drivers.learn.failed import LearnFailed
from drivers.transport import Transport

LONGEST_BURST = 512
# A device that still says the same press after this long waits for an answer nobody knows.
LONGEST_PRESS_S = 8.0
LOOK_UP_S = 0.1


def frame_of(burst: bytes) -> bytes:
    """The frame in a burst that says the same several times without a pause."""
    size = len(burst)
    sizes = (part for part in range(1, size) if size % part == 0)
    return next((burst[:part] for part in sizes if burst[:part] * (size // part) == burst), burst)


class Ear:
    """Listens on an open line; raises TransportError when it breaks."""

    def __init__(self, line: Transport, *, gap_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._gap_s = gap_s
        self._clock = clock
        self._idle: set[bytes] = set()

    def idle(self, seconds: float) -> None:
        """Listen while nobody presses: what comes now is no key, now or later."""
        until = self._clock() + seconds
        while self._clock() < until:
            if burst := self._burst():
                self._idle.add(frame_of(burst))

    def press(self, wait_s: float, quiet_s: float, skip: Callable[[], bool]) -> list[bytes]:
        """The frames of one press, each once, in the order they first came; none when `wait_s` brought none or `skip`
        said so. Raises LearnFailed when the device does not stop talking."""
        until, frames = self._clock() + wait_s, list[bytes]()
        while not frames:
            if self._clock() >= until or skip():
                return []
            self._hear(frames)
        began = heard_at = self._clock()
        while self._clock() - heard_at < quiet_s:
            if self._hear(frames):
                heard_at = self._clock()
            if heard_at - began > LONGEST_PRESS_S:
                raise LearnFailed("设备一直在发送：它可能在等待应答，请按厂家说明书手工编写机型参数。")
        return frames

    def _hear(self, frames: list[bytes]) -> bool:
        burst = self._burst()
        frame = frame_of(burst)
        if not burst or frame in self._idle:
            return False
        if frame not in frames:
            frames.append(frame)
        return True

    def _burst(self) -> bytes:
        burst = self._line.read(LONGEST_BURST, timeout=LOOK_UP_S)
        while burst and (more := self._line.read(LONGEST_BURST, timeout=self._gap_s)):
            burst += more
            if len(burst) > LONGEST_BURST:
                raise LearnFailed("线路上的数据没有间隔：请检查波特率和接线。")
        return burst
