"""What the kernel lists under /sys, read without opening a device. Knows attributes, not which machine it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys")

# linux/input-event-codes.h: a digit and Enter, of the main block or of the number pad.
DIGITS, ENTERS = (2, 79), (28, 96)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbDevice:
    """One attached USB device. `socket`: where it is plugged in ("1-1.3"); `vendor`, `product`: four upper-case hex
    digits; `serial_number` "" when it has none; `interfaces`: class, subclass, protocol of each, in hex ("070102")."""

    socket: str
    vendor: str
    product: str
    serial_number: str
    description: str
    device_class: str
    interfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A device file and what hangs behind it. `name` is the kernel's, below /dev: "ttyUSB0", "input/event3"."""

    name: str
    description: str
    vendor: str = ""
    product: str = ""
    serial_number: str = ""
    socket: str = ""


def usb_devices(root: Path = SYS) -> Iterator[UsbDevice] | None:
    """Every attached USB device, hubs too; None where the kernel has no USB at all."""
    folder = root / "bus/usb/devices"
    return (found for entry in _entries(folder) if (found := _usb_device(entry))) if folder.is_dir() else None


def serial_lines(root: Path = SYS) -> Iterator[Node]:
    """Every tty with hardware behind it."""
    for entry in _entries(root / "class/tty"):
        # A tty without a device is a console; a UART of type 0 is a place where none is soldered in.
        if (entry / "device").exists() and _word(entry / "type") != "0":
            usb = _usb_device_above(entry)
            if usb is None:
                yield Node(name=entry.name, description="")
            else:
                yield _of_usb(entry.name, usb)


def keyboards(root: Path = SYS) -> Iterator[Node]:
    """Every input device that has digits and Enter: keypads, scanners, keyboards."""
    for entry in _entries(root / "class/input"):
        device = entry / "device"
        keys = _bits(_word(device / "capabilities/key"))
        if entry.name.startswith("event") and _any_of(keys, DIGITS) and _any_of(keys, ENTERS):
            yield Node(
                name=f"input/{entry.name}",
                description=_word(device / "name"),
                vendor=_word(device / "id/vendor").upper(),
                product=_word(device / "id/product").upper(),
                serial_number=_word(device / "uniq"),
            )


def hid_devices(root: Path = SYS) -> Iterator[tuple[Node, bool]]:
    """Every raw HID device, and whether it also serves as keyboard, mouse or touch screen."""
    for entry in _entries(root / "class/hidraw"):
        lines = _word(entry / "device/uevent").splitlines()
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        _, vendor, product = [*told.get("HID_ID", "").split(":"), "", "", ""][:3]
        node = Node(
            name=entry.name,
            description=told.get("HID_NAME", ""),
            vendor=vendor[-4:].upper(),
            product=product[-4:].upper(),
            serial_number=told.get("HID_UNIQ", ""),
        )
        yield node, any(_entries(entry / "device/input"))


def _of_usb(name: str, usb: UsbDevice) -> Node:
    return Node(
        name=name,
        description=usb.description,
        vendor=usb.vendor,
        product=usb.product,
        serial_number=usb.serial_number,
        socket=usb.socket,
    )


def _usb_device_above(entry: Path) -> UsbDevice | None:
    place = (entry / "device").resolve()
    return next((found for folder in (place, *place.parents) if (found := _usb_device(folder))), None)


def _usb_device(folder: Path) -> UsbDevice | None:
    vendor, product = _word(folder / "idVendor").upper(), _word(folder / "idProduct").upper()
    if not vendor or not product:
        return None
    return UsbDevice(
        socket=folder.name,
        vendor=vendor,
        product=product,
        serial_number=_word(folder / "serial"),
        description=f"{_word(folder / 'manufacturer')} {_word(folder / 'product')}".strip(),
        device_class=_word(folder / "bDeviceClass"),
        interfaces=tuple(_interface(part) for part in sorted(folder.glob("*:*"))),
    )


def _interface(part: Path) -> str:
    return "".join(_word(part / name) for name in ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _word(file: Path) -> str:
    """An attribute's text; "" when it is absent or its device has just gone."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _bits(bitmap: str) -> int:
    """The kernel writes words of 64 bits, the highest first."""
    whole = 0
    for word in bitmap.split():
        whole = whole << 64 | int(word, 16)
    return whole


def _any_of(bits: int, places: tuple[int, ...]) -> bool:
    return any(bits >> place & 1 for place in places)
