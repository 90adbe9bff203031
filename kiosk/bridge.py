"""The only crossing from worker threads into Kivy's clock: one queue, first in, first out. Knows no message."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Message = TypeVar("Message")


class Bridge(Generic[Message]):
    """`post` from any thread; `deliver` is called in Kivy's thread, in the order of posting."""

    def __init__(self, deliver: Callable[[Message], None]) -> None:
        # Importing Kivy's clock starts a process (ldconfig).
        from kivy.clock import Clock  # noqa: PLC0415

        self._clock = Clock
        self._deliver = deliver
        self._waiting: deque[Message] = deque()

    def post(self, message: Message) -> None:
        self._waiting.append(message)
        self._clock.schedule_once(self._cross, 0)

    def _cross(self, _elapsed: float) -> None:
        # One turn may deliver what later turns were asked for; those find the queue empty.
        while self._waiting:
            self._deliver(self._waiting.popleft())
