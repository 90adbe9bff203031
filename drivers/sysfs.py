"""What the kernel lists under /sys/bus/usb, read without opening a device. Knows attributes, not what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYS = Path("/sys")


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One attached USB device. `vendor`, `product`: four upper-case hex digits; `serial_number` "" when it has none;
    `interfaces`: class, subclass and protocol of each, in lower-case hex ("070102")."""

    vendor: str
    product: str
    serial_number: str
    description: str
    device_class: str
    interfaces: tuple[str, ...]


def usb_devices(root: Path = SYS) -> Iterator[UsbDevice] | None:
    """Every attached USB device, hubs too; None where the kernel has no USB at all."""
    folder = root / "bus/usb/devices"
    return (found for entry in sorted(folder.glob("*")) if (found := _device(entry))) if folder.is_dir() else None


def word(file: Path) -> str:
    """An attribute's text; "" when it is absent or its device has just gone."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _device(entry: Path) -> UsbDevice | None:
    vendor, product = word(entry / "idVendor").upper(), word(entry / "idProduct").upper()
    if not vendor or not product:
        return None
    return UsbDevice(
        vendor=vendor,
        product=product,
        serial_number=word(entry / "serial"),
        description=f"{word(entry / 'manufacturer')} {word(entry / 'product')}".strip(),
        device_class=word(entry / "bDeviceClass"),
        interfaces=tuple(_interface(part) for part in sorted(entry.glob("*:*"))),
    )


def _interface(part: Path) -> str:
    return "".join(word(part / name) for name in ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"))
