"""What is attached, under which lasting name, and which profile may fit: over made-up /sys and /dev trees."""

import json
import tomllib
from pathlib import Path

import pytest

from drivers import port
from drivers import profile as profiles
from drivers.__main__ import main
from drivers.cli.probe import sentence
from drivers.probe import Found, probe
from drivers.profile import Matcher

BUS = "sys/devices/pci0000:00/usb1"
KEYS = "fffffffffffffffe"  # every key of the main block
NUMBER_PAD = "1000fff80 0"  # 71 to 83 and 96, none of the main block


class Tree:
    """A made-up machine: only the files the kernel and udev would show."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, folder: str, **attributes: str) -> str:
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        for name, text in attributes.items():
            file = self.root / folder / name.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text + "\n")
        return folder

    def link(self, link: str, target: str) -> None:
        place = self.root / link
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(self.root / target)

    def usb(self, socket: str, ids: str, *interfaces: str, **attributes: str) -> str:
        vendor, product = ids.split(":")
        folder = self.write(f"{BUS}/{socket}", idVendor=vendor, idProduct=product, bDeviceClass="00", **attributes)
        for number, kind in enumerate(interfaces):
            self.write(
                f"{folder}/{socket}:1.{number}",
                bInterfaceClass=kind[:2],
                bInterfaceSubClass=kind[2:4],
                bInterfaceProtocol=kind[4:],
            )
        self.link(f"sys/bus/usb/devices/{socket}", folder)
        return folder

    def tty(self, name: str, below: str = "", kind: str | None = None) -> None:
        entry = self.write(f"sys/class/tty/{name}", **({} if kind is None else {"type": kind}))
        if below:
            self.link(f"{entry}/device", self.write(f"{below}/{name}"))
        self.node(name)

    def keyboard(self, event: str, keys: str, **attributes: str) -> None:
        self.write(f"sys/class/input/{event}/device", capabilities__key=keys, **attributes)
        self.node(f"input/{event}")

    def hid(self, name: str, ids: str, title: str) -> str:
        vendor, product = ids.split(":")
        text = f"DRIVER=hid-generic\nHID_ID=0003:0000{vendor}:0000{product}\nHID_NAME={title}\nHID_UNIQ="
        self.node(name)
        return self.write(f"sys/class/hidraw/{name}/device", uevent=text)

    def node(self, name: str) -> None:
        (self.root / "dev" / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / "dev" / name).touch()

    def found(self) -> dict[str, Found]:
        return {one.url: one for one in probe(self.root)}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.setenv("BIANMIN_SIM_DIR", str(tmp_path / "sims"))
    return Tree(tmp_path)


def test_a_usb_printer_is_listed_with_the_profiles_of_printers(tree: Tree) -> None:
    tree.usb("1-1", "0416:5011", "070102", manufacturer="KQ", product="T80", serial="KQ 01/2")
    [found] = tree.found().values()
    assert (found.url, found.kind, found.description) == ("usb://0416:5011/KQ%2001%2F2", "printer", "KQ T80")
    assert port.parse(found.url) == port.UsbPort("0416", "5011", "KQ 01/2")
    assert {"printer-58mm", "printer-80mm"} <= set(found.profiles)
    assert "可用机型参数：" in sentence(found)
    assert "printer-80mm" in sentence(found)


@pytest.mark.parametrize(
    ("ids", "name"), [("1a86:7523", "CH340"), ("0403:6001", "FTDI"), ("067b:2303", "PL2303"), ("10c4:ea60", "CP210x")]
)
def test_a_serial_cable_is_named_and_promises_nothing(tree: Tree, ids: str, name: str) -> None:
    device = tree.usb("1-2", ids, "ff0102", product="USB Serial")
    tree.tty("ttyUSB0", below=f"{device}/1-2:1.0")
    tree.link("dev/serial/by-id/usb-1a86_USB_Serial-if00-port0", "dev/ttyUSB0")
    [found] = tree.found().values()
    assert found.url == "serial:///dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"
    assert (found.kind, found.profiles) == ("cable", ())
    assert found.description == f"USB 串口线（{name}），接的是什么要用 check 试"


def test_two_cables_that_cannot_be_told_apart_go_by_their_sockets(tree: Tree) -> None:
    for number in (0, 1):
        device = tree.usb(f"1-{number}", "1a86:7523", "ff0102")
        tree.tty(f"ttyUSB{number}", below=f"{device}/1-{number}:1.0")
        tree.link(f"dev/serial/by-path/pci-0000:00:14.0-usb-0:{number}:1.0-port0", f"dev/ttyUSB{number}")
    # Both want this name; the one plugged in last has it.
    tree.link("dev/serial/by-id/usb-1a86_USB_Serial-if00-port0", "dev/ttyUSB1")
    by_path = "serial:///dev/serial/by-path/pci-0000:00:14.0-usb-0:{}:1.0-port0"
    assert set(tree.found()) == {by_path.format(0), by_path.format(1)}


def test_two_cables_with_numbers_of_their_own_keep_their_names(tree: Tree) -> None:
    for number in (0, 1):
        device = tree.usb(f"1-{number}", "0403:6001", "ffffff", serial=f"A{number}")
        tree.tty(f"ttyUSB{number}", below=f"{device}/1-{number}:1.0")
        tree.link(f"dev/serial/by-id/usb-FTDI_A{number}-if00-port0", f"dev/ttyUSB{number}")
    assert set(tree.found()) == {f"serial:///dev/serial/by-id/usb-FTDI_A{number}-if00-port0" for number in (0, 1)}


def test_serial_lines_of_the_board_are_listed_where_there_is_a_chip(tree: Tree) -> None:
    tree.tty("ttyAMA0", below="sys/devices/platform/soc/fe201000.serial", kind="32")
    tree.tty("ttyS0", below="sys/devices/platform/serial8250", kind="0")
    tree.tty("tty1")
    assert {url: one.kind for url, one in tree.found().items()} == {"serial:///dev/ttyAMA0": "serial"}


def test_a_scanner_on_a_serial_line_of_its_own_is_no_cable(tree: Tree) -> None:
    device = tree.usb("1-3", "1eab:1a06", "020201", "0a0000", manufacturer="Newland", product="Scanner")
    tree.tty("ttyACM0", below=f"{device}/1-3:1.0")
    [found] = tree.found().values()
    assert (found.url, found.kind, found.description) == ("serial:///dev/ttyACM0", "serial", "Newland Scanner")


def test_what_has_digits_and_enter_is_a_keyboard(tree: Tree) -> None:
    tree.keyboard("event0", "10000000000000 0", name="Power Button")
    tree.keyboard("event1", "1f0000 0 0 0 0", name="Mouse")
    tree.keyboard("event2", KEYS, name="Scanner", id__vendor="0c2e", id__product="0b61")
    tree.keyboard("event3", NUMBER_PAD, name="Number pad")
    tree.keyboard("event4", "ffc", name="Remote control with digits")
    tree.write("sys/class/input/input7/device", capabilities__key=KEYS)
    tree.link("dev/input/by-id/usb-Scanner-event-kbd", "dev/input/event2")
    tree.link("dev/bianmin/keyboard-platform-usb-0_1_3_1_0", "dev/input/event3")
    assert {url: (one.kind, one.description) for url, one in tree.found().items()} == {
        "evdev:///dev/input/by-id/usb-Scanner-event-kbd": ("keyboard", "Scanner"),
        "evdev:///dev/bianmin/keyboard-platform-usb-0_1_3_1_0": ("keyboard", "Number pad"),
    }
    assert all("hid-callpad" in one.profiles for one in tree.found().values())


def test_raw_hid_is_listed_for_what_is_not_an_input_device(tree: Tree) -> None:
    tree.hid("hidraw0", "0425:8159", "SDT reader")
    tree.write(f"{tree.hid('hidraw1', '0C2E:0B61', 'Scanner')}/input/input5")
    tree.link("dev/bianmin/hidraw-usb-0_1_1_0", "dev/hidraw0")
    assert {url: (one.kind, one.description) for url, one in tree.found().items()} == {
        "hidraw:///dev/bianmin/hidraw-usb-0_1_1_0": ("hid", "SDT reader")
    }


def test_the_card_readers_we_know_are_offered_their_profiles(tree: Tree) -> None:
    tree.usb("1-1", "0400:c35a", "ff0000")
    tree.hid("hidraw0", "0425:8159", "SDT")
    assert {url: one.profiles for url, one in tree.found().items()} == {
        "usb://0400:C35A": ("idreader-usb",),
        "hidraw:///dev/hidraw0": ("idreader-hid",),
    }


def test_a_profile_that_names_a_device_is_offered_for_it(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {"reader": (Matcher(vendor="0400", product="C35A"),), "pad": (Matcher(device_class="hid", vendor="0C2E"),)}
    monkeypatch.setattr(profiles, "shipped_matchers", lambda: wanted)
    tree.usb("1-1", "0400:c35a", "080650")
    tree.usb("1-2", "0781:5567", "080650", product="Memory stick")
    tree.usb("1-3", "1d6b:0002", "090000")
    tree.usb("1-4", "0bda:8153", "ffff00", product="Network")
    tree.write(f"{tree.hid('hidraw1', '0C2E:0B61', 'Scanner')}/input/input5")
    assert {url: (one.kind, one.profiles) for url, one in tree.found().items()} == {
        "hidraw:///dev/hidraw1": ("hid", ("pad",)),
        "usb://0400:C35A": ("usb", ("reader",)),
        "usb://0BDA:8153": ("usb", ()),
    }


def test_simulators_that_run_are_listed_and_dead_ones_are_not(tree: Tree) -> None:
    tree.write("sims", board="tcp://127.0.0.1:5005", printer="serial:///dev/no-such-terminal")
    (tree.root / "sims/board").write_text("tcp://127.0.0.1:5005")
    (tree.root / "sims/printer").write_text("serial:///dev/no-such-terminal")
    assert tree.found() == {"sim://board": Found(url="sim://board", description="tcp://127.0.0.1:5005", kind="sim")}


def test_every_url_of_the_list_can_be_opened_as_it_stands(tree: Tree) -> None:
    device = tree.usb("1-2", "1a86:7523", "ff0102")
    tree.tty("ttyUSB0", below=f"{device}/1-2:1.0")
    tree.link("dev/serial/by-id/usb-100%_Serial#1?-if00", "dev/ttyUSB0")
    [url] = tree.found()
    assert port.parse(url) == port.SerialPort(path="/dev/serial/by-id/usb-100%_Serial#1?-if00")


def test_the_list_as_json_has_four_keys(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.usb("1-1", "0416:5011", "070102", product="T80")
    monkeypatch.setattr("drivers.cli.probe.probe", lambda: probe(tree.root))
    assert main(["probe", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert (found["url"], found["description"], found["kind"]) == ("usb://0416:5011", "T80", "printer")
    assert "printer-80mm" in found["profiles"]
    assert main(["probe"]) == 0
    assert capsys.readouterr().out.startswith("usb://0416:5011  T80  可用机型参数：printer-58mm")


def test_an_empty_machine_says_so(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("drivers.cli.probe.probe", lambda: probe(tree.root))
    assert main(["probe"]) == 0
    assert "没有发现" in capsys.readouterr().out


def test_what_was_found_can_be_pasted_into_a_box_s_file_and_completed(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        Found(url="evdev:///dev/input/by-id/x", description="键盘", kind="keyboard", profiles=("hid-callpad",)),
        Found(url="serial:///dev/ttyUSB0", description="USB 串口线", kind="cable"),
        Found(url="usb://0416:5011", description="T80", kind="printer", profiles=("printer-80mm",)),
    ]
    monkeypatch.setattr("drivers.cli.probe.probe", lambda: found)
    assert main(["probe", "--toml"]) == 0
    said = capsys.readouterr().out
    known = tomllib.loads(said)
    assert known == {"callpads": [{"port": "evdev:///dev/input/by-id/x", "profile": "hid-callpad", "counter": 0}]}
    assert '# port = "serial:///dev/ttyUSB0"' in said.splitlines()
    assert "usb://" not in said
