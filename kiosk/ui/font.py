"""Finds a font with Simplified Chinese shapes that Kivy can load. Knows no screen.

Kivy loads only the first face of a collection, and that of Noto Sans CJK is the Japanese one (直 and 门 look foreign):
its Simplified Chinese face is taken out into a file of its own. Format: OpenType 1.9, "Font Collections".
"""

import struct
from pathlib import Path

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
    if not NOTO.exists():
        return None
    taken = cache / "NotoSansSC.otf"
    if not taken.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = taken.with_suffix(".new")
        fresh.write_bytes(face(NOTO.read_bytes(), NOTO_SC_FACE))
        fresh.replace(taken)
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
