"""Looks at what is really drawn: does every text stand out from what lies behind it? Measures pixels, not the theme.

python -m tests.kiosk.pixels HOME     (a process of its own: one Kivy window)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.flow import state as st
from kiosk.ui.theme import contrast
from tests.kiosk import specimen, studio

SIZE = studio.SIZES[0]
LEAST = 4.5
Box = tuple[int, int, int, int]


class Easel:
    """Draws frames, one after another, into one picture."""

    def __init__(self, size: tuple[int, int]) -> None:
        from kivy.graphics import ClearBuffers, ClearColor, Fbo

        self._fbo = Fbo(size=size, with_stencilbuffer=True)
        with self._fbo:
            ClearColor(0, 0, 0, 1)
            ClearBuffers()

    def draw(self, frame: Any) -> Image.Image:
        self._fbo.add(frame.canvas)
        self._fbo.draw()
        drawn = Image.frombytes("RGBA", self._fbo.size, self._fbo.pixels)
        self._fbo.remove(frame.canvas)
        return drawn.transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB")


def texts_of(frame: Any, height: int) -> Iterator[tuple[str, Box]]:
    """Words and where they lie in the picture, from the upper left corner; without those scrolled out of sight."""
    from kivy.uix.scrollview import ScrollView

    from kiosk.ui.arrange import all_of
    from kiosk.ui.widget import Say

    seen = {id(words): scroll for scroll in all_of(frame, ScrollView) for words in all_of(scroll, Say)}
    for words in all_of(frame, Say):
        left, bottom = words.to_window(*words.pos)
        right, top = left + words.width, bottom + words.height
        scroll = seen.get(id(words))
        if scroll is not None and not (scroll.y <= bottom and top <= scroll.top):
            continue
        if words.text.strip():
            yield words.text, (round(left), round(height - top), round(right), round(height - bottom))


def ratio_in(picture: Image.Image, box: Box) -> float:
    """Between what most of the box is and what of it is farthest from that: the ground and the letters' ink."""
    colours = picture.crop(box).getcolors(1 << 20) or []
    ground = max(colours)[1]
    best: float = max(contrast(_part(colour), _part(ground)) for _, colour in colours)
    return best


def _part(colour: Any) -> tuple[float, float, float, float]:
    red, green, blue = colour
    return (red / 255, green / 255, blue / 255, 1.0)


def pale_in(picture: Image.Image, frame: Any) -> dict[str, float]:
    """The texts that do not stand out, and how much they do."""
    found = {words: ratio_in(picture, box) for words, box in texts_of(frame, picture.height)}
    return {words: round(ratio, 2) for words, ratio in found.items() if ratio < LEAST}


def main(home: str) -> None:
    studio.open_studio(Path(home), SIZE)
    studio.spare_the_collector()
    easel = Easel(SIZE)
    told: dict[str, Any] = {"texts": 0, "pale": {}}
    for number, (name, state) in enumerate(specimen.states()):
        # The colours of 适老版 are those of the usual look; each screen is looked at in one of the two that differ.
        mode = (st.Mode.ELDER, st.Mode.ACCESS)[number % 2]
        frame = studio.frame_of(st.Visit(state, mode=mode, around=specimen.around()), SIZE)
        picture = easel.draw(frame)
        told["texts"] += sum(1 for _ in texts_of(frame, SIZE[1]))
        told["pale"] |= {f"{name} {mode}: {words}": ratio for words, ratio in pale_in(picture, frame).items()}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
