"""The wire many share: what is sent when, and who hears what comes. Knows half duplex and pads, not whose turn is."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from drivers import port as ports
from drivers.codec.ff68 import Frame
from drivers.device.keypad import KeypadEvent
from drivers.device.keypad_ff68 import PadBus
from drivers.device.link import Line
from drivers.errors import TransportError

BITS = 10  # start, eight data bits, stop
SILENCE_BYTES = 3.5
LONGEST_SPEECH_BYTES = 64
WRITE_TIMEOUT_S = 1.0
CHUNK = 256


class WaitableLine(Line, Protocol):
    """What a bus needs of its line: a `Link`."""

    @property
    def is_open(self) -> bool: ...

    def wait(self, waker: int, *, timeout: float) -> None: ...


class BusWire:
    """Every byte goes to the member that is being asked and to the pads. One thread only.

    Nothing is sent before what was sent earlier has left, by the line's speed: what waits in the machine's own buffer
    could not be overtaken any more, and a member cannot answer what it has not heard. Nor is anything sent into what
    others are saying. `answer_s`: how long a member that is asked may take, not counting the bytes' own time.
    """

    def __init__(
        self,
        line: WaitableLine,
        *,
        baud: int,
        pads: PadBus | None,
        on_event: Callable[[KeypadEvent], None],
        answer_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = line
        self._byte_s = BITS / _baud(line.url, baud)
        self._pads = pads
        self._on_event = on_event
        self._answer_s = answer_s
        self._clock = clock
        self._for_pads = bytearray()
        self._for_asked = bytearray()
        self._deadline = 0.0
        self._answers_pads = True
        self.heard_at: float | None = None
        self.pads_heard: dict[int, float] = {}
        self.asked_heard = False
        """Whether the member that is being asked has read anything."""

    def reset(self) -> None:
        """The line is open anew."""
        self._for_pads.clear()
        self._for_asked.clear()

    def lost(self) -> None:
        """The line broke."""
        if self._pads is not None:
            self._pads.lost(self._clock())

    def begin(self, *, answers_pads: bool) -> None:
        """A member is asked from now on. With `answers_pads` pads are answered meanwhile: it hardly will speak."""
        self._for_asked.clear()
        self._deadline = self._clock() + self._answer_s
        self._answers_pads, self.asked_heard = answers_pads, False

    def end(self) -> None:
        """Nobody is being asked: pads that spoke meanwhile are answered."""
        self._answers_pads = True
        self._hear()

    def write(self, payload: bytes, *, timeout: float) -> None:
        """For the member that is being asked; returns when it has left. Raises TransportError."""
        # Until this has been sent nobody is going to answer: the last moment for a pad that was speaking.
        self._let_speak()
        self._hear()
        self._send(payload, timeout)
        self._deadline = self._clock() + self._answer_s

    def read(self, limit: int, *, timeout: float) -> bytes:
        """For the member that is being asked. Raises TransportError when its time to answer is over."""
        if not self._for_asked:
            left = max(0.0, self._deadline - self._clock())
            came = self._collect(min(timeout, left))
            if not came and left <= timeout:
                raise TransportError(f"{self._line.url}: no answer")
            self._deadline += came * self._byte_s
            if self._answers_pads:
                self._hear()
        chunk = bytes(self._for_asked[:limit])
        del self._for_asked[:limit]
        self.asked_heard |= bool(chunk)
        return chunk

    def discard(self) -> None:
        """Forget what came for the member; the pads keep theirs."""
        while self._collect(0.0):
            pass
        self._for_asked.clear()

    def listen(self, waker: int, timeout: float) -> None:
        """Wait for a pad, for the waker or for the time to pass; answer pads."""
        self._line.wait(waker, timeout=timeout)
        with suppress(BlockingIOError):
            os.eventfd_read(waker)
        self._collect(0.0)
        self._hear()

    def tell(self, frame: Frame) -> None:
        """Send to a pad; it says nothing to it."""
        if self._pads is not None:
            self._pads.sent(frame, self._clock())
        self._send(frame.to_bytes(), WRITE_TIMEOUT_S)

    def _hear(self) -> None:
        """Hand out what was pressed, then answer: an event must not wait for the answers to others."""
        while self._for_pads and self._pads is not None:
            chunk, now = bytes(self._for_pads), self._clock()
            self._for_pads.clear()
            heard = self._pads.hear(chunk, now)
            for one in heard:
                self.pads_heard[one.answer.address] = now
                if one.event is not None:
                    self._on_event(one.event)
            for one in heard:
                self.tell(one.answer)
        self._for_pads.clear()

    def _send(self, payload: bytes, timeout: float) -> None:
        self._let_speak()
        self._line.write(payload, timeout=timeout)
        gone_at = self._clock() + len(payload) * self._byte_s
        while (left := gone_at - self._clock()) > 0:
            self._collect(left)

    def _let_speak(self) -> None:
        """Until nobody has been speaking for a moment; a line that is never silent is spoken into."""
        patience = self._clock() + LONGEST_SPEECH_BYTES * self._byte_s
        while self.heard_at is not None:
            left = min(patience, self.heard_at + SILENCE_BYTES * self._byte_s) - self._clock()
            if left <= 0:
                return
            self._collect(left)

    def _collect(self, timeout: float) -> int:
        """Read once, for everybody; how many bytes came."""
        chunk = self._line.read(CHUNK, timeout=timeout)
        if chunk:
            self.heard_at = self._clock()
            self._for_pads += chunk
            self._for_asked += chunk
        return len(chunk)


def _baud(url: str, usual: int) -> int:
    port = ports.parse(url)
    return port.baud or usual if isinstance(port, ports.SerialPort) else usual
