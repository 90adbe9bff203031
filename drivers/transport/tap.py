"""Wraps any transport and records what passes, as hex with times. Changes nothing on the line."""

import time
from collections.abc import Callable
from typing import TextIO

from drivers.transport.base import Transport


class Tap:
    """A transport that also writes `seconds > hex` (sent) and `seconds < hex` (received) to `record`."""

    def __init__(self, inner: Transport, record: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._record = record
        self._clock = clock
        self._began = clock()

    def write(self, payload: bytes, *, timeout: float) -> None:
        self._note(">", payload)
        self._inner.write(payload, timeout=timeout)

    def read(self, limit: int, *, timeout: float) -> bytes:
        chunk = self._inner.read(limit, timeout=timeout)
        if chunk:
            self._note("<", chunk)
        return chunk

    def discard_input(self) -> None:
        self._inner.discard_input()

    def close(self) -> None:
        self._inner.close()

    def _note(self, direction: str, payload: bytes) -> None:
        self._record.write(f"{self._clock() - self._began:10.3f} {direction} {payload.hex(' ')}\n")
        self._record.flush()
