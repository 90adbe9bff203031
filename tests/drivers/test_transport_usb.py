"""USB lines: the right interface, each byte once, a device left as it was found; pyusb itself over a fake bus."""

import errno
import threading

import pytest
import usb.core

from drivers.errors import LineStalled, TransportError
from drivers.port import UsbPort
from drivers.transport.usb import CHUNK, UsbTransport
from tests.drivers import usb_fake as fake
from tests.drivers.benches import PATIENCE_S
from tests.drivers.usb_fake import EPSON, FakeBackend, FakeDevice

PORT = UsbPort("04B8", "0E02")
BULK, INTERRUPT = 2, 3
ONE_WAY, TWO_WAY, PACKETS, IPP = (7, 1, 1), (7, 1, 2), (7, 1, 3), (7, 1, 4)
KEYBOARD, CDC, CDC_BYTES, STORAGE, VENDOR = (3, 1, 1), (2, 2, 1), (10, 0, 0), (8, 6, 80), (255, 0, 0)


def pipes(out: int, back: int | None, packet: int = 64) -> tuple[tuple[int, int, int], ...]:
    return ((out, BULK, packet),) + (() if back is None else ((back, BULK, packet),))


def composite(*interfaces: bytes) -> bytes:
    return fake.device_descriptor(0x04B8, 0x0E02, serial_index=3) + fake.configuration(*interfaces)


# As many printers with a keypad show themselves: keys on interface 0, the printer on 1.
KEYS_AND_PRINTER = composite(
    fake.interface(0, 0, KEYBOARD, (0x81, INTERRUPT, 8)),
    fake.interface(1, 0, TWO_WAY, (0x83, INTERRUPT, 8), *pipes(0x05, 0x84)),
)


def opened(device: FakeDevice, port: UsbPort = PORT) -> UsbTransport:
    return UsbTransport(port, backend=FakeBackend(device))


def deeds(device: FakeDevice, *names: str) -> list[tuple[object, ...]]:
    return [deed for deed in device.log if deed[0] in names]


def test_bytes_go_out_in_chunks_and_come_back() -> None:
    device = FakeDevice(EPSON, gives=[b"\x12", b"\x1a" * 64])
    line = opened(device)
    line.write(bytes(10_000), timeout=1.5)
    assert device.received == bytes(10_000)
    assert deeds(device, "write") == [("write", 1, size, 1500) for size in (CHUNK, CHUNK, 10_000 - 2 * CHUNK)]
    assert line.read(16, timeout=1.0) == b"\x12"
    assert line.read(60, timeout=1.0) == b"\x1a" * 60
    assert line.read(60, timeout=1.0) == b"\x1a" * 4
    assert line.read(60, timeout=0.001) == b""
    assert {(deed[1], deed[2]) for deed in deeds(device, "read")} == {(0x82, 64)}
    line.close()


@pytest.mark.parametrize(
    ("descriptors", "interface", "out", "back"),
    [
        (EPSON, 0, 1, 0x82),
        (KEYS_AND_PRINTER, 1, 5, 0x84),
        # A vendor's own pair stands before the printer, and loses.
        (
            composite(
                fake.interface(0, 0, VENDOR, *pipes(1, 0x81)),
                fake.interface(1, 0, TWO_WAY, *pipes(2, 0x82)),
            ),
            1,
            2,
            0x82,
        ),
        # An ID-card reader: no class that says anything, pipes of odd numbers, an interrupt endpoint between them.
        (
            composite(
                fake.interface(0, 0, STORAGE, *pipes(3, 0x83)),
                fake.interface(1, 0, VENDOR, (0x85, INTERRUPT, 8), (0x86, BULK, 64), (0x02, BULK, 64)),
            ),
            1,
            2,
            0x86,
        ),
    ],
    ids=["printer", "printer with keys", "printer and vendor", "card reader"],
)
def test_interface_and_endpoints_are_those_of_the_descriptors(
    descriptors: bytes, interface: int, out: int, back: int
) -> None:
    device = FakeDevice(descriptors, gives=[b"x"])
    line = opened(device)
    line.write(b"abc", timeout=1.0)
    line.read(1, timeout=1.0)
    assert [deed[1] for deed in deeds(device, "claim", "write", "read")] == [interface, out, back]
    line.close()


def test_the_two_way_setting_is_chosen_among_the_alternatives() -> None:
    settings = (
        fake.interface(0, 0, ONE_WAY, *pipes(1, None)),
        fake.interface(0, 1, TWO_WAY, *pipes(1, 0x81)),
        fake.interface(0, 2, PACKETS, *pipes(1, 0x81)),
        fake.interface(0, 3, IPP, *pipes(1, 0x81)),
    )
    device = FakeDevice(composite(*settings), gives=[b"x"])
    line = opened(device)
    assert deeds(device, "claim", "set_interface") == [("claim", 0), ("set_interface", 0, 1)]
    assert line.read(1, timeout=1.0) == b"x"
    line.close()


def test_a_printer_that_never_answers_is_only_written_to() -> None:
    device = FakeDevice(composite(fake.interface(0, 0, ONE_WAY, *pipes(1, None))))
    line = opened(device)
    line.write(b"abc", timeout=1.0)
    assert (bytes(device.received), line.read(10, timeout=0.001)) == (b"abc", b"")
    line.close()


@pytest.mark.parametrize(
    "interfaces",
    [
        [fake.interface(0, 0, KEYBOARD, (0x81, INTERRUPT, 8))],
        [fake.interface(0, 0, STORAGE, *pipes(1, 0x81))],
        [fake.interface(0, 0, CDC, (0x81, INTERRUPT, 8)), fake.interface(1, 0, CDC_BYTES, *pipes(2, 0x82))],
        [fake.interface(0, 0, VENDOR, *pipes(1, None))],
        [fake.interface(0, 0, VENDOR, (0x01, INTERRUPT, 64), (0x81, INTERRUPT, 64))],
        [fake.interface(0, 0, IPP, *pipes(1, 0x81))],
    ],
    ids=["keyboard", "storage", "serial", "vendor one way", "vendor interrupt", "ipp"],
)
def test_what_has_no_pipe_for_us_is_refused_untouched(interfaces: list[bytes]) -> None:
    device = FakeDevice(composite(*interfaces), kernel_drivers={0, 1})
    with pytest.raises(TransportError, match="no interface"):
        opened(device)
    assert deeds(device, "claim", "detach", "set_configuration") == []
    assert device.log[-1] == ("close",)


def test_only_the_driver_of_our_interface_is_put_aside_and_it_comes_back() -> None:
    device = FakeDevice(KEYS_AND_PRINTER, kernel_drivers={0, 1})
    line = opened(device)
    assert device.kernel_drivers == {0}
    line.close()
    line.close()
    assert device.kernel_drivers == {0, 1}
    assert [deed[0] for deed in device.log] == ["open", "detach", "claim", "release", "attach", "close"]


def test_a_configured_device_is_neither_configured_again_nor_reset() -> None:
    device = FakeDevice(EPSON)
    opened(device).close()
    assert [deed[0] for deed in device.log] == ["open", "claim", "release", "close"]
    fresh = FakeDevice(EPSON, configured=0)
    opened(fresh).close()
    assert deeds(fresh, "set_configuration") == [("set_configuration", 1)]


def test_a_device_another_program_holds_is_left_to_it() -> None:
    device = FakeDevice(KEYS_AND_PRINTER, kernel_drivers={0, 1}, busy={1})
    with pytest.raises(TransportError, match="busy"):
        opened(device)
    assert device.kernel_drivers == {0, 1}
    assert device.log[-1] == ("close",)


def test_one_of_several_is_found_by_its_serial_number() -> None:
    one, two = (FakeDevice(KEYS_AND_PRINTER, strings={3: number}) for number in ("KQ0001", "KQ0002"))
    bus = FakeBackend(one, two)
    line = UsbTransport(UsbPort("04B8", "0E02", "KQ0002"), backend=bus)
    line.write(b"x", timeout=1.0)
    assert (bytes(one.received), bytes(two.received)) == (b"", b"x")
    assert deeds(one, "open", "close") == [("open",), ("close",)]
    line.close()
    with pytest.raises(TransportError, match="2 of them are attached"):
        UsbTransport(PORT, backend=bus)
    with pytest.raises(TransportError, match="KQ0003: not attached"):
        UsbTransport(UsbPort("04B8", "0E02", "KQ0003"), backend=bus)


def test_a_device_is_looked_up_anew_each_time() -> None:
    bus = FakeBackend()
    with pytest.raises(TransportError, match="not attached"):
        UsbTransport(PORT, backend=bus)
    bus.devices.append(FakeDevice(EPSON))
    UsbTransport(PORT, backend=bus).close()
    again = FakeDevice(EPSON)
    bus.devices[:] = [again]
    line = UsbTransport(PORT, backend=bus)
    line.write(b"x", timeout=1.0)
    assert again.received == b"x"
    line.close()


def test_a_slow_device_gets_every_byte_once() -> None:
    payload = bytes(range(256)) * 40
    device = FakeDevice(EPSON, takes=[64, 1, CHUNK, 640, 63])
    line = opened(device)
    line.write(payload, timeout=0.5)
    assert device.received == payload
    line.close()


def test_a_device_that_takes_no_more_tells_how_much_it_took() -> None:
    payload = bytes(range(256)) * 40
    device = FakeDevice(EPSON, takes=[CHUNK, 128, 0])
    line = opened(device)
    with pytest.raises(LineStalled) as stalled:
        line.write(payload, timeout=0.5)
    assert stalled.value.sent == CHUNK + 128
    line.write(payload[stalled.value.sent :], timeout=0.5)
    assert device.received == payload
    line.close()


def test_a_stalled_packet_is_sent_again_once_the_stall_is_cleared() -> None:
    device = FakeDevice(EPSON, takes=[fake.stall()])
    line = opened(device)
    line.write(b"x" * 64, timeout=0.5)
    assert device.received == b"x" * 64
    assert deeds(device, "clear_halt") == [("clear_halt", 1)]
    line.close()


def test_a_stall_in_the_midst_of_several_packets_leaves_their_fate_unknown() -> None:
    device = FakeDevice(EPSON, takes=[fake.stall()])
    line = opened(device)
    with pytest.raises(LineStalled) as stalled:
        line.write(b"x" * 65, timeout=0.5)
    assert stalled.value.sent is None
    assert device.received == b""
    line.write(b"\x10\x04\x01", timeout=0.5)
    assert device.received == b"\x10\x04\x01"
    line.close()


def test_a_pipe_that_stalls_again_at_once_is_broken() -> None:
    device = FakeDevice(
        EPSON, takes=[fake.stall(), fake.stall()], gives=[fake.stall(), b"x", fake.stall(), fake.stall()]
    )
    line = opened(device)
    with pytest.raises(TransportError) as broken:
        line.write(b"x", timeout=0.5)
    assert not isinstance(broken.value, LineStalled)
    assert line.read(1, timeout=0.5) == b"x"
    with pytest.raises(TransportError):
        line.read(1, timeout=0.5)
    line.close()


def test_empty_packets_are_no_bytes() -> None:
    device = FakeDevice(EPSON, gives=[b"", b"", b"x"])
    line = opened(device)
    assert line.read(1, timeout=PATIENCE_S) == b"x"
    line.close()


def test_what_arrived_can_be_forgotten() -> None:
    device = FakeDevice(EPSON, gives=[b"old" * 20, b"er"])
    line = opened(device)
    assert line.read(1, timeout=0.5) == b"o"
    line.discard_input()
    device.gives.append(b"new")
    assert line.read(10, timeout=0.5) == b"new"
    line.close()


def test_a_pulled_plug_is_a_transport_error_everywhere_and_closing_is_quiet() -> None:
    device = FakeDevice(EPSON, kernel_drivers={0})
    line = opened(device)
    device.gone = True
    for use in (
        lambda: line.write(b"x", timeout=0.5),
        lambda: line.read(1, timeout=0.5),
        line.discard_input,
        line.port_status,
        line.device_id,
        line.soft_reset,
    ):
        with pytest.raises(TransportError, match="disconnected"):
            use()
    line.close()
    assert device.log[-1] == ("close",)


def test_a_closed_line_raises_and_never_opens_the_device_again() -> None:
    device = FakeDevice(EPSON)
    line = opened(device)
    line.close()
    for use in (lambda: line.write(b"x", timeout=0.1), lambda: line.read(1, timeout=0.1), line.port_status):
        with pytest.raises(TransportError, match="closed"):
            use()
    assert deeds(device, "open") == [("open",)]


def test_the_device_is_not_closed_under_a_transfer_of_another_thread() -> None:
    device = FakeDevice(EPSON, end_read=threading.Event())
    line = opened(device)
    reader = threading.Thread(target=line.read, args=(1,), kwargs={"timeout": 0.001})
    closer = threading.Thread(target=line.close)
    reader.start()
    assert device.in_read.wait(PATIENCE_S)
    closer.start()
    assert line._closed.wait(PATIENCE_S)
    assert deeds(device, "close") == []
    assert device.end_read is not None
    device.end_read.set()
    reader.join(PATIENCE_S)
    closer.join(PATIENCE_S)
    assert deeds(device, "close") == [("close",)]


def test_a_reader_of_a_one_way_printer_is_let_go_when_it_is_closed() -> None:
    line = opened(FakeDevice(composite(fake.interface(0, 0, ONE_WAY, *pipes(1, None)))))
    reader = threading.Thread(target=line.read, args=(1,), kwargs={"timeout": 3600.0})
    reader.start()
    line.close()
    reader.join(PATIENCE_S)
    assert not reader.is_alive()


def test_the_printer_class_answers_for_a_printer() -> None:
    name = b"MFG:KQ;MDL:T80;CMD:ESC/POS;"
    answers: dict[tuple[int, int, int], bytes | OSError] = {
        (0xA1, 1, 0): b"\x38",
        (0xA1, 0, 0): (len(name) + 2).to_bytes(2, "big") + name + b"\0\0",
        (0x21, 2, 0): b"",
    }
    device = FakeDevice(EPSON, answers=answers)
    line = opened(device)
    assert line.port_status() == 0x38
    assert line.device_id() == name.decode()
    line.soft_reset()
    assert [deed[1:] for deed in deeds(device, "control")] == [(0xA1, 1, 0, 0), (0xA1, 0, 0, 0), (0x21, 2, 0, 0)]
    line.close()


@pytest.mark.parametrize("refusal", [fake.stall(), fake.timed_out()])
def test_a_printer_that_knows_no_class_requests_has_no_port_status(refusal: OSError) -> None:
    answers: dict[tuple[int, int, int], bytes | OSError] = {(0xA1, 1, 0): refusal, (0xA1, 0, 0): refusal}
    line = opened(FakeDevice(EPSON, answers=answers))
    assert (line.port_status(), line.device_id()) == (None, "")
    line.soft_reset()
    line.close()


def test_class_requests_go_to_our_interface_and_claim_no_other() -> None:
    device = FakeDevice(KEYS_AND_PRINTER, kernel_drivers={0}, answers={(0xA1, 1, 1): b"\x18"})
    line = opened(device)
    assert (line.port_status(), line.device_id()) == (0x18, "")
    assert deeds(device, "claim") == [("claim", 1)]
    line.close()


def test_what_is_no_printer_is_not_asked_as_one() -> None:
    device = FakeDevice(composite(fake.interface(0, 0, VENDOR, *pipes(1, 0x81))))
    line = opened(device)
    line.soft_reset()
    assert (line.port_status(), line.device_id(), deeds(device, "control")) == (None, "", [])
    line.close()


def test_an_error_of_the_bus_says_which_device() -> None:
    device = FakeDevice(EPSON, takes=[usb.core.USBError("Input/Output Error", -1, errno.EIO)])
    line = opened(device)
    with pytest.raises(TransportError, match=r"usb 04B8:0E02: .*Input/Output Error"):
        line.write(b"x", timeout=0.5)
    line.close()
