"""A ticket printer's facts. Knows units and limits, not the printer."""

from dataclasses import dataclass

from drivers.profile.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """An ESC/POS printer. `columns` are normal Latin characters per line: 48 on 80 mm, 32 on 58 mm.

    `cut` is none, partial or full. `cut_feed` is how many lines must pass before a plain cut; 0 for a printer that
    knows feed-and-cut. `rom` is gb2312, gbk or gb18030: the Chinese it has by itself. `qr` and `code128` are native,
    or raster where the firmware cannot draw them. `buzzer_ms` is the unit of its buzzer command, 50 or 100; 0 without
    buzzer. `line_dots` sets the line spacing; 0 leaves the printer's own. `raster_rows` is the most a picture's band
    may hold.
    `settle_s`: a printer that stopped in one job and got its paper works off what it held; one that stays silent for
    longer has been switched off and forgot it.
    `near_end` is how a roll that is nearly used up is noticed: sensor, count (`roll_mm` is the length of a new roll) or
    none. `clear` is how the printer forgets what it holds: dc4 (DLE DC4 8), enq (DLE ENQ 2, after an error only),
    reset (SOFT_RESET of its USB port) or none.
    """

    name: str
    columns: int
    dots: int
    baud: int = 9600
    cut: str = "partial"
    cut_feed: int = 0
    rom: str = "gbk"
    qr: str = "native"
    code128: str = "native"
    buzzer_ms: int = 0
    line_dots: int = 0
    raster_rows: int = 128
    auto_status: bool = False
    near_end: str = "sensor"
    roll_mm: int = 50_000
    clear: str = "none"
    reply_timeout_s: float = 1.0
    barrier_timeout_s: float = 15.0
    settle_s: float = 5.0
    write_timeout_s: float = 5.0

    @property
    def cutter(self) -> bool:
        return self.cut != "none"


def read(table: Table) -> PrinterProfile:
    """Raises SettingError naming the key."""
    drawn_by = ("native", "raster")
    return PrinterProfile(
        name=table.text("name"),
        columns=table.whole("columns", 16, 100),
        dots=table.whole("dots", 128, 2000),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        cut=table.choice("cut", ("none", "partial", "full"), "partial"),
        cut_feed=table.whole("cut_feed", 0, 20, 0),
        rom=table.choice("rom", ("gb2312", "gbk", "gb18030"), "gbk"),
        qr=table.choice("qr", drawn_by, "native"),
        code128=table.choice("code128", drawn_by, "native"),
        buzzer_ms=table.whole("buzzer_ms", 0, 100, 0),
        line_dots=table.whole("line_dots", 0, 255, 0),
        raster_rows=table.whole("raster_rows", 1, 255, 128),
        auto_status=table.flag("auto_status", False),
        near_end=table.choice("near_end", ("sensor", "count", "none"), "sensor"),
        roll_mm=table.whole("roll_mm", 1_000, 500_000, 50_000),
        clear=table.choice("clear", ("none", "dc4", "enq", "reset"), "none"),
        reply_timeout_s=table.seconds("reply_timeout_s", 1.0),
        barrier_timeout_s=table.seconds("barrier_timeout_s", 15.0),
        settle_s=table.seconds("settle_s", 5.0),
        write_timeout_s=table.seconds("write_timeout_s", 5.0),
    )
