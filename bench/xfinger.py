"""A finger on an X display: button presses by the XTEST extension, spoken over the socket itself. Knows no window.

X Window System Protocol 11, "Encoding"; XTEST 2.2, "XTestFakeInput". Events go the way of a real pointer: server →
SDL → Kivy.
"""

import socket
import struct
import time

MOTION, PRESS, RELEASE = 6, 4, 5
QUERY_EXTENSION, FAKE_INPUT, GET_INPUT_FOCUS = 98, 2, 43
LEFT = 1


class Finger:
    """One connection to a display that asks for no password."""

    def __init__(self, display: str) -> None:
        """`display`: ":7". Raises OSError."""
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")
        self._line.sendall(struct.pack("<BxHHHH2x", ord("l"), 11, 0, 0, 0))
        accepted, more = struct.unpack("<B5xH", self._exactly(8))
        self._exactly(4 * more)
        name = b"XTEST"
        self._line.sendall(struct.pack("<BxHH2x", QUERY_EXTENSION, 4, len(name)) + name + b"\0" * (-len(name) % 4))
        present, self._major = struct.unpack_from("<BB", self._exactly(32), 8)
        if accepted != 1 or not present:
            raise OSError(f"display {display} has no XTEST")

    def down(self, x: float, y: float) -> float:
        """On the pixel `x`, `y` from the upper left corner; when, on the monotonic clock."""
        return self._fake((MOTION, 0, round(x), round(y)), (PRESS, LEFT, 0, 0))

    def up(self) -> float:
        """When, on the monotonic clock."""
        return self._fake((RELEASE, LEFT, 0, 0))

    def close(self) -> None:
        self._line.close()

    def _fake(self, *events: tuple[int, int, int, int]) -> float:
        """The last of them is a question, so that the server has read all when this returns."""
        asked = b"".join(
            struct.pack("<BBHBB2xII8xHH8x", self._major, FAKE_INPUT, 9, kind, detail, 0, 0, x, y)
            for kind, detail, x, y in events
        )
        began = time.monotonic()
        self._line.sendall(asked + struct.pack("<BxH", GET_INPUT_FOCUS, 1))
        self._exactly(32)
        return began

    def _exactly(self, count: int) -> bytes:
        read = b""
        while len(read) < count:
            chunk = self._line.recv(count - len(read))
            if not chunk:
                raise OSError("the display hung up")
            read += chunk
        return read
