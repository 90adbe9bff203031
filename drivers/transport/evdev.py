"""An input device (keypad, scanner) as the kernel's raw events. Knows the grab, not what the keys mean.

What `read` gives is whole `struct input_event`s of a 64-bit kernel, 24 bytes each (linux/input.h).
"""

import os
import stat

from drivers.errors import TransportError
from drivers.port import EvdevPort
from drivers.transport.node import Node

EVENT_SIZE = 24
EVENTS_AT_ONCE = 64
INPUT_MAJOR = 13
EVIOCGRAB = 0x40044590


class EvdevTransport:
    """An open input device, ours alone: without the grab its keys would also land in whatever has the focus."""

    def __init__(self, port: EvdevPort) -> None:
        """Open and grab at once. Raises TransportError when it is absent or another program has grabbed it."""
        self._node = Node(port.path, os.O_RDONLY)
        self._held = b""
        try:
            if self._is_input_device():
                self._node.control(EVIOCGRAB, 1)
        except TransportError:
            self._node.close()
            raise

    def _is_input_device(self) -> bool:
        # A simulator's pseudo-terminal or pipe has no keys that could go astray, and nothing to grab.
        found = self._node.stat()
        return stat.S_ISCHR(found.st_mode) and os.major(found.st_rdev) == INPUT_MAJOR

    def write(self, payload: bytes, *, timeout: float) -> None:
        raise TransportError(f"{self._node.path}: an input device takes no bytes")

    def read(self, limit: int, *, timeout: float) -> bytes:
        # The kernel refuses a read that has no room for an event.
        if not self._held:
            self._held = self._node.read(EVENT_SIZE * EVENTS_AT_ONCE, timeout=timeout)
        chunk, self._held = self._held[:limit], self._held[limit:]
        return chunk

    def fileno(self) -> int:
        """For waiting on several things at once; raises TransportError once closed."""
        return self._node.fileno()

    def discard_input(self) -> None:
        while self.read(EVENT_SIZE * EVENTS_AT_ONCE, timeout=0):
            pass

    def close(self) -> None:
        # Closing gives the grab back.
        self._node.close()
