"""Finds fonts with Simplified Chinese shapes that Kivy can load, and which letters they have. Knows no screen.

Kivy loads only the first face of a collection, and that of Noto Sans CJK is the Japanese one (直 and 门 look foreign):
its Simplified Chinese face is taken out into a file of its own. Format: OpenType 1.9, "Font Collections".
"""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path

from server.client.durable import replace_file

READY = (
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
NOTO_SC_FACE = 2


def chinese_font(cache: Path) -> Path | None:
    """A font file to give to Kivy; `cache` is a folder for the extracted face. None: no Chinese font is installed."""
    for font in READY:
        if font.exists():
            return font
    return full_font(cache)


def full_font(cache: Path) -> Path | None:
    """The font with the most letters, rare characters of names too; None: it is not installed."""
    if not NOTO.exists():
        return None
    taken = cache / "NotoSansSC.otf"
    if not taken.exists():
        # Half a font after a power cut would be taken for the font for good.
        replace_file(taken, face(NOTO.read_bytes(), NOTO_SC_FACE))
    return taken


def face(collection: bytes, index: int) -> bytes:
    """Face `index` of a font collection as a font of its own. Raises ValueError when it is no collection."""
    tag, _version, faces = struct.unpack_from(">4sII", collection)
    if tag != b"ttcf" or index >= faces:
        raise ValueError("not a font collection with such a face")
    (start,) = struct.unpack_from(">I", collection, 12 + 4 * index)
    (tables,) = struct.unpack_from(">H", collection, start + 4)
    head = bytearray(collection[start : start + 12])
    body = bytearray()
    where = 12 + 16 * tables
    for number in range(tables):
        name, checksum, offset, length = struct.unpack_from(">4sIII", collection, start + 12 + 16 * number)
        head += struct.pack(">4sIII", name, checksum, where + len(body), length)
        body += collection[offset : offset + length] + bytes(-length % 4)
    return bytes(head + body)


def letters(font: Path) -> Callable[[str], bool]:
    """Does the first face of `font` have this letter? Format: OpenType 1.9, "cmap", formats 4 and 12."""
    spans = sorted(_spans(font.read_bytes()))
    firsts = [first for first, _ in spans]

    def has(char: str) -> bool:
        at = bisect_right(firsts, ord(char)) - 1
        return at >= 0 and ord(char) <= spans[at][1]

    return has


def _spans(font: bytes) -> Iterator[tuple[int, int]]:
    """First and last code points of the ranges it has letters for."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, start + 4)
    places = dict(struct.unpack_from(">4s4xI", font, start + 12 + 16 * number) for number in range(tables))
    cmap = places[b"cmap"]
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: dict[int, int] = {}
    for number in range(count):
        (offset,) = struct.unpack_from(">4xI", font, cmap + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        found.setdefault(kind, cmap + offset)
    if 12 in found:
        yield from _groups(font, found[12])
    elif 4 in found:
        yield from _segments(font, found[4])


def _groups(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for number in range(count):
        first, last = struct.unpack_from(">II", font, at + 16 + 12 * number)
        yield first, last


def _segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    lasts = struct.unpack_from(f">{doubled // 2}H", font, at + 14)
    firsts = struct.unpack_from(f">{doubled // 2}H", font, at + 16 + doubled)
    return zip(firsts, lasts, strict=True)
