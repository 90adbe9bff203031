"""A HID device's raw reports as a stream of bytes. Knows report numbers and padding, not what the bytes say.

Out: report number | `length` bytes, padded with zeros. The number 0 means that this device numbers none; then it is
     not on the wire either. With out=feature a piece goes by SET_REPORT, wValue 0x0300 + number.
In:  what the device sends, without the number when its reports are numbered (Linux Documentation/hid/hidraw.rst).
"""

import os

from drivers.errors import LineStalled
from drivers.port import HidrawPort
from drivers.transport.node import Node

LARGEST_REPORT = 4096  # HID_MAX_BUFFER_SIZE was this for long; newer kernels take more, no device of ours does


def feature_request(size: int) -> int:
    """HIDIOCSFEATURE(size) of linux/hidraw.h."""
    return 0xC0004806 | size << 16


class HidrawTransport:
    """An open hidraw device."""

    def __init__(self, port: HidrawPort) -> None:
        """Open at once. Raises TransportError when the path is absent or not ours to open."""
        self._port = port
        self._node = Node(port.path, os.O_RDWR)
        self._held = b""

    def write(self, payload: bytes, *, timeout: float) -> None:
        size = self._port.length or len(payload)
        for start in range(0, len(payload), max(size, 1)):
            piece = payload[start : start + size].ljust(size, b"\0")
            report = bytes([self._port.report]) + piece
            if self._port.out == "feature":
                self._node.control(feature_request(len(report)), report)
            elif self._node.write(report, timeout=timeout) < len(report):
                raise LineStalled(f"{self._node.path}: takes no more reports", sent=start)

    def read(self, limit: int, *, timeout: float) -> bytes:
        if not self._held:
            # One read is one report.
            report = self._node.read(LARGEST_REPORT, timeout=timeout)
            self._held = report[1:] if self._port.report else report
        chunk, self._held = self._held[:limit], self._held[limit:]
        return chunk

    def fileno(self) -> int:
        """For waiting on several things at once; raises TransportError once closed."""
        return self._node.fileno()

    def discard_input(self) -> None:
        self._held = b""
        while self._node.read(LARGEST_REPORT, timeout=0):
            pass

    def close(self) -> None:
        self._node.close()
