"""The "FF 68" bus of call pads (呼叫器) and evaluators (评价器), both roles. Knows no line and no clock.

    FF 68 LEN LEN 68 ADDR CMD DATA… SUM 16        LEN = 2 + len(DATA), SUM = (ADDR + CMD + ΣDATA) & FF

The pad speaks first; the host answers every frame with the same frame, but an evaluator's result (CMD 11) by CMD 01.
So on a line that gives the host its own bytes back (RS-485 adapters that listen while they send), an acknowledgement,
an invitation and a level shown all look like a pad's key: who hears must know what was sent.

What a bad cable does: FF, 68 and 16 may occur inside, so a frame is measured by LEN, never searched by its end. When
anything in it is wrong, one byte is given up and the search starts again behind it, so a good frame inside survives.

Sources: 《21键点阵液晶呼叫器通讯协议》 and a service hall's open C# host; see docs/protocols.md.
"""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

HEAD = b"\xff\x68"
SECOND_MARK, END = 0x68, 0x16
RESULT, KEY, SHOW, BEEP = 0x11, 0x01, 0x02, 0x03
START_EVALUATION = b"\x0b"
LEAVE = 0x0A  # a digit the pad's display keeps as it is


class Direction(Enum):
    """Who may send which LEN: a pad 3 to 5, the host 2 (beep) to 8 (six digits)."""

    FROM_PAD = (3, 5)
    FROM_HOST = (2, 8)


@dataclass(frozen=True, slots=True)
class Frame:
    OVERHEAD: ClassVar[int] = 7  # FF 68 LEN LEN 68 … SUM 16

    address: int
    command: int
    content: bytes = b""

    def to_bytes(self) -> bytes:
        length = 2 + len(self.content)
        inner = bytes([self.address, self.command]) + self.content
        return HEAD + bytes([length, length, SECOND_MARK]) + inner + bytes([sum(inner) & 0xFF, END])

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Frame":
        """Read one whole frame. Raises FrameError naming the part that is wrong."""
        if len(raw) < cls.OVERHEAD + 2 or raw[:2] != HEAD or raw[4] != SECOND_MARK:
            raise FrameError("no frame head")
        if raw[2] != raw[3] or len(raw) != cls.OVERHEAD + raw[2]:
            raise FrameError("the lengths do not match")
        inner, total, end = raw[5:-2], raw[-2], raw[-1]
        if end != END:
            raise FrameError("no frame end")
        if sum(inner) & 0xFF != total:
            raise FrameError("the sum does not match")
        return cls(inner[0], inner[1], inner[2:])


class Decoder(Scanner[Frame]):
    """Gives the whole frames of one direction."""

    def __init__(self, direction: Direction) -> None:
        shortest, longest = direction.value
        super().__init__(lambda held: _step(held, shortest, longest), longest=Frame.OVERHEAD + longest)


def _step(held: bytearray, shortest: int, longest: int) -> tuple[int, Frame | None] | None:
    start = held.find(HEAD[0])
    if start != 0:
        return (len(held) if start < 0 else start), None
    if not _head_is_possible(held, shortest, longest):
        return 1, None
    if len(held) < 3 or len(held) < Frame.OVERHEAD + held[2]:
        return None
    size = Frame.OVERHEAD + held[2]
    try:
        return size, Frame.from_bytes(bytes(held[:size]))
    except FrameError:
        return 1, None


def _head_is_possible(held: bytearray, shortest: int, longest: int) -> bool:
    return (
        held[1:2] in (b"", HEAD[1:])
        and (len(held) < 3 or shortest <= held[2] <= longest)
        and (len(held) < 4 or held[3] == held[2])
        and (len(held) < 5 or held[4] == SECOND_MARK)
    )


def may_come_from_pad(frame: Frame) -> bool:
    """Whether the frame, heard on the line, would pass for a pad's: the host's own echo often does."""
    shortest, longest = Direction.FROM_PAD.value
    return shortest <= 2 + len(frame.content) <= longest


def ack_of(frame: Frame) -> Frame:
    """What the host returns to a pad or an evaluator."""
    return Frame(frame.address, KEY if frame.command == RESULT else frame.command, frame.content)


def start_evaluation(address: int) -> Frame:
    return Frame(address, KEY, START_EVALUATION)


def beep(address: int) -> Frame:
    return Frame(address, BEEP)


def stars(address: int, level: int) -> Frame:
    """Have an evaluator show a level, 1 to 5, as so many stars."""
    return Frame(address, SHOW, bytes([level]))


def pad_display(address: int, *, waiting: int | None = None, number: int | None = None) -> Frame:
    """Six digits: people waiting and the ticket's number, each modulo 1000; None leaves that half as it is."""
    return Frame(address, SHOW, _three(waiting) + _three(number))


def _three(amount: int | None) -> bytes:
    if amount is None:
        return bytes([LEAVE] * 3)
    return bytes(int(digit) for digit in f"{amount % 1000:03d}")
