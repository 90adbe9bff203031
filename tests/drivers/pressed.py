"""Takes what is pressed on a keypad, with patience but not without end. Knows no family of keypads."""

import threading
from itertools import islice

from drivers.device import Keypad, KeypadEvent
from tests.drivers.benches import PATIENCE_S


def take(keypad: Keypad, count: int) -> list[KeypadEvent]:
    """The next `count` events; fewer when nothing more comes in a long time."""
    stop = threading.Event()
    giving_up = threading.Timer(PATIENCE_S, stop.set)
    giving_up.start()
    try:
        return list(islice(keypad.events(stop), count))
    finally:
        giving_up.cancel()
        giving_up.join()
