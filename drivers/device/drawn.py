"""Draws a line of text as a picture the size a printer would print it. Knows fonts and columns, no printer."""

from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from drivers import font
from drivers.codec.columns import width, wrap

CELL_WIDTH, CELL_HEIGHT = 12, 24  # dots of a column and a line at size 1
_PARTS_AT = " \u0f0b"  # Tibetan parts at its syllable mark


def drawn_lines(text: str, *, dots: int, size: int, bold: bool, reverse: bool) -> list[Image.Image]:
    """Black on white, one picture per line of at most `dots`; as high as a printed line of this size."""
    draw = _joined if font.joins(text) else _in_cells
    return [_finished(image, bold, reverse) for image in draw(text, dots, size)]


def _in_cells(text: str, dots: int, size: int) -> Iterator[Image.Image]:
    """Every character in its column, as the printer's own letters stand."""
    cell_width, height = CELL_WIDTH * size, CELL_HEIGHT * size
    for line in wrap(text, dots // cell_width):
        image = Image.new("L", (max(1, width(line)) * cell_width, height), 255)
        left = 0
        for cluster in font.clusters(line):
            across = width(cluster) * cell_width
            if across:
                image.paste(font.cell(_shown(cluster), across, height), (left, 0))
            left += across
        yield image


def _shown(cluster: str) -> str:
    return cluster if font.face_of(cluster[0]) else font.SUBSTITUTE


def _joined(text: str, dots: int, size: int) -> Iterator[Image.Image]:
    """Each stretch drawn at once, so that its letters join."""
    height = CELL_HEIGHT * size
    points = height - 4 * size
    for line in _fold(text, dots, points):
        across = sum(_across(run, face, points) for run, face in font.runs(line))
        image = Image.new("L", (min(dots, across + 1), height), 255)
        left = 0
        for run, face in font.runs(line):
            drawer = font.font(face, points)
            ascent, descent = drawer.getmetrics()
            ImageDraw.Draw(image).text((left, (height - ascent - descent) // 2), run, fill=0, font=drawer)
            left += _across(run, face, points)
        yield image.point(lambda grey: 255 if grey > 128 else 0)


@lru_cache(maxsize=4096)
def _across(run: str, face: font.Face, points: int) -> int:
    return round(font.font(face, points).getlength(run))


def _fold(text: str, dots: int, points: int) -> Iterator[str]:
    """Lines that fit; a word wider than the paper is broken where it must be."""

    line, taken = "", 0
    for word in (part for whole in _words(text) for part in _parts(whole, dots, points)):
        if line and taken + _width(word.rstrip(), points) > dots:
            yield line.rstrip()
            line, taken = "", 0
        line, taken = line + word, taken + _width(word, points)
    yield line.rstrip()


def _width(text: str, points: int) -> int:
    return sum(_across(run, face, points) for run, face in font.runs(text))


def _parts(word: str, dots: int, points: int) -> Iterator[str]:
    if _width(word.rstrip(), points) <= dots:
        yield word
        return
    part = ""
    for cluster in font.clusters(word):
        if part and _width(part + cluster, points) > dots:
            yield part
            part = ""
        part += cluster
    yield part


def _words(text: str) -> Iterator[str]:
    start = 0
    for index, char in enumerate(text):
        if char in _PARTS_AT:
            yield text[start : index + 1]
            start = index + 1
    yield text[start:]


def _finished(image: Image.Image, bold: bool, reverse: bool) -> Image.Image:
    if bold:
        thicker = image.copy()
        thicker.paste(0, (1, 0), ImageChops.invert(image))
        image = thicker
    return ImageChops.invert(image) if reverse else image
