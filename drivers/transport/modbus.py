"""A Modbus line (RTU on a serial line or through a gateway, or Modbus/TCP): one question, its answer. Knows no device.

    RTU          address  function  …            CRC-lo CRC-hi     3.5 characters of silence before each frame
    Modbus/TCP   transaction 2  0 0  length 2    address  function  …

The bytes are made and read by pymodbus; the line, its timeouts and what counts as the answer are ours: pymodbus's own
clients wait by polling and drop a good answer that comes behind noise. Source: Modbus Application Protocol V1.1b3,
Modbus over Serial Line V1.02; see docs/protocols.md.
"""

import logging
import struct
import threading
import time
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TypeVar

from pymodbus.client.mixin import ModbusClientMixin
from pymodbus.framer import FramerBase, FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU

from drivers import port as ports
from drivers import transport
from drivers.errors import DriverError, FrameError, LineStalled, TransportError
from drivers.transport.base import Transport
from drivers.transport.echo import Echo

log = logging.getLogger(__name__)

LONGEST = 264
EXCEPTION = 0x80
CHARACTER_BITS = 11
# Above this speed the silence between frames is a fixed time (Modbus over Serial Line, 2.5.1.1).
FAST_BAUD, FAST_SILENCE_S = 19200, 0.00175

T = TypeVar("T", int, bool)

REFUSALS = {
    1: "it does not know this function",
    2: "it has no such register or coil",
    3: "it does not take this value or count",
    4: "it failed while doing it",
    5: "it needs longer",
    6: "it is busy",
    8: "its memory is damaged",
    10: "the gateway has no way to it",
    11: "the gateway got no answer from it",
}


class Refused(DriverError):
    """A device answered that it will not do this. `code` is the Modbus exception code."""

    def __init__(self, address: int, code: int) -> None:
        super().__init__(f"Modbus device {address}: {REFUSALS.get(code, 'it refuses')} (exception {code})")
        self.address = address
        self.code = code


class Framing(Enum):
    """How frames stand on the line. RTU also through a TCP gateway that passes bytes on unchanged."""

    RTU = "rtu"
    TCP = "tcp"


class ModbusLine:
    """All devices of one Modbus line, asked one after another, by one thread at a time.

    `port` is a port URL, opened at first use and opened again after it broke, or a line that is open and stays its
    owner's. `echo`: the line gives back what is sent on it (two-wire adapters whose receiver stays on).

    Every exchange raises TransportError when the line breaks or the device is silent `retries` + 1 times, Refused when
    the device answers that it will not, FrameError when it answers something else than was asked, and ValueError for
    what no frame can carry. `address` 1 to 255.
    """

    def __init__(
        self,
        port: str | Transport,
        *,
        baud: int = 9600,
        timeout_s: float = 0.5,
        retries: int = 1,
        framing: Framing = Framing.RTU,
        echo: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._port = port
        self._baud = baud
        self._line: Transport | None = None if isinstance(port, str) else port
        self._answers = _Answers(framing)
        self._timeout_s = timeout_s
        self._retries = retries
        self._echo = echo
        self._silence_s = _silence_s(port, baud) if framing is Framing.RTU else 0.0
        self._quiet_from = 0.0
        self._clock = clock
        self._client = _Requests(self._exchange)
        # What goes wrong is raised here; pymodbus would say it once more for every try.
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)

    def open(self) -> None:
        """Open the line unless open. Raises TransportError, SettingError."""
        self._opened()

    def close(self) -> None:
        """Give a line opened from a URL back; the next use opens it again."""
        if isinstance(self._port, str) and self._line is not None:
            self._line.close()
            self._line = None

    def read_registers(self, address: int, register: int, count: int = 1) -> list[int]:
        """Holding registers, 16 bits each (function 03)."""
        reply = self._client.read_holding_registers(register, count=count, device_id=_checked(address))
        return list(_complete(address, reply.registers, count))

    def write_register(self, address: int, register: int, value: int) -> None:
        """One holding register (function 06)."""
        reply = self._client.write_register(register, value, device_id=_checked(address))
        _same(address, (reply.address, *reply.registers), (register, value))

    def write_registers(self, address: int, register: int, values: Sequence[int]) -> None:
        """Several holding registers from `register` on (function 16)."""
        reply = self._client.write_registers(register, list(values), device_id=_checked(address))
        _same(address, (reply.address, reply.count), (register, len(values)))

    def read_coils(self, address: int, coil: int, count: int = 1) -> list[bool]:
        """Coils (function 01)."""
        reply = self._client.read_coils(coil, count=count, device_id=_checked(address))
        return list(_complete(address, reply.bits, _whole_bytes(count)))[:count]

    def write_coil(self, address: int, coil: int, on: bool) -> None:
        """One coil (function 05)."""
        reply = self._client.write_coil(coil, on, device_id=_checked(address))
        _same(address, (reply.address, *reply.bits), (coil, on))

    def write_coils(self, address: int, coil: int, on: Sequence[bool]) -> None:
        """Several coils from `coil` on (function 15)."""
        reply = self._client.write_coils(coil, list(on), device_id=_checked(address))
        _same(address, (reply.address, reply.count), (coil, len(on)))

    def read_inputs(self, address: int, first: int, count: int = 1) -> list[bool]:
        """Discrete inputs (function 02)."""
        reply = self._client.read_discrete_inputs(first, count=count, device_id=_checked(address))
        return list(_complete(address, reply.bits, _whole_bytes(count)))[:count]

    def _exchange(self, request: ModbusPDU) -> ModbusPDU:
        for _ in range(self._retries + 1):
            payload = self._answers.expect(request)
            try:
                answer = self._ask(payload)
            except LineStalled:
                raise
            except TransportError:
                self.close()
                raise
            if answer is not None:
                return answer
        raise TransportError(f"Modbus device {request.dev_id} does not answer")

    def _ask(self, payload: bytes) -> ModbusPDU | None:
        line = self._opened()
        if (rest := self._quiet_from + self._silence_s - self._clock()) > 0:
            threading.Event().wait(rest)
        line.discard_input()
        log.debug("modbus > %s", payload.hex(" "))
        line.write(payload, timeout=self._timeout_s)
        echo = Echo()
        # What is sent may still stand in the machine's own buffer; a slow line's own time is no silence of the device.
        deadline = self._clock() + self._timeout_s + len(payload) * CHARACTER_BITS / self._baud
        echo.sent(payload if self._echo else b"", deadline)
        while (left := deadline - self._clock()) > 0:
            chunk = line.read(LONGEST, timeout=left)
            if chunk:
                log.debug("modbus < %s", chunk.hex(" "))
            self._quiet_from = self._clock()
            if (answer := self._answers.feed(echo.heard(chunk, self._quiet_from))) is not None:
                return answer
        return None

    def _opened(self) -> Transport:
        if self._line is None:
            self._line = transport.open_transport(str(self._port), default_baud=self._baud)
        return self._line


def _silence_s(port: str | Transport, baud: int) -> float:
    if isinstance(port, str):
        parsed = ports.parse(port)
        if not isinstance(parsed, ports.SerialPort):
            return 0.0  # the gateway or the simulator sees to it
        baud = parsed.baud or baud
    return FAST_SILENCE_S if baud > FAST_BAUD else 3.5 * CHARACTER_BITS / baud


class _Requests(ModbusClientMixin[ModbusPDU]):
    """pymodbus's own making of requests, each handed to `exchange`."""

    def __init__(self, exchange: Callable[[ModbusPDU], ModbusPDU]) -> None:
        self._exchange = exchange

    def execute(self, no_response_expected: bool, request: ModbusPDU) -> ModbusPDU:
        return self._exchange(request)


class _Answers:
    """Finds the answer to the last request in what comes in: same address, same function, right checksum."""

    def __init__(self, framing: Framing) -> None:
        self._decoder = DecodePDU(False)
        self._framer: FramerBase = {Framing.RTU: FramerRTU, Framing.TCP: FramerSocket}[framing](self._decoder)
        self._hunts = framing is Framing.RTU
        self._request = ModbusPDU()
        self._transaction = 0
        self._held = b""

    def expect(self, request: ModbusPDU) -> bytes:
        """Forget what came so far; the request's bytes. Raises ValueError for what no frame can carry."""
        self._transaction = self._transaction % 0xFFFF + 1
        request.transaction_id = self._transaction
        self._request, self._held = request, b""
        try:
            return bytes(self._framer.buildFrame(request))
        except struct.error as error:
            raise ValueError(f"registers and their numbers are 0 to 65535: {error}") from None

    def feed(self, chunk: bytes) -> ModbusPDU | None:
        """Raises Refused, FrameError."""
        self._held = (self._held + chunk)[-LONGEST:]
        start = 0
        while start < len(self._held):
            used, address, transaction, content = self._framer.decode(self._held[start:])
            if len(content) > 1 and self._is_answer(address, transaction, content[0]):
                return self._read(content)
            # On a serial line every byte may be the first: noise in front can look like the beginning of a frame.
            start += 1 if self._hunts else used or len(self._held)
        return None

    def _is_answer(self, address: int, transaction: int, function: int) -> bool:
        request = self._request
        same_transaction = transaction in (0, request.transaction_id)
        return address == request.dev_id and same_transaction and function & ~EXCEPTION == request.function_code

    def _read(self, content: bytes) -> ModbusPDU:
        if content[0] & EXCEPTION:
            raise Refused(self._request.dev_id, content[1])
        answer = self._decoder.decode(content)
        if answer is None:
            raise FrameError(f"Modbus device {self._request.dev_id}: its answer cannot be read")
        return answer


def _checked(address: int) -> int:
    if not 1 <= address <= 255:
        raise ValueError(f"address {address} is not 1 to 255")
    return address


def _whole_bytes(count: int) -> int:
    return (count + 7) // 8 * 8


def _complete(address: int, got: Sequence[T], count: int) -> Sequence[T]:
    if len(got) != count:
        raise FrameError(f"Modbus device {address}: {len(got)} values instead of {count}")
    return got


def _same(address: int, got: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if got != wanted:
        raise FrameError(f"Modbus device {address}: it confirms {got} instead of {wanted}")
