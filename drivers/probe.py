"""Looks for machines on this computer and says which shipped profile may fit. Reads names only, opens nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from drivers import profile as profiles
from drivers import sysfs
from drivers.profile import Matcher, Traits
from drivers.profile.match import fits
from drivers.transport import named, presence

ROOT = Path("/")
HUB = "09"
PRINTER = "0701"
# USB classes whose bulk pipes may be ours: a vendor's own, or none said.
OWN_CLASSES = ("ff", "00")
# Makers of USB serial chips: whose device one is tells nothing of the machine at the other end of its cable.
CABLES = {"1A86": "CH340", "0403": "FTDI", "067B": "PL2303", "10C4": "CP210x"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A port URL to put into a configuration, and what is known about what hangs there. `kind`: a class of
    drivers.profile.match, or "sim"; `profiles`: shipped ones that may fit, by name."""

    url: str
    description: str
    kind: str
    profiles: tuple[str, ...] = ()


def probe(root: Path = ROOT) -> list[Found]:
    """Everything visible now, under names that survive a reboot where there are such. `root` holds sys and dev."""
    matchers = profiles.shipped_matchers()
    serial = list(sysfs.serial_lines(root / "sys"))
    lines = {node.socket for node in serial if node.socket}
    return [
        *_serial(root, serial, matchers),
        *_keyboards(root, matchers),
        *_hid(root, matchers),
        *_usb(root, lines, matchers),
        *_simulators(),
    ]


def _serial(root: Path, nodes: list[sysfs.Node], matchers: "_Matchers") -> Iterator[Found]:
    names = _Names(root / "dev", nodes, by_id="serial/by-id", others=("serial/by-path",))
    for node in nodes:
        cable = CABLES.get(node.vendor)
        traits = Traits(device_class="cable" if cable else "serial", vendor=node.vendor, product=node.product)
        said = f"USB 串口线（{cable}），接的是什么要用 check 试" if cable else node.description or "本机串口"
        yield _found(f"serial://{names.of(node)}", said, traits, matchers)


def _keyboards(root: Path, matchers: "_Matchers") -> Iterator[Found]:
    nodes = list(sysfs.keyboards(root / "sys"))
    names = _Names(root / "dev", nodes, by_id="input/by-id", others=("input/by-path", "bianmin"))
    for node in nodes:
        traits = Traits(device_class="keyboard", vendor=node.vendor, product=node.product)
        yield _found(f"evdev://{names.of(node)}", node.description, traits, matchers)


def _hid(root: Path, matchers: "_Matchers") -> Iterator[Found]:
    seen = list(sysfs.hid_devices(root / "sys"))
    names = _Names(root / "dev", [node for node, _ in seen], by_id="", others=("bianmin",))
    for node, serves_people in seen:
        traits = Traits(device_class="hid", vendor=node.vendor, product=node.product)
        found = _found(f"hidraw://{names.of(node)}", node.description, traits, matchers)
        # A keyboard or a mouse is of use as an input device only, unless a profile wants its raw reports.
        if found.profiles or not serves_people:
            yield found


def _usb(root: Path, serial_sockets: set[str], matchers: "_Matchers") -> Iterator[Found]:
    for device in sysfs.usb_devices(root / "sys") or ():
        is_printer = any(one.startswith(PRINTER) for one in device.interfaces)
        traits = Traits(device_class="printer" if is_printer else "usb", vendor=device.vendor, product=device.product)
        number = quote(device.serial_number, safe="")
        url = f"usb://{device.vendor}:{device.product}" + (f"/{number}" if number else "")
        found = _found(url, device.description, traits, matchers)
        has_pipes = any(one.startswith(OWN_CLASSES) for one in device.interfaces)
        is_line = device.socket in serial_sockets or device.device_class == HUB
        if is_printer or found.profiles or (has_pipes and not is_line):
            yield found


def _simulators() -> Iterator[Found]:
    for entry in sorted(named.folder().glob("*")):
        url = f"sim://{entry.name}"
        if presence(url):
            yield Found(url=url, description=named.url_of(entry.name), kind="sim")


_Matchers = Mapping[str, Iterable[Matcher]]


def _found(url: str, description: str, traits: Traits, matchers: _Matchers) -> Found:
    fitting = tuple(name for name, wanted in matchers.items() if fits(wanted, traits))
    return Found(url=url, description=description, kind=traits.device_class, profiles=fitting)


class _Names:
    """Names of device files that stay: udev's links by what a device is, else by the socket it is plugged into."""

    def __init__(self, dev: Path, nodes: list[sysfs.Node], *, by_id: str, others: tuple[str, ...]) -> None:
        self._by_id = _links(dev, by_id) if by_id else {}
        self._others = [_links(dev, folder) for folder in others]
        # Two machines of one make without serial numbers share one name by id, which is the last one's.
        self._ambiguous = {_identity(node) for node in nodes if node.name not in self._by_id}

    def of(self, node: sysfs.Node) -> str:
        by_id = None if _identity(node) in self._ambiguous else self._by_id.get(node.name)
        others = (links[node.name] for links in self._others if node.name in links)
        return quote(f"/dev/{by_id or next(others, node.name)}", safe="/:")


def _identity(node: sysfs.Node) -> tuple[str, str, str]:
    return node.vendor, node.product, node.serial_number


def _links(dev: Path, folder: str) -> dict[str, str]:
    """Target → link, both below /dev; of several links the first by name."""
    found = {}
    for link in sorted((dev / folder).glob("*"), reverse=True):
        target = link.resolve()
        if link.is_symlink() and target.is_relative_to(dev.resolve()):
            found[str(target.relative_to(dev.resolve()))] = f"{folder}/{link.name}"
    return found
