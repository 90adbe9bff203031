"""Port URLs: what each means, and that a wrong one says which part is wrong."""

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import port
from drivers.errors import SettingError
from drivers.port import EvdevPort, HidrawPort, SerialPort, SimPort, TcpPort, UsbPort


@pytest.mark.parametrize(
    ("url", "value"),
    [
        (
            "serial:///dev/serial/by-id/x?baud=9600&parity=N",
            SerialPort(path="/dev/serial/by-id/x", baud=9600, parity="N"),
        ),
        ("serial:///dev/ttyS0", SerialPort(path="/dev/ttyS0")),
        (
            "serial:///dev/a%20b?parity=e&bits=7&stop=2&flow=rtscts",
            SerialPort(path="/dev/a b", parity="E", bits=7, stop=2, flow="rtscts"),
        ),
        ("tcp://host:9100", TcpPort("host", 9100)),
        ("tcp://[::1]:5005", TcpPort("::1", 5005)),
        ("usb://0416:5011/serial", UsbPort("0416", "5011", "serial")),
        ("usb://04b8:0e02", UsbPort("04B8", "0E02")),
        ("hidraw:///dev/bianmin/keypad-3", HidrawPort(path="/dev/bianmin/keypad-3")),
        (
            "hidraw:///dev/hidraw0?out=feature&report=1&length=64",
            HidrawPort(path="/dev/hidraw0", out="feature", report=1, length=64),
        ),
        ("evdev:///dev/input/event3", EvdevPort("/dev/input/event3")),
        ("sim://printer", SimPort("printer")),
    ],
)
def test_a_port_url_reads_to_its_value(url: str, value: port.Port) -> None:
    assert port.parse(url) == value


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("/dev/ttyUSB0", "scheme ''"),
        ("http://x", "scheme 'http'"),
        ("serial://dev/ttyUSB0", "three slashes"),
        ("serial:///", "path is missing"),
        ("serial:///dev/x?baud=fast", "baud 'fast'"),
        ("serial:///dev/x?baud=", "baud ''"),
        ("serial:///dev/x?speed=9600", "'speed'"),
        ("serial:///dev/x?baud=9600&baud=300", "baud is given twice"),
        ("serial:///dev/x?parity=X", "parity 'X'"),
        ("serial:///dev/x?bits=9", "bits '9'"),
        ("serial:///dev/x?stop=3", "stop '3'"),
        ("serial:///dev/x?flow=maybe", "flow 'maybe'"),
        ("tcp://host", "port must be"),
        ("tcp://host:0", "port must be"),
        ("tcp://host:99999", "port must be"),
        ("tcp://:9100", "host is missing"),
        ("tcp://host:9100/x", "only host and port"),
        ("tcp://host:9100?x=1", "nothing may follow"),
        ("tcp://[:9100", "Invalid"),
        ("usb://416:5011", "four hex digits"),
        ("hidraw://dev/x", "three slashes"),
        ("hidraw:///dev/x?out=input", "out 'input'"),
        ("hidraw:///dev/x?report=256", "report '256' is not a number of 0 to 255"),
        ("hidraw:///dev/x?length=0", "length '0' is not a number of 1 to 4095"),
        ("hidraw:///dev/x?length=064", "length '064'"),
        ("hidraw:///dev/x?baud=9600", "unknown setting 'baud'"),
        ("evdev:///dev/x?report=1", "nothing may follow"),
        ("usb://0416:5011?interface=1", "nothing may follow"),
        ("serial:///dev/x?baud=9", "baud '9' is not a number of 10"),
        ("sim://", "name"),
        ("sim://a/b", "name"),
    ],
)
def test_a_wrong_port_url_says_what_is_wrong(url: str, named: str) -> None:
    with pytest.raises(SettingError, match="port ") as wrong:
        port.parse(url)
    assert named in str(wrong.value)


def test_every_address_in_the_manual_is_one() -> None:
    page = Path(__file__).parents[2] / "docs/devices/ports.md"
    urls = re.findall(r"(?:serial|tcp|usb|hidraw|evdev|sim)://[^`\s]+", page.read_text(encoding="utf-8"))
    assert {type(port.parse(url)) for url in urls} == set(get_args(port.Port))


@given(st.text(max_size=40) | st.sampled_from(["serial", "tcp", "usb", "sim"]).flatmap(
    lambda scheme: st.text(max_size=30).map(lambda rest: f"{scheme}://{rest}")
))  # fmt: skip
def test_any_text_is_a_port_or_is_quoted_in_its_refusal(url: str) -> None:
    found = _read_or_refused(url)
    assert isinstance(found, port.Port) or found.startswith(f"port {url!r}: ")


def _read_or_refused(url: str) -> port.Port | str:
    try:
        return port.parse(url)
    except SettingError as wrong:
        return str(wrong)
