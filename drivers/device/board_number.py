"""A four-byte RS-485 number board: shows the digits of a number, never answers. Knows silence, not tickets."""

import logging
from collections.abc import Callable, Sequence

from drivers.codec import number_board
from drivers.device.board_layout import number_in
from drivers.device.board_shangling import BITS_A_BYTE, pause
from drivers.device.link import Line, line_of
from drivers.profile import Capabilities, NumberBoardProfile

log = logging.getLogger(__name__)

# No mark begins a frame: only silence tells a board where one ends.
SILENCE_S = 0.02


class NumberBoard:
    """One board of an RS-485 line; see drivers.device.board.Board."""

    def __init__(
        self, port: str | Line, profile: NumberBoardProfile, *, wait: Callable[[float], object] = pause
    ) -> None:
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
        """The last digits of the ticket's number the first line begins with; anything else is dark."""
        number = number_in(lines)
        self._send(self._profile.blank_value if number is None else number % 10**self._profile.digits)

    def speak(self, text: str) -> None:
        """It has no voice."""

    def clear(self) -> None:
        self._send(self._profile.blank_value)

    def _send(self, value: int) -> None:
        frame = number_board.four_bytes(self._profile.address, value)
        log.debug("%s > %s", self._line.url, frame.hex(" "))
        self._line.write(frame, timeout=self._profile.write_timeout_s)
        self._wait(len(frame) * BITS_A_BYTE / self._profile.baud + SILENCE_S)
