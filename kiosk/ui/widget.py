"""The few kinds of things on the screens; their looks stand in look.kv."""

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.button import Button
from kivy.uix.label import Label

WHITE = (1, 1, 1, 1)
INK = (0.09, 0.13, 0.19, 1)
GREY = (0.45, 0.49, 0.55, 1)
PALE = (0.88, 0.90, 0.92, 1)
BLUE = (0.07, 0.33, 0.62, 1)
GREEN = (0.10, 0.47, 0.27, 1)
RED = (0.72, 0.14, 0.12, 1)
LINE = (0.80, 0.84, 0.89, 1)


class Say(Label):
    """Words."""


class Badge(Label):
    """A letter in a disc."""

    tint = ColorProperty(BLUE)


class Card(BoxLayout):
    """A rounded surface."""

    tint = ColorProperty(WHITE)


class Bar(BoxLayout):
    """A surface from edge to edge."""

    tint = ColorProperty(BLUE)


class Touch(Button):
    """A button."""

    tint = ColorProperty(WHITE)
    ink = ColorProperty(INK)
    edge = ColorProperty(LINE)


class ServiceTouch(Touch):
    """A service on the home screen."""

    scale = NumericProperty(1)
    letter = StringProperty("")
    title = StringProperty("")
    below = StringProperty("")
    badge_tint = ColorProperty(BLUE)
    below_ink = ColorProperty(GREY)


def load_looks() -> None:
    """Once, after the font has been registered."""
    Builder.load_file(str(Path(__file__).with_name("look.kv")))
