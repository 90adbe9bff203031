"""What can be seen and touched: words, buttons, pictures, codes. Each knows how high it must be for a width.

`high(width)` tells, `place` puts it there; all in pixels, from the lower left corner. Looks and words are given.
"""

import io
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import segno
from kivy.core.image import Image as CoreImage
from kivy.core.text import Label as CoreLabel
from kivy.core.text.markup import MarkupLabel
from kivy.graphics import Color, Line, Rectangle, RoundedRectangle
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget

from kiosk.ui.alphabet import HALL, letter_width, marked
from kiosk.ui.theme import Colour, Paint
from kiosk.ui.wrap import NOT_FIRST, lines

log = logging.getLogger(__name__)

AIR = 1.12
"""Line height, of the letters' own."""
FEW_LINES = 3
STRONG = 36
"""A strong letter is so many times as high as its strokes become broader."""
LIP = 4
"""How far a button stands out, in pixels; and how dark that edge is, of its rim."""
LIP_SHADE = 0.8


class Block(Widget):
    """Anything that can be placed."""

    def high(self, width: float) -> float:
        raise NotImplementedError

    def filled(self, width: float, height: float) -> float:
        """The height it takes where there is so much; at least what it needs."""
        return self.high(width)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        self.pos, self.size = (x, y), (width, height)

    def untie(self) -> None:
        """Every widget of Kivy holds itself in these; without them it is gone as soon as nobody holds it."""
        self.funbind("opacity", self.on_opacity)
        self.motion_filter.obj = None


class Gap(Block):
    """Nothing, so high."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self._height = height

    def high(self, width: float) -> float:
        return self._height


class Say(Block):
    """Words, broken into lines as wide as there is room. `size` is the letters' in pixels; `strong`: bolder, by
    drawing them twice (the usual fonts have one weight)."""

    def __init__(self, text: str, size: float, ink: Colour, align: str = "left", *, strong: bool = False) -> None:
        super().__init__()
        self.text, self.ink, self._strong = text, ink, strong
        self._letters, self._align = round(size), align
        self._texture, self._width = None, -1.0
        self._label: CoreLabel | None = None

    @property
    def texture_size(self) -> tuple[int, int]:
        """What is drawn, in pixels."""
        return (0, 0) if self._texture is None else self._texture.size

    def wide(self) -> float:
        """The width of the text on one line."""
        longest = max(sum(letter_width(char, self._letters) for char in line) for line in self.text.split("\n"))
        return longest + self._letters * 0.2

    def high(self, width: float) -> float:
        if width != self._width:
            self._width = width
            self._draw_letters(width)
        return self.texture_size[1]

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.high(width)
        self.canvas.clear()
        if self._texture is None:
            return
        wide, high = self._texture.size
        spare = {"left": 0.0, "center": (width - wide) / 2, "right": width - wide}[self._align]
        at = (round(x + spare), round(y + (height - high) / 2))
        with self.canvas:
            Color(*self.ink)
            for shift in (0, max(1, self._letters // STRONG)) if self._strong else (0,):
                Rectangle(texture=self._texture, pos=(at[0] + shift, at[1]), size=self._texture.size)

    def tell(self, text: str) -> None:
        """Other words in the same place."""
        if text != self.text:
            self.text, self._width = text, -1.0
            self.place(self.x, self.y, self.width, self.height)

    def untie(self) -> None:
        super().untie()
        self._part_label()

    def _draw_letters(self, width: float) -> None:
        self._part_label()
        if not self.text:
            self._texture = None
            return
        room = max(width, self._letters)
        text = "\n".join(_lines(self.text, self._letters, room, is_even=self._align == "center"))
        rare = marked(text)
        kind = CoreLabel if rare is None else MarkupLabel
        label = kind(
            text=text if rare is None else rare,
            font_name=HALL,
            font_size=self._letters,
            halign=self._align,
            line_height=AIR,
        )
        label.refresh()
        self._texture, self._label = label.texture, label

    def _part_label(self) -> None:
        """A label and its texture hold each other."""
        if self._label is not None:
            self._label.texture = None
            self._label = None


@lru_cache(maxsize=1024)
def _lines(text: str, letters: int, room: float, *, is_even: bool) -> list[str]:
    """`is_even`: lines about as long as each other, broken at a comma where there is one: not one letter alone in the
    last."""

    def broken(width: float) -> list[str]:
        return lines(text, width, lambda char: letter_width(char, letters))

    made = broken(room)
    if not is_even or not 1 < len(made) <= FEW_LINES:
        return made
    narrower = [broken(room * share) for share in (0.55, 0.65, 0.75, 0.85, 0.92)]
    even = [each for each in narrower if len(each) == len(made)]
    whole = (each for each in even if all(line[-1:] in NOT_FIRST for line in each[:-1]))
    return next(whole, even[0] if even else made)


class Surface(Block):
    """Something on a painted ground; `pad` is the room around it. `grow`: it becomes so high where there is room, of
    its width."""

    lip = 0

    def __init__(
        self, paint: Paint, inside: Block, *, pad: tuple[float, float], radius: float, least: float = 0, grow: float = 0
    ) -> None:
        super().__init__()
        self.paint, self.inside = paint, inside
        self._pad, self._radius, self._least, self._grow = pad, radius, least, grow
        self.add_widget(inside)

    def high(self, width: float) -> float:
        across, along = self._pad
        return max(self._least, self.inside.high(width - 2 * across) + 2 * along)

    def filled(self, width: float, height: float) -> float:
        return max(self.high(width), min(height, width * self._grow))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        across, _ = self._pad
        inner = self.inside.high(width - 2 * across)
        self.inside.place(x + across, y + (height - inner) / 2, width - 2 * across, inner)
        self._paint_ground()

    def _paint_ground(self, shade: float = 1.0) -> None:
        radius = min(self._radius, self.height / 4)
        lip = 0 if shade < 1 else self.lip
        box = (self.x + 1, self.y + lip + 1, max(0, self.width - 2), max(0, self.height - lip - 2), radius)
        self.canvas.before.clear()
        with self.canvas.before:
            if lip:
                Color(*_darker(self.paint.rim, LIP_SHADE))
                RoundedRectangle(pos=self.pos, size=self.size, radius=[radius])
            Color(*_darker(self.paint.ground, shade))
            RoundedRectangle(pos=(self.x, self.y + lip), size=(self.width, self.height - lip), radius=[radius])
            Color(*self.paint.rim)
            Line(rounded_rectangle=box, width=1.3)


class Press(ButtonBehavior, Surface):
    """A button; `text` are its main words. A press is `touched` when the finger leaves it."""

    lip = LIP

    def __init__(
        self,
        text: str,
        paint: Paint,
        inside: Block,
        touched: Callable[[], None],
        *,
        pad: tuple[float, float],
        radius: float,
        least: float,
    ) -> None:
        super().__init__(paint=paint, inside=inside, pad=pad, radius=radius, least=least)
        self.text = text
        self.natural = 0.0
        self._touched = touched

    def on_state(self, _press: object, state: str) -> None:
        self._paint_ground(0.82 if state == "down" else 1.0)

    def on_release(self) -> None:
        self._touched()

    def untie(self) -> None:
        super().untie()
        for told in (self.on_state, self.cancel_event):
            self.funbind("state", told)


class Picture(Block):
    """A picture from a file, as large as fits, at most `highest`. A file that is none shows nothing."""

    def __init__(self, file: Path, highest: float) -> None:
        super().__init__()
        self._highest = highest
        try:
            self._texture = CoreImage(str(file)).texture
        except Exception as error:  # noqa: BLE001 - Kivy's loaders raise whatever their libraries do
            log.warning("%s cannot be shown: %s", file.name, error)
            self._texture = None

    def high(self, width: float) -> float:
        if self._texture is None:
            return 0
        wide, high = self._texture.size
        return min(self._highest, width * high / wide)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.clear()
        if self._texture is None:
            return
        wide, high = self._texture.size
        factor = min(width / wide, height / high)
        size = (wide * factor, high * factor)
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=self._texture, pos=(x + (width - size[0]) / 2, y + (height - size[1]) / 2), size=size)


class Code(Block):
    """A QR code, `side` pixels wide and high at most; each module whole pixels, so that a phone reads it."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self.text = text
        drawn = io.BytesIO()
        segno.make(text, micro=False, error="m").save(drawn, kind="png", scale=1, border=2)
        drawn.seek(0)
        self._texture = CoreImage(drawn, ext="png", nocache=True).texture
        self._texture.mag_filter = "nearest"
        self.side = max(1, int(side) // self._texture.width) * self._texture.width

    def high(self, width: float) -> float:
        return self.side

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.clear()
        at = (round(x + (width - self.side) / 2), round(y + (height - self.side) / 2))
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=self._texture, pos=at, size=(self.side, self.side))


def _darker(colour: Colour, shade: float) -> Colour:
    red, green, blue, alpha = colour
    return (red * shade, green * shade, blue * shade, alpha)


def paint_flat(on: Widget, colour: Colour, box: tuple[float, float, float, float]) -> None:
    """A rectangle of one colour behind what stands on `on`."""
    x, y, width, height = box
    with on.canvas.before:
        Color(*colour)
        Rectangle(pos=(x, y), size=(width, height))
