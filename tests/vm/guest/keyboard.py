"""A keypad on USB that is a keyboard: boot reports of the kernel's HID gadget, from the HID usage tables."""

import os
import select

from tests.vm.guest.gadget import Function, Gadget, Identity
from tests.vm.guest.kernel import appears

DEVICE_FILE = "/dev/hidg0"
IDENTITY = Identity(vendor="1C4F", product="0002", maker="KQ", model="Five-star keypad", serial_number="KQK0001")
# The boot keyboard of the HID specification, appendix B.1: 8 bytes in, one byte of lamps out.
REPORT_DESCRIPTOR = bytes.fromhex(
    "05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 03 95 05 75 01 05 08 19 01 29 05"
    "91 02 95 01 75 03 91 03 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0"
)
USAGES = {str(digit): 0x1E + (digit - 1) % 10 for digit in range(10)}
USAGES |= {f"KP{digit}": 0x59 + (digit - 1) % 10 for digit in range(10)}
USAGES |= {"ENTER": 0x28, "BACKSPACE": 0x2A, "KPPLUS": 0x57, "KPENTER": 0x58}
WAIT_MS = 10_000


class HidKeypad:
    """The keypad under somebody's fingers."""

    def __init__(self) -> None:
        settings: dict[str, str | bytes] = {
            "protocol": "1",
            "subclass": "1",
            "report_length": "8",
            "report_desc": REPORT_DESCRIPTOR,
        }
        self.gadget = Gadget(IDENTITY, [Function(name="hid.0", settings=settings)])
        self.gadget.insert()
        appears(DEVICE_FILE)
        self._file = os.open(DEVICE_FILE, os.O_RDWR | os.O_NONBLOCK)

    def press(self, *keys: str) -> None:
        """Press and release one after the other; returns when the host has fetched every report."""
        for key in keys:
            self._report(bytes([0, 0, USAGES[key], 0, 0, 0, 0, 0]))
            self._report(bytes(8))

    def _report(self, report: bytes) -> None:
        self._wait_until_fetched()
        os.write(self._file, report)
        self._wait_until_fetched()

    def _wait_until_fetched(self) -> None:
        poll = select.poll()
        poll.register(self._file, select.POLLOUT)
        if not poll.poll(WAIT_MS):
            raise AssertionError("the host does not fetch the keypad's reports")

    def close(self) -> None:
        os.close(self._file)
