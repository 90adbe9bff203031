"""How much paper a job takes and when a roll without sensor is nearly used up. Knows commands, not when they print."""

import math
from dataclasses import dataclass

from drivers.codec.escpos_span import pieces

DOTS_PER_MM = 8
NEAR_END_MM = 3_000
LINE_DOTS, CHARACTER_DOTS, BARCODE_DOTS = 30, 24, 162
# A cut that feeds to the knife: about the way from the head to it.
KNIFE_DOTS = 120


def is_near_end(used_mm: int, roll_mm: int) -> bool:
    """Whether less than three metres of the roll are left."""
    return used_mm > roll_mm - NEAR_END_MM


def millimetres(payload: bytes) -> int:
    """About how much paper the bytes of a job take; good enough to warn before a roll ends."""
    roll = _Roll()
    for piece in pieces(payload):
        roll.move(piece)
    return math.ceil(roll.dots / DOTS_PER_MM)


@dataclass(slots=True)
class _Roll:
    """What of the printer's modes moves paper."""

    dots: int = 0
    spacing: int = LINE_DOTS
    high: int = 1
    barcode: int = BARCODE_DOTS
    module: int = 3
    code_bytes: int = 0

    def move(self, piece: bytes) -> None:
        match piece[:2]:
            case b"\n":
                # A line takes its spacing, or its letters if they are higher.
                self.dots += max(self.spacing, CHARACTER_DOTS * self.high)
            case b"\x1bd":
                self.dots += piece[2] * self.spacing
            case b"\x1bJ":
                self.dots += piece[2]
            case b"\x1dv":
                self.dots += int.from_bytes(piece[6:8], "little")
            case b"\x1dk":
                self.dots += self.barcode
            case b"\x1dV" if len(piece) == 4:
                self.dots += KNIFE_DOTS + piece[3]
            case b"\x1d(":
                self._code(piece[5:])
            case _:
                self._mode(piece)

    def _mode(self, piece: bytes) -> None:
        match piece[:2]:
            case b"\x1d!":
                self.high = (piece[2] & 7) + 1
            case b"\x1b3":
                self.spacing = piece[2]
            case b"\x1b@" | b"\x1b2":
                self.spacing = LINE_DOTS
            case b"\x1dh":
                self.barcode = piece[2]
            case _:
                pass

    def _code(self, parameters: bytes) -> None:
        match parameters[:2]:
            case b"1C":
                self.module = parameters[2]
            case b"1P":
                self.code_bytes = len(parameters) - 3
            case b"1Q":
                # 62 % of a code's squares at level M carry data; 250 are its finder and timing patterns.
                self.dots += math.ceil(math.sqrt(self.code_bytes * 8 / 0.62 + 250)) * self.module
            case _:
                pass
