"""One device's line: opened at first use, closed when it breaks, opened again by the next use. Knows no protocol."""

import select
import threading
from typing import Protocol, runtime_checkable

from drivers import transport
from drivers.errors import LineStalled, TransportError
from drivers.transport import Transport


class Line(Protocol):
    """What a device needs of its line: one of its own (`Link`), or its branch of a bus that many share."""

    @property
    def url(self) -> str: ...

    def open(self) -> None:
        """Open unless open. Raises TransportError, SettingError."""

    def write(self, payload: bytes, *, timeout: float) -> None:
        """Send all of it; raises TransportError."""

    def read(self, limit: int, *, timeout: float) -> bytes:
        """1 to `limit` bytes as soon as any are there, b"" when `timeout` seconds bring none; raises TransportError."""

    def discard_input(self) -> None:
        """Forget what has arrived for this device and was not read; raises TransportError."""

    def close(self) -> None:
        """Give the line back; the next use opens it again. A branch leaves the bus as it is."""


@runtime_checkable
class PrinterPort(Protocol):
    """A line that can be asked how the printer is beside the bytes: USB, printer class."""

    def port_status(self) -> int | None: ...

    def soft_reset(self) -> None: ...


@runtime_checkable
class _Selectable(Protocol):
    def fileno(self) -> int: ...


# How late a waker is noticed on a line the system cannot wait for.
UNSEEN_S = 0.02


def line_of(port: str | Line, *, baud: int) -> Line:
    """A port URL as a line of the device's own; a line as it is."""
    return Link(port, baud=baud) if isinstance(port, str) else port


class Link:
    """Bytes and timeouts over a line that may come and go. Writing from several threads is in turn."""

    def __init__(self, url: str, *, baud: int) -> None:
        self._url = url
        self._baud = baud
        self._line: Transport | None = None
        self._turn = threading.Lock()
        self.openings = 0
        """How often the line has been opened: the same number, the same line."""

    @property
    def url(self) -> str:
        return self._url

    @property
    def is_open(self) -> bool:
        return self._line is not None

    def open(self) -> None:
        """Open unless open. Raises TransportError, SettingError."""
        with self._turn:
            self._opened()

    def write(self, payload: bytes, *, timeout: float) -> None:
        with self._turn:
            try:
                self._opened().write(payload, timeout=timeout)
            except LineStalled:
                raise
            except TransportError:
                self._drop()
                raise

    def read(self, limit: int, *, timeout: float) -> bytes:
        with self._turn:
            line = self._opened()
        try:
            return line.read(limit, timeout=timeout)
        except TransportError:
            self.close()
            raise

    def wait(self, waker: int, *, timeout: float) -> None:
        """Until bytes may be there, the file descriptor `waker` is readable or `timeout` seconds have passed.

        Raises TransportError.
        """
        with self._turn:
            line = self._opened()
        if not isinstance(line, _Selectable):
            select.select([waker], [], [], min(timeout, UNSEEN_S))
            return
        try:
            select.select([line.fileno(), waker], [], [], timeout)
        # ValueError: another thread has closed the line.
        except (OSError, ValueError) as error:
            self.close()
            raise TransportError(f"{self._url}: {error}") from error

    def discard_input(self) -> None:
        with self._turn:
            try:
                self._opened().discard_input()
            except TransportError:
                self._drop()
                raise

    def port_status(self) -> int | None:
        """What a USB printer's port says (GET_PORT_STATUS); None on lines that have none. Raises TransportError."""
        port = self._port()
        try:
            return port.port_status() if port is not None else None
        except TransportError:
            self.close()
            raise

    def soft_reset(self) -> bool:
        """SOFT_RESET a USB printer; False on lines that cannot. Raises TransportError."""
        port = self._port()
        if port is None:
            return False
        try:
            port.soft_reset()
        except TransportError:
            self.close()
            raise
        return True

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _port(self) -> PrinterPort | None:
        with self._turn:
            line = self._opened()
        return line if isinstance(line, PrinterPort) else None

    def _opened(self) -> Transport:
        if self._line is None:
            self._line = transport.open_transport(self._url, default_baud=self._baud)
            self.openings += 1
        return self._line

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
