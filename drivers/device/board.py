"""An LED board over a counter: shows lines, waits until the card has taken them. Knows Onbon cards, not tickets."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from drivers.codec import onbon
from drivers.codec.columns import width
from drivers.codec.onbon import Area, Decoder, Frame
from drivers.device.fault import fault
from drivers.device.link import Link
from drivers.errors import DeviceFault, TransportError
from drivers.profile import BoardProfile

log = logging.getLogger(__name__)

COLOUR_CODES = {"red": b"\\C1", "green": b"\\C2", "yellow": b"\\C3"}
NEW_LINE = b"\\n"
CENTRED = 2 | 1 << 2  # bits 0-1 horizontal, bits 2-3 vertical
STATIC, RUN_LEFT = 1, 3
SINGLE, MULTI = 1, 2
HALF_SECOND, TEN_SECONDS = 1, 20  # `stay` counts half seconds
BUSY, HEARD_BADLY = 3, 5
BUSY_PAUSE_S = 0.2
COLUMN_PIXELS = 8


class Board:
    """An Onbon BX-5K / 6K card behind a port URL, one text area over the whole board. One thread at a time."""

    def __init__(self, url: str, profile: BoardProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = Link(url, baud=profile.baud)
        self._profile = profile
        self._clock = clock

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""
        self._link.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again."""
        self._link.close()

    def ensure_ready(self) -> None:
        """Raise TransportError when the card does not answer a ping, DeviceFault when it refuses it."""
        self._exchange(onbon.command(onbon.PING, dst=self._profile.address))

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None:
        """Replace what the board shows; returns when the card has acknowledged.

        Lines that fit stand centred (flashing: half a second shown, half a second dark); anything wider or more runs
        through to the left as one line. A board without `colour` shows its first. Raises TransportError after three
        silent attempts, DeviceFault when the card refuses, ValueError for an unknown colour.
        """
        area = self.area(lines, colour=colour, flash=flash)
        self._exchange(onbon.command(onbon.SHOW_AREAS, onbon.areas_payload([area]), dst=self._profile.address))

    def clear(self) -> None:
        """Take everything off the board. Raises as `show`."""
        self._exchange(onbon.command(onbon.SHOW_AREAS, onbon.delete_all_payload(), dst=self._profile.address))

    def area(self, lines: Sequence[str], *, colour: str, flash: bool) -> Area:
        """The area `show` sends."""
        if colour not in COLOUR_CODES:
            raise ValueError(f"colour {colour!r} is none of {', '.join(COLOUR_CODES)}")
        profile = self._profile
        prefix = COLOUR_CODES[colour if colour in profile.colours else profile.colours[0]]
        texts = [onbon.board_text(line, missing=profile.missing.encode("gb2312")) for line in lines]
        rows = max(profile.height // profile.line_height, 1)
        if len(lines) <= rows and all(width(line) * COLUMN_PIXELS <= profile.width for line in lines):
            pages = [texts, [b" "] * rows] if flash else [texts]
            # A page is full after `rows` lines: pad the first so that the blank ones come alone.
            padded = [page + [b" "] * (rows - len(page)) if flash else page for page in pages]
            text = NEW_LINE.join(line for page in padded for line in page)
            stay = HALF_SECOND if flash else TEN_SECONDS
            return self._area(prefix + text, single_line=MULTI, display=STATIC, stay=stay)
        return self._area(prefix + b"  ".join(texts), single_line=SINGLE, display=RUN_LEFT, stay=0)

    def _area(self, text: bytes, *, single_line: int, display: int, stay: int) -> Area:
        profile = self._profile
        units = {"byte8": profile.width // 8, "pixel": profile.width, "pixel_flag": profile.width | 0x8000}
        left = 0x8000 if profile.x_unit == "pixel_flag" else 0
        return Area(
            number=0,
            x=left,
            width=units[profile.x_unit],
            height=profile.height,
            text=text,
            align=CENTRED if display == STATIC else 0,
            single_line=single_line,
            display=display,
            speed=profile.scroll_speed if display == RUN_LEFT else 0,
            stay=stay,
        )

    def _exchange(self, frame: Frame) -> None:
        """Send and wait for the card's word, up to `attempts` times when it is silent, busy or heard badly."""
        refusal: DeviceFault | None = None
        for _ in range(self._profile.attempts):
            self._link.discard_input()
            payload = frame.to_bytes()
            log.debug("%s > %s", self._link.url, payload.hex(" "))
            self._link.write(payload, timeout=self._profile.reply_timeout_s)
            answer = self._answer()
            if answer is None:
                continue
            if answer.command == onbon.ACK:
                return
            log.debug("%s refused: %s", self._link.url, onbon.ERRORS.get(answer.reply_code, answer.reply_code))
            refusal = fault("board_busy" if answer.reply_code == BUSY else "board_rejected")
            if answer.reply_code not in (BUSY, HEARD_BADLY):
                break
            threading.Event().wait(BUSY_PAUSE_S)
        raise refusal or TransportError(f"{self._link.url}: the board does not answer")

    def _answer(self) -> Frame | None:
        decoder = Decoder()
        deadline = self._clock() + self._profile.reply_timeout_s
        while (left := deadline - self._clock()) > 0:
            chunk = self._link.read(256, timeout=left)
            for frame in decoder.feed(chunk):
                log.debug("%s < %s", self._link.url, frame)
                if frame.command in (onbon.ACK, onbon.NACK):
                    return frame
        return None
