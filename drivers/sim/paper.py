"""Carries out a printer's operations on paper: modes, wrapping, codes, slips. Knows no status and no line."""

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.sim.escpos_op import Op
from drivers.sim.slip import Glyph, QrRow, Slip, TextRow

LEVELS = {0x30: "l", 0x31: "m", 0x32: "q", 0x33: "h"}


@dataclass(slots=True)
class Modes:
    """What ESC @ resets. Chinese mode is off at power-on, as on international models: a driver must switch it on."""

    chinese: bool = False
    align: int = 0
    bold: bool = False
    ascii_size: tuple[int, int] = (1, 1)
    chinese_size: tuple[int, int] = (1, 1)


@dataclass(slots=True)
class Code:
    """The QR store: filled by functions 65 to 80, drawn by 81."""

    module: int = 3
    level: str = "l"
    content: bytes = b""


@dataclass(slots=True)
class Paper:
    """The roll behind the knife. `finished` gets each slip cut off; `violations` lists what no manual knows."""

    columns: int
    dots: int
    finished: Callable[[Slip], None]
    modes: Modes = field(default_factory=Modes)
    code: Code = field(default_factory=Code)
    violations: list[str] = field(default_factory=list)
    lines_fed: int = 0
    slip: Slip = field(init=False)
    row: TextRow = field(init=False)

    def __post_init__(self) -> None:
        self._fresh()

    def _fresh(self) -> None:
        self.slip = Slip(self.columns, self.dots)
        self.row = TextRow(0)

    def do(self, op: Op) -> None:
        """One operation. Unknown ones are noted; their bytes print as a mark, so that nobody overlooks them."""
        action = getattr(self, f"_do_{op.name}", None)
        if action is not None:
            action(op.parameters)

    def cut(self) -> None:
        """The slip falls into the tray."""
        if self.row.glyphs:
            self._do_line_feed(b"")
        slip = self.slip
        self._fresh()
        if slip.rows:
            self.finished(slip)

    def _do_unknown(self, raw: bytes) -> None:
        self.violations.append(raw.hex(" "))
        self._put("¿", 1, (1, 1))

    def _do_initialise(self, _: bytes) -> None:
        self.modes = Modes()
        self.code = Code()
        self.row.glyphs.clear()

    def _do_align(self, parameters: bytes) -> None:
        self.modes.align = parameters[0] % 0x30 % 3

    def _do_bold(self, parameters: bytes) -> None:
        self.modes.bold = bool(parameters[0] & 1)

    def _do_print_mode(self, parameters: bytes) -> None:
        mode = parameters[0]
        self.modes.ascii_size = (2 if mode & 0x20 else 1, 2 if mode & 0x10 else 1)
        self.modes.bold = bool(mode & 0x08)

    def _do_chinese_mode(self, parameters: bytes) -> None:
        self.modes.chinese_size = (2 if parameters[0] & 0x04 else 1, 2 if parameters[0] & 0x08 else 1)

    def _do_size(self, parameters: bytes) -> None:
        # As Epson does: both alphabets. The clones that move only ASCII are why drivers send FS ! too.
        wide, high = (parameters[0] >> 4 & 7) + 1, (parameters[0] & 7) + 1
        self.modes.ascii_size = self.modes.chinese_size = (wide, high)

    def _do_chinese_on(self, _: bytes) -> None:
        self.modes.chinese = True

    def _do_chinese_off(self, _: bytes) -> None:
        self.modes.chinese = False

    def _do_character(self, raw: bytes) -> None:
        self._put(raw.decode("cp437"), 1, self.modes.ascii_size)

    def _do_pair(self, raw: bytes) -> None:
        self._put(raw.decode("gbk", "replace")[0], 2, self.modes.chinese_size)

    def _put(self, char: str, columns: int, size: tuple[int, int]) -> None:
        glyph = Glyph(char=char, columns=columns, wide=size[0], high=size[1], bold=self.modes.bold)
        if self.row.cells + glyph.cells > self.columns:
            self._do_line_feed(b"")
        if not self.row.glyphs:
            self.row.align = self.modes.align
        self.row.glyphs.append(glyph)

    def _do_line_feed(self, _: bytes) -> None:
        self.slip.rows.append(self.row)
        self.row = TextRow(self.modes.align)
        self.lines_fed += 1

    def _do_feed_lines(self, parameters: bytes) -> None:
        for _ in range(parameters[0]):
            self._do_line_feed(b"")

    def _do_cut(self, _: bytes) -> None:
        self.cut()

    def _do_qr(self, parameters: bytes) -> None:
        function, rest = parameters[0], parameters[1:]
        match function:
            case 0x41 if rest == b"2\0":
                pass
            case 0x43 if 1 <= rest[0] <= 16:
                self.code.module = rest[0]
            case 0x45 if rest[0] in LEVELS:
                self.code.level = LEVELS[rest[0]]
            case 0x50 if rest[:1] == b"0" and len(rest) > 1:
                self.code.content = rest[1:]
            case 0x51 if rest == b"0" and self.code.content:
                code = self.code
                self.slip.rows.append(QrRow(self.modes.align, code.content, code.module, code.level))
            case _:
                self._do_unknown(b"\x1d(k" + parameters)
