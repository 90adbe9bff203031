"""Where one command ends and the next begins in bytes for an ESC/POS printer. Knows lengths, not what they print.

    character             1 byte, or 2 from 81 on (GBK)
    1B / 1C / 1D c n…     a command letter and a fixed number of parameters
    1D 56 m [n]           cut; n from m 41 on
    1D 28 f pL pH …       pL + 256·pH bytes follow
    1D 76 30 m xL xH yL yH …   raster: x·y bytes follow
    1D 6B m …             barcode: to 00 for m up to 6, else one length byte

A question put inside a command would be taken for its data; so questions go only where a line has ended. What is not
known here is one piece to the very end: no question is put behind it.
Sources: Epson, Citizen command manuals; docs/protocols.md.
"""

from collections.abc import Iterator

# Parameters of the commands of fixed length, by their first two bytes.
_FIXED: dict[int, dict[int, int]] = {
    0x1B: {**dict.fromkeys(b"@2im", 0), **dict.fromkeys(b"aE!dJ3tMG{-RV ", 1), **dict.fromkeys(b"B$\\c", 2), 0x70: 3},
    0x1C: {**dict.fromkeys(b"&.", 0), **dict.fromkeys(b"!-WC", 1), **dict.fromkeys(b"Sp", 2)},
    0x1D: {**dict.fromkeys(b"!BHfhwarIb/", 1), **dict.fromkeys(b"LWP$\\", 2)},
}
QUESTION = b"\x1dr\x01"


def pieces(payload: bytes) -> Iterator[bytes]:
    """The payload cut into characters and whole commands, in order; their sum is the payload."""
    start = 0
    while start < len(payload):
        length = min(_length(payload, start), len(payload) - start)
        yield payload[start : start + length]
        start += length


def with_questions(payload: bytes, *, every: int) -> tuple[bytes, int]:
    """The payload with GS r in front and, about each `every` bytes, behind an ended line; and how many there are."""
    out, count, since = bytearray(QUESTION), 1, 0
    for piece in pieces(payload):
        out += piece
        since += len(piece)
        if since >= every and _ends_line(piece):
            out += QUESTION
            count, since = count + 1, 0
    return bytes(out), count


def longest(payload: bytes) -> int:
    """Bytes of the longest command: after so many, whatever was cut off inside the payload has come to its end."""
    return max((len(piece) for piece in pieces(payload)), default=0)


def _ends_line(piece: bytes) -> bool:
    return piece == b"\n" or piece[:2] in (b"\x1bd", b"\x1bJ", b"\x1dv", b"\x1dV")


def _length(payload: bytes, at: int) -> int:
    lead = payload[at]
    if lead in _FIXED:
        letter = payload[at + 1] if at + 1 < len(payload) else 0
        count = _FIXED[lead].get(letter)
        return 2 + count if count is not None else _variable(payload, at)
    if lead == 0x10:
        return len(payload) - at
    return 2 if lead >= 0x81 and payload[at + 1 : at + 2] >= b"\x40" else 1


def _variable(payload: bytes, at: int) -> int:
    def byte(offset: int) -> int:
        return payload[at + offset] if at + offset < len(payload) else 0

    match payload[at : at + 2]:
        case b"\x1dV":
            return 4 if byte(2) in (0x41, 0x42) else 3
        case b"\x1d(":
            return 5 + byte(3) + 256 * byte(4)
        case b"\x1dv":
            return 8 + (byte(4) + 256 * byte(5)) * (byte(6) + 256 * byte(7))
        case b"\x1dk" if byte(2) > 6:
            return 4 + byte(3)
        case b"\x1dk":
            end = payload.find(b"\0", at + 3)
            return end + 1 - at if end >= 0 else len(payload) - at
        case b"\x1b*":
            return 5 + (byte(3) + 256 * byte(4)) * (3 if byte(2) >= 32 else 1)
        case _:
            return len(payload) - at
