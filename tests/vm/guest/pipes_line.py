"""The reader's end of a USB cable with a pair of bulk pipes: the kernel's FunctionFS. Knows no protocol.

Descriptors and events: the kernel's Documentation/usb/functionfs.rst, linux/usb/functionfs.h.
"""

import os
import socket
import struct
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

from tests.vm.guest.gadget import Function, Gadget, Identity

FOLDER = Path("/dev/functionfs")
IDENTITY = Identity(vendor="0400", product="C35A", maker="KQ", model="Card reader", serial_number="KQR0001")
DESCRIPTORS, STRINGS = 3, 2  # magic numbers, second version of the descriptors
FULL_AND_HIGH_SPEED = 1 | 2
INTERFACE = bytes.fromhex("09 04 00 00 02 ff 00 00 00")
LOOK_UP_S = 0.02


def _pipe(address: int, packet: int) -> bytes:
    return struct.pack("<BBBBHB", 7, 5, address, 2, packet, 0)


def _descriptors() -> bytes:
    speeds = [INTERFACE + _pipe(0x01, packet) + _pipe(0x82, packet) for packet in (64, 512)]
    content = struct.pack("<III", FULL_AND_HIGH_SPEED, 3, 3) + b"".join(speeds)
    return struct.pack("<II", DESCRIPTORS, 8 + len(content)) + content


class PipesLine:
    """Where a simulated reader hangs on USB; the other end is `url`."""

    def __init__(self) -> None:
        self.gadget = Gadget(IDENTITY, [Function(name="ffs.reader")])
        self.url = f"usb://{IDENTITY.vendor}:{IDENTITY.product}/{IDENTITY.serial_number}"
        FOLDER.mkdir()
        subprocess.run(["mount", "-t", "functionfs", "reader", FOLDER], check=True)
        self._control = os.open(FOLDER / "ep0", os.O_RDWR)
        os.write(self._control, _descriptors())
        os.write(self._control, struct.pack("<IIII", STRINGS, 16, 0, 0))
        # Not waiting: while unplugged a pipe says so instead of keeping us until it is plugged in.
        self._inward = os.open(FOLDER / "ep1", os.O_RDONLY | os.O_NONBLOCK)
        self._outward = os.open(FOLDER / "ep2", os.O_WRONLY | os.O_NONBLOCK)
        self._machine_end, self._pipe_end = socket.socketpair()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._pump, name="pipes")
        self.gadget.insert()
        self._thread.start()

    def _pump(self) -> None:
        """A pipe cannot be waited for together with other things: it gets a thread of its own."""
        while not self._ending.is_set():
            try:
                self._pipe_end.sendall(os.read(self._inward, 4096))
            except OSError:
                self._ending.wait(LOOK_UP_S)

    def sources(self) -> list[int]:
        return [self._machine_end.fileno()]

    def take(self, source: int) -> bytes:
        return self._machine_end.recv(4096)

    def put(self, payload: bytes) -> None:
        if payload:
            with suppress(OSError):
                os.write(self._outward, payload)

    def close(self) -> None:
        self._ending.set()
        self.gadget.unplug()
        self._thread.join()
        for file in (self._inward, self._outward):
            os.close(file)
        self._machine_end.close()
        self._pipe_end.close()

    def unplug(self) -> None:
        self.gadget.unplug()

    def replug(self) -> None:
        self.gadget.plug()
