"""Scenarios of our transports over the real libusb and real ioctls; the devices stand in usb_bed.

Not a test by itself: test_usb_bed runs it as `umockdev-wrapper /usr/bin/python3 usb_bed_run.py PACKAGES`, with the
packages of the virtual environment at PACKAGES, because gi is a package of the system's Python. Prints a JSON object:
scenario → "" or what went wrong.
"""

# ruff: noqa: E402 - the paths come first
import errno
import json
import random
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]
sys.path.append(sys.argv[1])

from gi.repository import GLib  # type: ignore[import-not-found]

from drivers.errors import DriverError, LineStalled, TransportError
from drivers.probe import probe
from drivers.transport import UsbTransport, open_transport, presence
from tests.drivers.usb_bed import Bed

URL = "usb://04B8:0E02/KQ0001"
PATIENCE_S = 10.0
SHORT_S = 0.05


def expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r} instead of {wanted!r}")


def refused(use: Callable[[], object]) -> str:
    try:
        answer = use()
    except LineStalled:
        raise
    except TransportError as error:
        return str(error)
    raise AssertionError(f"no TransportError but {answer!r}")


def opened(url: str = URL) -> UsbTransport:
    line = open_transport(url)
    if not isinstance(line, UsbTransport):
        raise AssertionError(type(line))
    return line


def expect_unplugged(line: UsbTransport) -> None:
    for use in (
        lambda: line.write(b"b", timeout=PATIENCE_S),
        lambda: line.read(1, timeout=PATIENCE_S),
        line.port_status,
    ):
        expect("No such device" in refused(use), True)


def writes_and_reads(bed: Bed) -> None:
    line = opened()
    line.write(b"\x1b@" * 5000, timeout=PATIENCE_S)
    line.write(b"\x10\x04\x04", timeout=PATIENCE_S)
    expect(line.read(16, timeout=PATIENCE_S), b"\x12")
    expect(bytes(bed.printer.received), b"\x1b@" * 5000 + b"\x10\x04\x04")
    line.close()
    expect(bed.printer.deeds, ["claim", "release"])


def silence_reads_as_nothing_and_loses_nothing(bed: Bed) -> None:
    line = opened()
    for answer in (b"\x12", b"\x1a" * 64, b"x"):
        expect(line.read(64, timeout=SHORT_S), b"")
        bed.printer.answer += answer
        expect(line.read(64, timeout=PATIENCE_S), answer)
    line.close()


def a_printer_that_stands_still_goes_on_at_the_right_byte(bed: Bed) -> None:
    payload = bytes(range(256)) * 40
    bed.printer.room = 4096 + 640
    line = opened()
    sent: int | None = 0
    try:
        line.write(payload, timeout=SHORT_S)
    except LineStalled as stalled:
        sent = stalled.sent
    expect(sent, 4096 + 640)
    expect(line.port_status(), 0x38)
    bed.printer.room = None
    line.write(payload[4096 + 640 :], timeout=PATIENCE_S)
    expect(bytes(bed.printer.received) == payload, True)
    line.close()


def a_stall_is_cleared_once(bed: Bed) -> None:
    line = opened()
    bed.printer.stalls = 1
    line.write(b"abc", timeout=PATIENCE_S)
    expect(bytes(bed.printer.received), b"abc")
    expect(bed.printer.deeds, ["claim", "clear"])
    bed.printer.stalls = 2
    refused(lambda: line.write(b"d", timeout=PATIENCE_S))
    line.close()


def an_unplugged_printer_is_reported_and_comes_back(bed: Bed) -> None:
    for _ in range(20):
        line = opened()
        line.write(b"a", timeout=PATIENCE_S)
        bed.printer.gone = True
        expect_unplugged(line)
        line.close()
        refused(opened)
        bed.printer.gone = False
    line = opened()
    line.write(b"c", timeout=PATIENCE_S)
    expect(bytes(bed.printer.received), b"a" * 20 + b"c")
    line.close()


def a_thousand_unplugs_leave_nothing_behind(bed: Bed) -> None:
    payload, chance = bytes(range(256)) * 40, random.Random(3)
    before = None
    for _ in range(1000):
        printer = bed.fresh()
        printer.lasts = chance.randrange(len(payload))
        unplugged_within(payload)
        expect(bytes(printer.received) == payload[: printer.lasts], True)
        # What libusb keeps for itself is there after the first time.
        before = before or resources()
    printer = bed.fresh()
    line = opened()
    line.write(payload, timeout=PATIENCE_S)
    expect(bytes(printer.received) == payload, True)
    line.close()
    expect(resources(), before)


def unplugged_within(payload: bytes) -> None:
    line = opened("usb://04B8:0E02")
    refused(lambda: line.write(payload, timeout=PATIENCE_S))
    line.close()


def resources() -> tuple[int, int]:
    """Open files and threads of this process; sockets belong to the test bed, which closes them in its own time."""
    files = [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return sum(not name.startswith("socket:") for name in files), len(list(Path("/proc/self/task").iterdir()))


def a_plug_pulled_while_a_thread_reads_ends_the_reading(bed: Bed) -> None:
    line = opened()
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(refused(lambda: line.read(1, timeout=600.0))))
    reader.start()
    with bed.printer.change:
        expect(bed.printer.change.wait_for(lambda: bool(bed.bus.pending), PATIENCE_S), True)
        bed.printer.gone = True
    reader.join(PATIENCE_S)
    expect(["No such device" in sentence for sentence in said], [True])
    line.close()


def the_kernel_driver_is_put_aside_and_comes_back(bed: Bed) -> None:
    bed.printer.driver = "usblp"
    line = opened()
    expect(bed.printer.driver, "")
    line.close()
    expect(bed.printer.driver, "usblp")
    expect(bed.printer.deeds, ["detach", "claim", "release", "attach"])


def no_other_serial_number_will_do(bed: Bed) -> None:
    expect("not attached" in refused(lambda: open_transport("usb://04B8:0E02/KQ0002")), True)
    expect("not attached" in refused(lambda: open_transport("usb://04B8:0E03")), True)


def the_printer_is_listed_without_being_opened(bed: Bed) -> None:
    bed.printer.gone = True
    expect(presence(URL), True)
    expect(presence("usb://04B8:0E02"), True)
    expect(presence("usb://04B8:0E02/KQ0002"), False)
    expect(URL in [found.url for found in probe()], True)


def a_feature_report_is_one_set_report_with_its_number(bed: Bed) -> None:
    line = open_transport("hidraw:///dev/hidraw0?out=feature&report=1&length=64")
    bed.card.requests.clear()
    line.write(b"\xaa\xaa\xaa\x96\x69", timeout=PATIENCE_S)
    expect(bed.card.requests, [(0xC0414806, b"\x01\xaa\xaa\xaa\x96\x69" + bytes(59))])
    bed.card.refusal = errno.ENODEV
    expect("No such device" in refused(lambda: line.write(b"x", timeout=PATIENCE_S)), True)
    line.close()


def a_keypad_is_grabbed_or_not_opened(bed: Bed) -> None:
    bed.keypad.requests.clear()
    open_transport("evdev:///dev/input/event3").close()
    expect([request for request, _ in bed.keypad.requests], [0x40044590])
    bed.keypad.refusal = errno.EBUSY
    expect("busy" in refused(lambda: open_transport("evdev:///dev/input/event3")), True)


SCENARIOS = (
    writes_and_reads,
    silence_reads_as_nothing_and_loses_nothing,
    a_printer_that_stands_still_goes_on_at_the_right_byte,
    a_stall_is_cleared_once,
    an_unplugged_printer_is_reported_and_comes_back,
    a_thousand_unplugs_leave_nothing_behind,
    a_plug_pulled_while_a_thread_reads_ends_the_reading,
    the_kernel_driver_is_put_aside_and_comes_back,
    no_other_serial_number_will_do,
    the_printer_is_listed_without_being_opened,
    a_feature_report_is_one_set_report_with_its_number,
    a_keypad_is_grabbed_or_not_opened,
)


def main() -> None:
    bed, loop = Bed(), GLib.MainLoop()
    thread = threading.Thread(target=loop.run)
    thread.start()
    results = {}
    try:
        for scenario in SCENARIOS:
            bed.fresh()
            try:
                scenario(bed)
                results[scenario.__name__] = ""
            except (AssertionError, DriverError):
                results[scenario.__name__] = traceback.format_exc()
    finally:
        loop.quit()
        thread.join()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
