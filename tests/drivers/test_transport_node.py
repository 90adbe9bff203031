"""Keypads and card readers as device files: events and reports in order; pipes and terminals stand for the devices."""

import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.errors import LineStalled, TransportError
from drivers.port import EvdevPort, HidrawPort
from drivers.sim.line import PtyLine
from drivers.transport import Transport, open_transport
from drivers.transport.evdev import EVENT_SIZE, EvdevTransport
from drivers.transport.hidraw import HidrawTransport
from drivers.transport.node import Node
from tests.drivers.benches import PATIENCE_S, hear

KEY_1_DOWN = struct.pack("llHHi", 1, 0, 1, 2, 1)
KEY_1_UP = struct.pack("llHHi", 1, 0, 1, 2, 0)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Plugged:
    """A pipe with a name, held open for writing as long as the device is plugged in."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)
        # Both ways, or the opening would wait for a reader.
        self._end = os.open(path, os.O_RDWR)

    def send(self, payload: bytes) -> None:
        os.write(self._end, payload)

    def unplug(self) -> None:
        if self._end >= 0:
            os.close(self._end)
            self._end = -1


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Plugged]:
    plugged = Plugged(tmp_path / "event3")
    yield plugged
    plugged.unplug()


@pytest.fixture
def pty() -> Iterator[PtyLine]:
    line = PtyLine()
    yield line
    line.close()


def hid(pty: PtyLine, settings: str = "") -> Transport:
    return open_transport(pty.url.replace("serial:", "hidraw:") + settings)


def test_events_come_as_the_kernel_wrote_them(device: Plugged) -> None:
    line = open_transport(f"evdev://{device.path}")
    device.send(KEY_1_DOWN + KEY_1_UP)
    assert line.read(4096, timeout=PATIENCE_S) == KEY_1_DOWN + KEY_1_UP
    assert line.read(4096, timeout=0.001) == b""
    line.close()


def test_an_event_may_be_read_in_pieces(device: Plugged) -> None:
    line = open_transport(f"evdev://{device.path}")
    device.send(KEY_1_DOWN)
    assert b"".join(line.read(10, timeout=PATIENCE_S) for _ in range(3)) == KEY_1_DOWN
    line.close()


def test_keys_pressed_before_can_be_forgotten(device: Plugged) -> None:
    line = open_transport(f"evdev://{device.path}")
    device.send(KEY_1_DOWN * 2)
    line.read(EVENT_SIZE, timeout=PATIENCE_S)
    device.send(KEY_1_DOWN)
    line.discard_input()
    device.send(KEY_1_UP)
    assert line.read(4096, timeout=PATIENCE_S) == KEY_1_UP
    line.close()


def test_an_unplugged_keypad_is_a_transport_error_after_its_last_key(device: Plugged) -> None:
    line = open_transport(f"evdev://{device.path}")
    device.send(KEY_1_DOWN)
    device.unplug()
    assert line.read(4096, timeout=PATIENCE_S) == KEY_1_DOWN
    with pytest.raises(TransportError, match="event3"):
        line.read(4096, timeout=PATIENCE_S)
    line.close()


def test_a_keypad_takes_no_bytes_and_a_closed_one_gives_none(device: Plugged) -> None:
    line = open_transport(f"evdev://{device.path}")
    with pytest.raises(TransportError, match="takes no bytes"):
        line.write(b"x", timeout=0.1)
    line.close()
    line.close()
    with pytest.raises(TransportError):
        line.read(4096, timeout=0.1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | bytes]]:
    """What ioctls asked for, on a machine where device files of input devices cannot be made."""
    requests: list[tuple[int, int | bytes]] = []
    monkeypatch.setattr(Node, "control", lambda _, request, argument: requests.append((request, argument)))
    return requests


def input_device(self: object) -> os.stat_result:
    return os.stat_result((stat.S_IFCHR | 0o660, *[0] * 9), {"st_rdev": os.makedev(13, 67)})


def test_an_input_device_is_grabbed_and_a_stand_in_is_not(
    device: Plugged, asked: list[tuple[int, int | bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    EvdevTransport(EvdevPort(device.path)).close()
    assert asked == []
    monkeypatch.setattr(Node, "stat", input_device)
    EvdevTransport(EvdevPort(device.path)).close()
    assert asked == [(0x40044590, 1)]


def test_a_keypad_another_program_has_grabbed_cannot_be_opened(
    device: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pipe refuses the grab as a keypad held by another program does.
    monkeypatch.setattr(Node, "stat", input_device)
    before = open_files()
    with pytest.raises(TransportError, match="event3"):
        EvdevTransport(EvdevPort(device.path))
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_reports_of_a_device_that_numbers_none_come_as_they_are(pty: PtyLine) -> None:
    line = hid(pty)
    pty.put(bytes.fromhex("00 00 1E 00 00 00 00 00"))
    heard = b""
    while len(heard) < 8:
        heard += line.read(3, timeout=PATIENCE_S)
    assert heard == bytes.fromhex("00 00 1E 00 00 00 00 00")
    line.write(b"\xaa\x55", timeout=PATIENCE_S)
    assert hear(pty, 3) == b"\x00\xaa\x55"
    line.close()


def test_numbered_reports_are_padded_out_and_stripped_in(pty: PtyLine) -> None:
    line = hid(pty, "?report=5&length=4")
    line.write(b"abcdef", timeout=PATIENCE_S)
    assert hear(pty, 10) == b"\x05abcd\x05ef\0\0"
    pty.put(b"\x05answ")
    assert line.read(100, timeout=PATIENCE_S) == b"answ"
    pty.put(b"\x05old")
    assert line.read(1, timeout=PATIENCE_S) == b"o"
    line.discard_input()
    assert line.read(100, timeout=0.001) == b""
    line.close()


def test_features_go_by_set_report_with_their_number(pty: PtyLine, asked: list[tuple[int, int | bytes]]) -> None:
    line = hid(pty, "?out=feature&report=1&length=64")
    line.write(bytes(range(70)), timeout=PATIENCE_S)
    assert asked == [
        (0xC0414806, b"\x01" + bytes(range(64))),
        (0xC0414806, b"\x01" + bytes(range(64, 70)) + bytes(58)),
    ]
    line.close()


def test_a_reader_that_takes_no_reports_tells_how_much_it_took(pty: PtyLine) -> None:
    line = hid(pty, "?length=1023")
    with pytest.raises(LineStalled) as stalled:
        line.write(bytes(1 << 20), timeout=0.05)
    assert stalled.value.sent is not None
    assert stalled.value.sent % 1023 == 0
    line.close()


def test_an_unplugged_reader_is_a_transport_error() -> None:
    pty = PtyLine()
    line = hid(pty)
    pty.close()
    with pytest.raises(TransportError):
        line.read(1, timeout=PATIENCE_S)
    with pytest.raises(TransportError):
        line.write(b"x", timeout=PATIENCE_S)
    line.close()
    with pytest.raises(TransportError):
        HidrawTransport(HidrawPort(path=pty.url.removeprefix("serial://")))
