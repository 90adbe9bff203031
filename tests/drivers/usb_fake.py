"""USB devices in memory behind pyusb's backend interface, so that pyusb's own code runs in tests without a bus.

A device is its real descriptors as bytes and a few faults to order; its `log` tells what was done to it.
"""

import errno
import struct
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import usb.core

EPSON = bytes.fromhex(
    "1201000200000040B804020E00010102030109022000010100C0010904000002070102000705010240000007058202400000"
)
DEVICE_FIELDS = (
    "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor idProduct"
    " bcdDevice iManufacturer iProduct iSerialNumber bNumConfigurations"
)
CONFIGURATION_FIELDS = (
    "bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration bmAttributes bMaxPower"
)
INTERFACE_FIELDS = (
    "bLength bDescriptorType bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass bInterfaceSubClass"
    " bInterfaceProtocol iInterface"
)
ENDPOINT_FIELDS = "bLength bDescriptorType bEndpointAddress bmAttributes wMaxPacketSize bInterval"


def device_descriptor(vendor: int, product: int, *, serial_index: int = 0) -> bytes:
    return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x200, 0, 0, 0, 64, vendor, product, 0x100, 0, 0, serial_index, 1)


def interface(number: int, alternate: int, kind: tuple[int, int, int], *endpoints: tuple[int, int, int]) -> bytes:
    """`kind`: class, subclass, protocol; an endpoint: address, attributes, packet size."""
    head = bytes([9, 4, number, alternate, len(endpoints), *kind, 0])
    return head + b"".join(struct.pack("<BBBBHB", 7, 5, *endpoint, 0) for endpoint in endpoints)


def configuration(*interfaces: bytes) -> bytes:
    body, numbers = b"".join(interfaces), {one[2] for one in interfaces}
    return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), len(numbers), 1, 0, 0xC0, 1) + body


@dataclass
class FakeDevice:
    """`takes`: how many bytes each coming transfer takes before it times out, or the errno it ends with; then all.
    `gives`: what each coming read brings, b"" an empty packet, None nothing, or its errno; then nothing."""

    descriptors: bytes
    strings: dict[int, str] = field(default_factory=dict)
    configured: int = 1
    kernel_drivers: set[int] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)
    takes: list[int | OSError] = field(default_factory=list)
    gives: list[bytes | OSError | None] = field(default_factory=list)
    answers: dict[tuple[int, int, int], bytes | OSError] = field(default_factory=dict)
    gone: bool = False
    received: bytearray = field(default_factory=bytearray)
    log: list[tuple[object, ...]] = field(default_factory=list)
    in_read: threading.Event = field(default_factory=threading.Event)
    end_read: threading.Event | None = None


def stall() -> OSError:
    return usb.core.USBError("Pipe error", -9, errno.EPIPE)  # type: ignore[no-any-return]


def timed_out() -> OSError:
    return usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)  # type: ignore[no-any-return]


def unplugged() -> OSError:
    return usb.core.USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)  # type: ignore[no-any-return]


class FakeBackend:
    """What usb.backend.IBackend asks for, over devices in a list that a test may change."""

    def __init__(self, *devices: FakeDevice) -> None:
        self.devices = list(devices)

    def enumerate_devices(self) -> Iterator[FakeDevice]:
        return iter(list(self.devices))

    def get_device_descriptor(self, device: FakeDevice) -> SimpleNamespace:
        values = struct.unpack_from("<BBHBBBBHHHBBBB", device.descriptors)
        found = dict(zip(DEVICE_FIELDS.split(), values, strict=True))
        return SimpleNamespace(**found, address=1, bus=1, port_number=1, port_numbers=(1,), speed=2)

    def get_configuration_descriptor(self, device: FakeDevice, index: int) -> SimpleNamespace:
        values = struct.unpack_from("<BBHBBBBB", device.descriptors, 18)
        return SimpleNamespace(
            **dict(zip(CONFIGURATION_FIELDS.split(), values, strict=True)), extra_descriptors=array("B")
        )

    def _settings(self, device: FakeDevice) -> list[tuple[SimpleNamespace, list[SimpleNamespace]]]:
        found: list[tuple[SimpleNamespace, list[SimpleNamespace]]] = []
        at = 18
        while at < len(device.descriptors):
            size, kind = device.descriptors[at], device.descriptors[at + 1]
            if kind == 4:
                fields = dict(zip(INTERFACE_FIELDS.split(), device.descriptors[at : at + 9], strict=True))
                found.append((SimpleNamespace(**fields, extra_descriptors=array("B")), []))
            elif kind == 5:
                values = struct.unpack_from("<BBBBHB", device.descriptors, at)
                fields = dict(zip(ENDPOINT_FIELDS.split(), values, strict=True))
                found[-1][1].append(
                    SimpleNamespace(**fields, bRefresh=0, bSynchAddress=0, extra_descriptors=array("B"))
                )
            at += size
        return found

    def _setting(self, device: FakeDevice, index: int, alternate: int) -> tuple[SimpleNamespace, list[SimpleNamespace]]:
        settings = self._settings(device)
        number = sorted({one.bInterfaceNumber for one, _ in settings})[index]
        return [one for one in settings if one[0].bInterfaceNumber == number][alternate]

    def get_interface_descriptor(self, device: FakeDevice, index: int, alternate: int, _: int) -> SimpleNamespace:
        return self._setting(device, index, alternate)[0]

    def get_endpoint_descriptor(
        self, device: FakeDevice, endpoint: int, index: int, alternate: int, _: int
    ) -> SimpleNamespace:
        return self._setting(device, index, alternate)[1][endpoint]

    def open_device(self, device: FakeDevice) -> FakeDevice:
        self._note(device, "open")
        return device

    def close_device(self, device: FakeDevice) -> None:
        device.log.append(("close",))

    def get_configuration(self, device: FakeDevice) -> int:
        return device.configured

    def set_configuration(self, device: FakeDevice, value: int) -> None:
        self._note(device, "set_configuration", value)
        device.configured = value

    def set_interface_altsetting(self, device: FakeDevice, number: int, alternate: int) -> None:
        self._note(device, "set_interface", number, alternate)

    def claim_interface(self, device: FakeDevice, number: int) -> None:
        self._note(device, "claim", number)
        if number in device.busy | device.kernel_drivers:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)

    def release_interface(self, device: FakeDevice, number: int) -> None:
        self._note(device, "release", number)

    def is_kernel_driver_active(self, device: FakeDevice, number: int) -> bool:
        return number in device.kernel_drivers

    def detach_kernel_driver(self, device: FakeDevice, number: int) -> None:
        self._note(device, "detach", number)
        device.kernel_drivers.remove(number)

    def attach_kernel_driver(self, device: FakeDevice, number: int) -> None:
        self._note(device, "attach", number)
        device.kernel_drivers.add(number)

    def clear_halt(self, device: FakeDevice, endpoint: int) -> None:
        self._note(device, "clear_halt", endpoint)

    def bulk_write(self, device: FakeDevice, endpoint: int, _: int, payload: "array[int]", timeout: int) -> int:
        self._note(device, "write", endpoint, len(payload), timeout)
        assert timeout > 0, "0 is for ever"
        taken = device.takes.pop(0) if device.takes else len(payload)
        if isinstance(taken, OSError):
            raise taken
        if taken == 0:
            raise timed_out()
        device.received += payload.tobytes()[:taken]
        return min(taken, len(payload))

    def bulk_read(self, device: FakeDevice, endpoint: int, _: int, room: "array[int]", timeout: int) -> int:
        self._note(device, "read", endpoint, len(room), timeout)
        assert timeout > 0, "0 is for ever"
        device.in_read.set()
        if device.end_read is not None:
            device.end_read.wait()
        given = device.gives.pop(0) if device.gives else None
        if given is None:
            raise timed_out()
        if isinstance(given, OSError):
            raise given
        assert len(given) <= len(room), "a packet that does not fit is an overflow on a real bus"
        room[: len(given)] = array("B", given)
        return len(given)

    def _not_bulk(self, *_: object) -> int:
        raise AssertionError("only bulk endpoints carry our bytes")

    intr_write = iso_write = intr_read = iso_read = _not_bulk

    def ctrl_transfer(
        self, device: FakeDevice, kind: int, request: int, value: int, index: int, room: "array[int]", timeout: int
    ) -> int:
        self._note(device, "control", kind, request, value, index)
        assert timeout > 0
        asks_for_string = (kind, request) == (0x80, 6) and bool(device.strings)
        told = device.answers.get((kind, request, index), stall())
        answer = self._string(device, value & 0xFF) if asks_for_string else told
        if isinstance(answer, OSError):
            raise answer
        room[: len(answer)] = array("B", answer[: len(room)])
        return min(len(answer), len(room))

    def _string(self, device: FakeDevice, index: int) -> bytes:
        text = b"\x09\x04" if index == 0 else device.strings[index].encode("utf-16-le")
        return bytes([2 + len(text), 3]) + text

    def _note(self, device: FakeDevice, *what: object) -> None:
        if device.gone:
            raise unplugged()
        device.log.append(what)
