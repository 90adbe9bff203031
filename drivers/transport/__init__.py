"""Opens a port URL as bytes and timeouts. Knows lines, not machines."""

from drivers import port as ports
from drivers.errors import SettingError
from drivers.transport import named
from drivers.transport.base import Transport
from drivers.transport.serial import SerialTransport
from drivers.transport.tcp import TcpTransport

__all__ = ["Transport", "open_transport"]

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
        case _:
            raise SettingError(f"port {url!r}: {url.partition(':')[0]} is not in this version; use serial or tcp")
