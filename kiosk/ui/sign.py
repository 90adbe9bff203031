"""Pictograms: a clock, a tick, a slip, faces … drawn in one colour on a disc of another. Knows no words.

A sign is strokes in a square from (0, 0), below left, to (1, 1); drawn four times as large and made smaller, so that
its edges are smooth.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import cos, pi, sin

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image, ImageDraw

from kiosk.ui.theme import Colour
from kiosk.ui.widget import Block

Stroke = Sequence[tuple[float, float]]
FINER = 4
PEN = 0.066
"""How broad a stroke is, of the side."""


def _arc(x: float, y: float, radius: float, first: float = 0, last: float = 360) -> Stroke:
    """Counter-clockwise from the right, in degrees."""
    steps = max(6, round(abs(last - first) / 8))
    angles = [(first + (last - first) * step / steps) * pi / 180 for step in range(steps + 1)]
    return [(x + radius * cos(each), y + radius * sin(each)) for each in angles]


def _dot(x: float, y: float) -> Stroke:
    return [(x, y), (x, y)]


def _box(left: float, bottom: float, right: float, top: float) -> Stroke:
    return [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]


def _face(mouth: Stroke) -> tuple[Stroke, ...]:
    return (_arc(0.5, 0.5, 0.34), _dot(0.38, 0.59), _dot(0.62, 0.59), mouth)


def _star(x: float, y: float, outer: float, inner: float) -> Stroke:
    radii = [inner if corner % 2 else outer for corner in range(11)]
    return [(x + far * sin(corner * pi / 5), y + far * cos(corner * pi / 5)) for corner, far in enumerate(radii)]


_SHEET = _box(0.3, 0.22, 0.7, 0.78)
SIGNS: Mapping[str, tuple[Stroke, ...]] = {
    "done": ([(0.28, 0.5), (0.44, 0.34), (0.73, 0.66)],),
    "wait": (_arc(0.5, 0.5, 0.27), [(0.5, 0.67), (0.5, 0.5), (0.62, 0.42)]),
    "warning": ([(0.5, 0.74), (0.5, 0.44)], _dot(0.5, 0.28)),
    "stop": ([(0.3, 0.5), (0.7, 0.5)],),
    "help": (_arc(0.5, 0.63, 0.13), _arc(0.5, 0.22, 0.24, 0, 180), [(0.26, 0.22), (0.74, 0.22)]),
    "lock": (_box(0.3, 0.26, 0.7, 0.54), [(0.38, 0.54), *_arc(0.5, 0.62, 0.12, 180, 0), (0.62, 0.54)]),
    "ticket": (
        [*_arc(0.24, 0.5, 0.08, -90, 90), (0.24, 0.66), (0.76, 0.66), *_arc(0.76, 0.5, 0.08, 90, 270), (0.76, 0.34)],
        [(0.76, 0.34), (0.24, 0.34), (0.24, 0.42)],
        [(0.42, 0.5), (0.58, 0.5)],
    ),
    "printer": (
        [(0.36, 0.36), (0.26, 0.36), (0.26, 0.58), (0.74, 0.58), (0.74, 0.36), (0.64, 0.36)],
        [(0.36, 0.58), (0.36, 0.74), (0.64, 0.74), (0.64, 0.58)],
        _box(0.36, 0.24, 0.64, 0.44),
    ),
    "calendar": (
        _box(0.27, 0.25, 0.73, 0.7),
        [(0.27, 0.56), (0.73, 0.56)],
        [(0.39, 0.78), (0.39, 0.66)],
        [(0.61, 0.78), (0.61, 0.66)],
        [(0.41, 0.4), (0.48, 0.34), (0.6, 0.46)],
    ),
    "search": (_arc(0.45, 0.55, 0.19), [(0.59, 0.41), (0.74, 0.26)]),
    "guide": (_SHEET, [(0.4, 0.64), (0.6, 0.64)], [(0.4, 0.5), (0.6, 0.5)], [(0.4, 0.36), (0.6, 0.36)]),
    "list": tuple(stroke for y in (0.67, 0.5, 0.33) for stroke in (_dot(0.27, y), [(0.4, y), (0.74, y)])),
    "hall": (
        [(0.24, 0.62), (0.5, 0.78), (0.76, 0.62), (0.24, 0.62)],
        [(0.24, 0.25), (0.76, 0.25)],
        *([(x, 0.6), (x, 0.27)] for x in (0.33, 0.5, 0.67)),
    ),
    "hot": (_star(0.5, 0.49, 0.3, 0.13),),
    "question": ([*_arc(0.5, 0.61, 0.15, 170, -60), (0.5, 0.4)], _dot(0.5, 0.26)),
    "screen": (_box(0.26, 0.38, 0.74, 0.74), [(0.5, 0.38), (0.5, 0.26)], [(0.38, 0.25), (0.62, 0.25)]),
    "key": (_arc(0.37, 0.5, 0.12), [(0.49, 0.5), (0.76, 0.5), (0.76, 0.4)], [(0.65, 0.5), (0.65, 0.42)]),
    "go": ([(0.4, 0.74), (0.64, 0.5), (0.4, 0.26)],),
    "level_5": _face([*_arc(0.5, 0.46, 0.17, 180, 360), (0.33, 0.46)]),
    "level_4": _face(_arc(0.5, 0.52, 0.19, 205, 335)),
    "level_3": _face([(0.38, 0.38), (0.62, 0.38)]),
    "level_2": _face(_arc(0.5, 0.26, 0.17, 145, 35)),
    "level_1": _face([*_arc(0.5, 0.29, 0.14, 180, 0), (0.36, 0.29)]),
}


class Sign(Block):
    """The pictogram `name`, `side` pixels high, in the middle. `ground` None: no disc behind it."""

    def __init__(self, name: str, side: float, ink: Colour, ground: Colour | None = None) -> None:
        super().__init__()
        self.name, self.side = name, round(side)
        self._texture = _texture(name, self.side, ink, ground)

    def high(self, width: float) -> float:
        return self.side

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.clear()
        at = (round(x + (width - self.side) / 2), round(y + (height - self.side) / 2))
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=self._texture, pos=at, size=(self.side, self.side))


@lru_cache(maxsize=96)
def _texture(name: str, side: int, ink: Colour, ground: Colour | None) -> Texture:
    large = side * FINER
    behind = ink if ground is None else ground
    # Transparent, but of the right colour: else a dark seam is left where it is made smaller.
    image = Image.new("RGBA", (large, large), (*_bytes(behind), 0))
    pen = ImageDraw.Draw(image)
    if ground is not None:
        pen.ellipse((0, 0, large - 1, large - 1), fill=(*_bytes(ground), 255))
    for stroke in SIGNS[name]:
        _draw(pen, stroke, large, (*_bytes(ink), 255))
    small = image.resize((side, side), Image.Resampling.BOX)
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(small.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


def _draw(pen: ImageDraw.ImageDraw, stroke: Stroke, side: int, colour: tuple[int, int, int, int]) -> None:
    """Round at its ends and its corners."""
    broad = PEN * side
    points = [(x * side, (1 - y) * side) for x, y in stroke]
    pen.line(points, fill=colour, width=round(broad))
    for x, y in points:
        pen.ellipse((x - broad / 2, y - broad / 2, x + broad / 2, y + broad / 2), fill=colour)


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour[:3])
    return red, green, blue
