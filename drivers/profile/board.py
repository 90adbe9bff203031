"""An LED board's facts, one class per family. Knows units and limits, not the board."""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.profile.table import Table

COLOURS = ("red", "green", "yellow")
COLUMN_PIXELS = 8
FORMATS = ("u16", "bcd", "ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a board can do, whatever its family: `lines` of `columns`, a Chinese character taking two of them.

    `alphabet`: the characters of its font, gb2312, gbk or gb18030 (with the rare ones of names).
    `digits_only`: it shows the digits of a number and nothing else. Not `acknowledges`: nobody knows whether it is
    there, only a person who looks.
    """

    lines: int
    columns: int
    alphabet: str = "gb2312"
    colours: tuple[str, ...] = ()
    flashes: bool = False
    speech: bool = False
    digits_only: bool = False
    acknowledges: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardProfile:
    """What every board's profile tells; each family has its own."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a board with a speech chip speaks: one of its persons, how often again, how loud and how fast (0 to 10)."""

    person: int = 0
    repeats: int = 0
    volume: int = 5
    speed: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OnbonProfile(BoardProfile):
    """An Onbon font card. `width`, `height` and `line_height` in pixels; `address` FFFE reaches a single card whatever
    its own address is; `scroll_speed` 0 (fastest) to 24. Without `voice` it is mute.

    `reply_timeout_s` counts from when the line has carried the frame. The maker's demo waits 3 s; a card shows text out
    of its memory within milliseconds, and one that is back is found by the next question (docs/adr/0011)."""

    width: int
    height: int
    line_height: int = 16
    address: int = 0xFFFE
    baud: int = 57600
    x_unit: str = "byte8"
    colours: tuple[str, ...] = ("red",)
    missing: str = "?"
    scroll_speed: int = 6
    voice: Voice | None = None
    reply_timeout_s: float = 1.0
    attempts: int = 3

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            lines=max(self.height // self.line_height, 1),
            columns=self.width // COLUMN_PIXELS,
            colours=self.colours,
            flashes=True,
            speech=self.voice is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShangLingProfile(BoardProfile):
    """A ShangLing window screen (`address` = the counter's number, 0 all of them) or main screen (`is_main`)."""

    is_main: bool
    address: int
    lines: int = 1
    columns: int
    speed: str = "slow"
    baud: int = 9600
    missing: str = "?"
    write_timeout_s: float = 2.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(lines=self.lines, columns=self.columns, alphabet="gbk", acknowledges=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberBoardProfile(BoardProfile):
    """A four-byte RS-485 number board. `blank_value` is what it is sent when there is no number."""

    address: int
    digits: int = 3
    blank_value: int = 0
    baud: int = 9600
    write_timeout_s: float = 2.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(lines=1, columns=self.digits, digits_only=True, acknowledges=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModbusBoardProfile(BoardProfile):
    """A Modbus-RTU numeric board: the number goes to `value_reg` and those behind it, in `format`.

    `blank_value` fills these registers when there is no number (ASCII boards get blanks instead); `brightness_reg`
    None: its brightness cannot be set. `echo`: the adapter gives back what is sent, which looks like a confirmation.
    """

    address: int
    value_reg: int
    format: str = "u16"
    digits: int = 4
    blank_value: int = 0
    brightness_reg: int | None = None
    echo: bool = False
    baud: int = 9600
    reply_timeout_s: float = 0.5
    attempts: int = 3

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(lines=1, columns=self.digits, digits_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HuiduProfile(BoardProfile):
    """A Huidu network card with a font of its own. `scroll_speed` 1 to 9 (fastest)."""

    width: int
    height: int
    line_height: int = 16
    colours: tuple[str, ...] = COLOURS
    font: str = "SimSun"
    font_size: int = 12
    scroll_speed: int = 4
    reply_timeout_s: float = 3.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            lines=max(self.height // self.line_height, 1),
            columns=self.width // COLUMN_PIXELS,
            alphabet="gb18030",
            colours=self.colours,
            flashes=True,
        )


def read(table: Table) -> BoardProfile:
    """Raises SettingError naming the key."""
    return _FAMILIES[table.choice("family", tuple(_FAMILIES), "onbon")](table)


def _onbon(table: Table) -> OnbonProfile:
    return OnbonProfile(
        name=table.text("name"),
        width=table.whole("width", 8, 4096),
        height=table.whole("height", 8, 1024),
        line_height=table.whole("line_height", 8, 64, 16),
        address=table.whole("address", 0, 0xFFFE, 0xFFFE),
        baud=table.whole("baud", 300, 4_000_000, 57600),
        x_unit=table.choice("x_unit", ("byte8", "pixel", "pixel_flag"), "byte8"),
        colours=table.choices("colours", COLOURS, ("red",)),
        missing=table.sign("missing", "gb2312", "?"),
        scroll_speed=table.whole("scroll_speed", 0, 24, 6),
        voice=_voice(table) if table.flag("speech", False) else None,
        reply_timeout_s=table.seconds("reply_timeout_s", 1.0),
        attempts=table.whole("attempts", 1, 10, 3),
    )


def _voice(table: Table) -> Voice:
    voice = table.table("voice")
    return Voice(
        person=voice.whole("person", 0, 5, 0),
        repeats=voice.whole("repeats", 0, 15, 0),
        volume=voice.whole("volume", 0, 10, 5),
        speed=voice.whole("speed", 0, 10, 5),
    )


def _shangling_window(table: Table) -> ShangLingProfile:
    return ShangLingProfile(
        name=table.text("name"),
        is_main=False,
        address=table.whole("address", 0, 99, 1),
        columns=table.whole("columns", 2, 120),
        speed=table.choice("speed", ("fast", "normal", "slow"), "slow"),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        missing=table.sign("missing", "gbk", "?"),
        write_timeout_s=table.seconds("write_timeout_s", 2.0),
    )


def _shangling_main(table: Table) -> ShangLingProfile:
    return ShangLingProfile(
        name=table.text("name"),
        is_main=True,
        address=table.whole("address", 0, 255, 0),
        lines=table.whole("lines", 1, 16, 1),
        columns=table.whole("columns", 2, 120),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        missing=table.sign("missing", "gbk", "?"),
        write_timeout_s=table.seconds("write_timeout_s", 2.0),
    )


def _number(table: Table) -> NumberBoardProfile:
    return NumberBoardProfile(
        name=table.text("name"),
        address=table.whole("address", 0, 255, 1),
        digits=table.whole("digits", 1, 4, 3),
        blank_value=table.whole("blank_value", 0, 0xFFFF, 0),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        write_timeout_s=table.seconds("write_timeout_s", 2.0),
    )


def _modbus(table: Table) -> ModbusBoardProfile:
    # The only key without a value that stands for "none": a board may have its brightness in register 0.
    has_brightness = "brightness_reg" in table.keys_left()
    return ModbusBoardProfile(
        name=table.text("name"),
        address=table.whole("address", 1, 247, 1),
        value_reg=table.whole("value_reg", 0, 0xFFFF),
        format=table.choice("format", FORMATS, "u16"),
        digits=table.whole("digits", 1, 8, 4),
        blank_value=table.whole("blank_value", 0, 0xFFFF, 0),
        brightness_reg=table.whole("brightness_reg", 0, 0xFFFF) if has_brightness else None,
        echo=table.flag("echo", False),
        baud=table.whole("baud", 300, 4_000_000, 9600),
        reply_timeout_s=table.seconds("reply_timeout_s", 0.5),
        attempts=table.whole("attempts", 1, 10, 3),
    )


def _huidu(table: Table) -> HuiduProfile:
    return HuiduProfile(
        name=table.text("name"),
        width=table.whole("width", 8, 8192),
        height=table.whole("height", 8, 8192),
        line_height=table.whole("line_height", 8, 256, 16),
        colours=table.choices("colours", COLOURS, COLOURS),
        font=table.text("font", "SimSun"),
        font_size=table.whole("font_size", 6, 256, 12),
        scroll_speed=table.whole("scroll_speed", 1, 9, 4),
        reply_timeout_s=table.seconds("reply_timeout_s", 3.0),
    )


# The word after `family =` → who reads the rest.
_FAMILIES: dict[str, Callable[[Table], BoardProfile]] = {
    "onbon": _onbon,
    "shangling-window": _shangling_window,
    "shangling-main": _shangling_main,
    "number": _number,
    "modbus": _modbus,
    "huidu": _huidu,
}
