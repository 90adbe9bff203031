"""A TCP connection as bytes and timeouts: network printers, LED cards, RS-485 gateways. Knows no protocol."""

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from drivers.errors import LineStalled, TransportError
from drivers.port import TcpPort

# Linux asks again 1 s and 3 s after the first time. Given up in between and begun anew half a second later (runner),
# a machine is asked every second and found within one of its return.
CONNECT_TIMEOUT_S = 1.5
# The system would take millions of bytes for a peer that stands still; a question behind them would never be heard.
SEND_BUFFER = 8192
# Keep-alive finds a dead peer in about half a minute; a switched-off printer never says goodbye.
KEEP_ALIVE = ((socket.TCP_KEEPIDLE, 10), (socket.TCP_KEEPINTVL, 5), (socket.TCP_KEEPCNT, 4))


class TcpTransport:
    """An open connection."""

    def __init__(self, port: TcpPort) -> None:
        """Connect at once, within 1.5 s. Raises TransportError when nobody answers."""
        self._peer = f"{port.host}:{port.tcp_port}"
        with self._only_transport_errors():
            self._socket = socket.create_connection((port.host, port.tcp_port), timeout=CONNECT_TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, amount in KEEP_ALIVE:
                self._socket.setsockopt(socket.IPPROTO_TCP, option, amount)

    def write(self, payload: bytes, *, timeout: float) -> None:
        """Raises LineStalled with `sent`: what the system has taken reaches the other side as long as it is there."""
        sent = 0
        with self._only_transport_errors():
            self._socket.settimeout(timeout)
            while sent < len(payload):
                try:
                    sent += self._socket.send(memoryview(payload)[sent:])
                except TimeoutError:
                    raise LineStalled(f"{self._peer}: takes no more bytes", sent=sent) from None

    def read(self, limit: int, *, timeout: float) -> bytes:
        with self._only_transport_errors():
            # select, not settimeout: a writer in another thread sets its own timeout on the same socket.
            if not select.select([self._socket], [], [], timeout)[0]:
                return b""
            chunk = self._socket.recv(limit)
        if not chunk:
            raise TransportError(f"{self._peer}: closed by the other side")
        return chunk

    def fileno(self) -> int:
        """For waiting on several things at once; -1 once closed."""
        return self._socket.fileno()

    def discard_input(self) -> None:
        while self.read(4096, timeout=0):
            pass

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()

    @contextmanager
    def _only_transport_errors(self) -> Iterator[None]:
        try:
            yield
        # ValueError: select on a socket that another thread has closed.
        except (OSError, ValueError) as error:
            raise TransportError(f"{self._peer}: {error}") from error
