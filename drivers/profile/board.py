"""An LED board's facts. Knows units and limits, not the board."""

from dataclasses import dataclass

from drivers.profile.table import Table


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


def read(table: Table) -> BoardProfile:
    """Raises SettingError naming the key."""
    return BoardProfile(
        name=table.text("name"),
        width=table.whole("width", 8, 4096),
        height=table.whole("height", 8, 1024),
        line_height=table.whole("line_height", 8, 64, 16),
        address=table.whole("address", 0, 0xFFFE, 0xFFFE),
        baud=table.whole("baud", 300, 4_000_000, 57600),
        x_unit=table.choice("x_unit", ("byte8", "pixel", "pixel_flag"), "byte8"),
        colours=table.choices("colours", ("red", "green", "yellow"), ("red",)),
        missing=table.text("missing", "?"),
        scroll_speed=table.whole("scroll_speed", 0, 24, 6),
        reply_timeout_s=table.seconds("reply_timeout_s", 3.0),
        attempts=table.whole("attempts", 1, 10, 3),
    )
