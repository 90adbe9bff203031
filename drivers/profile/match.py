"""Which attached device a profile is for: matchers as data, matching pure. Knows ids and classes, no device.

    match = [{vendor = "0400", product = "C35A"}, {class = "printer"}]

A profile fits when any of its matchers does, a matcher when everything it names is so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.profile.table import Table

CLASSES = ("printer", "serial", "cable", "usb", "hid", "keyboard")
"""printer: USB class 07 · serial: a serial line · cable: a USB serial cable with anything behind it · usb: another USB
device · hid: raw HID reports · keyboard: keys, from a keypad or a scanner"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of a device before opening it; `vendor`, `product` in four upper-case hex digits, "" if unknown."""

    device_class: str
    vendor: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """None: does not matter."""

    device_class: str | None = None
    vendor: str | None = None
    product: str | None = None

    def fits(self, device: Traits) -> bool:
        return (
            self.device_class in (None, device.device_class)
            and self.vendor in (None, device.vendor)
            and self.product in (None, device.product)
        )


def fits(matchers: Iterable[Matcher], device: Traits) -> bool:
    return any(matcher.fits(device) for matcher in matchers)


def read(table: Table) -> tuple[Matcher, ...]:
    """The matchers under `match`; none when the profile has no such key. Raises SettingError naming the key."""
    return tuple(_matcher(entry) for entry in table.tables("match"))


def _matcher(entry: Table) -> Matcher:
    left = entry.keys_left()
    product = entry.digits("product", 4) if "product" in left else None
    return Matcher(
        device_class=entry.choice("class", CLASSES) if "class" in left else None,
        # A product number means nothing without its vendor, and a matcher that names nothing would fit everything.
        vendor=entry.digits("vendor", 4) if "class" not in left or product or "vendor" in left else None,
        product=product,
    )
