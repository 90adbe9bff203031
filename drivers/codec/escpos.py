"""Writes ESC/POS: Chinese text, sizes, native QR, cut, and the questions a printer answers. Knows no line, no answers.

    1B 40            initialise            1C 26 / 1C 2E    Chinese mode on / off
    1B 61 n          align 0 1 2           1B 45 n          bold
    1D 21 wh         size of ASCII         1C 21 n          size of Chinese (04 wide, 08 high)
    1B 64 n          feed n lines          1D 56 42 n       feed to the knife, partial cut
    1D 28 6B pL pH 31 fn …                 QR: 41 model, 43 module, 45 level, 50 store, 51 print
    10 04 n          DLE EOT, answered at once even when offline: 1 printer, 2 offline cause, 3 error, 4 paper
    1D 72 n          GS r, answered in its turn: after everything before it has been printed
    1D 61 n          ASB: four bytes at every change; ESC @ switches it off

Sources: Epson, Citizen and NCR ESC/POS command manuals; docs/protocols.md.
"""

from collections.abc import Iterator

from drivers.codec.columns import wrap
from drivers.codec.job import Align, Cut, Feed, Item, Job, Qr, TextLine

INITIALISE = b"\x1b@"
CHINESE_ON = b"\x1c&"
# Where the ROM has no glyph: 〓, the sign printers' trade uses for "a character is missing here".
MISSING = "〓".encode("gb18030")
PARTIAL_CUT = b"\x1dV\x42\x00"
# One answer that comes only when all before it is on paper: the only proof of printing there is.
BARRIER = b"\x1dr\x01"
_ALIGN = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}


def encode(job: Job, *, columns: int, cutter: bool = True, auto_status: bool = False) -> bytes:
    """The whole job for a printer of `columns` normal characters, without the barrier."""
    out = bytearray(INITIALISE)
    if auto_status:
        out += automatic_status(0x0E)
    out += CHINESE_ON
    for item in job.items:
        out += b"".join(_item(item, columns, cutter))
    return bytes(out)


def _item(item: Item, columns: int, cutter: bool) -> Iterator[bytes]:
    match item:
        case TextLine():
            yield align(item.align) + bold(item.bold) + size(item.size)
            for line in wrap(item.text, columns // item.size):
                yield chinese(line) + b"\n"
        case Qr():
            yield align(Align.CENTRE) + qr(item.text.encode(), module=item.module) + b"\n"
        case Feed():
            yield feed(item.lines)
        case Cut():
            yield align(Align.LEFT) + (PARTIAL_CUT if cutter else feed(5))


def chinese(text: str) -> bytes:
    """GB18030, two-byte part only: the four-byte part is in no printer's ROM and would print as digits and dots.

    Control characters become blanks, so that no text can command the printer.
    """
    return b"".join(_char(char) for char in text)


def _char(char: str) -> bytes:
    if ord(char) < 0x20 or ord(char) == 0x7F:
        return b" "
    try:
        coded = char.encode("gb18030")
    except UnicodeEncodeError:  # a lone surrogate
        return MISSING
    return coded if len(coded) <= 2 else MISSING


def size(times: int) -> bytes:
    """Both alphabets: on some printers GS ! moves only ASCII and FS ! only Chinese, on others GS ! moves both."""
    ascii_size = bytes([0x1D, 0x21, (times - 1) << 4 | (times - 1)])
    if times <= 2:
        return ascii_size + bytes([0x1C, 0x21, 0x0C if times == 2 else 0])
    # FS ! knows only double; said first, it is overruled where GS ! moves Chinese too.
    return bytes([0x1C, 0x21, 0x0C]) + ascii_size


def align(where: Align) -> bytes:
    return bytes([0x1B, 0x61, _ALIGN[where]])


def bold(on: bool) -> bytes:
    return bytes([0x1B, 0x45, int(on)])


def feed(lines: int) -> bytes:
    return bytes([0x1B, 0x64, lines])


def qr(content: bytes, *, module: int, level: bytes = b"1") -> bytes:
    """Native QR code, model 2; `level` is b"0" L, b"1" M, b"2" Q or b"3" H."""
    return b"".join(
        (
            _symbol(b"1A2\x00"),
            _symbol(b"1C" + bytes([module])),
            _symbol(b"1E" + level),
            _symbol(b"1P0" + content),
            _symbol(b"1Q0"),
        )
    )


def _symbol(parameters: bytes) -> bytes:
    return b"\x1d(k" + len(parameters).to_bytes(2, "little") + parameters


def realtime_question(n: int) -> bytes:
    """DLE EOT n, n 1 to 4."""
    return bytes([0x10, 0x04, n])


def automatic_status(kinds: int) -> bytes:
    """GS a: 02 offline, 04 error, 08 paper; 0 switches it off."""
    return bytes([0x1D, 0x61, kinds])
