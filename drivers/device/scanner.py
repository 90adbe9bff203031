"""A barcode and QR scanner: what it reads, and when it shall scan. Knows codes as texts, not what they are good for."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from drivers.codec import scanner as codec
from drivers.codec.evdev import Keyboard, text_of
from drivers.codec.scanner import Answer, Code, Decoder, Dialect
from drivers.device.fault import fault
from drivers.device.link import Line, line_of
from drivers.errors import FrameError, SettingError
from drivers.profile import ScannerProfile

log = logging.getLogger(__name__)

# How long `events` may take to notice `stop`.
LOOK_UP_S = 0.2
CHUNK = 4096
# Zebra, Simple Serial Interface: a scanner that sleeps needs this long after the first byte.
WAKE_S = 0.1
ENDING_KEYS = frozenset({"ENTER", "KPENTER", "TAB"})


class Scanner:
    """A scanner behind a port URL or on a line. One thread takes `events`; any thread may trigger.

    What was scanned reaches no log: it may be somebody's.
    """

    def __init__(
        self, port: str | Line, profile: ScannerProfile, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._line = line_of(port, baud=profile.baud)
        self._profile = profile
        self._dialect = Dialect(profile.dialect)
        self._clock = clock
        self._last: tuple[str, float] | None = None

    def open(self) -> None:
        """Open the line; a keyboard is ours alone from then on. Raises TransportError, SettingError."""
        self._line.open()

    def close(self) -> None:
        """Give the line back; the next use opens it again."""
        self._line.close()

    def events(self, stop: threading.Event) -> Iterator[str]:
        """Each scan as its text, until `stop` is set. A code that lies under the scanner and is sent over and over is
        one scan until it has not come for `repeat_s`.

        Raises TransportError when the line breaks (half a code is forgotten then), DeviceFault when the scanner refuses
        a command.
        """
        decoder, keyboard = Decoder(self._dialect), Keyboard()
        while not stop.is_set():
            chunk = self._line.read(CHUNK, timeout=self._profile.silence_s if decoder.held else LOOK_UP_S)
            heard = _typed(keyboard, chunk) if self._dialect is Dialect.KEYBOARD else chunk
            for one in decoder.feed(heard) if chunk else decoder.silence():
                code = self._taken(one)
                if code is not None:
                    yield code

    def trigger(self) -> None:
        """Have it scan now. Raises TransportError; SettingError for a scanner that cannot be told."""
        self._command(self._triggers()[0])

    def release(self) -> None:
        """Have it stop scanning. Raises as `trigger`."""
        self._command(self._triggers()[1])

    def enable(self) -> None:
        """Let an SSI scanner scan at all. Raises as `trigger`."""
        self._allow(codec.SSI_ENABLE)

    def disable(self) -> None:
        """Keep an SSI scanner from scanning. Raises as `trigger`."""
        self._allow(codec.SSI_DISABLE)

    def _allow(self, opcode: int) -> None:
        if self._dialect is not Dialect.SSI:
            raise SettingError(f"profile {self._profile.name!r}: only an SSI scanner is enabled and disabled")
        self._command(codec.ssi_packet(opcode))

    def _triggers(self) -> tuple[bytes, bytes]:
        if self._dialect not in codec.TRIGGERS:
            raise SettingError(f"profile {self._profile.name!r}: this scanner has its own trigger")
        return codec.TRIGGERS[self._dialect]

    def _command(self, frame: bytes) -> None:
        log.debug("%s > %s", self._line.url, frame.hex(" "))
        if self._dialect is Dialect.SSI:
            self._line.write(codec.SSI_WAKE, timeout=self._profile.write_timeout_s)
            threading.Event().wait(WAKE_S)
        self._line.write(frame, timeout=self._profile.write_timeout_s)

    def _taken(self, found: Code | Answer) -> str | None:
        """The text of a new scan."""
        if isinstance(found, Answer):
            log.debug("%s < %s", self._line.url, found)
            if not found.accepted:
                raise fault("scanner_refused")
            return None
        try:
            text = found.text
        except FrameError as error:
            log.info("%s: %s, %d bytes", self._line.url, error, len(found.raw))
            return None
        log.debug("%s < a code of %d characters", self._line.url, len(text))
        return None if self._is_repeat(text) else text

    def _is_repeat(self, text: str) -> bool:
        now = self._clock()
        before, self._last = self._last, (text, now)
        return before is not None and before[0] == text and now - before[1] < self._profile.repeat_s


def _typed(keyboard: Keyboard, chunk: bytes) -> bytes:
    """What the keys write, as a serial scanner would send it."""
    keys = keyboard.feed(chunk)
    return "".join("\r" if key.name in ENDING_KEYS else text_of(key) for key in keys).encode()
