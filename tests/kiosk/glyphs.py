"""Draws letters as the screen does, each into a picture of its own: … -m tests.kiosk.glyphs HOME FOLDER LETTERS."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.kiosk.studio import open_studio

SIZE = 96


def main(home: str, folder: str, text: str) -> None:
    open_studio(Path(home))
    for char in text:
        draw(char, Path(folder) / f"{ord(char):x}.png")


def draw(text: str, file: Path) -> None:
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
    sheet.export_to_png(str(file))


if __name__ == "__main__":
    main(*sys.argv[1:])
