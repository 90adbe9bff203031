"""A ShangLing window or main screen: sends lines, never hears back. Knows the screens' pauses, not tickets."""

import logging
import threading
from collections.abc import Callable, Sequence

from drivers.codec import shangling
from drivers.codec.board_text import GBK, board_text
from drivers.codec.columns import width
from drivers.device.board_layout import fitting
from drivers.device.link import Line, line_of
from drivers.profile import Capabilities, ShangLingProfile

log = logging.getLogger(__name__)

# A window screen is told everything twice; a main screen wants quiet around what it is told.
TWICE, APART_S = 2, 0.02
BEFORE_S, AFTER_S = 0.1, 0.05
BITS_A_BYTE = 10


def pause(seconds: float) -> None:
    threading.Event().wait(seconds)


class ShangLingBoard:
    """One screen of an RS-485 line; see drivers.device.board.Board."""

    def __init__(self, port: str | Line, profile: ShangLingProfile, *, wait: Callable[[float], object] = pause) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._wait = wait

    @property
    def capabilities(self) -> Capabilities:
        return self._profile.capabilities

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def ensure_ready(self) -> None:
        self._line.open()

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False, speak: str = "") -> None:
        """A window screen shows its lines as one; a main screen has each line filled up to its width."""
        if self._profile.is_main:
            self._send_main([*(self._filled(line) for line in lines[:-1]), *lines[-1:]])
        else:
            self._send_window("  ".join(lines))

    def speak(self, text: str) -> None:
        """It has no voice."""

    def clear(self) -> None:
        if self._profile.is_main:
            self._send_main([])
        else:
            self._send_window(" " * self._profile.columns)

    def _filled(self, line: str) -> str:
        return line + " " * (self._profile.columns - width(line))

    def _coded(self, text: str) -> bytes:
        return board_text(text, alphabet=GBK, missing=self._profile.missing)

    def _send_window(self, text: str) -> None:
        frame = shangling.window_frame(self._profile.address, self._coded(text), speed=self._profile.speed)
        for _ in range(TWICE):
            self._send(frame, quiet_s=APART_S)

    def _send_main(self, lines: Sequence[str]) -> None:
        # More than a frame can carry is more than any screen shows.
        text = fitting("".join(lines), shangling.LONGEST_MAIN_TEXT)
        self._wait(BEFORE_S)
        self._send(shangling.main_frame(self._profile.address, self._coded(text)), quiet_s=AFTER_S)

    def _send(self, frame: bytes, *, quiet_s: float) -> None:
        log.debug("%s > %s", self._line.url, frame.hex(" "))
        self._line.write(frame, timeout=self._profile.write_timeout_s)
        # The line is quiet only once the frame has left the buffer at the line's own speed.
        self._wait(len(frame) * BITS_A_BYTE / self._profile.baud + quiet_s)
