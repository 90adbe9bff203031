"""An Onbon font card: shows lines, speaks, waits until the card has taken them. Knows the card, not tickets."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drivers.codec import onbon, onbon_command
from drivers.codec.board_text import board_text
from drivers.codec.onbon import Decoder, Frame
from drivers.codec.onbon_command import Area, Speech, State
from drivers.device.board_layout import colour_on, fits
from drivers.device.fault import fault
from drivers.device.link import Line, line_of
from drivers.errors import DeviceFault, FrameError, TransportError
from drivers.profile import Capabilities, OnbonProfile

log = logging.getLogger(__name__)

COLOUR_CODES = {"red": b"\\C1", "green": b"\\C2", "yellow": b"\\C3"}
NEW_LINE = b"\\n"
CENTRED = 2 | 1 << 2  # bits 0-1 horizontal, bits 2-3 vertical
STATIC, RUN_LEFT = 1, 3
SINGLE, MULTI = 1, 2
HALF_SECOND, TEN_SECONDS = 1, 20  # `stay` counts half seconds
BUSY, HEARD_BADLY = 3, 5
BUSY_PAUSE_S = 0.2
BITS_A_BYTE = 10  # start, eight data bits, stop
REFUSALS = {
    1: "board_model", 2: "board_model", BUSY: "board_busy", 4: "board_memory", HEARD_BADLY: "board_noise",
    12: "board_no_font", 13: "board_model",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shown:
    lines: tuple[str, ...] = ()
    colour: str = "red"
    flash: bool = False


class OnbonBoard:
    """A BX-5K / 6K card, one text area over the whole board; see drivers.device.board.Board."""

    def __init__(self, port: str | Line, profile: OnbonProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._clock = clock
        self._shown = _Shown()

    @property
    def capabilities(self) -> Capabilities:
        return self._profile.capabilities

    def open(self) -> None:
        self._line.open()

    def close(self) -> None:
        self._line.close()

    def ensure_ready(self) -> None:
        self._exchange(onbon_command.command(onbon_command.PING, dst=self._profile.address))

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False, speak: str = "") -> None:
        """Lines that fit stand centred (flashing: half a second shown, half a second dark); anything wider or more
        runs through to the left as one line. Raises TransportError after `attempts` silences; else as Board."""
        area = self.area(lines, colour=colour, flash=flash, speak=speak)
        self._exchange(onbon_command.show([area], dst=self._profile.address))
        self._shown = _Shown(tuple(lines), colour, flash)

    def speak(self, text: str) -> None:
        """Speech is part of an area, so what is shown is sent again with it."""
        if self._profile.voice is not None:
            self.show(self._shown.lines, colour=self._shown.colour, flash=self._shown.flash, speak=text)

    def clear(self) -> None:
        self._exchange(onbon_command.delete_all(dst=self._profile.address))
        self._shown = _Shown()

    def switch(self, *, on: bool) -> None:
        """Light the screen or darken it; what it shows stays. Raises as `show`."""
        self._exchange(onbon_command.switch(on=on, dst=self._profile.address))

    def set_brightness(self, level: int) -> None:
        """0 to 15. Raises as `show`, ValueError for another level."""
        self._exchange(onbon_command.brightness(level, dst=self._profile.address))

    def set_clock(self, moment: datetime) -> None:
        """Raises as `show`."""
        self._exchange(onbon_command.set_clock(moment, dst=self._profile.address))

    def reset(self) -> None:
        """Start the card anew; it is silent for some seconds then. Raises as `show`."""
        self._exchange(onbon_command.command(onbon_command.RESET, dst=self._profile.address))

    def state(self) -> State:
        """What the card says of itself. Raises as `show`."""
        answer = self._exchange(onbon_command.command(onbon_command.READ_STATE, dst=self._profile.address))
        try:
            return onbon_command.read_state(answer.payload)
        except FrameError as error:
            raise TransportError(f"{self._line.url}: {error}") from None

    def area(self, lines: Sequence[str], *, colour: str, flash: bool, speak: str = "") -> Area:
        """The area `show` sends."""
        prefix = COLOUR_CODES[colour_on(self.capabilities, colour)]
        texts = [board_text(line, missing=self._profile.missing) for line in lines]
        if fits(lines, self.capabilities):
            area = self._standing(prefix, texts, flash=flash)
        else:
            area = self._area(prefix + b"  ".join(texts), single_line=SINGLE, display=RUN_LEFT, stay=0)
        return replace(area, speech=self._speech(speak))

    def _standing(self, prefix: bytes, texts: list[bytes], *, flash: bool) -> Area:
        rows = self.capabilities.lines
        # A page is full after `rows` lines: pad the first so that the blank ones come alone.
        page = texts + [b" "] * (rows - len(texts)) + [b" "] * rows if flash else texts
        stay = HALF_SECOND if flash else TEN_SECONDS
        return self._area(prefix + NEW_LINE.join(page), single_line=MULTI, display=STATIC, stay=stay)

    def _area(self, text: bytes, *, single_line: int, display: int, stay: int) -> Area:
        profile = self._profile
        units = {"byte8": profile.width // 8, "pixel": profile.width, "pixel_flag": profile.width | 0x8000}
        return Area(
            number=0,
            x=0x8000 if profile.x_unit == "pixel_flag" else 0,
            width=units[profile.x_unit],
            height=profile.height,
            text=text,
            align=CENTRED if display == STATIC else 0,
            single_line=single_line,
            display=display,
            speed=profile.scroll_speed if display == RUN_LEFT else 0,
            stay=stay,
        )

    def _speech(self, text: str) -> Speech | None:
        voice = self._profile.voice
        if voice is None or not text:
            return None
        # A speech chip reads a sign for a missing character aloud; a blank is a breath.
        coded = board_text(text, missing=" ")
        return Speech(text=coded, person=voice.person, repeats=voice.repeats, volume=voice.volume, speed=voice.speed)

    def _exchange(self, frame: Frame) -> Frame:
        """Send and wait for the card's word, up to `attempts` times when it is silent, busy or heard badly."""
        refusal: DeviceFault | None = None
        for attempt in range(self._profile.attempts):
            if attempt and refusal is not None and refusal.code == REFUSALS[BUSY]:
                threading.Event().wait(BUSY_PAUSE_S)  # the only wait in which a shared line stands still
            self._line.discard_input()
            payload = frame.to_bytes()
            log.debug("%s > %s", self._line.url, payload.hex(" "))
            self._line.write(payload, timeout=self._profile.reply_timeout_s)
            answer = self._answer(frame, sending_s=len(payload) * BITS_A_BYTE / self._profile.baud)
            if answer is None:
                continue
            if answer.command != onbon.NACK:
                return answer
            code = answer.reply_code
            log.debug("%s refused: %s", self._line.url, onbon_command.ERRORS.get(code, code))
            refusal = fault(REFUSALS.get(code, "board_rejected"))
            if code not in (BUSY, HEARD_BADLY):
                break
        raise refusal or TransportError(f"{self._line.url}: the board does not answer")

    def _answer(self, asked: Frame, *, sending_s: float) -> Frame | None:
        decoder = Decoder()
        deadline = self._clock() + sending_s + self._profile.reply_timeout_s
        while (left := deadline - self._clock()) > 0:
            chunk = self._line.read(256, timeout=left)
            for frame in decoder.feed(chunk):
                log.debug("%s < %s", self._line.url, frame)
                # A card's state comes under the command's own number, everything else as ACK or NACK.
                answers = frame.command in (onbon.ACK, onbon.NACK, asked.command)
                if answers and asked.dst in (frame.src, onbon.BROADCAST):
                    return frame
        return None
