"""Every machine is found under a name that does not depend on the order of plugging in, and may be opened by us."""

import grp
import os
from collections.abc import Iterator
from pathlib import Path

from drivers.probe import probe
from tests.vm.guest.hall import Hall
from tests.vm.guest.kernel import appears, read, until
from tests.vm.scenarios.keypad import PATH as KEYPAD_PATH

OURS = Path("/dev/bianmin")
GROUP = "bianmin"


def every_machine_is_listed_with_its_url(hall: Hall) -> None:
    """And with the profile that fits, where USB tells what a machine is."""
    found = {one.url: one.profiles for one in probe()}
    assert "printer-80mm" in found[hall.printer_line.url], found
    assert "hid-evaluator-5key" in found[f"evdev://{appears(KEYPAD_PATH)}"], found
    for cable in (hall.bus_line.url.partition("?")[0], hall.board_line.url):
        assert cable in found, found


def our_udev_rules_name_a_keypad_by_its_socket(hall: Hall) -> None:
    keyboard = until(lambda: next(OURS.glob("keyboard-*"), None), "the rule for keyboards has named one")
    raw = until(lambda: next(OURS.glob("hidraw-*"), None), "the rule for raw HID has named one")
    assert keyboard.resolve() == appears(KEYPAD_PATH).resolve()
    assert _group(keyboard) == "input"
    assert _group(raw) == GROUP


def our_udev_rules_give_a_usb_printer_to_lp(hall: Hall) -> None:
    device = hall.printer_line.gadget.device
    assert device is not None
    node = Path("/dev/bus/usb") / f"{int(read(device / 'busnum')):03}" / f"{int(read(device / 'devnum')):03}"
    until(lambda: _group(node) == "lp", f"{node} belongs to lp")
    assert node.stat().st_mode & 0o777 == 0o660


def names_stay_when_machines_are_plugged_in_in_another_order(hall: Hall) -> None:
    before = dict(_stable_names())
    assert len(before) >= 5, before
    gadgets = [hall.keypad.gadget, hall.bus_line.gadget]
    hall.board.command("line unplug")
    for gadget in gadgets:
        gadget.unplug()
    hall.board.command("line replug")
    for gadget in reversed(gadgets):
        gadget.plug()
    until(lambda: dict(_stable_names()) == before, f"the names are {before} again")


def _stable_names() -> Iterator[tuple[str, str]]:
    """Each name and the serial number of the machine it leads to."""
    for folder in (OURS, Path("/dev/serial/by-id"), Path("/dev/input/by-id")):
        for link in folder.glob("*"):
            number = link.stat().st_rdev
            place = Path(f"/sys/dev/char/{os.major(number)}:{os.minor(number)}").resolve()
            yield str(link), next((word for up in place.parents if (word := read(up / "serial"))), "")


def _group(path: Path) -> str:
    return grp.getgrgid(path.stat().st_gid).gr_name
