"""What barcode and QR scanners send and obey, both roles. Knows no line and no clock.

    code        bytes, then CR, LF, CR LF or Tab; a code without an end is ended by silence        any serial scanner
    GM65 host   7E 00 TYPE LEN ADDR 2 BE DATA… CRC 2 BE       TYPE 7 read, 8 write, 9 save; LEN bytes of DATA
    GM65        02 00 00 LEN DATA… CRC 2 BE                   CRC-16/XMODEM from TYPE on; AB CD = not checked
    Honeywell   16 54 0D trigger, 16 55 0D release            no answer
    SSI         LEN OP SOURCE STATUS DATA… SUM 2 BE           LEN without SUM; SOURCE 4 host, 0 scanner;
                                                              SUM = two's complement of the sum of all before

Answers come in the same stream as codes. None of the codes holds a NUL as every answer does: what is left of a spoilt
answer is dropped together with the code behind it, rather than handed out as a code nobody scanned.

What a bad line does: a code has no checksum of its own, so a wrong byte is a wrong code; an end that got lost joins two
codes. A code above 4 KiB is dropped to its end, not cut.

Sources: GM65/GM861 user manual, Honeywell serial programming commands, Zebra Simple Serial Interface programmer's
guide; see docs/protocols.md.
"""

import re
from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

LONGEST_CODE = 4096
END = re.compile(rb"\r\n|[\r\n\t]")
UNCHECKED = b"\xab\xcd"
GM65_HOST = b"\x7e\x00"
GM65_WRITE = 0x08
SSI_FROM_HOST, SSI_ACK = 0x04, 0xD0
SSI_START, SSI_STOP, SSI_ENABLE, SSI_DISABLE = 0xE4, 0xE5, 0xE9, 0xEA
SSI_WAKE = b"\x00"


class Dialect(StrEnum):
    LINES = "lines"
    HONEYWELL = "honeywell"
    GM65 = "gm65"
    SSI = "ssi"
    KEYBOARD = "keyboard"


@dataclass(frozen=True, slots=True)
class Code:
    raw: bytes

    @property
    def text(self) -> str:
        """UTF-8, else GB18030. Raises FrameError when it is neither."""
        for encoding in ("utf-8", "gb18030"):
            try:
                return self.raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise FrameError("a code that is neither UTF-8 nor GB18030")


@dataclass(frozen=True, slots=True)
class Answer:
    """A scanner's word on a command."""

    accepted: bool


BLANK = Code(b"")


@dataclass(frozen=True, slots=True)
class _Form:
    """How answers look: `head` finds one, `begun` also the beginning of one at the end of what is there."""

    head: re.Pattern[bytes]
    begun: re.Pattern[bytes]
    size: Callable[[int], int]
    read: Callable[[bytes], Answer | None]


def _gm65_answer(piece: bytes) -> Answer | None:
    return Answer(piece[2] == 0) if crc_hqx(piece[2:-2], 0) == int.from_bytes(piece[-2:]) else None


def _ssi_answer(piece: bytes) -> Answer | None:
    total = sum(piece[:-2]) + int.from_bytes(piece[-2:])
    return Answer(piece[1] == SSI_ACK) if total & 0xFFFF == 0 else None


# Only what answers a command of ours: one byte of DATA from a GM65; ACK, or NAK with its cause, from an SSI scanner.
_FORMS = {
    Dialect.GM65: _Form(
        head=re.compile(rb"\x02\x00.\x01", re.DOTALL),
        begun=re.compile(rb"\x02(?:\x00(?:.(?:\x01|\Z)|\Z)|\Z)", re.DOTALL),
        size=lambda _: 7,
        read=_gm65_answer,
    ),
    Dialect.SSI: _Form(
        head=re.compile(rb"\x04\xd0\x00|\x05\xd1\x00"),
        begun=re.compile(rb"\x04(?:\xd0(?:\x00|\Z)|\Z)|\x05(?:\xd1(?:\x00|\Z)|\Z)"),
        size=lambda length: length + 2,
        read=_ssi_answer,
    ),
}


class Decoder(Scanner[Code | Answer]):
    """Gives codes and answers in their order."""

    def __init__(self, dialect: Dialect = Dialect.LINES) -> None:
        super().__init__(self._step_of_stream, longest=LONGEST_CODE)
        self._form = _FORMS.get(dialect)
        self._too_long = False

    def feed(self, chunk: bytes) -> list[Code | Answer]:
        return [found for found in super().feed(chunk) if found != BLANK]

    def silence(self) -> list[Code | Answer]:
        """The code that stands there without an end, once nothing more comes."""
        code = bytes(self._held)
        answer = self._form.begun.match(code) if self._form else None
        good = bool(code) and not self._too_long and not answer and 0 not in code
        if good:
            self._held.clear()
        self.reset()
        self._too_long = False
        return [Code(code)] if good else []

    def _step_of_stream(self, held: bytearray) -> tuple[int, Code | Answer | None] | None:
        end = END.search(held)
        if self._form is None:
            return self._step_of_code(held, end)
        head = self._form.head.search(held, 0, end.start()) if end else self._form.begun.search(held)
        if head is None:
            return self._step_of_code(held, end)
        size = self._form.size(held[head.start()])
        piece = bytes(held[head.start() : head.start() + size])
        if len(piece) < size:
            return None
        answer = self._form.read(piece)
        if head.start() == 0:
            return (size, answer) if answer else (1, None)
        # What stands before an answer has no end and will not get one any more.
        return (head.start(), None) if answer else self._step_of_code(held, end)

    def _step_of_code(self, held: bytearray, end: re.Match[bytes] | None) -> tuple[int, Code | None] | None:
        if end is None:
            if len(held) <= LONGEST_CODE:
                return None
            self._too_long = True
            return len(held), None
        code = bytes(held[: end.start()])
        bad = self._too_long or len(code) > LONGEST_CODE or 0 in code
        self._too_long = False
        return end.end(), None if bad else Code(code)


@dataclass(frozen=True, slots=True)
class Gm65Command:
    kind: int
    address: int
    content: bytes

    def to_bytes(self, *, checked: bool = True) -> bytes:
        inner = bytes([self.kind, len(self.content)]) + self.address.to_bytes(2) + self.content
        return GM65_HOST + inner + (crc_hqx(inner, 0).to_bytes(2) if checked else UNCHECKED)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Gm65Command":
        """Read one whole frame. Raises FrameError naming the part that is wrong."""
        if len(raw) < 8 or raw[:2] != GM65_HOST:
            raise FrameError("no frame head")
        if len(raw) != 8 + raw[3]:
            raise FrameError("the length does not match")
        if raw[-2:] not in (UNCHECKED, crc_hqx(raw[2:-2], 0).to_bytes(2)):
            raise FrameError("the checksum does not match")
        return cls(raw[2], int.from_bytes(raw[4:6]), raw[6:-2])


GM65_TRIGGER, GM65_RELEASE = (Gm65Command(GM65_WRITE, 0x0002, bytes([on])) for on in (1, 0))


def ssi_packet(opcode: int) -> bytes:
    """A command without DATA."""
    inner = bytes([4, opcode, SSI_FROM_HOST, 0])
    return inner + (-sum(inner) & 0xFFFF).to_bytes(2)


# Dialect → what starts a scan, what ends it.
TRIGGERS = {
    Dialect.HONEYWELL: (b"\x16T\r", b"\x16U\r"),
    Dialect.GM65: (GM65_TRIGGER.to_bytes(), GM65_RELEASE.to_bytes()),
    Dialect.SSI: (ssi_packet(SSI_START), ssi_packet(SSI_STOP)),
}
