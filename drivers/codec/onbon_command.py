"""What a host may ask of an Onbon font card: areas of text, speech, screen, brightness, clock. Knows no line.

    group cmd reply rsv rsv payload…       reply 01: answer me, 02: do not
    A2 00 ping   A2 01 reset   A2 03 clock: year BCD LE2, month, day, hour, minute, second, weekday 1 to 7
    A1 02 state  A3 00 screen 01 on, 02 off   A3 02 brightness: 01 forced, level 0 to 15   A3 10 clear
    A3 06 areas: count of numbers to delete (FF all), numbers…, count of areas, (length LE2, area)…

    answer to A1 02: screen 01 on, 02 off | brightness | clock 8 | programs | name 4 | special 2 | count, areas…

Sources: as drivers.codec.onbon; the answer to A1 02 as read by strongercjd/Onbon-Protocol-Analysis, voice limits from
the appendix of the BX-K SDK documents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drivers.codec.onbon import Frame
from drivers.errors import FrameError

PING, RESET, SET_CLOCK, READ_STATE = (0xA2, 0x00), (0xA2, 0x01), (0xA2, 0x03), (0xA1, 0x02)
SWITCH, BRIGHTNESS, AREAS, CLEAR = (0xA3, 0x00), (0xA3, 0x02), (0xA3, 0x06), (0xA3, 0x10)
DELETE_ALL = 0xFF
ON, OFF, FORCED = 1, 2, 1
BRIGHTEST = 15
ERRORS = {
    1: "bad group", 2: "no such command", 3: "busy", 4: "memory", 5: "crc", 6: "no file", 7: "flash", 8: "download",
    9: "name", 10: "type", 11: "file crc", 12: "no font", 13: "firmware type", 14: "date", 15: "exists",
    16: "block number",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What an area says: its own `text` (GB2312), or what it shows when there is none."""

    text: bytes = b""
    person: int = 0
    repeats: int = 0
    volume: int = 5
    speed: int = 5

    def to_bytes(self) -> bytes:
        head = bytes([2 if self.text else 1, self.person | self.repeats << 4, self.volume, self.speed])
        return head + (len(self.text).to_bytes(4, "little") + self.text if self.text else b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A dynamic text area. `x` and `width` are already in the card's unit, `y` and `height` in pixels; `text` is
    GB2312 with in-text codes; `stay` in half seconds."""

    number: int
    x: int = 0
    y: int = 0
    width: int
    height: int
    text: bytes
    line_spacing: int = 0
    run_mode: int = 0
    timeout_s: int = 5
    speech: Speech | None = None
    align: int = 0
    single_line: int = 2
    new_line: int = 1
    display: int = 2
    speed: int = 0
    stay: int = 8

    def to_bytes(self) -> bytes:
        box = b"".join(edge.to_bytes(2, "little") for edge in (self.x, self.y, self.width, self.height))
        return b"".join(
            (
                b"\x00",
                box,
                bytes([self.number, self.line_spacing, self.run_mode]),
                self.timeout_s.to_bytes(2, "little"),
                b"\x00" if self.speech is None else self.speech.to_bytes(),
                b"\x00",  # no further parameters
                bytes([self.align, self.single_line, self.new_line, self.display, 0, self.speed, self.stay]),
                len(self.text).to_bytes(4, "little"),
                self.text,
            )
        )


@dataclass(frozen=True, slots=True)
class State:
    """What a card says of itself; its `clock` as it stands on a face, for a card knows no zone."""

    is_on: bool
    brightness: int
    clock: str
    areas: tuple[int, ...]


def command(group_and_command: tuple[int, int], payload: bytes = b"", *, dst: int, wants_reply: bool = True) -> Frame:
    """Any command of the host."""
    body = bytes([*group_and_command, 1 if wants_reply else 2, 0, 0]) + payload
    return Frame(dst=dst, body=body)


def show(areas: Sequence[Area], *, dst: int, delete: Sequence[int] = (), wants_reply: bool = True) -> Frame:
    """Delete the areas of these numbers, then show `areas`; the others stay."""
    blocks = (area.to_bytes() for area in areas)
    payload = bytes([len(delete), *delete, len(areas)]) + b"".join(
        len(block).to_bytes(2, "little") + block for block in blocks
    )
    return command(AREAS, payload, dst=dst, wants_reply=wants_reply)


def delete_all(*, dst: int) -> Frame:
    return command(AREAS, bytes([DELETE_ALL, 0]), dst=dst)


def switch(*, on: bool, dst: int) -> Frame:
    """Light the screen or darken it; what it shows stays."""
    return command(SWITCH, bytes([ON if on else OFF]), dst=dst)


def brightness(level: int, *, dst: int) -> Frame:
    """0 (darkest) to 15, from now on. Raises ValueError for another level."""
    if not 0 <= level <= BRIGHTEST:
        raise ValueError(f"brightness {level} is not 0 to {BRIGHTEST}")
    return command(BRIGHTNESS, bytes([FORCED, level]), dst=dst)


def set_clock(moment: datetime, *, dst: int) -> Frame:
    year = f"{moment.year:04d}"
    parts = [year[2:], year[:2], *(f"{moment:%m %d %H %M %S}".split()), f"{moment.isoweekday():02d}"]
    return command(SET_CLOCK, bytes.fromhex("".join(parts)), dst=dst)


def read_state(payload: bytes) -> State:
    """The answer to A1 02. Raises FrameError when it is shorter than it says."""
    if len(payload) < 18 or len(payload) < 18 + payload[17]:
        raise FrameError("the card's answer about itself is too short")
    return State(payload[0] == ON, payload[1], _clock(payload[2:10]), tuple(payload[18 : 18 + payload[17]]))


def _clock(coded: bytes) -> str:
    low, high, month, day, hour, minute, second, _ = coded.hex(" ").split()
    return f"{high}{low}-{month}-{day} {hour}:{minute}:{second}"
