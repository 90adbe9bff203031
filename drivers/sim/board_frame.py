"""Reads what a host sends to an Onbon card, strictly, and writes the card's answers. Knows no screen.

Written from the protocol tables and their vectors, apart from drivers.codec.
"""

from dataclasses import dataclass
from functools import cache

OK, BAD_GROUP, BAD_COMMAND, MEMORY, BAD_CRC = 0, 1, 2, 4, 5
NO_FILE, BAD_TYPE, NO_FONT, BAD_DATE = 6, 10, 12, 14
HOST = 0x8000
MAX_FRAME = 8192
PLAIN = {b"\xa6\x02": 0xA5, b"\xa6\x01": 0xA6, b"\x5b\x02": 0x5A, b"\x5b\x01": 0x5B}


@dataclass(frozen=True, slots=True)
class Request:
    """A frame as the card sees it; `error` not 0: the card would refuse it for this reason. `raw` is as received."""

    target: int
    body: bytes
    error: int
    raw: bytes


def crc(content: bytes) -> int:
    """CRC-16 with 8005, bits mirrored in and out, computed the textbook way round."""
    register = 0
    for byte in content:
        register ^= _mirror(byte, 8) << 8
        for _ in range(8):
            register = ((register << 1) ^ (0x8005 if register & 0x8000 else 0)) & 0xFFFF
    return _mirror(register, 16)


@cache
def _mirror(amount: int, bits: int) -> int:
    return int(f"{amount:0{bits}b}"[::-1], 2)


class RequestReader:
    """Collects from A5 to 5A. What is not even a frame is dropped in silence, as a card does."""

    def __init__(self) -> None:
        self._raw = bytearray()

    def feed(self, chunk: bytes) -> list[Request]:
        requests = []
        for byte in chunk:
            # A5 never occurs inside: after anything but A5 it begins a new frame.
            if byte == 0xA5 and self._raw and self._raw[-1] != 0xA5:
                self._raw.clear()
            if len(self._raw) > MAX_FRAME:
                self._raw.clear()
            if byte == 0xA5 or self._raw:
                self._raw.append(byte)
            if byte == 0x5A and self._raw:
                request = _request(bytes(self._raw))
                self._raw.clear()
                if request is not None:
                    requests.append(request)
        return requests


def _request(raw: bytes) -> Request | None:
    plain = _plain(raw.lstrip(b"\xa5")[:-1])
    if plain is None or len(plain) < 21:
        return None
    content, received = plain[:-2], plain[-2] | plain[-1] << 8
    target, source = content[0] | content[1] << 8, content[2] | content[3] << 8
    length = content[12] | content[13] << 8
    if source != HOST or content[11] != 0x02:
        return None
    error = BAD_CRC if crc(content) != received or length != len(content) - 14 else OK
    return Request(target, content[14:], error, raw)


def _plain(stuffed: bytes) -> bytes | None:
    plain, index = bytearray(), 0
    while index < len(stuffed):
        if stuffed[index] not in (0xA6, 0x5B):
            plain.append(stuffed[index])
            index += 1
            continue
        original = PLAIN.get(stuffed[index : index + 2])
        if original is None:
            return None
        plain.append(original)
        index += 2
    return bytes(plain)


def answer(card: int, error: int) -> bytes:
    """ACK for error 0, NACK otherwise, from `card` to the host."""
    return reply(card, bytes([0xA0, 1 if error else 0, error, 0, 0]))


def reply(card: int, body: bytes) -> bytes:
    """Any answer of `card`."""
    content = HOST.to_bytes(2, "little") + card.to_bytes(2, "little") + b"\0\0\0\0\0\0\xfe\x02"
    content += len(body).to_bytes(2, "little") + body
    content += crc(content).to_bytes(2, "little")
    # The escape characters themselves first, or the escapes would be escaped.
    content = content.replace(b"\xa6", b"\xa6\x01").replace(b"\xa5", b"\xa6\x02")
    content = content.replace(b"\x5b", b"\x5b\x01").replace(b"\x5a", b"\x5b\x02")
    return b"\xa5" * 8 + content + b"\x5a"
