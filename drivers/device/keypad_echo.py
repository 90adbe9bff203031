"""Which frames on an FF 68 line are our own, given back by it. Knows frames and times, sends nothing.

Two-wire RS-485 adapters whose receiver stays on give back all that is sent. An acknowledgement is the very frame the
pad sent, the acknowledgement of a result is a digit key, an invitation is the key "evaluate": taken for a pad's they
would be presses, acknowledged anew without end.

A frame equal to one we sent, within the time an echo needs, is the echo. If it was the pad's after all, nothing is
lost: it gets no answer, so the pad says it again. A line that never gives anything back soon shows it, and from then on
every frame is a pad's.
"""

from collections import deque

from drivers.codec import ff68
from drivers.codec.ff68 import Frame

# An echo is there when the last bit is out: 16 ms at 9600 baud, some 20 ms in adapters, a network gateway's delay.
UNSURE_S = 0.3
# Where echoes are sure to come they may take their time.
SURE_S = 1.0
# So many frames in a row that did not come back are no accident.
MISSED = 3


class Echoes:
    """`known`: whether the line echoes; None finds out."""

    def __init__(self, known: bool | None) -> None:
        self._told = known
        self.reset()

    def reset(self) -> None:
        """The line is opened anew, perhaps through another adapter."""
        self._known = self._told
        self._missed = 0
        self._awaited: deque[tuple[Frame, float]] = deque()

    def sent(self, frame: Frame, now: float) -> None:
        self._expire(now)
        if self._known is not False and ff68.may_come_from_pad(frame):
            self._awaited.append((frame, now + (SURE_S if self._known else UNSURE_S)))

    def takes(self, frame: Frame, now: float) -> bool:
        """Whether this frame is our own; each is taken once. Those sent before it were spoilt on the way."""
        self._expire(now)
        places = [place for place, (awaited, _) in enumerate(self._awaited) if awaited == frame]
        if not places:
            return False
        for _ in range(places[0] + 1):
            self._awaited.popleft()
        self._missed = 0
        if self._told is None:
            self._known = True
        return True

    def _expire(self, now: float) -> None:
        while self._awaited and self._awaited[0][1] <= now:
            self._awaited.popleft()
            self._missed += 1
            if self._told is None and self._missed >= MISSED:
                self._known = False
                self._awaited.clear()
