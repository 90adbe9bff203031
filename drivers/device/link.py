"""One device's line: opened at first use, closed when it breaks, opened again by the next use. Knows no protocol."""

import threading
from typing import Protocol

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

    def discard_input(self) -> None:
        with self._turn:
            try:
                self._opened().discard_input()
            except TransportError:
                self._drop()
                raise

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _opened(self) -> Transport:
        if self._line is None:
            self._line = transport.open_transport(self._url, default_baud=self._baud)
        return self._line

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
