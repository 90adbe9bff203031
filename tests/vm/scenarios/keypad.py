"""A keypad on USB that acts as a keyboard: its keys are ours alone, and it may be pulled and plugged in again."""

import os
from contextlib import closing

from drivers import profile as profiles
from drivers.codec.evdev import Keyboard
from drivers.device import LevelPressed
from drivers.errors import TransportError
from drivers.profile import KeypadProfile
from drivers.transport import Transport, open_transport
from tests.vm.guest.hall import Hall
from tests.vm.guest.hearing import hearing
from tests.vm.guest.kernel import appears, until

PATH = "/dev/input/by-id/usb-KQ_Five-star_keypad_KQK0001-event-kbd"
URL = f"evdev://{PATH}"


class _Elsewhere:
    """Another program that reads the same keypad: a console, a browser's window system."""

    def __init__(self) -> None:
        self._file = os.open(PATH, os.O_RDONLY | os.O_NONBLOCK)

    def heard(self) -> bool:
        try:
            return bool(os.read(self._file, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._file)


def _keys(line: Transport, count: int) -> list[str]:
    keyboard, names = Keyboard(), list[str]()

    def enough() -> bool:
        names.extend(down.name for down in keyboard.feed(line.read(4096, timeout=1.0)))
        return len(names) >= count

    until(enough, f"{count} keys arrive, {names} did")
    return names


def the_keys_of_a_keypad_arrive_and_land_nowhere_else(hall: Hall) -> None:
    appears(PATH)
    with closing(_Elsewhere()) as elsewhere:
        with closing(open_transport(URL)) as line:
            hall.keypad.press("1", "0", "KP2", "ENTER")
            assert _keys(line, 4) == ["1", "0", "KP2", "ENTER"]
            assert not elsewhere.heard(), "keys have landed in another program too"
        # The other program does read: as soon as the keypad is given back it hears everything.
        hall.keypad.press("5")
        until(elsewhere.heard, "the other program hears keys again")


def a_keypad_in_use_is_not_shared(hall: Hall) -> None:
    appears(PATH)
    with closing(open_transport(URL)) as line:
        try:
            open_transport(URL).close()
            raise AssertionError("two programs have one keypad")
        except TransportError:
            pass
        hall.keypad.press("3")
        assert _keys(line, 1) == ["3"]


def an_evaluator_pulled_and_plugged_in_again_goes_on_under_its_name(hall: Hall) -> None:
    profile = profiles.load("hid-evaluator-5key")
    assert isinstance(profile, KeypadProfile)
    with hearing(URL, profile) as ears:
        ears.until_up()
        hall.keypad.press("5", "4")
        assert ears.heard(2) == [LevelPressed(1, 5), LevelPressed(1, 4)]
        for _ in range(2):
            hall.keypad.gadget.unplug()
            ears.until_down()
            hall.keypad.gadget.plug()
            ears.until_up()
            hall.keypad.press("1", "2")
            assert ears.heard(2) == [LevelPressed(1, 1), LevelPressed(1, 2)]
    ears.nothing_more()
