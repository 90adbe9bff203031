"""A four-byte RS-485 number board: tells frames apart by silence and never answers. Knows no driver.

Written from the published frame, apart from drivers.codec.
"""

from collections.abc import Sequence
from pathlib import Path

from drivers.profile import NumberBoardProfile
from drivers.sim.board_screen import Glass, Panel, Screen
from drivers.sim.host import Reporter

FRAME = 4
# The host must leave 20 ms; a host that leaves half of it is lost, one that is scheduled badly is not.
SILENCE_S = 0.01


class NumberBoardMachine:
    """One board of the line, dark until it is sent a number; the blank value of the profile darkens it again unless
    that is a number it can show."""

    def __init__(self, profile: NumberBoardProfile, out: Path, report: Reporter) -> None:
        self._profile = profile
        self._report = report
        self._panel = Panel(Glass.of_columns(profile.digits, 1), out)
        self._held = b""
        self._last = float("-inf")
        self._shown = ""

    def receive(self, chunk: bytes, now: float) -> bytes:
        if now - self._last >= SILENCE_S:
            self._held = b""
        self._last = now
        self._held += chunk
        while len(self._held) >= FRAME:
            frame, self._held = self._held[:FRAME], self._held[FRAME:]
            if sum(frame[:3]) % 256 != frame[3]:
                # Out of step: nothing makes sense until the next silence.
                self._report({"lost": (frame + self._held).hex()})
                self._held = b""
            elif frame[0] == self._profile.address:
                self._show(frame[1] * 256 + frame[2], frame)
        return b""

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["show"]:
                self._report({"text": self._shown})
            case _:
                raise ValueError("show")
        return b""

    def _show(self, value: int, raw: bytes) -> None:
        self._shown = str(value) if value < 10**self._profile.digits else ""
        screen = Screen(pages=((self._shown.rjust(self._profile.digits),),), colour="red")
        self._report({**self._panel.shown(screen), "text": self._shown, "bytes": raw.hex()})
