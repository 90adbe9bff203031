"""What an Onbon card keeps besides its areas: screen on or off, brightness, clock. Knows no frames.

Written from the protocol tables, apart from drivers.codec.
"""

from collections.abc import Collection

from drivers.sim.board_frame import BAD_COMMAND, BAD_DATE, BAD_GROUP, BAD_TYPE, OK
from drivers.sim.host import Reporter

COMMANDS = {0xA1: {0x02}, 0xA2: {0x00, 0x03}, 0xA3: {0x00, 0x02}}
LIMITS = ((0, 99), (0, 99), (1, 12), (1, 31), (0, 23), (0, 59), (0, 59), (0, 7))


class Card:
    """A card as it comes: lit, brightness 8, its clock not set."""

    def __init__(self, report: Reporter) -> None:
        self._report = report
        self.is_on = True
        self.brightness = 8
        self._clock = bytes(8)

    def obey(self, group: int, number: int, payload: bytes) -> int:
        """Returns the error the card answers with, 0 for none."""
        if group not in COMMANDS and group != 0xA4:
            return BAD_GROUP
        if number not in COMMANDS.get(group, ()):
            return BAD_COMMAND
        match group, number:
            case 0xA3, 0x00:
                return self._switch(payload)
            case 0xA3, 0x02:
                return self._set_brightness(payload)
            case 0xA2, 0x03:
                return self._set_clock(payload)
            case _:
                return OK

    def state(self, areas: Collection[int]) -> bytes:
        """Screen, brightness, clock, no programs, no special area, the areas; then bar code and network name."""
        head = bytes([1 if self.is_on else 2, self.brightness]) + self._clock + bytes(7)
        return head + bytes([len(areas), *areas]) + b"0" * 16 + b"SIMULATOR".ljust(12)

    def _switch(self, payload: bytes) -> int:
        if payload not in (b"\x01", b"\x02"):
            return BAD_TYPE
        self.is_on = payload == b"\x01"
        self._report({"lit": self.is_on})
        return OK

    def _set_brightness(self, payload: bytes) -> int:
        if len(payload) not in (2, 50) or payload[0] > 1 or payload[1] > 15:
            return BAD_TYPE
        self.brightness = payload[1]
        self._report({"brightness": self.brightness})
        return OK

    def _set_clock(self, payload: bytes) -> int:
        digits = payload.hex()
        if len(payload) != 8 or not digits.isdecimal():
            return BAD_DATE
        within = (least <= int(f"{byte:x}") <= most for byte, (least, most) in zip(payload, LIMITS, strict=True))
        if not all(within):
            return BAD_DATE
        self._clock = payload
        self._report({"clock": digits})
        return OK
