"""Onbon (仰邦) BX-5K / 6K font-card LED boards: the frame, both ways. Knows no command, no line and no clock.

    A5 ×8 | escaped( dst LE2 | src LE2 | 00×3 | option | crc mode | display mode | device | version 02
                     | length LE2 | group command reply rsv rsv payload… | CRC-16/ARC LE2 ) | 5A

    escape, after the CRC: A5 → A6 02, A6 → A6 01, 5A → 5B 02, 5B → 5B 01; length and CRC count unescaped bytes.

What a bad cable does: lost bytes break the length or the CRC → the frame is dropped; a lost 5A → the next A5 starts a
new frame; RS-485 may echo what we sent → frames from our own address are passed over.

Sources: doc.onbonbx.com BX-K protocol pages, vendor SDK and BX-K documents as noted in docs/protocols.md.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

PC_ADDRESS = 0x8000
BROADCAST = 0xFFFE  # every card takes it and answers
ANY_DEVICE = 0xFE
LEAD, TAIL = 0xA5, 0x5A
LEADS = 8  # sent; any number from one on is understood
ESCAPES = {b"\xa5": b"\xa6\x02", b"\xa6": b"\xa6\x01", b"\x5a": b"\x5b\x02", b"\x5b": b"\x5b\x01"}
UNESCAPES = {escaped: plain for plain, escaped in ESCAPES.items()}
TO_ESCAPE = re.compile(rb"[\xa5\xa6\x5a\x5b]")
TO_UNESCAPE = re.compile(rb"[\xa6\x5b][\x01\x02]")
BROKEN_ESCAPE = re.compile(rb"[\xa6\x5b](?![\x01\x02])")
# A5 and 5A never occur inside.
CANDIDATE = re.compile(rb"\xa5{1,%d}[^\xa5\x5a]*" % LEADS)
HEADER_LENGTH, BODY_LEAST, CRC_LENGTH = 14, 5, 2
MAX_FRAME = 4096  # the longest answer has about 100 bytes; a frame with text far less than this

ACK, NACK = (0xA0, 0x00), (0xA0, 0x01)


def _table() -> tuple[int, ...]:
    table = list(range(256))
    for _ in range(8):
        table = [crc >> 1 ^ (0xA001 if crc & 1 else 0) for crc in table]
    return tuple(table)


CRC_TABLE = _table()


def crc16_arc(content: bytes) -> int:
    """CRC-16/ARC: polynomial 8005 reflected, start 0 ("123456789" → BB3D)."""
    crc = 0
    for byte in content:
        crc = crc >> 8 ^ CRC_TABLE[(crc ^ byte) & 0xFF]
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

    @property
    def payload(self) -> bytes:
        return self.body[BODY_LEAST:]

    def to_bytes(self) -> bytes:
        header = (
            self.dst.to_bytes(2, "little")
            + self.src.to_bytes(2, "little")
            + bytes([0, 0, 0, 0, 0, self.display_mode, self.device, self.VERSION])
            + len(self.body).to_bytes(2, "little")
        )
        checked = header + self.body
        return bytes([LEAD] * LEADS) + escape(checked + crc16_arc(checked).to_bytes(2, "little")) + bytes([TAIL])

    @classmethod
    def from_bytes(cls, escaped: bytes) -> "Frame":
        """Read what stands between the last A5 and the 5A. Raises FrameError."""
        plain = unescape(escaped)
        if len(plain) < HEADER_LENGTH + BODY_LEAST + CRC_LENGTH:
            raise FrameError(f"{len(plain)} bytes are too few for a frame")
        checked, crc = plain[:-CRC_LENGTH], int.from_bytes(plain[-CRC_LENGTH:], "little")
        if int.from_bytes(checked[12:14], "little") != len(checked) - HEADER_LENGTH:
            raise FrameError("the length does not match")
        if crc16_arc(checked) != crc:
            raise FrameError("the CRC does not match")
        return cls(
            dst=int.from_bytes(checked[0:2], "little"),
            src=int.from_bytes(checked[2:4], "little"),
            body=checked[HEADER_LENGTH:],
            device=checked[10],
            display_mode=checked[9],
        )


def escape(plain: bytes) -> bytes:
    return TO_ESCAPE.sub(lambda found: ESCAPES[found[0]], plain)


def unescape(escaped: bytes) -> bytes:
    """Undo the byte stuffing. Raises FrameError when A6 or 5B is followed by anything but 01 or 02."""
    broken = BROKEN_ESCAPE.search(escaped)
    if broken is not None:
        raise FrameError(f"escape {broken[0].hex()} is not followed by 01 or 02")
    return TO_UNESCAPE.sub(lambda found: UNESCAPES[found[0]], escaped)


class Decoder(Scanner[Frame]):
    """Gives the whole frames of the other side: what comes from `own_address` is our own echo."""

    def __init__(self, *, own_address: int = PC_ADDRESS) -> None:
        super().__init__(_step, longest=MAX_FRAME)
        self._own = own_address

    def feed(self, chunk: bytes) -> list[Frame]:
        return [frame for frame in super().feed(chunk) if frame.src != self._own]


def _step(held: bytearray) -> tuple[int, Frame | None] | None:
    candidate = CANDIDATE.match(held)
    if candidate is None:
        start = held.find(LEAD)
        return (len(held) if start < 0 else start), None
    end = candidate.end()
    if end == len(held) and end <= MAX_FRAME:
        return None
    if end >= MAX_FRAME or held[end] != TAIL:
        return end, None
    try:
        return end + 1, Frame.from_bytes(candidate[0].lstrip(bytes([LEAD])))
    except FrameError:
        return end + 1, None
