"""Where a device hangs, as a URL: parsed to a frozen value. Opens nothing.

serial:///dev/serial/by-id/x?baud=9600&parity=N&bits=8&stop=1&flow=none
tcp://host:9100          usb://0416:5011/serial-number     (the serial number may be left out)
hidraw:///dev/x?out=feature&report=1&length=64             (how reports are framed; most devices need none of it)
evdev:///dev/input/x     sim://name  (a running simulator)
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from drivers.errors import SettingError

SIM_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
PARITIES = ("N", "E", "O", "M", "S")
FLOWS = ("none", "rtscts", "dsrdtr", "xonxoff")
HID_OUT = ("report", "feature")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPort:
    """A tty. `baud` None means: what the device's profile says."""

    path: str
    baud: int | None = None
    parity: str = "N"
    bits: int = 8
    stop: int = 1
    flow: str = "none"


@dataclass(frozen=True, slots=True)
class TcpPort:
    host: str
    tcp_port: int


@dataclass(frozen=True, slots=True)
class UsbPort:
    """Vendor and product as four upper-case hex digits, and the device's own serial number if it matters."""

    vendor: str
    product: str
    serial_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HidrawPort:
    """Raw HID reports. `out`: sent as an output "report" or by SET_REPORT as a "feature"; `report`: the number they
    carry, 0 on a device that numbers none; `length`: bytes of each without the number, None: as many as are written."""

    path: str
    out: str = "report"
    report: int = 0
    length: int | None = None


@dataclass(frozen=True, slots=True)
class EvdevPort:
    path: str


@dataclass(frozen=True, slots=True)
class SimPort:
    """A simulator that runs now and has registered this name."""

    name: str


Port = SerialPort | TcpPort | UsbPort | HidrawPort | EvdevPort | SimPort


def parse(url: str) -> Port:
    """Read a port URL. Raises SettingError naming the part that is wrong."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SettingError(f"port {url!r}: {error}") from None
    reader = _READERS.get(parts.scheme)
    if reader is None:
        known = ", ".join(f"{scheme}://" for scheme in _READERS)
        raise SettingError(f"port {url!r}: scheme {parts.scheme!r} is none of {known}")
    if parts.fragment or (parts.query and parts.scheme not in ("serial", "hidraw")):
        raise SettingError(f"port {url!r}: nothing may follow the address")
    return reader(url, parts)


def _device_path(url: str, parts: SplitResult) -> str:
    if parts.netloc:
        raise SettingError(f"port {url!r}: three slashes before a device path, e.g. {parts.scheme}:///dev/x")
    if len(parts.path) < 2:
        raise SettingError(f"port {url!r}: the device path is missing")
    return unquote(parts.path)


def _serial(url: str, parts: SplitResult) -> SerialPort:
    path = _device_path(url, parts)
    settings = _settings(url, parts, ("baud", "parity", "bits", "stop", "flow"))
    return SerialPort(
        path=path,
        baud=_number(url, "baud", settings["baud"], 10, 9999999) if "baud" in settings else None,
        parity=_one_of(url, "parity", settings.get("parity", "N").upper(), PARITIES),
        bits=int(_one_of(url, "bits", settings.get("bits", "8"), ("7", "8"))),
        stop=int(_one_of(url, "stop", settings.get("stop", "1"), ("1", "2"))),
        flow=_one_of(url, "flow", settings.get("flow", "none"), FLOWS),
    )


def _settings(url: str, parts: SplitResult, known: tuple[str, ...]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key not in known:
            raise SettingError(f"port {url!r}: unknown setting {key!r}")
        if key in settings:
            raise SettingError(f"port {url!r}: {key} is given twice")
        settings[key] = value
    return settings


def _one_of(url: str, key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingError(f"port {url!r}: {key} {value!r} is none of {', '.join(allowed)}")
    return value


def _number(url: str, key: str, value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]{0,6}", value) or not least <= int(value) <= most:
        raise SettingError(f"port {url!r}: {key} {value!r} is not a number of {least} to {most}")
    return int(value)


def _tcp(url: str, parts: SplitResult) -> TcpPort:
    try:
        number = parts.port
    except ValueError:
        number = -1
    if not parts.hostname:
        raise SettingError(f"port {url!r}: the host is missing")
    if number is None or number < 1:
        raise SettingError(f"port {url!r}: the port must be 1 to 65535")
    if parts.path not in ("", "/") or parts.username is not None:
        raise SettingError(f"port {url!r}: only host and port belong here")
    return TcpPort(parts.hostname, number)


def _usb(url: str, parts: SplitResult) -> UsbPort:
    match = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", parts.netloc)
    if match is None:
        raise SettingError(f"port {url!r}: {parts.netloc!r} is not vendor:product in four hex digits each")
    return UsbPort(match[1].upper(), match[2].upper(), unquote(parts.path.strip("/")) or None)


def _hidraw(url: str, parts: SplitResult) -> HidrawPort:
    path = _device_path(url, parts)
    settings = _settings(url, parts, ("out", "report", "length"))
    return HidrawPort(
        path=path,
        out=_one_of(url, "out", settings.get("out", "report"), HID_OUT),
        report=_number(url, "report", settings.get("report", "0"), 0, 255),
        length=_number(url, "length", settings["length"], 1, 4095) if "length" in settings else None,
    )


def _evdev(url: str, parts: SplitResult) -> EvdevPort:
    return EvdevPort(_device_path(url, parts))


def _sim(url: str, parts: SplitResult) -> SimPort:
    if not SIM_NAME.fullmatch(parts.netloc) or parts.path not in ("", "/"):
        raise SettingError(f"port {url!r}: a simulator's name is letters, digits, '-', '_' and '.'")
    return SimPort(parts.netloc)


_READERS: dict[str, Callable[[str, SplitResult], Port]] = {
    "serial": _serial,
    "tcp": _tcp,
    "usb": _usb,
    "hidraw": _hidraw,
    "evdev": _evdev,
    "sim": _sim,
}
