"""An FT232R with a machine behind it and a bad cable between: the chip over USB/IP, flipped bits. Knows no protocol."""

import random
import select
import socket
import threading
from pathlib import Path

from tests.vm.guest.kernel import appears, disappears, read, until
from tests.vm.guest.usbip import Wire

VHCI = Path("/sys/devices/platform/vhci_hcd.0")
DEVICE_ID, FULL_SPEED = 0x10002, 2
DEVICE = bytes.fromhex("12 01 00 02 00 00 00 40 03 04 01 60 00 06 01 02 03 01")
CONFIGURATION = bytes.fromhex(
    "09 02 20 00 01 01 00 a0 2d 09 04 00 00 02 ff ff ff 02 07 05 81 02 40 00 00 07 05 02 02 40 00 00"
)
WORDS = {1: "KQ", 2: "FT232R USB UART", 3: "KQF0001"}
HOST_PATH = Path("/dev/serial/by-id/usb-KQ_FT232R_USB_UART_KQF0001-if00-port0")
MODEM_STATUS = b"\x01\x60"  # CTS and DSR up; sender empty
PACKET = 64
GET_MODEM, SET_BAUD, GET_LATENCY = 5, 3, 10


class Noise:
    """Flips one bit in about one of `every` bytes. The same seed spoils the same bytes."""

    def __init__(self, *, every: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._every = every
        self.flips = 0

    def __call__(self, payload: bytes) -> bytes:
        spoilt = bytearray(payload)
        for at in range(len(spoilt)):
            if self._every and self._chance.randrange(self._every) == 0:
                spoilt[at] ^= 1 << self._chance.randrange(8)
                self.flips += 1
        return bytes(spoilt)


QUIET = Noise(every=0, seed=0)


class Ft232r:
    """The chip: vendor requests answered, every packet to the host led by two bytes of modem status."""

    def __init__(self) -> None:
        self.from_host = bytearray()
        self.to_host = bytearray()
        self.divisors: list[int] = []

    def control(self, setup: bytes, content: bytes) -> bytes | None:
        kind, request = setup[0], setup[1]
        value, length = int.from_bytes(setup[2:4], "little"), int.from_bytes(setup[6:8], "little")
        if kind == 0x80 and request == 6:
            descriptor = self._descriptor(value >> 8, value & 0xFF)
            return None if descriptor is None else descriptor[:length]
        if kind & 0x60 == 0x40:
            if request == SET_BAUD:
                self.divisors.append(value)
            return {GET_MODEM: MODEM_STATUS, GET_LATENCY: b"\x10"}.get(request, bytes(length))[:length]
        return bytes(length)

    def _descriptor(self, kind: int, index: int) -> bytes | None:
        match kind:
            case 1:
                return DEVICE
            case 2:
                return CONFIGURATION
            case 3 if index == 0:
                return b"\x04\x03\x09\x04"
            case 3 if index in WORDS:
                coded = WORDS[index].encode("utf-16-le")
                return bytes([2 + len(coded), 3]) + coded
            case _:
                return None

    def out(self, content: bytes) -> None:
        self.from_host += content

    def bulk_in(self, limit: int) -> bytes:
        chunk = bytes(self.to_host[: min(limit, PACKET) - len(MODEM_STATUS)])
        del self.to_host[: len(chunk)]
        return MODEM_STATUS + chunk if chunk else b""


class FtdiLine:
    """Where a simulated machine hangs on an FT232R; `url` is the host's end under its stable name."""

    def __init__(self) -> None:
        self.url = f"serial://{HOST_PATH}"
        self.chip = Ft232r()
        self.noise_in = self.noise_out = QUIET
        self._machine_end, self._chip_end = socket.socketpair()
        self._wire: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self.attach()

    def sources(self) -> list[int]:
        return [self._machine_end.fileno()]

    def take(self, source: int) -> bytes:
        return self.noise_in(self._machine_end.recv(4096))

    def put(self, payload: bytes) -> None:
        if payload:
            self._machine_end.sendall(self.noise_out(payload))

    def attach(self) -> None:
        """Into the virtual socket; the host sets it up in its own time."""
        # vhci_hcd takes stream sockets of the internet only; this one never leaves the guest.
        listener = socket.create_server(("127.0.0.1", 0))
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
        listener.close()
        for end in (ours, theirs):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._serve, args=(ours,), name="ftdi")
        self._thread.start()
        (VHCI / "attach").write_text(f"0 {theirs.fileno()} {DEVICE_ID} {FULL_SPEED}")
        theirs.close()

    def replug(self) -> None:
        """Plug in; returns when the host has the port."""
        self.attach()
        appears(HOST_PATH)

    def unplug(self) -> None:
        """Pull it out; returns when the host has noticed."""
        (VHCI / "detach").write_text("0")
        disappears(HOST_PATH)
        until(lambda: read(VHCI / "status").split("\n")[1].split()[2] == "004", "the virtual socket is free")
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def close(self) -> None:
        # A guest whose virtual device is still attached does not go off.
        if self._thread is not None:
            self.unplug()
        self._machine_end.close()
        self._chip_end.close()

    def _serve(self, end: socket.socket) -> None:
        """One plugging-in, until the host closes its end."""
        chip, wire = self.chip, Wire(end, self.chip)
        with end:
            while True:
                ready, _, _ = select.select([end, self._chip_end], [], [])
                if self._chip_end in ready:
                    chip.to_host += self._chip_end.recv(4096)
                if end in ready and not wire.serve():
                    return
                if chip.from_host:
                    self._chip_end.sendall(bytes(chip.from_host))
                    chip.from_host.clear()
                wire.flush()
