"""Cuts frames out of a stream of bytes, by one rule of resynchronisation for every protocol. Knows no protocol.

A protocol says of the bytes held what stands at their beginning (`Step`):
    (n, frame)   a sound frame of n bytes
    (n, None)    n bytes that cannot begin a frame: dropped and counted
    None         may become a frame: more must come

What a bad cable does: when anything in a frame is wrong, a step gives up its first byte only and the search starts
again behind it, so that a good frame inside survives.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

F = TypeVar("F")
Step = Callable[[bytearray], tuple[int, F | None] | None]


class Scanner(Generic[F]):
    """Takes bytes as they come, gives whole frames; counts what was no frame in `garbage`.

    `longest` is the longest frame the protocol has. A step that waits for more than this is a frame that will never
    end; one byte is given up. So never more than `longest` bytes and one chunk are held.
    """

    def __init__(self, step: Step[F], *, longest: int) -> None:
        self.garbage = 0
        self._step = step
        self._longest = longest
        self._held = bytearray()

    @property
    def held(self) -> int:
        """Bytes that wait for their frame's end."""
        return len(self._held)

    def reset(self) -> None:
        """Forget what waits, as after opening the line anew."""
        self.garbage += len(self._held)
        self._held.clear()

    def feed(self, chunk: bytes) -> list[F]:
        self._held += chunk
        frames = []
        while self._held:
            step = self._step(self._held)
            if step is None:
                if len(self._held) <= self._longest:
                    break
                step = (1, None)
            used, frame = step
            del self._held[:used]
            if frame is None:
                self.garbage += used
            else:
                frames.append(frame)
        return frames

    def silence(self) -> list[F]:
        """The line is quiet for longer than a frame may pause: what waits has no end. Sound frames that hid behind
        its beginning are given; nothing is held afterwards."""
        frames: list[F] = []
        while self._held:
            del self._held[0]
            self.garbage += 1
            frames += self.feed(b"")
        return frames
