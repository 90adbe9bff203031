"""A recorded session on a line, as text and as values. Knows no device.

One line of text for each piece that passed, `   12.345 > 10 04 01`: seconds since the beginning, `>` from the host to
the device or `<` from the device to the host, the bytes in hex. Lines that are empty or begin with `#` are remarks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from drivers.errors import SettingError

TO_DEVICE, FROM_DEVICE = ">", "<"
LINE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s+([<>])\s+((?:[0-9a-fA-F]{2}\s*)+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that passed at once, `seconds` after the beginning."""

    seconds: float
    direction: str
    content: bytes

    def to_line(self) -> str:
        return f"{self.seconds:10.3f} {self.direction} {self.content.hex(' ')}\n"


def read(lines: Iterable[str], *, source: str) -> list[Piece]:
    """The pieces in order. Raises SettingError naming `source` and the line that is wrong."""
    pieces: list[Piece] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line.rstrip())
        if match is None:
            raise SettingError(f"{source}:{number}: not `SECONDS > HEX` or `SECONDS < HEX`")
        piece = Piece(float(match[1]), match[2], bytes.fromhex(match[3]))
        if pieces and piece.seconds < pieces[-1].seconds:
            raise SettingError(f"{source}:{number}: earlier than the line before")
        pieces.append(piece)
    if not pieces:
        raise SettingError(f"{source}: nothing is recorded")
    return pieces
