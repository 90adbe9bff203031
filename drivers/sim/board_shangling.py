"""ShangLing window and main screens: take what is addressed to them and never answer. Knows no driver.

Written from the published vectors, apart from drivers.codec.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from drivers.profile import ShangLingProfile
from drivers.sim.board_screen import Glass, Panel, Screen
from drivers.sim.host import Reporter

# 1D, two digits of the counter's number, a speed, text without control characters, 10.
WINDOW = re.compile(rb"\x1d([\x00-\x09])([\x00-\x09])([\x0b\x0e\x0f])([^\x00-\x1f]*)\x10", re.DOTALL)
MAIN_MARK = b"\xaa\xaa\xaa\x4e"
MAX_HELD = 512
# A frame that pauses for longer than this is none; the host leaves 100 ms before one to a main screen.
SILENCE_S = 0.05


class ShangLingMachine:
    """One screen of the line. A window screen shows what comes twice as one; what it cannot read leaves it as it is."""

    def __init__(self, profile: ShangLingProfile, out: Path, report: Reporter) -> None:
        self._profile = profile
        self._report = report
        self._panel = Panel(Glass.of_columns(profile.columns, profile.lines), out)
        self._held = b""
        self._last = float("-inf")
        self._text = b""

    def receive(self, chunk: bytes, now: float) -> bytes:
        if now - self._last >= SILENCE_S:
            self._held = b""
        self._last = now
        self._held = (self._held + chunk)[-MAX_HELD:]
        take = self._take_main if self._profile.is_main else self._take_window
        while take():
            pass
        return b""

    def tick(self, now: float) -> bytes:
        return b""

    def due(self) -> None:
        return None

    def command(self, words: Sequence[str], now: float) -> bytes:
        match words:
            case ["show"]:
                self._report({"text": self._decoded()})
            case _:
                raise ValueError("show")
        return b""

    def _take_window(self) -> bool:
        found = WINDOW.search(self._held)
        if found is None:
            return False
        self._held = self._held[found.end() :]
        if (found[1][0] * 10 + found[2][0]) in (0, self._profile.address):
            self._show(found[4], found[0], speed=found[3][0])
        return True

    def _take_main(self) -> bool:
        start = self._held.find(MAIN_MARK)
        if start < 0:
            return False
        frame = self._held[start:]
        # From LEN to the text there are LEN bytes less the three of the check and the end.
        size = len(MAIN_MARK) + frame[4] if len(frame) > 4 else 5
        if len(frame) < size:
            return False
        frame = frame[:size]
        sound = (
            size >= 12 and frame[6:9] == b"\x53\x00\x64" and frame[-1] == 0x1A and _folded(frame[4:-3]) == frame[-3:-1]
        )
        self._held = self._held[start + (size if sound else 1) :]
        if sound and frame[5] == self._profile.address:
            self._show(frame[9:-3], frame, speed=None)
        return True

    def _show(self, text: bytes, raw: bytes, *, speed: int | None) -> None:
        if not self._profile.is_main and text == self._text:
            return  # the second of the two, or nothing new
        self._text = text
        screen = Screen(pages=(self._rows(),), running=len(text) > self._profile.columns * self._profile.lines)
        said = {**self._panel.shown(screen), "bytes": raw.hex()}
        self._report(said if speed is None else {**said, "speed": speed})

    def _decoded(self) -> str:
        return self._text.decode("gbk", "replace")

    def _rows(self) -> tuple[str, ...]:
        """The text in lines as wide as the screen; a text that runs is one line."""
        text, columns = self._decoded(), self._profile.columns
        if len(self._text) > columns * self._profile.lines:
            return (text,)
        rows: list[str] = []
        row, taken = "", 0
        for char in text:
            wide = 1 if char.isascii() else 2
            if taken + wide > columns:
                rows.append(row)
                row, taken = "", 0
            row, taken = row + char, taken + wide
        return tuple(line.rstrip() for line in (*rows, row))


def _folded(content: bytes) -> bytes:
    total = 0
    for byte in content:
        total ^= byte
    return bytes([total >> 4, total & 0x0F])
