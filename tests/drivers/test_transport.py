"""Lines as such: order, timeouts, standstill and pulled plugs, on real pseudo-terminals and sockets."""

import io
import threading
from pathlib import Path

import pytest

from drivers.errors import LineStalled, SettingError, TransportError
from drivers.port import SerialPort, parse
from drivers.sim.line import PtyLine, SimLine, TcpLine
from drivers.transport import named, open_transport, presence
from drivers.transport.serial import SerialTransport, unopened
from drivers.transport.tap import Tap
from tests.drivers.benches import PATIENCE_S, hear, wait_readable

BOTH = pytest.mark.parametrize("kind", [PtyLine, TcpLine])


@BOTH
def test_bytes_pass_both_ways_in_order(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    everything = bytes(range(256))
    transport.write(everything[:100], timeout=PATIENCE_S)
    transport.write(everything[100:], timeout=PATIENCE_S)
    assert hear(line, 256) == everything
    line.put(everything)
    heard = b""
    while len(heard) < 256:
        heard += transport.read(50, timeout=PATIENCE_S)
    assert heard == everything
    transport.close()
    line.close()


@BOTH
def test_silence_reads_as_nothing(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    assert transport.read(10, timeout=0.01) == b""
    transport.close()
    line.close()


@BOTH
def test_a_pulled_plug_is_a_transport_error_on_read(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    transport.write(b"x", timeout=PATIENCE_S)
    hear(line, 1)
    line.close()
    with pytest.raises(TransportError):
        transport.read(10, timeout=PATIENCE_S)
    transport.close()


@BOTH
def test_a_closed_transport_raises_transport_errors_and_closes_twice(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    transport.close()
    transport.close()
    with pytest.raises(TransportError):
        transport.write(b"x", timeout=0.1)
    with pytest.raises(TransportError):
        transport.read(1, timeout=0.1)
    line.close()


@BOTH
def test_a_side_that_takes_nothing_stalls_the_line(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    with pytest.raises(LineStalled):
        transport.write(bytes(1 << 24), timeout=0.1)
    transport.close()
    line.close()


@BOTH
def test_a_line_goes_on_at_the_byte_where_it_stalled(kind: type[SimLine]) -> None:
    line = kind()
    transport = open_transport(line.url)
    payload = bytes(range(251)) * (1 << 15)
    with pytest.raises(LineStalled) as stalled:
        transport.write(payload, timeout=0.05)
    sent = stalled.value.sent
    assert sent is not None
    assert 0 < sent < len(payload)
    # The other side takes again; what was written before the stall arrives, and nothing else of it.
    rest = threading.Thread(target=transport.write, args=(payload[sent:],), kwargs={"timeout": PATIENCE_S})
    rest.start()
    heard = bytearray()
    while len(heard) < len(payload):
        wait_readable(line.sources()[0])
        heard += line.take(line.sources()[0])
    assert heard == payload
    rest.join(PATIENCE_S)
    transport.close()
    line.close()


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ("", ("N", 8, 1, False, False, False)),
        ("?parity=E&bits=7&stop=2", ("E", 7, 2, False, False, False)),
        ("?parity=O&flow=rtscts", ("O", 8, 1, True, False, False)),
        ("?parity=M&flow=dsrdtr", ("M", 8, 1, False, True, False)),
        ("?parity=S&flow=xonxoff", ("S", 8, 1, False, False, True)),
    ],
)
def test_a_serial_line_is_set_as_its_url_says(settings: str, wanted: tuple[object, ...]) -> None:
    port = parse(f"serial:///dev/ttyS0{settings}")
    assert isinstance(port, SerialPort)
    tty = unopened(port, default_baud=9600)
    assert (tty.parity, tty.bytesize, tty.stopbits, tty.rtscts, tty.dsrdtr, tty.xonxoff) == wanted


@pytest.mark.parametrize("settings", ["?parity=E&bits=7&stop=2", "?flow=rtscts", "?flow=dsrdtr", "?flow=xonxoff"])
def test_what_a_pseudo_terminal_does_not_have_is_not_missed(settings: str) -> None:
    line = PtyLine()
    transport = open_transport(line.url + settings)
    transport.write(b"x", timeout=PATIENCE_S)
    assert hear(line, 1) == b"x"
    line.put(b"y")
    assert transport.read(1, timeout=PATIENCE_S) == b"y"
    transport.close()
    line.close()


@pytest.mark.parametrize(("settings", "baud"), [("", 57600), ("?baud=9600", 9600), ("?baud=12345", 12345)])
def test_the_speed_is_the_urls_or_else_the_profiles(settings: str, baud: int) -> None:
    line = PtyLine()
    transport = open_transport(line.url + settings, default_baud=57600)
    assert isinstance(transport, SerialTransport)
    assert transport._tty.baudrate == baud
    transport.close()
    line.close()


class SlowTty:
    """Part of a serial.Serial whose bytes leave as `waiting` says, each time one looks."""

    def __init__(self, waiting: list[int]) -> None:
        self.is_open = True
        self.waiting = waiting
        self.lost: int | None = None

    @property
    def out_waiting(self) -> int:
        return self.waiting.pop(0) if len(self.waiting) > 1 else self.waiting[0]

    def reset_output_buffer(self) -> None:
        self.lost = self.waiting[0]

    def close(self) -> None:
        self.is_open = False


@pytest.mark.parametrize(("waiting", "lost"), [([8, 4, 0], 0), ([0], 0), ([8], 8), ([8, 4, 4], 4)])
def test_closing_lets_leave_what_is_leaving_and_drops_what_stands_still(
    waiting: list[int], lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = PtyLine()
    transport = SerialTransport(SerialPort(path=line.url.removeprefix("serial://")), default_baud=9600)
    real, slow = transport._tty, SlowTty(waiting)
    monkeypatch.setattr(transport, "_tty", slow)
    transport.close()
    real.close()
    line.close()
    assert not slow.is_open
    assert slow.lost == lost


def test_what_arrived_can_be_forgotten() -> None:
    line = PtyLine()
    transport = open_transport(line.url)
    assert isinstance(transport, SerialTransport)
    line.put(b"old")
    wait_readable(transport._tty.fileno())
    transport.discard_input()
    assert transport.read(10, timeout=0.01) == b""
    transport.close()
    line.close()


def test_one_line_belongs_to_one_process() -> None:
    line = PtyLine()
    transport = open_transport(line.url)
    with pytest.raises(TransportError):
        open_transport(line.url)
    transport.close()
    line.close()


@pytest.mark.parametrize(
    "url",
    [
        "serial:///dev/no-such-port",
        "serial:///etc/hostname",
        "tcp://127.0.0.1:1",
        "usb://0416:5011",
        "hidraw:///dev/no-such-keypad",
        "evdev:///dev/input/no-such-scanner",
    ],
)
def test_what_cannot_be_opened_now_is_a_transport_error(url: str) -> None:
    with pytest.raises(TransportError):
        open_transport(url)


def test_a_running_simulator_is_found_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BIANMIN_SIM_DIR", str(tmp_path))
    line = PtyLine()
    named.register("printer", line.url)
    transport = open_transport("sim://printer")
    transport.write(b"x", timeout=PATIENCE_S)
    assert hear(line, 1) == b"x"
    transport.close()
    line.close()
    with pytest.raises(TransportError, match="sim://board"):
        open_transport("sim://board")


def test_a_tap_records_both_directions() -> None:
    line, record, now = PtyLine(), io.StringIO(), iter([10.0, 10.5, 12.0])
    tap = Tap(open_transport(line.url), record, clock=lambda: next(now))
    tap.write(b"\x10\x04\x01", timeout=PATIENCE_S)
    line.put(b"\x12")
    assert tap.read(10, timeout=PATIENCE_S) == b"\x12"
    tap.close()
    line.close()
    assert record.getvalue() == "     0.500 > 10 04 01\n     2.000 < 12\n"


def test_a_line_is_there_as_long_as_its_name(tmp_path: Path) -> None:
    line = PtyLine(tmp_path / "printer")
    url = f"serial://{tmp_path / 'printer'}"
    assert presence(url) is True
    line.close()
    assert presence(url) is False
    assert presence("hidraw:///dev/no-such-keypad") is False
    assert presence("evdev:///dev/input/no-such-scanner") is False


def test_only_opening_tells_whether_a_network_machine_is_there() -> None:
    assert presence("tcp://127.0.0.1:1") is None


def test_a_simulator_is_there_while_it_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BIANMIN_SIM_DIR", str(tmp_path))
    assert presence("sim://printer") is False
    link = PtyLine(tmp_path / "link")
    named.register("printer", link.url)
    assert presence("sim://printer") is True
    link.close()
    assert presence("sim://printer") is False
    named.register("board", "tcp://127.0.0.1:5005")
    assert presence("sim://board") is True


def test_a_usb_device_is_there_while_the_kernel_lists_it(tmp_path: Path) -> None:
    assert presence("usb://0416:5011", root=tmp_path) is None
    device = tmp_path / "bus/usb/devices/1-1"
    device.mkdir(parents=True)
    assert presence("usb://0416:5011", root=tmp_path) is False
    for name, text in (("idVendor", "0416\n"), ("idProduct", "5011\n"), ("serial", "KQ0001\n")):
        (device / name).write_text(text)
    assert presence("usb://0416:5011", root=tmp_path) is True
    assert presence("usb://0416:5011/KQ0001", root=tmp_path) is True
    assert presence("usb://0416:5011/KQ0002", root=tmp_path) is False
    assert presence("usb://0416:5012", root=tmp_path) is False


def test_what_cannot_be_looked_for_is_not_there() -> None:
    assert presence(f"serial:///dev/{'x' * 5000}") is False


def test_presence_of_a_wrong_url_is_a_setting_error() -> None:
    with pytest.raises(SettingError):
        presence("lpt://1")
