"""One device file, read when something is there. Knows waiting and errors, not what the bytes are."""

import fcntl
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drivers.errors import TransportError


class Node:
    """An open device file. Every method but `close` raises TransportError once it is gone."""

    def __init__(self, path: str, mode: int) -> None:
        """Open at once; `mode` is os.O_RDONLY or os.O_RDWR. Raises TransportError."""
        self.path = path
        with self._only_transport_errors():
            # A file object, because its number must not be reused behind the back of a thread that still reads.
            number = os.open(path, mode | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            self._file = os.fdopen(number, "rb" if mode == os.O_RDONLY else "r+b", buffering=0)

    def fileno(self) -> int:
        with self._only_transport_errors():
            return self._file.fileno()

    def stat(self) -> os.stat_result:
        with self._only_transport_errors():
            return Path(self.path).stat()

    def control(self, request: int, argument: int | bytes) -> None:
        """One ioctl that only tells the device something."""
        with self._only_transport_errors():
            fcntl.ioctl(self._file.fileno(), request, argument)

    def read(self, size: int, *, timeout: float) -> bytes:
        """What one read gives, at most `size` bytes; b"" when `timeout` seconds bring nothing."""
        with self._only_transport_errors():
            if not select.select([self._file], [], [], timeout)[0]:
                return b""
            chunk: bytes | None = self._file.read(size)
        if chunk == b"":
            raise TransportError(f"{self.path}: closed by the other side")
        return chunk or b""

    def write(self, payload: bytes, *, timeout: float) -> int:
        """How many bytes one write took; 0 when the device takes none for `timeout` seconds."""
        with self._only_transport_errors():
            if not select.select([], [self._file], [], timeout)[1]:
                return 0
            return self._file.write(payload) or 0

    def close(self) -> None:
        with suppress(OSError):
            self._file.close()

    @contextmanager
    def _only_transport_errors(self) -> Iterator[None]:
        try:
            yield
        # ValueError: another thread has closed the file.
        except (OSError, ValueError) as error:
            raise TransportError(f"{self.path}: {error}") from error
