"""The SAM_V module inside second-generation ID-card readers (二代证阅读机具), both roles. Knows no line and no clock.

    host    AA AA AA 96 69 | LEN 2 BE | CMD PARA DATA…       | CHK
    reader  AA AA AA 96 69 | LEN 2 BE | SW1 SW2 SW3 DATA…    | CHK

    LEN = bytes from CMD or SW1 to CHK inclusive; CHK = XOR of both LEN bytes and everything up to CHK.

    DATA of a read card   text length 2 BE, photo length 2 BE [, fingerprint length 2 BE], text, photo [, fingerprint]

What a bad line does: some readers swallow one AA of the head, some put junk before it; both are read over. The length
counts, nothing inside is searched for; when anything is wrong one byte is given up and the search starts again.

Photo and fingerprint are nobody's business here: a decoder keeps the first `kept` bytes of DATA, overwrites the rest.

Sources: interface descriptions of two reader makers (eastcoms, yzsam), softs.im (status words); see docs/protocols.md.
"""

from dataclasses import dataclass, field

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

HEAD = b"\xaa\xaa\xaa\x96\x69"
SHORT_HEAD = HEAD[1:]
TEXT_BYTES, PHOTO_BYTES, FINGERPRINT_BYTES = 256, 1024, 1024
SAM_ID_BYTES = 16
ADDRESS_BYTES = 70
# Behind the length: a status and the checksum; a command, its parameter and the checksum.
REPLY_OVERHEAD, REQUEST_LENGTH = 4, 3

DONE, FOUND, NO_CARD, SELECT_FAILED, NO_SUCH_ITEM = 0x90, 0x9F, 0x80, 0x81, 0x91
BAD_CHECKSUM, BAD_LENGTH, BAD_COMMAND, UNKNOWN = 0x10, 0x11, 0x21, 0x24
CARD_UNREADABLE = frozenset({0x31, 0x32, 0x33, 0x40, 0x41})
READER_BROKEN = frozenset({0x47, 0x60})
UNAUTHORISED = 0x66

MEANINGS = {
    DONE: "done",
    FOUND: "card found",
    BAD_CHECKSUM: "checksum error",
    BAD_LENGTH: "length error",
    BAD_COMMAND: "command error",
    UNKNOWN: "unknown error",
    0x31: "card authentication failed",
    0x32: "module authentication failed",
    0x33: "verification failed",
    0x40: "card of an unknown kind",
    0x41: "read failed",
    0x47: "random number failed",
    0x60: "self-test failed",
    UNAUTHORISED: "not authorised",
    NO_CARD: "no card",
    SELECT_FAILED: "card not selected",
    NO_SUCH_ITEM: "no such item on the card",
}


@dataclass(frozen=True, slots=True)
class Request:
    command: int
    parameter: int

    def to_bytes(self) -> bytes:
        return _framed(bytes([self.command, self.parameter]))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Request":
        """Read one whole frame. Raises FrameError naming the part that is wrong."""
        content = _content(raw)
        if len(content) != 2:
            raise FrameError("a request is a command and a parameter")
        return cls(content[0], content[1])


RESET, STATE, SAM_ID = Request(0x10, 0xFF), Request(0x11, 0xFF), Request(0x12, 0xFF)
FIND, SELECT = Request(0x20, 0x01), Request(0x20, 0x02)
READ, READ_ADDRESS, READ_FINGERPRINT = Request(0x30, 0x01), Request(0x30, 0x03), Request(0x30, 0x10)
LONGEST_ANSWERS = {
    READ: 4 + TEXT_BYTES + PHOTO_BYTES,
    READ_FINGERPRINT: 6 + TEXT_BYTES + PHOTO_BYTES + FINGERPRINT_BYTES,
}
BAUDS = (115200, 57600, 38400, 19200, 9600)


def set_baud(baud: int) -> Request:
    """Raises ValueError for a speed the module does not have."""
    if baud not in BAUDS:
        raise ValueError(f"speed {baud} is none of {', '.join(map(str, BAUDS))}")
    return Request(0x60, BAUDS.index(baud))


def longest_answer(request: Request) -> int:
    """The most bytes of DATA that can come; a new address is the longest of the short ones."""
    return LONGEST_ANSWERS.get(request, ADDRESS_BYTES)


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is SW3; `content` what is kept of DATA, out of every log; `size` the bytes DATA had on the line."""

    code: int
    content: bytes = field(default=b"", repr=False)
    size: int = 0

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Reply":
        """Read one whole frame, all of DATA. Raises FrameError naming the part that is wrong."""
        content = _content(raw)
        if len(content) < 3:
            raise FrameError("an answer has three status bytes")
        return cls(content[2], content[3:], len(content) - 3)

    def to_bytes(self) -> bytes:
        """Raises FrameError when not all of DATA was kept."""
        if len(self.content) != self.size:
            raise FrameError("part of this answer was thrown away")
        return _framed(bytes([0, 0, self.code]) + self.content)

    @property
    def meaning(self) -> str:
        return MEANINGS.get(self.code, f"status {self.code:02X}")


class RequestDecoder(Scanner[Request]):
    def __init__(self) -> None:
        super().__init__(_request_step, longest=len(HEAD) + 2 + REQUEST_LENGTH)


class ReplyDecoder(Scanner[Reply]):
    """Gives the answers to `request`, whose DATA is at most as long as that to it, with the first `kept` bytes of DATA;
    everything else of a frame is overwritten at once."""

    def __init__(self, request: Request = STATE, *, kept: int = ADDRESS_BYTES) -> None:
        most = REPLY_OVERHEAD + longest_answer(request)
        super().__init__(lambda held: _reply_step(held, kept, most), longest=len(HEAD) + 2 + most)

    def reset(self) -> None:
        self._held[:] = bytes(len(self._held))
        super().reset()


def _request_step(held: bytearray) -> tuple[int, Request | None] | None:
    step = _frame_size(held, REQUEST_LENGTH, REQUEST_LENGTH)
    if step is None or not step[1]:
        return None if step is None else (step[0], None)
    return step[0], Request.from_bytes(bytes(held[: step[0]]))


def _reply_step(held: bytearray, kept: int, most: int) -> tuple[int, Reply | None] | None:
    step = _frame_size(held, REPLY_OVERHEAD, most)
    if step is None or not step[1]:
        return None if step is None else (step[0], None)
    size = step[0]
    status = _head_size(held) + 2
    start, end = status + 3, size - 1
    reply = Reply(held[status + 2], bytes(held[start : min(end, start + kept)]), end - start)
    held[:size] = bytes(size)
    return size, reply


def _frame_size(held: bytearray, least: int, most: int) -> tuple[int, bool] | None:
    """Bytes at the beginning and whether they are a sound frame; None when more must come."""
    start = held.find(HEAD[0])
    if start != 0:
        return (len(held) if start < 0 else start), False
    head = _head_size(held)
    if head == 0:
        return None if _may_be_head(held) else (1, False)
    length = int.from_bytes(held[head : head + 2])
    if len(held) < head + 2:
        return None
    if not least <= length <= most:
        return 1, False
    size = head + 2 + length
    if len(held) < size:
        return None
    return (size, True) if _xor(held, head, size) == 0 else (1, False)


def _head_size(held: bytes | bytearray) -> int:
    if held.startswith(HEAD):
        return len(HEAD)
    return len(SHORT_HEAD) if held.startswith(SHORT_HEAD) else 0


def _may_be_head(held: bytearray) -> bool:
    return any(head.startswith(held) for head in (HEAD, SHORT_HEAD))


def _content(raw: bytes) -> bytes:
    head = _head_size(raw)
    if head == 0:
        raise FrameError("no frame head")
    if len(raw) < head + 3 or len(raw) != head + 2 + int.from_bytes(raw[head : head + 2]):
        raise FrameError("the length does not match")
    if _xor(raw, head, len(raw)) != 0:
        raise FrameError("the checksum does not match")
    return raw[head + 2 : -1]


def _framed(content: bytes) -> bytes:
    inner = (len(content) + 1).to_bytes(2) + content
    return HEAD + inner + bytes([_xor(inner, 0, len(inner))])


def _xor(held: bytes | bytearray, start: int, end: int) -> int:
    """Reads in place: a slice would be a copy of somebody's photo."""
    total = 0
    for index in range(start, end):
        total ^= held[index]
    return total


def card_text(reply: Reply, *, fingerprint: bool = False) -> bytes:
    """The text part of a read card. Raises FrameError when the lengths in it are not those of a card."""
    header = 6 if fingerprint else 4
    lengths = [int.from_bytes(reply.content[start : start + 2]) for start in range(0, header, 2)]
    if len(reply.content) < header + TEXT_BYTES or lengths[0] != TEXT_BYTES or header + sum(lengths) != reply.size:
        raise FrameError("the lengths inside are not those of a card")
    return reply.content[header : header + TEXT_BYTES]


def kept_of_card(*, fingerprint: bool = False) -> int:
    """How many bytes of DATA reach to the end of the text."""
    return (6 if fingerprint else 4) + TEXT_BYTES


def sam_id(reply: Reply) -> str:
    """The module's number as makers print it: 05.03-20100101-0000000001-0000000002. Raises FrameError."""
    raw = reply.content
    if len(raw) != SAM_ID_BYTES:
        raise FrameError("a module's number has 16 bytes")
    first, second, third = (int.from_bytes(raw[start : start + 4], "little") for start in (4, 8, 12))
    return f"{raw[0]:02d}.{raw[2]:02d}-{first}-{second:010d}-{third:010d}"
