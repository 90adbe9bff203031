"""The device's end of a USB serial cable (CDC ACM): the kernel's serial gadget, its plug. Knows no protocol."""

import os
import tty
from contextlib import suppress

from tests.vm.guest.gadget import Function, Gadget, Identity
from tests.vm.guest.kernel import appears

DEVICE_FILE = "/dev/ttyGS0"
IDENTITY = Identity(vendor="0483", product="5740", maker="KQ", model="Counter bus", serial_number="KQC0001")


class TtyLine:
    """Where a simulated machine hangs on a CDC ACM port; the host's end has a stable name, in `url`."""

    def __init__(self) -> None:
        self.gadget = Gadget(IDENTITY, [Function(name="acm.0")])
        self.gadget.insert()
        appears(DEVICE_FILE)
        self._file = self._open()
        self.host_path = "/dev/serial/by-id/usb-KQ_Counter_bus_KQC0001-if00"
        self.url = f"serial://{self.host_path}?baud=9600"

    def _open(self) -> int:
        file = os.open(DEVICE_FILE, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(file)
        return file

    def sources(self) -> list[int]:
        return [self._file]

    def take(self, source: int) -> bytes:
        with suppress(OSError):
            chunk = os.read(source, 4096)
            if chunk:
                return chunk
        # Pulling the plug hangs this tty up; a new opening is a new life.
        os.close(self._file)
        self._file = self._open()
        return b""

    def put(self, payload: bytes) -> None:
        if payload:
            with suppress(OSError):
                os.write(self._file, payload)

    def close(self) -> None:
        os.close(self._file)

    def unplug(self) -> None:
        self.gadget.unplug()

    def replug(self) -> None:
        self.gadget.plug()
