"""Finds a Chinese font on this machine and draws single characters into cells. Knows no device."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.errors import SettingError

# File and face; face 2 of the Noto collection is Simplified Chinese, face 0 would draw 直 and 门 the Japanese way.
CANDIDATES = (
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
)


@cache
def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """The first font found, `size` pixels high. Raises SettingError naming the Debian package when there is none."""
    for file, face in CANDIDATES:
        if Path(file).exists():
            return ImageFont.truetype(file, size, index=face)
    raise SettingError("no Chinese font: install fonts-wqy-microhei, fonts-wqy-zenhei or fonts-noto-cjk")


@cache
def cell(char: str, width: int, height: int) -> Image.Image:
    """The character black (0) on white (255) in a cell of this size, without grey."""
    font = chinese_font(height - 2)
    image = Image.new("L", (width, height), 255)
    left, _, right, _ = font.getbbox(char)
    ascent, descent = font.getmetrics()
    top = (height - ascent - descent) // 2
    ImageDraw.Draw(image).text(((width - right - left) / 2, top), char, fill=0, font=font)
    return image.point(lambda grey: 255 if grey > 128 else 0)
