"""Which of a USB device's interfaces carries its bytes, by its descriptors alone. Knows classes, opens nothing.

Printer Class 1.1 (usb.org): interface class 07, protocol 01 one-way, 02 two-way, 03 IEEE 1284.4 packets. An interface
may have several alternate settings, one for each of these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

PRINTER, VENDOR, UNSAID = 0x07, 0xFF, 0x00
# Two-way first; 1284.4 would want its packets around our bytes, and 04 is IPP: not for us.
PRINTER_PROTOCOLS = (0x02, 0x01)
# A vendor's own class is how ID-card readers and some printers show their pair of pipes.
OTHER_CLASSES = (VENDOR, UNSAID)
BULK, KIND, INWARD = 0x02, 0x03, 0x80


class EndpointDescriptor(Protocol):
    bEndpointAddress: int  # noqa: N815 - the names of the USB specification
    bmAttributes: int  # noqa: N815
    wMaxPacketSize: int  # noqa: N815


class InterfaceDescriptor(Protocol):
    bInterfaceNumber: int  # noqa: N815
    bAlternateSetting: int  # noqa: N815
    bInterfaceClass: int  # noqa: N815
    bInterfaceProtocol: int  # noqa: N815

    def __iter__(self) -> Iterator[EndpointDescriptor]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipes:
    """An interface's alternate setting, and the endpoints found in it. `inward` None: it never answers. `has_choice`:
    the interface has more settings than this one."""

    interface: int
    setting: int
    has_choice: bool
    is_printer: bool
    outward: int
    inward: int | None
    outward_packet: int
    inward_packet: int


def choose(interfaces: Iterable[InterfaceDescriptor]) -> Pipes | None:
    """The best pair of bulk pipes of one configuration: a printer's, two-way before one-way, else a vendor's own."""
    settings = list(interfaces)
    ranked = [(rank, _pipes(setting, settings)) for setting in settings if (rank := _rank(setting)) is not None]
    usable = [(rank, pipes) for rank, pipes in ranked if pipes is not None and (pipes.is_printer or pipes.inward)]
    return min(usable, key=lambda one: (one[0], one[1].inward is None))[1] if usable else None


def _rank(setting: InterfaceDescriptor) -> int | None:
    if setting.bInterfaceClass == PRINTER:
        protocol = setting.bInterfaceProtocol
        return PRINTER_PROTOCOLS.index(protocol) if protocol in PRINTER_PROTOCOLS else None
    if setting.bInterfaceClass in OTHER_CLASSES:
        return len(PRINTER_PROTOCOLS) + OTHER_CLASSES.index(setting.bInterfaceClass)
    return None


def _pipes(setting: InterfaceDescriptor, all_settings: list[InterfaceDescriptor]) -> Pipes | None:
    bulk = [endpoint for endpoint in setting if endpoint.bmAttributes & KIND == BULK]
    outward = next((endpoint for endpoint in bulk if not endpoint.bEndpointAddress & INWARD), None)
    inward = next((endpoint for endpoint in bulk if endpoint.bEndpointAddress & INWARD), None)
    if outward is None:
        return None
    number = setting.bInterfaceNumber
    return Pipes(
        interface=number,
        setting=setting.bAlternateSetting,
        has_choice=sum(other.bInterfaceNumber == number for other in all_settings) > 1,
        is_printer=setting.bInterfaceClass == PRINTER,
        outward=outward.bEndpointAddress,
        inward=None if inward is None else inward.bEndpointAddress,
        outward_packet=outward.wMaxPacketSize,
        inward_packet=0 if inward is None else inward.wMaxPacketSize,
    )
