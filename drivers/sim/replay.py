"""Plays the device's part of a recorded session, and notices a host that says something else. Knows no protocol."""

from collections.abc import Sequence

from drivers.recording import FROM_DEVICE, TO_DEVICE, Piece
from drivers.sim.host import Reporter


class ReplayMachine:
    """Waits for what the host said then, answers as the device did, after the pauses it made (`at_once`: without them).

    Reports `{"done": true}` after the last piece, or once `{"differs": …}` when the host says another thing: then it
    falls silent, for what would follow is no longer what was recorded.
    """

    def __init__(self, pieces: Sequence[Piece], report: Reporter, *, at_once: bool = False) -> None:
        self._pieces = list(pieces)
        self._report = report
        self._at_once = at_once
        self._heard = b""
        self._reached = pieces[0].seconds
        self._since: float | None = None
        self._ended = False

    def receive(self, chunk: bytes, now: float) -> bytes:
        if self._ended:
            return b""
        self._heard += chunk
        return self.tick(now)

    def tick(self, now: float) -> bytes:
        """Go as far in the recording as time and the host allow."""
        self._since = now if self._since is None else self._since
        said = bytearray()
        while self._pieces and not self._ended and self._is_due(now):
            piece = self._pieces[0]
            if piece.direction == TO_DEVICE and not self._take(piece.content):
                break
            if piece.direction == FROM_DEVICE:
                said += piece.content
            del self._pieces[0]
            self._reached, self._since = piece.seconds, now
        self._end_when_done()
        return bytes(said)

    def due(self) -> float | None:
        if self._since is None or self._ended or not self._pieces or self._pieces[0].direction == TO_DEVICE:
            return None
        return self._since + self._pause()

    def command(self, words: Sequence[str], now: float) -> bytes:
        raise ValueError("nothing: a recording plays by itself")

    def _pause(self) -> float:
        return 0.0 if self._at_once else self._pieces[0].seconds - self._reached

    def _is_due(self, now: float) -> bool:
        due = self.due()
        return due is None or now >= due

    def _take(self, wanted: bytes) -> bool:
        """Whether all of `wanted` has been heard; a difference ends the replay."""
        if not wanted.startswith(self._heard[: len(wanted)]):
            self._ended = True
            self._report({"differs": self._heard.hex(" "), "expected": wanted.hex(" "), "at": self._reached})
            return False
        if len(self._heard) < len(wanted):
            return False
        self._heard = self._heard[len(wanted) :]
        return True

    def _end_when_done(self) -> None:
        if self._pieces or self._ended:
            return
        self._ended = True
        if self._heard:
            self._report({"differs": self._heard.hex(" "), "expected": "", "at": self._reached})
        else:
            self._report({"done": True})
