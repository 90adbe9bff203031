"""Modbus on the wire: the documented bytes both ways, what is an answer, pymodbus's own server as the device."""

import asyncio
import logging
import os
import select
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pymodbus import FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from drivers.errors import FrameError, TransportError
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.transport.modbus import Framing, ModbusLine, Refused
from tests.drivers.benches import PATIENCE_S, hear

# What is asked, the bytes on the wire, the device's bytes, what comes back.
Ask = Callable[[ModbusLine], object]
CONFIRMED = None
EXCHANGES: dict[str, tuple[Ask, str, str, object]] = {
    "read 1 holding": (lambda line: line.read_registers(1, 0, 1), "010300000001840A", "010302000CB841", [12]),
    "write 1234": (lambda line: line.write_register(1, 0, 1234), "0106000004D20B57", "0106000004D20B57", CONFIRMED),
    "write two": (
        lambda line: line.write_registers(1, 0, [0x41, 1]),
        "01100000000204004100 01627B",
        "011000000002 41C8",
        CONFIRMED,
    ),
    "coil on": (lambda line: line.write_coil(1, 0, True), "01050000FF008C3A", "01050000FF008C3A", CONFIRMED),
    "coil off": (lambda line: line.write_coil(1, 0, False), "010500000000CDCA", "010500000000CDCA", CONFIRMED),
    "discrete inputs": (
        lambda line: line.read_inputs(1, 0, 8),
        "01020000000879CC",
        "01020104A04B",
        [False, False, True, False, False, False, False, False],
    ),
    "coils 0, 2 on": (
        lambda line: line.write_coils(1, 0, [True, False, True, False]),
        "010F000000040105FE95",
        "010F00000004 5408",
        CONFIRMED,
    ),
}


class Answering:
    """A device that gives one line of bytes to each whole request of the given length, on its own thread."""

    def __init__(self, line: SimLine, request_size: int, *answers: bytes) -> None:
        self.heard = b""
        self._thread = threading.Thread(target=self._serve, args=(line, request_size, answers))
        self._thread.start()

    def _serve(self, line: SimLine, request_size: int, answers: tuple[bytes, ...]) -> None:
        for answer in answers:
            self.heard += hear(line, request_size)
            line.put(answer)

    def join(self) -> bytes:
        self._thread.join(PATIENCE_S)
        return self.heard


@pytest.fixture
def wire() -> Iterator[PtyLine]:
    line = PtyLine()
    yield line
    line.close()


@pytest.fixture
def modbus(wire: PtyLine) -> Iterator[ModbusLine]:
    line = ModbusLine(wire.url, timeout_s=PATIENCE_S)
    line.open()
    yield line
    line.close()


@pytest.mark.parametrize("name", EXCHANGES)
def test_the_documented_bytes_go_out_and_their_answer_is_understood(
    wire: PtyLine, modbus: ModbusLine, name: str
) -> None:
    ask, request, answer, value = EXCHANGES[name]
    device = Answering(wire, len(bytes.fromhex(request)), bytes.fromhex(answer))
    assert ask(modbus) == value
    assert device.join() == bytes.fromhex(request)


def test_an_exception_reply_is_a_refusal_in_plain_words(wire: PtyLine, modbus: ModbusLine) -> None:
    device = Answering(wire, 8, bytes.fromhex("018302C0F1"))
    with pytest.raises(Refused, match="device 1: it has no such register or coil") as refused:
        modbus.read_registers(1, 9)
    device.join()
    assert (refused.value.address, refused.value.code) == (1, 2)


READ, READ_ANSWER = bytes.fromhex("010300000001840A"), bytes.fromhex("010302000CB841")


@pytest.mark.parametrize(
    "before",
    ["00", "01", "0103", "010302000CB8", "02030200013D84", "0106000004D20B57", "FF6803036801010C0E16", "FE" * 300],
)
def test_an_answer_behind_noise_or_anothers_answer_is_found(wire: PtyLine, modbus: ModbusLine, before: str) -> None:
    device = Answering(wire, 8, bytes.fromhex(before) + READ_ANSWER)
    assert modbus.read_registers(1, 0) == [12]
    device.join()


def test_an_answer_in_pieces_is_put_together(wire: PtyLine, modbus: ModbusLine) -> None:
    device = Answering(wire, 8, READ_ANSWER[:3])
    asked = threading.Timer(0.05, wire.put, [READ_ANSWER[3:]])
    asked.start()
    assert modbus.read_registers(1, 0) == [12]
    device.join()
    asked.join()


def test_a_spoilt_answer_is_asked_for_again(wire: PtyLine) -> None:
    line = ModbusLine(wire.url, timeout_s=0.1, retries=1)
    line.open()
    device = Answering(wire, 8, READ_ANSWER[:-1] + b"\0", READ_ANSWER)
    assert line.read_registers(1, 0) == [12]
    assert device.join() == READ * 2
    line.close()


def test_a_silent_device_is_a_transport_error_and_the_line_stays_open(wire: PtyLine) -> None:
    line = ModbusLine(wire.url, timeout_s=0.02, retries=2)
    line.open()
    with pytest.raises(TransportError, match="device 7 does not answer"):
        line.read_registers(7, 0)
    assert len(hear(wire, 24)) == 24
    device = Answering(wire, 8, READ_ANSWER)
    assert line.read_registers(1, 0) == [12]
    device.join()
    line.close()


def test_a_late_answer_is_not_taken_for_the_next_one(wire: PtyLine) -> None:
    line = ModbusLine(wire.url, timeout_s=0.02, retries=0)
    line.open()
    with pytest.raises(TransportError):
        line.read_registers(1, 0)
    hear(wire, 8)
    wire.put(READ_ANSWER)
    with pytest.raises(TransportError):
        line.read_registers(1, 0)
    line.close()


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda line: line.read_registers(1, 0, 2), "010302000CB841"),
        (lambda line: line.write_register(1, 0, 1), "0106000004D20B57"),
        (lambda line: line.write_coil(1, 0, True), "010500000000CDCA"),
        (lambda line: line.read_inputs(1, 0, 9), "01020104A04B"),
    ],
)
def test_an_answer_to_another_question_is_a_frame_error(
    wire: PtyLine, modbus: ModbusLine, ask: Ask, answer: str
) -> None:
    device = Answering(wire, 8, bytes.fromhex(answer))
    with pytest.raises(FrameError, match="device 1"):
        ask(modbus)
    device.join()


@pytest.mark.parametrize(
    "ask",
    [
        lambda line: line.read_registers(0, 0),
        lambda line: line.read_registers(256, 0),
        lambda line: line.read_registers(1, 0, 126),
        lambda line: line.read_registers(1, 65536),
        lambda line: line.write_register(1, 0, 65536),
    ],
)
def test_what_no_frame_can_carry_is_a_value_error(modbus: ModbusLine, ask: Ask) -> None:
    with pytest.raises(ValueError, match=r"[0-9]"):
        ask(modbus)


def test_an_echo_is_not_taken_for_a_confirmation(wire: PtyLine) -> None:
    write = bytes.fromhex("0106000004D20B57")
    line = ModbusLine(wire.url, timeout_s=0.05, retries=0, echo=True)
    line.open()
    device = Answering(wire, 8, write)
    with pytest.raises(TransportError, match="does not answer"):
        line.write_register(1, 0, 1234)
    device.join()
    device = Answering(wire, 8, write + write)
    line.write_register(1, 0, 1234)
    device.join()
    line.close()


def test_a_pulled_plug_is_a_transport_error_and_the_next_use_opens_anew(tmp_path: Path) -> None:
    link = tmp_path / "modbus"
    line = ModbusLine(f"serial://{link}", timeout_s=PATIENCE_S)
    for _ in range(3):
        wire = PtyLine(link)
        device = Answering(wire, 8, READ_ANSWER)
        assert line.read_registers(1, 0) == [12]
        device.join()
        wire.close()
        with pytest.raises(TransportError):
            line.read_registers(1, 0)
    line.close()


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_is_left_open_and_nobody_is_told_of_a_dead_device(caplog: pytest.LogCaptureFixture) -> None:
    before = _open_files()
    wire = PtyLine()
    line = ModbusLine(wire.url, timeout_s=0.01, retries=3)
    with caplog.at_level(logging.INFO), pytest.raises(TransportError):
        line.read_registers(1, 0)
    line.close()
    line.close()
    wire.close()
    assert _open_files() == before
    assert caplog.records == []


def test_a_line_that_is_given_stays_open() -> None:
    from drivers.transport import open_transport

    wire = PtyLine()
    given = open_transport(wire.url)
    line = ModbusLine(given, timeout_s=PATIENCE_S)
    device = Answering(wire, 8, READ_ANSWER)
    assert line.read_registers(1, 0) == [12]
    device.join()
    line.close()
    given.write(b"x", timeout=PATIENCE_S)
    assert hear(wire, 1) == b"x"
    given.close()
    wire.close()


class Served:
    """pymodbus's own server in a loop of its own: device 3 with 16 coils and inputs from 0 and registers 0 to 9."""

    def __init__(self, make: Callable[[SimDevice], ModbusTcpServer | ModbusSerialServer]) -> None:
        self._make = make
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._ready.wait(PATIENCE_S)

    async def _serve(self) -> None:
        device = SimDevice(
            3,
            simdata=(
                [SimData(0, values=[True, False] * 8, datatype=DataType.BITS)],
                [SimData(0, values=[False, False, True, False] * 4, datatype=DataType.BITS)],
                [SimData(0, values=list(range(100, 110)), datatype=DataType.REGISTERS)],
                [SimData(0, values=0, datatype=DataType.REGISTERS)],
            ),
        )
        server = self._make(device)
        await server.serve_forever(background=True)
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        if isinstance(server.transport, asyncio.Server):
            self.tcp_port = server.transport.sockets[0].getsockname()[1]
        self._ready.set()
        await self._ending.wait()
        await server.shutdown()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(PATIENCE_S)


class Crossed:
    """Two pseudo-terminals with their far ends joined: a serial cable between two programs."""

    def __init__(self) -> None:
        self.one, self.other = PtyLine(), PtyLine()
        self._ending_out, self._ending_in = os.pipe()
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()

    def _carry(self) -> None:
        ends = {self.one.sources()[0]: (self.one, self.other), self.other.sources()[0]: (self.other, self.one)}
        while True:
            ready, _, _ = select.select([*ends, self._ending_out], [], [])
            if self._ending_out in ready:
                return
            for source in ready:
                near, far = ends[source]
                far.put(near.take(source))

    def close(self) -> None:
        os.write(self._ending_in, b"\0")
        self._thread.join(PATIENCE_S)
        for end in (self.one, self.other):
            end.close()
        os.close(self._ending_out)
        os.close(self._ending_in)


def _path(line: PtyLine) -> str:
    return line.url.removeprefix("serial://")


@pytest.fixture(params=["serial", "gateway", "tcp"])
def independent(request: pytest.FixtureRequest) -> Iterator[ModbusLine]:
    cable = Crossed() if request.param == "serial" else None
    if cable is not None:
        tty = _path(cable.other)
        served = Served(lambda device: ModbusSerialServer(device, framer=FramerType.RTU, port=tty, baudrate=9600))
        line = ModbusLine(cable.one.url, timeout_s=PATIENCE_S)
    else:
        framer, framing = {
            "gateway": (FramerType.RTU, Framing.RTU),
            "tcp": (FramerType.SOCKET, Framing.TCP),
        }[request.param]
        served = Served(lambda device: ModbusTcpServer(device, framer=framer, address=("127.0.0.1", 0)))
        line = ModbusLine(f"tcp://127.0.0.1:{served.tcp_port}", timeout_s=PATIENCE_S, framing=framing)
    yield line
    line.close()
    served.close()
    if cable is not None:
        cable.close()


def test_pymodbus_own_server_understands_and_is_understood(independent: ModbusLine) -> None:
    assert independent.read_registers(3, 0, 10) == list(range(100, 110))
    independent.write_register(3, 4, 1234)
    independent.write_registers(3, 6, [1, 65535])
    assert independent.read_registers(3, 4, 4) == [1234, 105, 1, 65535]
    assert independent.read_inputs(3, 0, 7) == [False, False, True, False, False, False, True]
    independent.write_coil(3, 1, True)
    independent.write_coils(3, 4, [False, True, True])
    assert independent.read_coils(3, 0, 7) == [True, True, True, False, False, True, True]
    with pytest.raises(Refused, match="no such register") as refused:
        independent.read_registers(3, 500)
    assert refused.value.code == 2
    assert independent.read_registers(3, 9) == [109]


def test_over_tcp_an_older_answer_is_passed_over() -> None:
    wire = TcpLine()
    line = ModbusLine(wire.url, timeout_s=PATIENCE_S, framing=Framing.TCP)
    older, right = "FFFF00000005010302FFFF", "000100000005010302000C"
    device = Answering(wire, 12, bytes.fromhex(older + right))
    assert line.read_registers(1, 0) == [12]
    assert device.join() == bytes.fromhex("000100000006010300000001")
    line.close()
    wire.close()


def test_a_gateway_that_hangs_up_is_a_transport_error_and_is_called_again() -> None:
    wire = TcpLine()
    line = ModbusLine(wire.url, timeout_s=PATIENCE_S)
    line.open()
    for _ in range(2):
        device = Answering(wire, 8, READ_ANSWER)
        assert line.read_registers(1, 0) == [12]
        device.join()
        wire._hang_up()
        with pytest.raises(TransportError):
            line.read_registers(1, 0)
    line.close()
    wire.close()
