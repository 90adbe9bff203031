"""LCUS USB relay boards (CH340 and the like), both roles. Knows no line and no clock.

    host    A0 CHANNEL OP SUM      CHANNEL 1 …, 0F all; OP 0 off, 1 on, 2 ask; SUM = (A0 + CHANNEL + OP) & FF
    board   CH1:ON CR LF           or CH1:OFF, one line a channel, sometimes without its end or with a space in it

Many boards never answer; some do not know 0F, and some take OP 2 for something else: ask only boards known to answer.

What a bad line does: a request has a sum; an answer has none but its fixed words, and what is neither is passed over.

Sources: the LCUS listings of the makers, Diustou wiki "USB Relay PRO"; see docs/protocols.md.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from drivers.codec.scan import Scanner
from drivers.errors import FrameError

HEAD = 0xA0
ALL = 0x0F
SIZE = 4
STATE = re.compile(rb"CH([1-9][0-9]?): ?(ON|OFF)")
# What waits for the rest of an answer is never longer than "CH14: OF".
LONGEST_BEGINNING = 8


class Operation(IntEnum):
    OFF = 0
    ON = 1
    ASK = 2


@dataclass(frozen=True, slots=True)
class Request:
    channel: int
    operation: Operation

    def to_bytes(self) -> bytes:
        inner = bytes([HEAD, self.channel, self.operation])
        return inner + bytes([sum(inner) & 0xFF])

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Request":
        """Read one whole frame. Raises FrameError naming the part that is wrong."""
        if len(raw) != SIZE or raw[0] != HEAD:
            raise FrameError("not a frame of four bytes that begins with A0")
        if sum(raw[:3]) & 0xFF != raw[3]:
            raise FrameError("the sum does not match")
        if raw[2] > Operation.ASK:
            raise FrameError("no such operation")
        return cls(raw[1], Operation(raw[2]))


@dataclass(frozen=True, slots=True)
class ChannelState:
    channel: int
    on: bool


class RequestDecoder(Scanner[Request]):
    def __init__(self) -> None:
        super().__init__(_request_step, longest=SIZE)


class StateDecoder(Scanner[ChannelState]):
    def __init__(self) -> None:
        super().__init__(_state_step, longest=LONGEST_BEGINNING)


def _request_step(held: bytearray) -> tuple[int, Request | None] | None:
    start = held.find(HEAD)
    if start != 0:
        return (len(held) if start < 0 else start), None
    if len(held) < SIZE:
        return None
    try:
        return SIZE, Request.from_bytes(bytes(held[:SIZE]))
    except FrameError:
        return 1, None


def _state_step(held: bytearray) -> tuple[int, ChannelState | None] | None:
    found = STATE.search(held)
    if found is None:
        last = held.rfind(b"C")
        return ((len(held) if last < 0 else last), None) if last != 0 else None
    if found.start():
        return found.start(), None
    return found.end(), ChannelState(int(found[1]), found[2] == b"ON")
