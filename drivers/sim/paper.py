"""Carries out a printer's operations on paper: modes, wrapping, codes, pictures, slips. Knows no status and no line."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from drivers.sim.escpos_op import Op
from drivers.sim.paper_code import BarcodeModes, QrStore
from drivers.sim.slip import Slip
from drivers.sim.slip_row import CELL_WIDTH, LINE_DOTS, BlankRow, Glyph, PictureRow, Row, TextRow

NO_GLYPH = "□"
# Accepted at zero only.
PLAIN_ONLY = ("font", "spacing", "chinese_spacing", "upside_down", "left_margin")
# m of GS v 0 → how many times as wide and high.
SCALES = {0: (1, 1), 1: (2, 1), 2: (1, 2), 3: (2, 2)}


@dataclass(slots=True)
class Modes:
    """What ESC @ resets. Chinese mode is off at power-on, as on international models: a driver must switch it on."""

    chinese: bool = False
    align: int = 0
    bold: bool = False
    reverse: bool = False
    spacing: int = LINE_DOTS
    ascii_size: tuple[int, int] = (1, 1)
    ascii_underline: bool = False
    chinese_size: tuple[int, int] = (1, 1)
    chinese_underline: bool = False


@dataclass(slots=True)
class Paper:
    """The roll behind the knife. `finished` gets each slip cut off; `violations` lists what no manual knows.

    `rom` is gb2312, gbk or gb18030. A `clone` moves with GS ! only ASCII and with FS ! only Chinese, and forgets sizes
    at the end of a line with Chinese in it.
    """

    columns: int
    dots: int
    finished: Callable[[Slip], None]
    rom: str = "gbk"
    clone: bool = False
    modes: Modes = field(default_factory=Modes)
    code: QrStore = field(default_factory=QrStore)
    barcode: BarcodeModes = field(default_factory=BarcodeModes)
    violations: list[str] = field(default_factory=list)
    buzzes: list[tuple[int, int]] = field(default_factory=list)
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
        elif op.name in PLAIN_ONLY and any(op.parameters):
            self._refuse(f"{op.name} {op.parameters.hex(' ')} is not simulated")

    def cut(self) -> None:
        """The slip falls into the tray."""
        if self.row.glyphs:
            self._do_line_feed(b"")
        slip = self.slip
        self._fresh()
        if slip.rows:
            self.finished(slip)

    def _do_unknown(self, raw: bytes) -> None:
        self._refuse(raw[:16].hex(" "))
        self._put("¿", 1, (1, 1), underline=False)

    def _refuse(self, why: str) -> None:
        self.violations.append(why)

    def _do_initialise(self, _: bytes) -> None:
        self.modes = Modes()
        self.code = QrStore()
        self.barcode = BarcodeModes()
        self.row.glyphs.clear()

    def _do_align(self, parameters: bytes) -> None:
        self.modes.align = parameters[0] % 0x30 % 3

    def _do_bold(self, parameters: bytes) -> None:
        self.modes.bold = bool(parameters[0] & 1)

    def _do_reverse(self, parameters: bytes) -> None:
        self.modes.reverse = bool(parameters[0] & 1)

    def _do_underline(self, parameters: bytes) -> None:
        self.modes.ascii_underline = parameters[0] % 0x30 in (1, 2)

    def _do_chinese_underline(self, parameters: bytes) -> None:
        self.modes.chinese_underline = parameters[0] % 0x30 in (1, 2)

    def _do_line_spacing(self, parameters: bytes) -> None:
        self.modes.spacing = parameters[0]

    def _do_line_spacing_default(self, _: bytes) -> None:
        self.modes.spacing = LINE_DOTS

    def _do_print_mode(self, parameters: bytes) -> None:
        mode = parameters[0]
        self.modes.ascii_size = (2 if mode & 0x20 else 1, 2 if mode & 0x10 else 1)
        self.modes.bold = bool(mode & 0x08)
        self.modes.ascii_underline = bool(mode & 0x80)

    def _do_chinese_mode(self, parameters: bytes) -> None:
        self.modes.chinese_size = (2 if parameters[0] & 0x04 else 1, 2 if parameters[0] & 0x08 else 1)
        self.modes.chinese_underline = bool(parameters[0] & 0x80)

    def _do_size(self, parameters: bytes) -> None:
        # As Epson does: both alphabets. The clones that move only ASCII are why drivers send FS ! too.
        self.modes.ascii_size = (parameters[0] >> 4 & 7) + 1, (parameters[0] & 7) + 1
        if not self.clone:
            self.modes.chinese_size = self.modes.ascii_size

    def _do_chinese_on(self, _: bytes) -> None:
        self.modes.chinese = True

    def _do_chinese_off(self, _: bytes) -> None:
        self.modes.chinese = False

    def _do_character(self, raw: bytes) -> None:
        self._put(raw.decode("cp437"), 1, self.modes.ascii_size, underline=self.modes.ascii_underline)

    def _do_pair(self, raw: bytes) -> None:
        self._put(self._glyph(raw), 2, self.modes.chinese_size, underline=self.modes.chinese_underline)

    def _glyph(self, raw: bytes) -> str:
        """What the ROM has under this code; GB 2312 names two signs otherwise than the rest, so GBK names them all."""
        if self.rom == "gb2312" and (min(raw) < 0xA1 or not raw.decode("gb2312", "ignore")):
            return NO_GLYPH
        char = raw.decode("gb18030" if self.rom == "gb18030" else "gbk", "replace")
        return char if len(char) == 1 and (char.isprintable() or char == "\u3000") else NO_GLYPH

    def _put(self, char: str, columns: int, size: tuple[int, int], *, underline: bool) -> None:
        modes = self.modes
        glyph = Glyph(
            char=char,
            columns=columns,
            wide=size[0],
            high=size[1],
            bold=modes.bold,
            underline=underline,
            reverse=modes.reverse,
        )
        if self.row.cells + glyph.cells > self.columns:
            self._do_line_feed(b"")
        if not self.row.glyphs:
            self.row.align = modes.align
        self.row.glyphs.append(glyph)

    def _do_move_to(self, parameters: bytes) -> None:
        self._blank(int.from_bytes(parameters, "little") // CELL_WIDTH - self.row.cells)

    def _do_move(self, parameters: bytes) -> None:
        self._blank(int.from_bytes(parameters, "little", signed=True) // CELL_WIDTH)

    def _blank(self, cells: int) -> None:
        if cells < 0:
            self._refuse("moving back is not simulated")
        for _ in range(cells):
            self._put(" ", 1, (1, 1), underline=False)

    def _do_print_width(self, parameters: bytes) -> None:
        if int.from_bytes(parameters, "little") < self.dots:
            self._refuse(f"print_width {parameters.hex(' ')} is not simulated")

    def _do_line_feed(self, _: bytes) -> None:
        self.row.spacing = self.modes.spacing
        self.slip.rows.append(self.row)
        if self.clone and any(glyph.columns == 2 for glyph in self.row.glyphs):
            self.modes.ascii_size = self.modes.chinese_size = (1, 1)
        self.row = TextRow(self.modes.align)
        self.lines_fed += 1

    def _do_feed_lines(self, parameters: bytes) -> None:
        for _ in range(parameters[0]):
            self._do_line_feed(b"")

    def _do_feed_dots(self, parameters: bytes) -> None:
        if self.row.glyphs:
            spacing, self.modes.spacing = self.modes.spacing, 0
            self._do_line_feed(b"")
            self.modes.spacing = spacing
        if parameters[0]:
            self.slip.rows.append(BlankRow(parameters[0]))

    def _do_buzzer(self, parameters: bytes) -> None:
        times, units = parameters
        if 1 <= times <= 9 and 1 <= units <= 9:
            self.buzzes.append((times, units))
        else:
            self._refuse(f"buzzer {times} times {units}")

    def _do_cut(self, _: bytes) -> None:
        self.cut()

    def _do_qr(self, parameters: bytes) -> None:
        try:
            row = self.code.take(parameters, self.modes.align)
        except ValueError:
            self._do_unknown(b"\x1d(k1" + parameters)
            return
        if row is not None:
            self._block(row, "QR code")

    def _do_bar_height(self, parameters: bytes) -> None:
        self.barcode.height = parameters[0] or self.barcode.height

    def _do_bar_module(self, parameters: bytes) -> None:
        if 2 <= parameters[0] <= 6:
            self.barcode.module = parameters[0]
        else:
            self._refuse(f"barcode module {parameters[0]}")

    def _do_bar_caption(self, parameters: bytes) -> None:
        self.barcode.caption = parameters[0] % 0x30 & 3

    def _do_barcode(self, content: bytes) -> None:
        try:
            row = self.barcode.row(content, self.modes.align)
        except ValueError as error:
            self._refuse(str(error))
            return
        self._block(row, "barcode")

    def _block(self, row: Row, what: str) -> None:
        """Codes stand on a line of their own and print whole or not at all."""
        if self.row.glyphs:
            self._refuse(f"{what} in the middle of a line")
        elif row.image().width > self.dots:
            self._refuse(f"{what} wider than the paper")
        else:
            self.slip.rows.append(row)
            self.lines_fed += -(-row.image().height // LINE_DOTS)

    def _do_raster(self, parameters: bytes) -> None:
        across, rows = (int.from_bytes(parameters[place : place + 2], "little") for place in (1, 3))
        scale = SCALES.get(parameters[0] % 0x30)
        if scale is None or not across or not rows:
            self._do_unknown(b"\x1dv0" + parameters[:5])
            return
        if self.row.glyphs:
            self._refuse("picture in the middle of a line")
            return
        band = Image.frombytes("1", (8 * across, rows), parameters[5:], "raw", "1;I").convert("L")
        band = band.resize((band.width * scale[0], band.height * scale[1]), Image.Resampling.NEAREST)
        self._picture(band.crop((0, 0, min(band.width, self.dots), band.height)))

    def _picture(self, band: Image.Image) -> None:
        last = self.slip.rows[-1] if self.slip.rows else None
        align = self.modes.align
        if isinstance(last, PictureRow) and (last.align, last.picture.width) == (align, band.width):
            self.slip.rows[-1] = last.with_more(band)
        else:
            self.slip.rows.append(PictureRow(align, band))
        self.lines_fed += -(-band.height // LINE_DOTS)
