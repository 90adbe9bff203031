"""Looks for machines on this computer: serial ports, USB devices, running simulators. Opens none of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

from drivers.transport import named

USB_DEVICES = Path("/sys/bus/usb/devices")
BY_ID = Path("/dev/serial/by-id")
USB_HUB_CLASS = "09"


@dataclass(frozen=True, slots=True)
class Found:
    """A port URL to put into a configuration, and what is known about what hangs there."""

    url: str
    description: str


def probe() -> list[Found]:
    """Everything visible now; serial ports under names that survive a reboot, where there are such."""
    return [*_serial_ports(), *_usb_devices(), *_simulators()]


def _serial_ports() -> Iterator[Found]:
    stable = {str(link.resolve()): str(link) for link in sorted(BY_ID.glob("*"))}
    for port in sorted(list_ports.comports()):
        yield Found(f"serial://{stable.get(port.device, port.device)}", port.description or "")


def _usb_devices(root: Path = USB_DEVICES) -> Iterator[Found]:
    for folder in sorted(root.glob("*")):
        vendor, product = _word(folder / "idVendor"), _word(folder / "idProduct")
        if not vendor or not product or _word(folder / "bDeviceClass") == USB_HUB_CLASS:
            continue
        number = _word(folder / "serial")
        described = f"{_word(folder / 'manufacturer')} {_word(folder / 'product')}".strip()
        yield Found(f"usb://{vendor.upper()}:{product.upper()}" + (f"/{number}" if number else ""), described)


def _simulators() -> Iterator[Found]:
    for entry in sorted(named.folder().glob("*")):
        yield Found(f"sim://{entry.name}", _word(entry))


def _word(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
