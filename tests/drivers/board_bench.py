"""Helps board tests: a panel that draws nothing, so that many examples are quick."""

from pathlib import Path

from drivers.sim.board_screen import Glass, Panel, Screen


class Undrawn(Panel):
    """A panel without pictures."""

    def __init__(self) -> None:
        super().__init__(Glass(8, 16), Path("unused"))

    def draw(self, screen: Screen | None) -> Path:
        return Path("undrawn.png")
