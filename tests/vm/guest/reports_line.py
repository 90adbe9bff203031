"""The reader's end of a USB cable as a HID device: numbered reports, those to it by SET_REPORT. Knows no protocol."""

import os
import select
from contextlib import suppress

from tests.vm.guest.gadget import Function, Gadget, Identity
from tests.vm.guest.kernel import appears

DEVICE_FILE = "/dev/hidg1"  # the second HID gadget of the hall
IDENTITY = Identity(vendor="0425", product="8159", maker="KQ", model="Card reader HID", serial_number="KQH0001")
NUMBER, LENGTH = 1, 64
# A vendor's page; report 1: 64 bytes in, 64 bytes as feature.
REPORT_DESCRIPTOR = bytes.fromhex(
    "06 00 ff 09 01 a1 01 85 01 15 00 26 ff 00 75 08 95 40 09 01 81 02 95 40 09 01 b1 02 c0"
)
WAIT_MS = 10_000


class ReportsLine:
    """Where a simulated reader hangs on USB."""

    def __init__(self) -> None:
        settings: dict[str, str | bytes] = {
            "report_length": str(1 + LENGTH),
            "report_desc": REPORT_DESCRIPTOR,
            # Out go feature reports only, as with the readers known.
            "no_out_endpoint": "1",
        }
        self.gadget = Gadget(IDENTITY, [Function(name="hid.1", settings=settings)])
        self.url = "hidraw:///dev/bianmin"
        self.gadget.insert()
        appears(DEVICE_FILE)
        self._file = os.open(DEVICE_FILE, os.O_RDWR | os.O_NONBLOCK)

    def sources(self) -> list[int]:
        return [self._file]

    def take(self, source: int) -> bytes:
        with suppress(OSError):
            return os.read(source, 1 + LENGTH)[1:]
        return b""

    def put(self, payload: bytes) -> None:
        poll = select.poll()
        poll.register(self._file, select.POLLOUT)
        for start in range(0, len(payload), LENGTH):
            if poll.poll(WAIT_MS):
                os.write(self._file, bytes([NUMBER]) + payload[start : start + LENGTH].ljust(LENGTH, b"\0"))

    def close(self) -> None:
        os.close(self._file)

    def unplug(self) -> None:
        self.gadget.unplug()

    def replug(self) -> None:
        self.gadget.plug()
