"""A USB device's pair of bulk pipes as bytes and timeouts, over pyusb. Knows pipes and the printer class, no language.

What is known of one transfer (libusb 1.0 sync API, pyusb 1.3): it was taken whole; or it timed out after n bytes, n as
the host controller counted them (pyusb gives n back, and raises only for n = 0), so that the rest follows at the right
byte; or it broke off, and then pyusb keeps n to itself: how much of several packets came before a stall is unknown.
"""

import errno
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import usb.core
import usb.util

from drivers.errors import LineStalled, TransportError
from drivers.port import UsbPort
from drivers.transport.usb_interface import Pipes, choose

CHUNK = 4096
CONTROL_TIMEOUT_MS = 1000
# Some printers answer "nothing yet" with empty packets instead of silence; asking on at once would be a busy loop.
EMPTY_PACKET_PAUSE_S = 0.01
DISCARD_ROUNDS = 256

# Printer class requests (Printer Class 1.1, 4.2): type, request.
GET_DEVICE_ID, GET_PORT_STATUS, SOFT_RESET = (0xA1, 0), (0xA1, 1), (0x21, 2)
LONGEST_DEVICE_ID = 1023
NOT_SUPPORTED = (errno.EPIPE, errno.ETIMEDOUT)

T = TypeVar("T")


class UsbTransport:
    """An open device. The kernel's driver of its interface is put aside and gets it back; no other is touched.

    `close` waits for a read or write that is under way in another thread: at most until its timeout.
    """

    def __init__(self, port: UsbPort, *, backend: object = None) -> None:
        """Look the device up by its ids, now, and claim it; `backend` is a usb.backend.IBackend, None: libusb.

        Raises TransportError when it is not there, there twice, in use, or has no pipes.
        """
        self._name = f"usb {port.vendor}:{port.product}"
        self._held = b""
        self._kernel_driver_aside = False
        self._closed = threading.Event()
        self._reading, self._writing = threading.Lock(), threading.Lock()
        with self._only_transport_errors():
            self._device = _find(port, backend)
            try:
                self._pipes = self._configured()
                self._claim()
            except BaseException:
                self._give_back()
                raise

    def _configured(self) -> Pipes:
        # A configured device stays as it is: setting the same configuration again resets every function of a composite.
        try:
            configuration = self._device.get_active_configuration()
        except usb.core.USBError as error:
            if error.errno is not None:
                raise
            self._device.set_configuration()
            configuration = self._device.get_active_configuration()
        pipes = choose(configuration)
        if pipes is None:
            raise TransportError(f"{self._name}: no interface with a pipe for bytes")
        return pipes

    def _claim(self) -> None:
        number = self._pipes.interface
        if self._device.is_kernel_driver_active(number):
            self._device.detach_kernel_driver(number)
            self._kernel_driver_aside = True
        usb.util.claim_interface(self._device, number)
        if self._pipes.has_choice:
            self._device.set_interface_altsetting(number, self._pipes.setting)

    def write(self, payload: bytes, *, timeout: float) -> None:
        """Raises LineStalled with `sent` when the device takes nothing for `timeout` seconds."""
        sent = 0
        with self._writing, self._only_transport_errors():
            self._refuse_closed()
            while sent < len(payload):
                taken = self._put(payload[sent : sent + CHUNK], _milliseconds(timeout))
                if not taken:
                    raise LineStalled(f"{self._name}: takes no more bytes", sent=sent)
                sent += taken

    def _put(self, chunk: bytes, milliseconds: int) -> int:
        """How many bytes of the chunk were taken; 0 after a time-out. One stall is cleared, a second is an error."""
        out, packet = self._pipes.outward, self._pipes.outward_packet
        try:
            return self._unstalled(out, lambda: int(self._device.write(out, chunk, milliseconds)), len(chunk) <= packet)
        except usb.core.USBTimeoutError:
            return 0

    def read(self, limit: int, *, timeout: float) -> bytes:
        with self._reading, self._only_transport_errors():
            self._refuse_closed()
            if not self._held:
                self._held = self._receive(timeout)
            chunk, self._held = self._held[:limit], self._held[limit:]
            return chunk

    def _receive(self, timeout: float) -> bytes:
        if self._pipes.inward is None:
            self._closed.wait(timeout)
            return b""
        deadline = time.monotonic() + timeout
        left = timeout
        while True:
            chunk = self._get(self._pipes.inward, _milliseconds(left))
            left = deadline - time.monotonic()
            if chunk or left <= 0 or self._closed.is_set():
                return chunk
            self._closed.wait(min(left, EMPTY_PACKET_PAUSE_S))

    def _get(self, endpoint: int, milliseconds: int) -> bytes:
        # One packet at a time: a longer transfer would wait for more when an answer ends at a full packet.
        size = self._pipes.inward_packet
        try:
            return self._unstalled(endpoint, lambda: bytes(self._device.read(endpoint, size, milliseconds)), True)
        except usb.core.USBTimeoutError:
            return b""

    def _unstalled(self, endpoint: int, transfer: Callable[[], T], again: bool) -> T:
        """Do the transfer; clear a stall, then do it once more if that cannot send a byte twice."""
        try:
            return transfer()
        except usb.core.USBError as error:
            if error.errno != errno.EPIPE:
                raise
        self._device.clear_halt(endpoint)
        # Of a single packet it is known that it was not taken.
        if not again:
            raise LineStalled(f"{self._name}: stalled", sent=None)
        return transfer()

    def discard_input(self) -> None:
        for _ in range(DISCARD_ROUNDS):
            if not self.read(CHUNK, timeout=0):
                return

    def port_status(self) -> int | None:
        """GET_PORT_STATUS: bit 3 no error, bit 4 selected, bit 5 paper empty. Answered by the interface, also when the
        printer is offline. None from what is no printer or does not answer; many answer 0x18 whatever happens.
        """
        answer = self._ask(GET_PORT_STATUS, self._pipes.interface, 1)
        return answer[0] if answer else None

    def device_id(self) -> str:
        """GET_DEVICE_ID, IEEE 1284: "MFG:…;MDL:…;". "" when it has none.

        Also "" where the printer's interface number differs from its setting: pyusb takes the setting in wIndex for an
        interface and would claim that one, which belongs to another function.
        """
        pipes = self._pipes
        if pipes.interface != pipes.setting:
            return ""
        answer = self._ask(GET_DEVICE_ID, pipes.interface << 8 | pipes.setting, LONGEST_DEVICE_ID)
        # The length counts its own two bytes.
        return answer[2 : int.from_bytes(answer[:2], "big")].decode("ascii", "replace")

    def soft_reset(self) -> None:
        """SOFT_RESET: the printer forgets its buffers and its state, the pipes go back to their start."""
        if self._pipes.is_printer:
            self._ask(SOFT_RESET, self._pipes.interface, 0)

    def _ask(self, request: tuple[int, int], index: int, length: int) -> bytes:
        """A request to the printer class; b"" where it is not supported."""
        with self._writing, self._only_transport_errors():
            self._refuse_closed()
            if not self._pipes.is_printer:
                return b""
            try:
                answer = self._device.ctrl_transfer(*request, 0, index, length or None, CONTROL_TIMEOUT_MS)
            except usb.core.USBError as error:
                if error.errno in NOT_SUPPORTED:
                    return b""
                raise
            return bytes(answer) if length else b""

    def close(self) -> None:
        self._closed.set()
        # libusb must not be closed under a transfer.
        with self._reading, self._writing:
            self._give_back()

    def _give_back(self) -> None:
        # The device may be gone; then the kernel has given everything back by itself.
        with suppress(usb.core.USBError, NotImplementedError):
            if self._kernel_driver_aside:
                self._kernel_driver_aside = False
                usb.util.release_interface(self._device, self._pipes.interface)
                self._device.attach_kernel_driver(self._pipes.interface)
        usb.util.dispose_resources(self._device)

    def _refuse_closed(self) -> None:
        if self._closed.is_set():
            raise TransportError(f"{self._name}: closed")

    @contextmanager
    def _only_transport_errors(self) -> Iterator[None]:
        try:
            yield
        # ValueError: no libusb on this machine, or descriptors that contradict themselves.
        except (usb.core.USBError, ValueError, NotImplementedError) as error:
            raise TransportError(f"{self._name}: {error}") from error


def _find(port: UsbPort, backend: object) -> usb.core.Device:
    ids = {"idVendor": int(port.vendor, 16), "idProduct": int(port.product, 16)}
    found = [
        device
        for device in usb.core.find(find_all=True, backend=backend, **ids)
        if port.serial_number is None or _serial_number(device) == port.serial_number
    ]
    name = f"usb {port.vendor}:{port.product}" + (f" {port.serial_number}" if port.serial_number else "")
    if not found:
        raise TransportError(f"{name}: not attached")
    if len(found) > 1:
        raise TransportError(f"{name}: {len(found)} of them are attached; name the serial number of one")
    return found[0]


def _serial_number(device: usb.core.Device) -> str:
    """Asked from the device itself; "" when it has none or will not say."""
    try:
        return (usb.util.get_string(device, device.iSerialNumber) or "").strip()
    except (usb.core.USBError, ValueError, NotImplementedError):
        return ""
    finally:
        usb.util.dispose_resources(device)


def _milliseconds(timeout: float) -> int:
    # 0 would mean for ever.
    return max(1, math.ceil(timeout * 1000))
