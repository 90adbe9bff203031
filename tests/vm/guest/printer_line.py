"""The printer's end of a USB cable: the kernel's printer gadget, its port status, its plug. Knows no ESC/POS."""

import errno
import fcntl
import os
import select
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.vm.guest.gadget import Function, Gadget, Identity
from tests.vm.guest.kernel import appears

DEVICE_FILE = "/dev/g_printer0"
SET_STATUS = 0xC0016722  # GADGET_SET_PRINTER_STATUS, linux/usb/g_printer.h
NOT_ERROR, SELECTED, PAPER_EMPTY = 0x08, 0x10, 0x20
LOOK_UP_S = 0.05

IDENTITY = Identity(vendor="0416", product="5011", maker="KQ", model="T80 receipt printer", serial_number="KQP0001")


class PrinterLine:
    """Where a simulated printer hangs on USB; the other end is `url`."""

    def __init__(self) -> None:
        function = Function(
            name="printer.0", settings={"pnp_string": "MFG:KQ;MDL:T80;CMD:ESC/POS;CLS:PRINTER;", "q_len": "2"}
        )
        self.gadget = Gadget(IDENTITY, [function])
        self.url = f"usb://{IDENTITY.vendor}:{IDENTITY.product}/{IDENTITY.serial_number}"
        self.gadget.insert()
        self._bell_out, self._bell = os.pipe()
        self._left: int | None = None
        self.full = threading.Event()
        self._diverted: bytearray | None = None

    def open(self) -> None:
        """Begin to listen, once the host has set the gadget up: before that there is no such file."""
        appears(DEVICE_FILE)
        # Not waiting: a change of configuration kills a read that waits.
        self._file = os.open(DEVICE_FILE, os.O_RDWR | os.O_NONBLOCK)

    def sources(self) -> list[int]:
        return [self._bell_out if self._left == 0 else self._file]

    def take(self, source: int) -> bytes:
        if source == self._bell_out:
            os.read(source, 1)
            return b""
        try:
            chunk = os.read(source, 4096 if self._left is None else self._left)
        except OSError as error:
            if error.errno == errno.ENODEV:
                self._wait_for_a_change()
            return b""
        if self._left is not None:
            self._left -= len(chunk)
            if not self._left:
                self.full.set()
        if self._diverted is not None:
            self._diverted += chunk
            return b""
        return chunk

    def _wait_for_a_change(self) -> None:
        """While unplugged the device file is always ready and never gives anything."""
        with self.gadget.state.open("rb") as state:
            state.read()
            poll = select.poll()
            poll.register(state, select.POLLPRI)
            poll.poll(LOOK_UP_S * 1000)

    def put(self, payload: bytes) -> None:
        if payload:
            # What nobody fetches is lost, as is what is said into a cable that is not plugged in.
            with suppress(OSError):
                os.write(self._file, payload)

    def close(self) -> None:
        for file in (self._file, self._bell_out, self._bell):
            os.close(file)

    def unplug(self) -> None:
        self.gadget.unplug()

    def replug(self) -> None:
        self.gadget.plug()

    def fill_after(self, count: int) -> None:
        """Take this many bytes more and then none: a full buffer. `full` is set when it has come to that."""
        self.full.clear()
        self._left = count

    def drain(self) -> None:
        """Take bytes again."""
        self._left = None
        os.write(self._bell, b"\0")

    @contextmanager
    def diverted(self, into: bytearray) -> Iterator[None]:
        """Bytes come here instead of to the machine."""
        self._diverted = into
        try:
            yield
        finally:
            self._diverted = None

    def set_port_status(self, *, paper: bool) -> None:
        """What the host's GET_PORT_STATUS is answered with."""
        flags = SELECTED | (NOT_ERROR if paper else PAPER_EMPTY)
        fcntl.ioctl(self._file, SET_STATUS, struct.unpack("i", struct.pack("I", flags))[0])
