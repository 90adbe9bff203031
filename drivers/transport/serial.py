"""A tty as bytes and timeouts, over pyserial. Knows line settings, not what is said on the line."""

import os
import select
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import serial

from drivers.errors import LineStalled, TransportError
from drivers.port import SerialPort

# Short, so that `timeout` measures standstill and not the length of the slip: 256 bytes take 0.27 s at 9600 baud.
CHUNK = 256

# A line being closed waits for its last bytes as long as some leave in this time, and so often at most: 1 s in all.
LEAVING_S, LEAVING_LOOKS = 0.05, 20

# Documentation/admin-guide/devices.txt of Linux: 136-143 char, Unix98 PTY slaves.
PSEUDO_TERMINALS = range(136, 144)


def unopened(port: SerialPort, *, default_baud: int) -> serial.Serial:
    """The tty with every setting of its URL, not open yet."""
    tty = serial.Serial(exclusive=True)
    tty.port = port.path
    tty.baudrate = port.baud or default_baud
    tty.bytesize, tty.parity, tty.stopbits = port.bits, port.parity, port.stop
    tty.rtscts = port.flow == "rtscts"
    tty.dsrdtr = port.flow == "dsrdtr"
    tty.xonxoff = port.flow == "xonxoff"
    return tty


class SerialTransport:
    """An open tty. On a pseudo-terminal pyserial itself passes over the missing modem lines."""

    def __init__(self, port: SerialPort, *, default_baud: int) -> None:
        """Open at once. Raises TransportError when the path is absent, taken or not a tty."""
        self._path = port.path
        self._tty = unopened(port, default_baud=default_baud)
        with self._only_transport_errors():
            if os.major(Path(port.path).stat().st_rdev) in PSEUDO_TERMINALS:
                # There are no bits on it: the C library reports "invalid" when asked for parity or seven of them.
                self._tty.parity, self._tty.bytesize = serial.PARITY_NONE, serial.EIGHTBITS
            self._tty.open()

    def write(self, payload: bytes, *, timeout: float) -> None:
        """Raises LineStalled with `sent`: what the system has taken goes out in order as soon as the other side lets
        it, unless the tty is closed before. (pyserial's own write would not say how much that is.)"""
        sent = 0
        with self._only_transport_errors():
            while sent < len(payload):
                if not select.select([], [self._tty.fileno()], [], timeout)[1]:
                    raise LineStalled(f"{self._path}: takes no more bytes", sent=sent)
                sent += os.write(self._tty.fileno(), payload[sent : sent + CHUNK])

    def read(self, limit: int, *, timeout: float) -> bytes:
        with self._only_transport_errors():
            self._tty.timeout = timeout
            first = self._tty.read(1)
            waiting = min(limit - 1, self._tty.in_waiting) if first else 0
            return bytes(first + self._tty.read(waiting)) if waiting else bytes(first)

    def fileno(self) -> int:
        """For waiting on several things at once; raises OSError once closed."""
        return int(self._tty.fileno())

    def discard_input(self) -> None:
        with self._only_transport_errors():
            self._tty.reset_input_buffer()

    def close(self) -> None:
        with suppress(OSError, termios.error):
            if self._tty.is_open:
                self._let_leave()
                # The kernel would wait half a minute for bytes that nobody takes.
                self._tty.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._tty.close()

    def _let_leave(self) -> None:
        """The last order to a lamp or a board that never answers may still be on its way."""
        waiting = self._tty.out_waiting
        for _ in range(LEAVING_LOOKS):
            if not waiting:
                return
            threading.Event().wait(LEAVING_S)
            before, waiting = waiting, self._tty.out_waiting
            if waiting >= before:
                return

    @contextmanager
    def _only_transport_errors(self) -> Iterator[None]:
        try:
            yield
        # pyserial lets termios.error through, and TypeError where another thread has closed the tty.
        except (OSError, ValueError, termios.error, TypeError) as error:
            raise TransportError(f"{self._path}: {error}") from error
