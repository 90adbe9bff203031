"""A keypad kept at work by a runner while a scenario presses its keys. Knows no kind of keypad."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from drivers.device import Keypad, KeypadEvent, make_keypad
from drivers.profile import KeypadProfile
from drivers.runner import Condition, Health, Runner
from tests.vm.guest.kernel import PATIENCE_S


class Ears:
    """What was heard, in order, and how the line is."""

    def __init__(self) -> None:
        self._events: SimpleQueue[KeypadEvent] = SimpleQueue()
        self._changes: SimpleQueue[Health] = SimpleQueue()

    def run(self, keypad: Keypad, stop: threading.Event) -> None:
        for event in keypad.events(stop):
            self._events.put(event)

    def on_health(self, health: Health) -> None:
        self._changes.put(health)

    def heard(self, count: int) -> list[KeypadEvent]:
        """The next `count` presses; fails when fewer come."""
        found: list[KeypadEvent] = []
        for _ in range(count):
            try:
                found.append(self._events.get(timeout=PATIENCE_S))
            except Empty:
                raise AssertionError(f"of {count} presses only these are heard: {found}") from None
        return found

    def nothing_more(self) -> None:
        left = [self._events.get() for _ in range(self._events.qsize())]
        assert not left, f"heard and never pressed: {left}"

    def until_up(self) -> None:
        self._until(Condition.UP)

    def until_down(self) -> None:
        self._until(Condition.DOWN)

    def _until(self, condition: Condition) -> None:
        seen: list[Health] = []
        while not seen or seen[-1].condition is not condition:
            try:
                seen.append(self._changes.get(timeout=PATIENCE_S))
            except Empty:
                raise AssertionError(f"never {condition}: {seen}") from None


@contextmanager
def hearing(url: str, profile: KeypadProfile) -> Iterator[Ears]:
    """Listen to the keypad behind `url` until the block ends."""
    ears = Ears()
    keypad = make_keypad(url, profile)
    runner = Runner(keypad, ears.run, ears.on_health, name="keypad", url=url)
    runner.start()
    try:
        yield ears
    finally:
        runner.stop()
