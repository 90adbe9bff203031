"""The commands of ESC/POS a ticket needs, one function each. Knows no job, no line, no answers.

    1B 40            initialise            1C 26 / 1C 2E    Chinese mode on / off
    1B 61 n          align 0 1 2           1B 45 n          bold
    1D 21 wh         size of ASCII         1C 21 n          size of Chinese (04 wide, 08 high)
    1D 42 n          white on black        1B 33 n          line spacing n dots
    1B 64 n          feed n lines          1B 4A n          feed n dots
    1D 56 41 n       feed to the knife, full cut            1D 56 42 n   the same, partial
    1D 56 00 / 01    full / partial cut where the paper is  1B 42 t n    buzzer t times n units
    1D 28 6B pL pH 31 fn …                 QR: 41 model, 43 module, 45 level, 50 store, 51 print
    1D 68 n  1D 77 n  1D 48 n  1D 6B 49 n {B …    CODE128: height, module, letters 0 none 2 below, set B
    1D 76 30 …       picture: see raster
    10 04 n          DLE EOT, answered at once even when offline: 1 printer, 2 offline cause, 3 error, 4 paper
    1D 72 n          GS r, answered in its turn: after everything before it has been printed
    1D 61 n          ASB: four bytes at every change; ESC @ switches it off

Sources: Epson, Citizen and NCR ESC/POS command manuals; docs/protocols.md.
"""

from drivers.codec.job import Align

INITIALISE = b"\x1b@"
CHINESE_ON = b"\x1c&"
# One answer that comes only when all before it is on paper: the only proof of printing there is.
BARRIER = b"\x1dr\x01"
_ALIGN = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}


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


def reverse(on: bool) -> bytes:
    return bytes([0x1D, 0x42, int(on)])


def line_spacing(dots: int) -> bytes:
    return bytes([0x1B, 0x33, dots])


def feed(lines: int) -> bytes:
    """1 to 255 lines."""
    return bytes([0x1B, 0x64, lines])


def feed_dots(dots: int) -> bytes:
    """Any number of dots, in steps a byte can count."""
    whole, rest = divmod(dots, 255)
    return b"\x1bJ\xff" * whole + (bytes([0x1B, 0x4A, rest]) if rest else b"")


def cut(*, full: bool) -> bytes:
    """Cut where the paper stands: the last lines are still under the knife's cover."""
    return b"\x1dV\x00" if full else b"\x1dV\x01"


def feed_and_cut(*, full: bool) -> bytes:
    """Feed the last line past the knife, then cut."""
    return b"\x1dVA\x00" if full else b"\x1dVB\x00"


def buzz(times: int, units: int) -> bytes:
    """1 to 9 times, 1 to 9 units of 50 or 100 ms by model."""
    return bytes([0x1B, 0x42, times, units])


def barcode(text: str, *, height: int, module: int, caption: bool) -> bytes:
    """CODE128 in set B; a brace is doubled, it opens the codes that change the set."""
    content = b"{B" + text.replace("{", "{{").encode("ascii")
    look = bytes([0x1D, 0x68, height, 0x1D, 0x77, module, 0x1D, 0x48, 2 if caption else 0])
    return look + bytes([0x1D, 0x6B, 0x49, len(content)]) + content


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
