"""Evaluators and call pads: what all of them do, and which family a profile means. Knows no bytes."""

import threading
from collections.abc import Iterator
from typing import Protocol

from drivers.device.keypad_event import KeypadEvent, KeyPressed, LevelPressed
from drivers.device.keypad_ff68 import Ff68Keypad
from drivers.device.keypad_framemap import FramemapKeypad
from drivers.device.keypad_hid import HidKeypad
from drivers.device.keypad_modbus import ModbusKeypad
from drivers.device.link import Line
from drivers.errors import SettingError
from drivers.profile import Ff68Profile, FramemapProfile, HidProfile, KeypadProfile, ModbusKeypadProfile

__all__ = ["KeyPressed", "Keypad", "KeypadEvent", "LevelPressed", "make_keypad"]


class Keypad(Protocol):
    """All pads behind one port. One thread takes `events`; any thread may ask and show.

    What a family cannot do (a keyboard has no display) is passed over: no press depends on it.
    """

    def open(self) -> None:
        """Open the line. Raises TransportError, SettingError."""

    def close(self) -> None:
        """Give the line back; the next use opens it again."""

    def events(self, stop: threading.Event) -> Iterator[KeypadEvent]:
        """What is pressed, as it comes, until `stop` is set. Raises TransportError when the line breaks."""

    def ask(self, address: int) -> None:
        """Have the evaluator at `address` invite an evaluation. Raises TransportError."""

    def show_number(self, address: int, number: int, *, waiting: int | None = None) -> None:
        """Put a ticket's number (last three digits) and how many wait on a pad's display. Raises TransportError."""

    def show_level(self, address: int, level: int) -> None:
        """Have the evaluator at `address` show a level as stars. Raises TransportError."""

    def beep(self, address: int) -> None:
        """Raises TransportError."""


def make_keypad(port: str | Line, profile: KeypadProfile) -> Keypad:
    """The keypad of this profile behind a port URL or a line; opens nothing. Raises SettingError."""
    match profile:
        case Ff68Profile():
            return Ff68Keypad(port, profile)
        case HidProfile():
            return HidKeypad(port, profile)
        case ModbusKeypadProfile():
            return ModbusKeypad(port, profile)
        case FramemapProfile():
            return FramemapKeypad(port, profile)
        case _:
            raise SettingError(f"profile {profile.name!r} is of no family of keypads that has a driver")
