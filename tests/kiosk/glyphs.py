"""Draws letters as the screen does, into a picture; a process of its own: … -m tests.kiosk.glyphs HOME FILE TEXT."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.kiosk.studio import open_studio

SIZE = 96


def main(home: str, file: str, text: str) -> None:
    open_studio(Path(home))
    from kivy.graphics import Color, Rectangle

    from kiosk.ui.widget import Block, Say

    said = Say(text, SIZE, (1, 1, 1, 1))
    wide = said.wide()
    high = said.high(wide)
    sheet = Block(size=(wide, high))
    with sheet.canvas.before:
        Color(0, 0, 0, 1)
        Rectangle(size=sheet.size)
    said.place(0, 0, wide, high)
    sheet.add_widget(said)
    sheet.export_to_png(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
