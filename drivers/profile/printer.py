"""A ticket printer's facts. Knows units and limits, not the printer."""

from dataclasses import dataclass

from drivers.profile.table import Table


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


def read(table: Table) -> PrinterProfile:
    """Raises SettingError naming the key."""
    return PrinterProfile(
        name=table.text("name"),
        columns=table.whole("columns", 16, 100),
        dots=table.whole("dots", 128, 2000),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        cutter=table.flag("cutter", True),
        auto_status=table.flag("auto_status", False),
        reply_timeout_s=table.seconds("reply_timeout_s", 1.0),
        barrier_timeout_s=table.seconds("barrier_timeout_s", 15.0),
        settle_s=table.seconds("settle_s", 5.0),
        write_timeout_s=table.seconds("write_timeout_s", 5.0),
    )
