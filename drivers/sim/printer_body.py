"""The state of a simulated printer's mechanics and how it says it in bytes. Knows no job and no line.

Written from the status tables alone, apart from drivers.codec.
"""

from dataclasses import dataclass

RELEASED, ARMED, JAMMED, FREED = "released", "armed", "jammed", "freed"


@dataclass(slots=True)
class Body:
    """`supply` in, low or out. `knife`: armed jams at the next cut; freed by hand it still waits to be recovered."""

    supply: str = "in"
    cover_open: bool = False
    knife: str = RELEASED
    hot: bool = False
    button: bool = False

    @property
    def knife_error(self) -> bool:
        return self.knife in (JAMMED, FREED)

    @property
    def offline(self) -> bool:
        return self.supply == "out" or self.cover_open or self.knife_error or self.hot or self.button

    def cuts(self) -> bool:
        """Whether the knife goes through; if not it is stuck from now on."""
        if self.knife == ARMED:
            self.knife = JAMMED
        return not self.knife_error

    def recover(self) -> bool:
        """DLE ENQ: leave an error whose cause has been removed; whether there was one."""
        recovered = self.knife == FREED
        if recovered:
            self.knife = RELEASED
        return recovered

    def realtime(self, which: int) -> int:
        """The answer to DLE EOT 1 to 4."""
        error = self.knife_error or self.hot
        match which:
            case 1:
                return 0x12 | 0x08 * self.offline | 0x20 * (self.knife == FREED) | 0x40 * self.button
            case 2:
                stopped = 0x20 * (self.supply == "out")
                return 0x12 | 0x04 * self.cover_open | 0x08 * self.button | stopped | 0x40 * error
            case 3:
                return 0x12 | 0x08 * self.knife_error | 0x40 * self.hot
            case _:
                return 0x12 | 0x0C * (self.supply != "in") | 0x60 * (self.supply == "out")

    def automatic(self) -> bytes:
        """The four bytes of ASB."""
        printer = 0x10 | 0x08 * self.offline | 0x20 * self.cover_open | 0x40 * self.button
        error = 0x01 * (self.knife == FREED) | 0x02 * self.button | 0x08 * self.knife_error | 0x40 * self.hot
        return bytes([printer, error, 0x03 * (self.supply != "in") | 0x0C * (self.supply == "out"), 0])

    def paper(self) -> bytes:
        """The answer to GS r 1."""
        return bytes([0x03 * (self.supply != "in") | 0x0C * (self.supply == "out")])
