"""Makes bitmaps from picture files and drawings. Knows dots, no printer."""

from pathlib import Path

from escpos.image import EscposImage
from PIL import Image, UnidentifiedImageError

from drivers.codec.raster import Bitmap
from drivers.errors import SettingError

GREY = 128


def read_logo(path: Path, *, dots: int) -> Bitmap:
    """A logo from a PNG (or what else Pillow reads), made smaller to `dots` across; what is transparent stays white
    and greys are dithered (python-escpos).

    Raises SettingError naming the file.
    """
    try:
        with Image.open(path) as opened:
            image = opened.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise SettingError(f"logo {path}: {error}") from None
    picture = EscposImage(_fitted(image, dots))
    return Bitmap(picture.width, picture.height, picture.to_raster_format())


def fitted(bitmap: Bitmap, dots: int) -> Bitmap:
    """The bitmap, or a smaller one where it is wider than `dots`."""
    return bitmap if bitmap.width <= dots else to_bitmap(_fitted(_to_image(bitmap), dots))


def to_bitmap(image: Image.Image) -> Bitmap:
    """Grey levels to dots, dark to black."""
    black = image.convert("L").point(lambda grey: 255 if grey < GREY else 0).convert("1")
    return Bitmap(image.width, image.height, black.tobytes())


def _fitted(image: Image.Image, dots: int) -> Image.Image:
    if image.width <= dots:
        return image
    return image.resize((dots, max(1, round(image.height * dots / image.width))), Image.Resampling.LANCZOS)


def _to_image(bitmap: Bitmap) -> Image.Image:
    return Image.frombytes("1", (bitmap.width, bitmap.height), bitmap.rows, "raw", "1;I").convert("L")
