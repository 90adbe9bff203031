"""Opens a port URL as bytes and timeouts, or says whether anything is there. Knows lines, not machines."""

from pathlib import Path

from drivers import port as ports
from drivers import sysfs
from drivers.errors import SettingError, TransportError
from drivers.transport import named
from drivers.transport.base import Transport
from drivers.transport.evdev import EvdevTransport
from drivers.transport.hidraw import HidrawTransport
from drivers.transport.serial import SerialTransport
from drivers.transport.tcp import TcpTransport
from drivers.transport.usb import UsbTransport

__all__ = ["Transport", "UsbTransport", "open_transport", "presence"]

DEFAULT_BAUD = 9600


def open_transport(url: str, *, default_baud: int = DEFAULT_BAUD) -> Transport:
    """Open the line behind `url`. Raises SettingError for a URL that never works, TransportError if not now."""
    port = ports.parse(url)
    if isinstance(port, ports.SimPort):
        url = named.url_of(port.name)
        port = ports.parse(url)
    match port:
        case ports.SerialPort():
            return SerialTransport(port, default_baud=default_baud)
        case ports.TcpPort():
            return TcpTransport(port)
        case ports.UsbPort():
            return UsbTransport(port)
        case ports.HidrawPort():
            return HidrawTransport(port)
        case ports.EvdevPort():
            return EvdevTransport(port)
        case ports.SimPort():
            raise SettingError(f"port {url!r}: a simulator's name leads to another name")


def presence(url: str, *, root: Path = sysfs.SYS) -> bool | None:
    """Whether what `url` names is attached now, without opening it; None when only opening can tell.

    Costs a few file look-ups. A path counts as there while its name exists, a simulator while it is registered.
    Raises SettingError for a URL that never works.
    """
    match ports.parse(url):
        case ports.SerialPort(path=path) | ports.HidrawPort(path=path) | ports.EvdevPort(path=path):
            return _exists(path)
        case ports.UsbPort() as wanted:
            return _listed(wanted, root)
        case ports.TcpPort():
            return None
        case ports.SimPort(name=name):
            return _running(name)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a folder that is not ours to look into, a name longer than any
        return False


def _listed(wanted: ports.UsbPort, root: Path) -> bool | None:
    devices = sysfs.usb_devices(root)
    if devices is None:
        return None
    return any(
        (wanted.vendor, wanted.product) == (device.vendor, device.product)
        and wanted.serial_number in (None, device.serial_number)
        for device in devices
    )


def _running(name: str) -> bool:
    try:
        return presence(named.url_of(name)) is not False
    except TransportError:
        return False
