"""Wraps any transport and records what passes, as hex with times. Changes nothing on the line."""

import threading
import time
from collections.abc import Callable
from typing import TextIO

from drivers.recording import FROM_DEVICE, TO_DEVICE, Piece
from drivers.transport.base import Transport


class Tap:
    """A transport that also writes each piece to `record`, as drivers.recording reads it. Two threads may use it."""

    def __init__(self, inner: Transport, record: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._record = record
        self._clock = clock
        self._began = clock()
        self._turn = threading.Lock()

    def write(self, payload: bytes, *, timeout: float) -> None:
        self._note(TO_DEVICE, payload)
        self._inner.write(payload, timeout=timeout)

    def read(self, limit: int, *, timeout: float) -> bytes:
        chunk = self._inner.read(limit, timeout=timeout)
        if chunk:
            self._note(FROM_DEVICE, chunk)
        return chunk

    def discard_input(self) -> None:
        self._inner.discard_input()

    def close(self) -> None:
        self._inner.close()

    def _note(self, direction: str, payload: bytes) -> None:
        with self._turn:
            self._record.write(Piece(self._clock() - self._began, direction, payload).to_line())
            self._record.flush()
