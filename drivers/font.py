"""Finds fonts on this machine and draws characters with the first that has them. Knows no device."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.errors import SettingError

# File and face; face 2 of the Noto collection is Simplified Chinese, face 0 would draw 直 and 门 the Japanese way.
CANDIDATES = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
)
# Asked when no Chinese font has the character: Uyghur, Tibetan, Mongolian, Yi, and what else Latin script knows.
FURTHER = (
    ("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/noto/NotoSerifTibetan-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/noto/NotoSansYi-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
)
# Letters of these blocks join or reorder: a whole run must be drawn at once. Hebrew to Tibetan and Myanmar; Khmer and
# Mongolian to the marks; Phags-pa.
_JOINING = ((0x0590, 0x1100), (0x1780, 0x1AB0), (0xA840, 0xA880))
_ABSENT = "\U0010ffff"
_PROBE_SIZE = 16
SUBSTITUTE = "〓"

Face = tuple[str, int]


@cache
def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """The first font found, `size` pixels high. Raises SettingError naming the Debian package when there is none."""
    for face in CANDIDATES:
        if Path(face[0]).exists():
            return font(face, size)
    raise SettingError("no Chinese font: install fonts-wqy-microhei, fonts-wqy-zenhei or fonts-noto-cjk")


@cache
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face[0], size, index=face[1])


@cache
def faces() -> tuple[Face, ...]:
    """What there is of the known fonts, in the order to ask."""
    return tuple(face for face in (*CANDIDATES, *FURTHER) if Path(face[0]).exists())


@lru_cache(maxsize=8192)
def face_of(char: str) -> Face | None:
    """The first font that has this character."""
    return next((face for face in faces() if _has(face, char)), None)


def _has(face: Face, char: str) -> bool:
    # A font draws one and the same box for every character it lacks.
    return _probed(face, char) != _probed(face, _ABSENT)


@lru_cache(maxsize=8192)
def _probed(face: Face, char: str) -> bytes:
    image = Image.new("1", (3 * _PROBE_SIZE, 2 * _PROBE_SIZE))
    ImageDraw.Draw(image).text((_PROBE_SIZE, 4), char, fill=1, font=_probe(face))
    return image.tobytes()


@cache
def _probe(face: Face) -> ImageFont.FreeTypeFont:
    # Joined layout would set a circle below a lone mark.
    return ImageFont.truetype(face[0], _PROBE_SIZE, index=face[1], layout_engine=ImageFont.Layout.BASIC)


def joins(text: str) -> bool:
    """Whether letters of this text change with their neighbours."""
    return any(first <= ord(char) < end for char in text for first, end in _JOINING)


@lru_cache(maxsize=4096)
def cell(cluster: str, width: int, height: int) -> Image.Image:
    """A character, with its marks, black (0) on white (255) in a cell of this size, without grey."""
    face = face_of(cluster[0])
    drawer = chinese_font(height - 2) if face is None else font(face, height - 2)
    left, highest, right, lowest = (round(edge) for edge in drawer.getbbox(cluster))
    ascent, descent = drawer.getmetrics()
    # In the middle by its metrics, and inside the cell where these are taller than Chinese characters need.
    top = max(-highest, min((height - ascent - descent) // 2, height - lowest))
    # These fonts are proportional: an m or a W is wider than half a Chinese character, and is made narrower.
    across = max(width, right - left)
    image = Image.new("L", (across, height), 255)
    ImageDraw.Draw(image).text(((across - right - left) / 2, top), cluster, fill=0, font=drawer)
    if across == width:
        return image.point(lambda grey: 255 if grey > 128 else 0)
    # Thin strokes pale as they come closer together.
    return image.resize((width, height), Image.Resampling.LANCZOS).point(lambda grey: 255 if grey > 176 else 0)


def clusters(text: str) -> list[str]:
    """Characters, each with the marks that stand on it."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf"):
            found[-1] += char
        else:
            found.append(char)
    return found


def runs(text: str) -> list[tuple[str, Face]]:
    """`text` in stretches of one font each; one font for all where there is one. Characters of no font are replaced."""
    for whole in faces():
        if all(_has(whole, char) or not char.isprintable() for char in text if char != " "):
            return [(text, whole)]
    found: list[tuple[str, Face]] = []
    for char in text:
        own = face_of(char)
        face = own or face_of(SUBSTITUTE)
        if face is None:
            continue
        shown = char if own else SUBSTITUTE
        if found and (found[-1][1] == face or char == " "):
            found[-1] = (found[-1][0] + shown, found[-1][1])
        else:
            found.append((shown, face))
    return found
