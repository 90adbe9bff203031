"""USB devices made of software: configfs gadgets on dummy_hcd's bus, plugged and unplugged like real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.vm.guest.kernel import disappears, read, until, write

CONFIGFS = Path("/sys/kernel/config/usb_gadget")
CONTROLLERS = Path("/sys/class/udc")
DEVICES = Path("/sys/bus/usb/devices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One interface of a gadget: its configfs name ("acm.0") and what is written into its files."""

    name: str
    settings: Mapping[str, str | bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Vendor and product as four hex digits, and the words a device says of itself."""

    vendor: str
    product: str
    maker: str
    model: str
    serial_number: str


class Gadget:
    """One USB device. Never taken apart: this kernel breaks when a printer function is unbound while
    its device file is open, and the power going off ends everything anyway."""

    def __init__(self, identity: Identity, functions: Sequence[Function]) -> None:
        self.identity = identity
        self.folder = CONFIGFS / identity.serial_number
        self._controller: Path | None = None
        self._port: Path | None = None
        self._describe()
        configuration = self.folder / "configs/c.1"
        configuration.mkdir()
        for function in functions:
            place = self.folder / "functions" / function.name
            place.mkdir()
            for file, content in function.settings.items():
                coded = content if isinstance(content, bytes) else content.encode()
                (place / file).write_bytes(coded)
            (configuration / function.name).symlink_to(place)

    def _describe(self) -> None:
        identity, words = self.identity, self.folder / "strings/0x409"
        self.folder.mkdir()
        words.mkdir()
        write(self.folder / "idVendor", f"0x{identity.vendor}")
        write(self.folder / "idProduct", f"0x{identity.product}")
        write(words / "manufacturer", identity.maker)
        write(words / "product", identity.model)
        write(words / "serialnumber", identity.serial_number)

    def insert(self) -> None:
        """Into a socket that is free; the host sets it up in its own time."""
        self._controller = next(place for place in sorted(CONTROLLERS.iterdir()) if not read(place / "function"))
        write(self.folder / "UDC", self._controller.name)

    def settle(self) -> None:
        """Wait until the host has set it up."""
        device = until(self._configured, f"{self.identity.model} is configured")
        self._port = (device / "port").resolve()

    def plug(self) -> None:
        """In again, into the same socket; returns when the host has set it up."""
        write(self._socket / "disable", "0")
        self.settle()

    def unplug(self) -> None:
        """Pull it out; returns when the host has noticed.

        What goes off is the host's socket: both ends see what they see when a plug is pulled. (The controller's own
        soft_connect does not come back in this kernel: it forgets to let setup packets through again.)
        """
        device = until(lambda: self.device, f"{self.identity.model} is plugged in")
        write(self._socket / "disable", "1")
        disappears(device)

    def _configured(self) -> Path | None:
        device = self.device
        return device if device is not None and read(device / "bConfigurationValue") == "1" else None

    @property
    def _socket(self) -> Path:
        if self._port is None:
            raise AssertionError(f"{self.identity.model} has never been set up")
        return self._port

    @property
    def state(self) -> Path:
        """A file that can be polled for changes of whether the host uses the device."""
        if self._controller is None:
            raise AssertionError(f"{self.identity.model} was never plugged in")
        return self._controller / "state"

    @property
    def device(self) -> Path | None:
        """The host's folder for it, while it is plugged in."""
        number = self.identity.serial_number
        return next((place for place in DEVICES.iterdir() if read(place / "serial") == number), None)

    def driver_of(self, interface: int) -> str:
        """Name of the host's driver that has the interface; "" when none has."""
        device = self.device
        link = device / f"{device.name}:1.{interface}" / "driver" if device else None
        return link.resolve().name if link is not None and link.exists() else ""
