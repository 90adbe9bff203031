"""What a bad line or a tired machine does to what is said: silence, delay, flipped bits, halves. Knows no protocol."""

from collections import deque
from collections.abc import Sequence

USAGE = "line silent on|off, line slow MS, line garble EVERY, line half on|off, line unplug, line replug"


class Trouble:
    """Stands between a machine and its line, both ways. Does nothing until told to."""

    def __init__(self) -> None:
        self._silent = self._half = False
        self._slow_s = 0.0
        self._every = 0
        self._until_flip = 0
        self._waiting: deque[tuple[float, bytes]] = deque()

    def command(self, words: Sequence[str]) -> None:
        """Raises ValueError naming what is possible."""
        match words:
            case ["silent", "on" | "off" as silent]:
                self._silent = silent == "on"
            case ["half", "on" | "off" as half]:
                self._half = half == "on"
            case ["slow", delay] if delay.isdecimal():
                self._slow_s = int(delay) / 1000
            case ["garble", every] if every.isdecimal():
                self._every = self._until_flip = int(every)
            case _:
                raise ValueError(USAGE)

    def heard(self, chunk: bytes) -> bytes:
        """What of the host's bytes reaches the machine."""
        return self._garbled(chunk)

    def say(self, answer: bytes, now: float) -> None:
        """Take what the machine says; `due` and `take` tell when what is left of it goes out."""
        if not answer or self._silent:
            return
        if self._half:
            answer = answer[: len(answer) // 2]
        self._waiting.append((now + self._slow_s, self._garbled(answer)))

    def due(self) -> float | None:
        return self._waiting[0][0] if self._waiting else None

    def take(self, now: float) -> bytes:
        """What goes out now, in the order it was said."""
        out = bytearray()
        while self._waiting and self._waiting[0][0] <= now:
            out += self._waiting.popleft()[1]
        return bytes(out)

    def forget(self) -> None:
        """The plug is out: what was on its way is lost."""
        self._waiting.clear()

    def _garbled(self, chunk: bytes) -> bytes:
        """One flipped bit in every so many bytes, another bit each time."""
        if not self._every:
            return chunk
        out = bytearray(chunk)
        for index in range(len(out)):
            self._until_flip -= 1
            if self._until_flip <= 0:
                out[index] ^= 1 << index % 8
                self._until_flip = self._every
        return bytes(out)
