"""A Huidu network card: makes itself known, shows pages of text, keeps the connection alive. Knows the card only."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from drivers.codec import huidu
from drivers.codec.huidu import Answer, Decoder, Packet, Text
from drivers.device.board_layout import colour_on, fits
from drivers.device.fault import fault
from drivers.device.link import Line, line_of
from drivers.errors import DriverError, FrameError, TransportError
from drivers.profile import Capabilities, HuiduProfile

log = logging.getLogger(__name__)

# The card hangs up on who is silent for long: whoever holds a board shows something or asks at least this often.
HEARTBEAT_S = 30.0
# What a person can mend, as error packets number it and as answers name it.
REFUSALS = {
    3: "board_model", 4: "board_occupied", 20: "board_memory", 23: "board_model", 24: "board_memory", 42: "board_model",
}  # fmt: skip
WORDS = {
    "kDeviceOccupa": "board_occupied",
    "kInvalidMethod": "board_model",
    "kMemoryFailed": "board_memory",
    "kNotSpaceToSave": "board_memory",
    "kUnsupportMethod": "board_model",
}


class HuiduBoard:
    """An SDK 2.0 card on TCP port 10001; see drivers.device.board.Board."""

    def __init__(self, port: str | Line, profile: HuiduProfile, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line_of(port, baud=9600)
        self._profile = profile
        self._clock = clock
        self._decoder = Decoder()
        self._heard: deque[Packet] = deque()
        self._guid = ""
        self._heard_at = 0.0
        self.firmware = ""
        """What the card says of itself, once it was talked to."""

    @property
    def capabilities(self) -> Capabilities:
        return self._profile.capabilities

    def open(self) -> None:
        """Connect and agree on version and GUID."""
        self._in_touch()

    def close(self) -> None:
        self._guid = ""
        self._line.close()

    def ensure_ready(self) -> None:
        """A heartbeat; call it at least every 30 s while nothing is shown."""
        self._in_touch()
        self._beat()

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False, speak: str = "") -> None:
        """Lines that fit stand centred (flashing: half a second shown, half a second dark); anything else runs."""
        self._show(self._pages(lines, colour=colour_on(self.capabilities, colour), flash=flash))

    def speak(self, text: str) -> None:
        """It has no voice."""

    def clear(self) -> None:
        self._show([self._page("", colour=self._profile.colours[0])])

    def _pages(self, lines: Sequence[str], *, colour: str, flash: bool) -> list[Text]:
        if not fits(lines, self.capabilities):
            return [self._page("  ".join(lines), colour=colour, runs=True)]
        text = "\n".join(lines)
        if not flash:
            return [self._page(text, colour=colour)]
        return [self._page(part, colour=colour, tenths=huidu.HALF_SECOND) for part in (text, "")]

    def _page(self, text: str, *, colour: str, runs: bool = False, tenths: int = huidu.STAY) -> Text:
        profile = self._profile
        return Text(
            text=text or " ",
            colour=colour,
            font=profile.font,
            font_size=profile.font_size,
            runs=runs,
            speed=profile.scroll_speed,
            tenths=tenths,
        )

    def _show(self, pages: Sequence[Text]) -> None:
        self._in_touch()
        stamp = int(self._clock() * 1000)
        program = huidu.program(pages, width=self._profile.width, height=self._profile.height, stamp=stamp)
        self._ask("AddProgram", program)

    def _in_touch(self) -> None:
        if not self._guid:
            self._line.open()
            self._decoder.reset()
            self._heard.clear()
            version = self._exchange(huidu.ask_version(), huidu.VERSION).number
            self.firmware = f"SDK {version >> 24}.{version >> 16 & 0xFF}.{version & 0xFFFF}"
            self._guid, _ = self._said(huidu.ask_guid())
            if not self._guid:
                raise self._broken("the card gave no GUID")
        elif self._clock() - self._heard_at >= HEARTBEAT_S:
            self._beat()

    def _beat(self) -> None:
        self._exchange(huidu.heartbeat(), huidu.HEARTBEAT_ANSWER)

    def _ask(self, method: str, inner: str) -> None:
        _, result = self._said(huidu.request(self._guid, method, inner))
        if result != huidu.SUCCESS:
            log.debug("%s: %s refused: %s", self._line.url, method, result)
            raise fault(WORDS.get(result, "board_rejected"))

    def _said(self, xml: str) -> tuple[str, str]:
        answer = Answer()
        self._send(huidu.ask(xml))
        try:
            while (whole := answer.take(self._packet(huidu.ANSWER))) is None:
                pass
        except FrameError as error:
            raise self._broken(str(error)) from error
        return huidu.said(whole)

    def _exchange(self, payload: bytes, wanted: int) -> Packet:
        self._send(payload)
        return self._packet(wanted)

    def _send(self, payload: bytes) -> None:
        log.debug("%s > %s", self._line.url, payload.hex(" "))
        try:
            self._line.write(payload, timeout=self._profile.reply_timeout_s)
        except TransportError:
            self.close()
            raise

    def _packet(self, wanted: int) -> Packet:
        """The next packet of this command; heartbeats answered late are passed over."""
        deadline = self._clock() + self._profile.reply_timeout_s
        while (left := deadline - self._clock()) > 0:
            while self._heard:
                packet = self._heard.popleft()
                log.debug("%s < %s", self._line.url, packet)
                if packet.command == huidu.ERROR:
                    raise self._refused(packet.number)
                if packet.command == wanted:
                    return packet
            self._listen(left)
        raise self._broken("the board does not answer")

    def _listen(self, left: float) -> None:
        try:
            self._heard += self._decoder.feed(self._line.read(4096, timeout=left))
        except TransportError:
            self._guid = ""
            raise
        if self._heard:
            self._heard_at = self._clock()

    def _refused(self, code: int) -> DriverError:
        """An error packet ends the conversation; some of them a person can mend."""
        self.close()
        return fault(REFUSALS[code]) if code in REFUSALS else TransportError(f"{self._line.url}: error {code}")

    def _broken(self, what: str) -> TransportError:
        self.close()
        return TransportError(f"{self._line.url}: {what}")
