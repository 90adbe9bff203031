"""Onbon (仰邦) BX-5K / 6K font-card LED boards: frames, answers, dynamic text areas. Knows no line and no clock.

    A5 ×8 | escaped( dst LE2 | src LE2 | 00×3 | option | crc mode | display mode | device | version 02
                     | length LE2 | group command reply rsv rsv payload… | CRC-16/ARC LE2 ) | 5A

    escape, after the CRC: A5 → A6 02, A6 → A6 01, 5A → 5B 02, 5B → 5B 01; length and CRC count unescaped bytes.

What a bad cable does: lost bytes break the length or the CRC → the frame is dropped; a lost 5A → the next A5 starts a
new frame; RS-485 may echo what we sent → frames from our own address are passed over.

Sources: doc.onbonbx.com BX-K protocol pages, vendor SDK and BX-K documents as noted in docs/protocols.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from drivers.errors import FrameError

PC_ADDRESS = 0x8000
BROADCAST = 0xFFFE  # every card takes it and answers
ANY_DEVICE = 0xFE
LEAD, TAIL = 0xA5, 0x5A
ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
UNESCAPES = {escaped: plain for plain, escaped in ESCAPES.items()}
HEADER_LENGTH = 14
MAX_FRAME = 4096  # an answer has 21 bytes; a frame with text far less than this

PING = (0xA2, 0x00)
SHOW_AREAS = (0xA3, 0x06)
CLEAR_SCREEN = (0xA3, 0x10)
ACK, NACK = (0xA0, 0x00), (0xA0, 0x01)
DELETE_ALL = 0xFF
ERRORS = {
    1: "bad group", 2: "no such command", 3: "busy", 4: "memory", 5: "crc", 6: "no file", 7: "flash", 8: "download",
    9: "name", 10: "type", 11: "file crc", 12: "no font", 13: "firmware type", 14: "date", 15: "exists",
    16: "block number",
}  # fmt: skip


def crc16_arc(content: bytes) -> int:
    """CRC-16/ARC: polynomial 8005 reflected, start 0 ("123456789" → BB3D)."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame; `body` is group, command, reply, two reserved bytes and the payload."""

    VERSION: ClassVar[int] = 0x02

    dst: int
    src: int = PC_ADDRESS
    body: bytes
    device: int = ANY_DEVICE
    display_mode: int = 0

    @property
    def command(self) -> tuple[int, int]:
        return self.body[0], self.body[1]

    @property
    def reply_code(self) -> int:
        """The error number of an ACK or NACK."""
        return self.body[2]

    def to_bytes(self) -> bytes:
        header = (
            self.dst.to_bytes(2, "little")
            + self.src.to_bytes(2, "little")
            + bytes([0, 0, 0, 0, 0, self.display_mode, self.device, self.VERSION])
            + len(self.body).to_bytes(2, "little")
        )
        checked = header + self.body
        checked += crc16_arc(checked).to_bytes(2, "little")
        escaped = b"".join(ESCAPES.get(byte, bytes([byte])) for byte in checked)
        return bytes([LEAD] * 8) + escaped + bytes([TAIL])

    @classmethod
    def from_bytes(cls, escaped: bytes) -> "Frame":
        """Read what stands between the last A5 and the 5A. Raises FrameError."""
        plain = unescape(escaped)
        if len(plain) < HEADER_LENGTH + 5 + 2:
            raise FrameError(f"{len(plain)} bytes are too few for a frame")
        checked, crc = plain[:-2], int.from_bytes(plain[-2:], "little")
        if crc16_arc(checked) != crc:
            raise FrameError("the CRC does not match")
        if int.from_bytes(checked[12:14], "little") != len(checked) - HEADER_LENGTH:
            raise FrameError("the length does not match")
        return cls(
            dst=int.from_bytes(checked[0:2], "little"),
            src=int.from_bytes(checked[2:4], "little"),
            body=checked[HEADER_LENGTH:],
            device=checked[10],
            display_mode=checked[9],
        )


def unescape(escaped: bytes) -> bytes:
    """Undo the byte stuffing. Raises FrameError when A6 or 5B is followed by anything but 01 or 02."""
    plain = bytearray()
    rest = iter(escaped)
    for byte in rest:
        if byte not in (0xA6, 0x5B):
            plain.append(byte)
            continue
        follower = next(rest, None)
        original = None if follower is None else UNESCAPES.get(bytes([byte, follower]))
        if original is None:
            raise FrameError(f"escape {byte:02x} is not followed by 01 or 02")
        plain.append(original)
    return bytes(plain)


class Decoder:
    """Takes bytes as they come, gives whole frames; counts what was no frame in `garbage`."""

    def __init__(self, *, own_address: int = PC_ADDRESS) -> None:
        self.garbage = 0
        self._own = own_address
        self._inside = False
        self._held = bytearray()

    @property
    def held(self) -> int:
        """Bytes that wait for their frame's end."""
        return len(self._held)

    def feed(self, chunk: bytes) -> list[Frame]:
        frames = (self._take(byte) for byte in chunk)
        return [frame for frame in frames if frame is not None]

    def _take(self, byte: int) -> Frame | None:
        if byte == LEAD:
            self._drop_held()
            self._inside = True
        elif not self._inside:
            self.garbage += 1
        elif byte == TAIL:
            return self._finish()
        elif len(self._held) >= MAX_FRAME:
            self._drop_held()
        else:
            self._held.append(byte)
        return None

    def _finish(self) -> Frame | None:
        try:
            frame = Frame.from_bytes(bytes(self._held))
        except FrameError:
            self._drop_held()
            return None
        self._held.clear()
        self._inside = False
        return frame if frame.src != self._own else None

    def _drop_held(self) -> None:
        self.garbage += len(self._held)
        self._held.clear()
        self._inside = False


def command(group_and_command: tuple[int, int], payload: bytes = b"", *, dst: int, wants_reply: bool = True) -> Frame:
    """A command of the host."""
    body = bytes([*group_and_command, 1 if wants_reply else 2, 0, 0]) + payload
    return Frame(dst=dst, body=body)


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
                b"\x00\x00",  # no speech, no further parameters
                bytes([self.align, self.single_line, self.new_line, self.display, 0, self.speed, self.stay]),
                len(self.text).to_bytes(4, "little"),
                self.text,
            )
        )


def areas_payload(areas: Sequence[Area], *, delete: Sequence[int] = ()) -> bytes:
    """Payload of A3 06: area numbers to delete first, then the areas to show."""
    blocks = (area.to_bytes() for area in areas)
    return (
        bytes([len(delete), *delete, len(areas)])
        + b"".join(len(block).to_bytes(2, "little") + block for block in blocks)
    )  # fmt: skip


def delete_all_payload() -> bytes:
    return bytes([DELETE_ALL, 0])


def board_text(text: str, *, missing: bytes = b"?") -> bytes:
    """GB2312, looked up through GBK. What the card's font lacks becomes `missing`; backslashes and control characters,
    which would be in-text codes, become blanks. No GB2312 byte pair contains a backslash, many GBK pairs do."""
    return b"".join(_board_char(char, missing) for char in text)


def _board_char(char: str, missing: bytes) -> bytes:
    if char == "\\" or ord(char) < 0x20 or ord(char) == 0x7F:
        return b" "
    if char.isascii():
        return char.encode("ascii")
    try:
        coded = char.encode("gbk")
    except UnicodeEncodeError:
        return missing
    safe = len(coded) == 2 and (0xA1 <= coded[0] <= 0xA9 or 0xB0 <= coded[0] <= 0xF7) and coded[1] >= 0xA1
    return coded if safe else missing
