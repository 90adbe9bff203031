"""What Linux says of a keyboard's keys (evdev), as key names and text. Opens no device, knows no clock.

    SEC USEC TYPE CODE VALUE       little-endian; SEC and USEC 8 bytes each on a 64-bit system (24 bytes), 4 on a
                                   32-bit one (16 bytes); TYPE 2, CODE 2, VALUE 4

TYPE 1 is a key: VALUE 1 pressed, 0 released, 2 held down and repeated by the kernel. TYPE 0 CODE 0 ends a report.
TYPE 0 CODE 3 means the kernel had to drop events: what follows up to the next end of a report is incomplete.

The kernel never splits an event, but a pseudo-terminal, a pipe or a network may. There is no mark to search for; what
cannot be an event by its time, its type, its code and its value is given up byte by byte.

Sources: linux/input.h, linux/input-event-codes.h, Documentation/input/event-codes.rst; see docs/protocols.md.
"""

import re
import struct
from dataclasses import dataclass
from enum import Enum

from drivers.codec.scan import Scanner

SYN, KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
RELEASED, PRESSED, HELD = 0, 1, 2
LAST_SYN, LAST_TYPE, LAST_CODE = 3, 0x1F, 0x2FF
LATEST_S = 1 << 33  # the year 2242
LEFT_SHIFT, RIGHT_SHIFT = 42, 54


class Layout(Enum):
    """How wide the kernel's time is, as a struct format."""

    BITS_64 = "<QQHHi"
    BITS_32 = "<IIHHi"

    @property
    def size(self) -> int:
        return struct.calcsize(self.value)


# The bytes that are zero or small in every event: what lacks them is passed over in one go.
_MAY_BEGIN = {
    Layout.BITS_64: re.compile(rb".{4}[\0\1]\0{3}.{2}[\0-\x0f]\0{5}[\0-\x1f]\0.[\0-\2]", re.DOTALL),
    Layout.BITS_32: re.compile(rb".{6}[\0-\x0f]\0[\0-\x1f]\0.[\0-\2]", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One input_event without its time, which depends on the clock of the station."""

    kind: int
    code: int
    value: int

    def to_bytes(self, layout: Layout = Layout.BITS_64, *, at_s: int = 0, at_us: int = 0) -> bytes:
        return struct.pack(layout.value, at_s, at_us, self.kind, self.code, self.value)


class Decoder(Scanner[InputEvent]):
    """Cuts events out of what a device file gives."""

    def __init__(self, layout: Layout = Layout.BITS_64) -> None:
        super().__init__(lambda held: _step(held, layout), longest=layout.size)


def _step(held: bytearray, layout: Layout) -> tuple[int, InputEvent | None] | None:
    if len(held) < layout.size:
        return None
    found = _MAY_BEGIN[layout].search(held)
    if found is None or found.start():
        return found.start() if found else len(held) - layout.size + 1, None
    seconds, microseconds, kind, code, value = struct.unpack_from(layout.value, held)
    if seconds >= LATEST_S or microseconds >= 1_000_000 or not _is_possible(kind, code, value):
        return 1, None
    return layout.size, InputEvent(kind, code, value)


def _is_possible(kind: int, code: int, value: int) -> bool:
    match kind:
        case 0:
            return code <= LAST_SYN and value in (0, 1)
        case 1:
            return code <= LAST_CODE and RELEASED <= value <= HELD
        case _:
            return kind <= LAST_TYPE and code <= LAST_CODE


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A key went down; `shift` whether a shift key was held then."""

    code: int
    shift: bool = False

    @property
    def name(self) -> str:
        """As in linux/input-event-codes.h without KEY_: "1", "KP1", "ENTER"; "#200" where our table has no name."""
        return NAMES.get(self.code, f"#{self.code}")


class Keyboard:
    """Turns bytes of a device file into keys that went down; releases and the kernel's own repeats are no presses."""

    def __init__(self, layout: Layout = Layout.BITS_64) -> None:
        self._decoder = Decoder(layout)
        self._shifts: set[int] = set()
        self._dropping = False

    @property
    def garbage(self) -> int:
        """Bytes that were no event."""
        return self._decoder.garbage

    @property
    def held(self) -> int:
        return self._decoder.held

    def feed(self, chunk: bytes) -> list[KeyDown]:
        """Keys in the order they went down; a shift key is not one of them, it is in what it changes."""
        found = (self._take(event) for event in self._decoder.feed(chunk))
        return [down for down in found if down is not None]

    def _take(self, event: InputEvent) -> KeyDown | None:
        if event.kind == SYN:
            self._synchronise(event.code)
        elif event.kind == KEY and not self._dropping:
            if event.code in (LEFT_SHIFT, RIGHT_SHIFT):
                self._shift(event)
            elif event.value == PRESSED:
                return KeyDown(event.code, bool(self._shifts))
        return None

    def _synchronise(self, code: int) -> None:
        if code == SYN_DROPPED:
            self._dropping = True
            self._shifts.clear()  # its release may be among what was dropped
        elif code == SYN_REPORT:
            self._dropping = False

    def _shift(self, event: InputEvent) -> None:
        if event.value == RELEASED:
            self._shifts.discard(event.code)
        else:
            self._shifts.add(event.code)


def text_of(down: KeyDown) -> str:
    """What the key writes on a US keyboard with NumLock on; "" for a key that writes nothing (Enter, F1).

    A scanner that acts as a keyboard sends a code this way; caps lock is not seen at this level.
    """
    plain, shifted = _TEXT.get(down.code, ("", ""))
    return shifted if down.shift else plain


# Rows of the main block: first code, names (input-event-codes.h), plain and shifted text of the US layout.
_ROWS = (
    (2, "1 2 3 4 5 6 7 8 9 0 MINUS EQUAL", "1234567890-=", "!@#$%^&*()_+"),
    (16, "Q W E R T Y U I O P LEFTBRACE RIGHTBRACE", "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "A S D F G H J K L SEMICOLON APOSTROPHE GRAVE", "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "BACKSLASH Z X C V B N M COMMA DOT SLASH", "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (71, "KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT", "789-456+1230.", "789-456+1230."),
    (55, "KPASTERISK", "*", "*"),
    (57, "SPACE", " ", " "),
    (86, "102ND", "\\", "|"),
    (98, "KPSLASH", "/", "/"),
    (117, "KPEQUAL", "=", "="),
)
# Keys that write nothing, by runs of codes.
_SILENT = (
    (1, "ESC"),
    (14, "BACKSPACE TAB"),
    (28, "ENTER LEFTCTRL"),
    (42, "LEFTSHIFT"),
    (54, "RIGHTSHIFT"),
    (56, "LEFTALT"),
    (58, "CAPSLOCK F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK"),
    (87, "F11 F12"),
    (96, "KPENTER RIGHTCTRL"),
    (100, "RIGHTALT"),
    (102, "HOME UP PAGEUP LEFT RIGHT END DOWN PAGEDOWN INSERT DELETE"),
    (113, "MUTE VOLUMEDOWN VOLUMEUP"),
    (125, "LEFTMETA RIGHTMETA COMPOSE"),
    (183, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"),
)
NAMES = {
    first + index: name
    for first, names in (*((row[0], row[1]) for row in _ROWS), *_SILENT)
    for index, name in enumerate(names.split())
}
_TEXT = {
    first + index: both
    for first, _, plain, shifted in _ROWS
    for index, both in enumerate(zip(plain, shifted, strict=True))
}
