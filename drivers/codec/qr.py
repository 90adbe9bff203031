"""How large a QR code is, and its squares as a bitmap. Knows no printer.

Source: ISO/IEC 18004, table 7 (bytes a code of level M holds) and 6.3.8 (four white squares around).
"""

from bisect import bisect_left

import segno

from drivers.codec.raster import Bitmap, from_bits

QUIET = 4
# fmt: off
_BYTES_AT_M = (
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
    711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
)
# fmt: on


def side(count: int) -> int:
    """Squares across for `count` bytes at level M, the white zone included."""
    return 17 + 4 * (bisect_left(_BYTES_AT_M, count) + 1) + 2 * QUIET


def qr_bitmap(content: bytes, *, module: int) -> Bitmap:
    """The code at level M with its white zone, `module` dots a square."""
    code = segno.make(content, error="m", mode="byte", micro=False, boost_error=False)
    rows = ["".join(("1" if bit else "0") * module for bit in row) for row in code.matrix_iter(border=QUIET)]
    return from_bits([row for row in rows for _ in range(module)])
