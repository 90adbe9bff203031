"""A tty as bytes and timeouts, over pyserial. Knows line settings, not what is said on the line."""

import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import serial

from drivers.errors import LineStalled, TransportError
from drivers.port import SerialPort

# Short, so that `timeout` measures standstill and not the length of the slip: 256 bytes take 0.27 s at 9600 baud.
CHUNK = 256


class SerialTransport:
    """An open tty. On a pseudo-terminal pyserial itself passes over the missing modem lines."""

    def __init__(self, port: SerialPort, *, default_baud: int) -> None:
        """Open at once. Raises TransportError when the path is absent, taken or not a tty."""
        self._path = port.path
        with self._only_transport_errors():
            self._tty = serial.Serial(
                port.path,
                baudrate=port.baud or default_baud,
                bytesize=port.bits,
                parity=port.parity,
                stopbits=port.stop,
                rtscts=port.flow == "rtscts",
                dsrdtr=port.flow == "dsrdtr",
                xonxoff=port.flow == "xonxoff",
                exclusive=True,
            )

    def write(self, payload: bytes, *, timeout: float) -> None:
        with self._only_transport_errors():
            self._tty.write_timeout = timeout
            for start in range(0, len(payload), CHUNK):
                self._tty.write(payload[start : start + CHUNK])

    def read(self, limit: int, *, timeout: float) -> bytes:
        with self._only_transport_errors():
            self._tty.timeout = timeout
            first = self._tty.read(1)
            waiting = min(limit - 1, self._tty.in_waiting) if first else 0
            return bytes(first + self._tty.read(waiting)) if waiting else bytes(first)

    def discard_input(self) -> None:
        with self._only_transport_errors():
            self._tty.reset_input_buffer()

    def close(self) -> None:
        with suppress(OSError, termios.error):
            if self._tty.is_open:
                # The kernel would wait half a minute for bytes that nobody takes.
                self._tty.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._tty.close()

    @contextmanager
    def _only_transport_errors(self) -> Iterator[None]:
        try:
            yield
        except serial.SerialTimeoutException:
            # What the driver still holds would delay the question "what is wrong?" and the closing of the tty.
            self._tty.reset_output_buffer()
            raise LineStalled(f"{self._path}: takes no more bytes") from None
        # pyserial lets termios.error through, and TypeError where another thread has closed the tty.
        except (OSError, ValueError, termios.error, TypeError) as error:
            raise TransportError(f"{self._path}: {error}") from error
