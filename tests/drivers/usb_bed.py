"""A USB printer, a HID card reader and a keypad as umockdev makes them up in this process's /sys and /dev.

Runs under umockdev-wrapper and the system's Python only. Answers ioctls as linux/usbdevice_fs.h says, as far as libusb
asks; knows nothing of the transports.
"""

import errno
import struct
import threading
import traceback

import gi  # type: ignore[import-not-found]

gi.require_version("UMockdev", "1.0")
from gi.repository import GLib, UMockdev  # type: ignore[import-not-found]  # noqa: E402 - the version comes first

DEVICES = """\
P: /devices/pci0000:00/0000:00:14.0/usb1/1-1
N: bus/usb/001/011
E: BUSNUM=001
E: DEVNAME=/dev/bus/usb/001/011
E: DEVNUM=011
E: DEVTYPE=usb_device
E: DRIVER=usb
E: MAJOR=189
E: MINOR=10
E: PRODUCT=4b8/e02/100
E: SUBSYSTEM=usb
E: TYPE=0/0/0
A: bConfigurationValue=1
A: bNumConfigurations=1
A: bNumInterfaces= 1
A: busnum=1
A: devnum=11
A: devpath=1
A: idProduct=0e02
A: idVendor=04b8
A: bcdDevice=0100
A: bDeviceClass=00
A: manufacturer=KQ
A: product=T80
A: serial=KQ0001
A: speed=12
A: version= 2.00
H: descriptors=1201000200000040B804020E00010102030109022000010100C0010904000002070102000705010240000007058202400000

P: /devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb
E: DRIVER=usblp
E: INTERFACE=7/1/2
A: bInterfaceNumber=00
A: bInterfaceClass=07
A: bInterfaceSubClass=01
A: bInterfaceProtocol=02

P: /devices/virtual/misc/card/hidraw/hidraw0
N: hidraw0
E: DEVNAME=/dev/hidraw0
E: SUBSYSTEM=hidraw
E: MAJOR=240
E: MINOR=0

P: /devices/virtual/input/input3/event3
N: input/event3
E: DEVNAME=/dev/input/event3
E: SUBSYSTEM=input
E: MAJOR=13
E: MINOR=67
A: dev=13:67
"""

# linux/usbdevice_fs.h
CAPABILITIES, SET_CONFIGURATION, CLAIM, RELEASE, RESET = 0x8004551A, 0x80045505, 0x8004550F, 0x80045510, 0x5514
GET_DRIVER, OF_INTERFACE, CLEAR_HALT = 0x41045508, 0xC0105512, 0x80045515
DISCONNECT, CONNECT = 0x5516, 0x5517
SUBMIT, REAP, REAP_NOW, DISCARD = 0x8038550A, 0x4008550C, 0x4008550D, 0x550B
CONTROL_TRANSFER, INWARD = 2, 0x80
STRINGS = {0: b"\x09\x04", 3: "KQ0001".encode("utf-16-le")}


class Printer:
    """The machine behind the bus. `room`: how many bytes it takes before it stands still, None: all; `lasts`: how many
    before its plug is pulled."""

    def __init__(self) -> None:
        self.change = threading.Condition()
        self.received = bytearray()
        self.answer = bytearray()
        self.room: int | None = None
        self.lasts: int | None = None
        self.stalls = 0
        self.gone = False
        self.driver = ""
        self.deeds: list[str] = []

    def take(self, payload: bytes) -> int:
        taken = len(payload) if self.room is None else min(self.room, len(payload))
        self.received += payload[:taken]
        if self.room is not None:
            self.room -= taken
        if self.lasts is not None and len(self.received) >= self.lasts:
            del self.received[self.lasts :]
            self.gone = True
        if self.received.endswith(b"\x10\x04\x04"):
            self.answer += b"\x12"
        return taken

    def control(self, setup: bytes) -> bytes | None:
        kind, request, value, _, _ = struct.unpack("<BBHHH", setup)
        if (kind, request) == (0x80, 6) and value & 0xFF in STRINGS:
            text = STRINGS[value & 0xFF]
            return bytes([len(text) + 2, 3]) + text
        return {(0xA1, 1): b"\x38", (0x21, 2): b""}.get((kind, request))


class Transfer:
    """One submitted struct usbdevfs_urb: type @0, endpoint @1, status @4, buffer @16, length @24, actual @28."""

    def __init__(self, urb: UMockdev.IoctlData) -> None:
        raw = bytes(urb.retrieve())
        self.urb = urb
        self.kind, self.endpoint = raw[0], raw[1]
        self.length = struct.unpack_from("<i", raw, 24)[0]
        self.buffer = urb.resolve(16, self.length) if self.length else None
        self.moved = 0
        self.discarded = False

    def payload(self) -> bytes:
        return bytes(self.buffer.retrieve()) if self.buffer else b""

    def finish(self, status: int) -> None:
        self.urb.update(4, struct.pack("<i", -status))
        self.urb.update(28, struct.pack("<i", self.moved))


class Bus(UMockdev.IoctlBase):  # type: ignore[misc]
    """The kernel's usbfs for one printer."""

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer = printer
        self.pending: list[Transfer] = []

    def do_handle_ioctl(self, client: UMockdev.IoctlClient) -> bool:
        with self.printer.change:
            try:
                result, code = self._handle(client.get_request(), client.get_arg())
            except (LookupError, ValueError, struct.error, GLib.Error):
                traceback.print_exc()
                result, code = -1, errno.EIO
        client.complete(result, code)
        return True

    def _handle(self, request: int, argument: UMockdev.IoctlData) -> tuple[int, int]:
        if self.printer.gone and not (request in (REAP, REAP_NOW) and self.pending):
            return -1, errno.ENODEV
        if request == CAPABILITIES:
            argument.resolve(0, 4).update(0, struct.pack("<I", 0x1D))
            return 0, 0
        if request == SUBMIT:
            self.pending.append(Transfer(argument.resolve(0, 56)))
            self.printer.change.notify_all()
            return 0, 0
        if request in (REAP, REAP_NOW):
            return self._reap(argument)
        if request == DISCARD:
            if self.pending:
                self.pending[-1].discarded = True
            return (0, 0) if self.pending else (-1, errno.EINVAL)
        return self._manage(request, argument)

    def _manage(self, request: int, argument: UMockdev.IoctlData) -> tuple[int, int]:
        printer = self.printer
        named = {
            SET_CONFIGURATION: "configure",
            CLAIM: "claim",
            RELEASE: "release",
            RESET: "reset",
            CLEAR_HALT: "clear",
        }
        if request in named:
            printer.deeds.append(named[request])
            return 0, 0
        if request == GET_DRIVER:
            if not printer.driver:
                return -1, errno.ENODATA
            argument.resolve(0, 260).update(4, printer.driver.encode() + b"\0")
            return 0, 0
        if request == OF_INTERFACE:
            code = struct.unpack_from("<i", bytes(argument.resolve(0, 16).retrieve()), 4)[0]
            printer.deeds.append({DISCONNECT: "detach", CONNECT: "attach"}[code])
            printer.driver = "" if code == DISCONNECT else "usblp"
            return 0, 0
        return -1, errno.ENOTTY

    def _reap(self, argument: UMockdev.IoctlData) -> tuple[int, int]:
        for transfer in self.pending:
            status = self._status(transfer)
            if self.printer.gone and not transfer.discarded:
                status = errno.ESHUTDOWN
            if status is not None:
                transfer.finish(status)
                self.pending.remove(transfer)
                argument.resolve(0, 8).set_ptr(0, transfer.urb)
                return 0, 0
        # The device file of the test bed is always ready, so libusb asks without pause: this is the pace of its asking.
        if self.pending:
            self.printer.change.wait(0.002)
        return -1, errno.EAGAIN

    def _status(self, transfer: Transfer) -> int | None:
        """0 or an errno when the transfer has ended, None while it goes on."""
        if transfer.discarded:
            return errno.ENOENT
        if transfer.kind == CONTROL_TRANSFER:
            return self._control(transfer)
        if self.printer.stalls:
            self.printer.stalls -= 1
            return errno.EPIPE
        if transfer.endpoint & INWARD:
            given = bytes(self.printer.answer[: transfer.length])
            if given and transfer.buffer:
                del self.printer.answer[: len(given)]
                transfer.buffer.update(0, given)
                transfer.moved = len(given)
            return 0 if given else None
        transfer.moved += self.printer.take(transfer.payload()[transfer.moved :])
        return 0 if transfer.moved == transfer.length else None

    def _control(self, transfer: Transfer) -> int:
        answer = self.printer.control(transfer.payload()[:8])
        if answer is None:
            return errno.EPIPE
        if answer and transfer.buffer:
            transfer.buffer.update(8, answer[: transfer.length - 8])
        transfer.moved = min(len(answer), transfer.length - 8)
        return 0


class Asked(UMockdev.IoctlBase):  # type: ignore[misc]
    """A device file that notes what it is told, and may refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[tuple[int, bytes]] = []
        self.refusal = 0

    def do_handle_ioctl(self, client: UMockdev.IoctlClient) -> bool:
        request = client.get_request()
        size = request >> 16 & 0x3FFF if request & 0x80000000 else 0
        told = bytes(client.get_arg().resolve(0, size).retrieve()) if size else b""
        self.requests.append((request, told))
        client.complete(-1 if self.refusal else 0, self.refusal)
        return True


class Bed:
    def __init__(self) -> None:
        self.printer = Printer()
        self.bus = Bus(self.printer)
        self.card, self.keypad = Asked(), Asked()
        self.testbed = UMockdev.Testbed.new()
        self.testbed.add_from_string(DEVICES)
        self.testbed.attach_ioctl("/dev/bus/usb/001/011", self.bus)
        self.testbed.attach_ioctl("/dev/hidraw0", self.card)
        self.testbed.attach_ioctl("/dev/input/event3", self.keypad)

    def fresh(self) -> Printer:
        """The printer as after a restart; libusb keeps its list of devices."""
        self.bus.printer = self.printer = Printer()
        self.bus.pending.clear()
        return self.printer
