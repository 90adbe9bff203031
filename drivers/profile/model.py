"""The three kinds of profile as frozen values. Knows units and limits, not where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """An ESC/POS printer. `columns` are normal Latin characters per line: 48 on 80 mm, 32 on 58 mm.

    `settle_s`: a printer that stopped in one job and got its paper works off what it held; one that stays silent for
    longer has been switched off and forgot it.
    """

    name: str
    columns: int
    dots: int
    baud: int = 9600
    cutter: bool = True
    auto_status: bool = False
    reply_timeout_s: float = 1.0
    barrier_timeout_s: float = 15.0
    settle_s: float = 5.0
    write_timeout_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardProfile:
    """An LED board with an Onbon font card. `width`, `height` and `line_height` in pixels; `address` FFFE reaches a
    single card whatever its own address is; `scroll_speed` 0 (fastest) to 24."""

    name: str
    width: int
    height: int
    line_height: int = 16
    address: int = 0xFFFE
    baud: int = 57600
    x_unit: str = "byte8"
    colours: tuple[str, ...] = ("red",)
    missing: str = "?"
    scroll_speed: int = 6
    reply_timeout_s: float = 3.0
    attempts: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KeypadProfile:
    """Keypads on an FF 68 bus. `levels`: result code → level 5 (best) to 1; `keys`: key bytes → key name."""

    name: str
    baud: int = 9600
    levels: Mapping[int, int]
    keys: Mapping[bytes, str]
    repeat_s: float = 1.0
    write_timeout_s: float = 1.0


Profile = PrinterProfile | BoardProfile | KeypadProfile
