"""What every line looks like to a device: bytes out, bytes in, timeouts. Knows no protocol."""

from typing import Protocol


class Transport(Protocol):
    """One open line. Every method raises TransportError and nothing else once the line is gone."""

    def write(self, payload: bytes, *, timeout: float) -> None:
        """Send all of it in order, within `timeout` seconds of standstill per chunk, or raise."""

    def read(self, limit: int, *, timeout: float) -> bytes:
        """1 to `limit` bytes as soon as any are there; b"" when `timeout` seconds bring none."""

    def discard_input(self) -> None:
        """Forget what has arrived and was not read."""

    def close(self) -> None:
        """Give the line back; never raises, twice is once."""
