"""Every shipped keypad has a simulator to press and sentences to check it by; simulators are as strict as machines."""

from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.check import CheckFailed, check
from drivers.device import KeyPressed, LevelPressed, make_keypad
from drivers.device.keypad_modbus import ModbusKeypad
from drivers.errors import SettingError
from drivers.profile import Ff68Profile, HidProfile, KeypadProfile
from drivers.sim import console
from drivers.sim.host import Host
from drivers.sim.keypad import KeypadMachine
from drivers.sim.keypad_hid import HidKeypadMachine
from drivers.sim.line import PtyLine
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.pressed import take

SHIPPED = sorted(
    path.stem for path in Path(profiles.__file__).parent.glob("*.toml") if 'kind = "keypad"' in path.read_text()
)


def _profile(name: str) -> KeypadProfile:
    loaded = profiles.load(name)
    assert isinstance(loaded, KeypadProfile)
    return loaded


def _host(name: str, reports: Reports) -> Host:
    return Host(console.machine(console.Wanted(kind="keypad", profile=name), reports), PtyLine())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_keypad_is_pressed_and_heard(name: str) -> None:
    with _host(name, Reports()) as host:
        keypad = make_keypad(host.url, _profile(name))
        keypad.open()
        if isinstance(keypad, ModbusKeypad):
            keypad._poll()  # keys count from the first time the module was asked
        key = "call_next" if "callpad" in name else "4"
        host.command(f"press {key}")
        assert take(keypad, 1) == [KeyPressed(1, key) if key == "call_next" else LevelPressed(1, 4)]
        keypad.close()


def _checked(host: Host, profile: KeypadProfile, command: str) -> list[str]:
    said = []
    for sentence in check(host.url, profile, listen_s=PATIENCE_S):
        said.append(sentence)
        if "请在" in sentence:
            host.command(command)
    return said[1:]


def test_a_checked_evaluator_shows_the_stars_it_was_pressed_for() -> None:
    reports = Reports()
    with _host("ff68-counter", reports) as host:
        assert _checked(host, _profile("ff68-counter"), "press 5 200") == [
            "200 号评价器：非常满意（5）。",
            "已让 200 号评价器显示 5 颗星，请查看。",
        ]
        assert reports.next("stars") == {"address": 200, "stars": 5}


def test_a_checked_call_pad_beeps() -> None:
    reports = Reports()
    with _host("ff68-counter", reports) as host:
        said = _checked(host, _profile("ff68-counter"), "press recall 3")
        assert said == ["3 号呼叫器：按键 recall。", "已让 3 号呼叫器鸣响一声。"]
        assert reports.next("beep") == {"beep": 3}


def test_a_checked_number_pad_says_what_was_typed() -> None:
    with _host("hid-callpad", Reports()) as host:
        said = _checked(host, _profile("hid-callpad"), "press 1 2 ENTER")
        assert said == ["1 号呼叫器：输入 12，按键 call_next。"]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("ff68-counter", "请检查接线、地址和波特率"),
        ("hid-callpad", "USB 连接"),
        ("modbus-evaluator-5key", "模块有应答"),
    ],
)
def test_a_keypad_nobody_presses_fails_with_advice(name: str, advice: str) -> None:
    with _host(name, Reports()) as host, pytest.raises(CheckFailed, match=advice):
        list(check(host.url, _profile(name), listen_s=0.01))


def test_the_simulated_bus_gives_the_hosts_bytes_back_when_told_to() -> None:
    reports, profile = Reports(), _profile("ff68-counter")
    assert isinstance(profile, Ff68Profile)
    with Host(KeypadMachine(profile, reports), PtyLine()) as host:
        host.command("echo on")
        keypad = make_keypad(host.url, profile)
        keypad.open()
        keypad.ask(1)
        keypad.show_level(1, 4)
        host.command("press 5")
        host.command("press recall")
        assert take(keypad, 2) == [LevelPressed(1, 5), KeyPressed(1, "recall")]
        assert reports.next("acknowledged")["acknowledged"] == "5"
        keypad.close()


def test_the_simulated_pads_keep_what_they_show_and_know_no_sixth_star() -> None:
    reports, profile = Reports(), _profile("ff68-counter")
    assert isinstance(profile, Ff68Profile)
    machine = KeypadMachine(profile, reports)
    for raw in ("FF 68 08 08 68 01 02 0A 0A 0A 00 01 02 24 16", "FF 68 03 03 68 01 02 05 08 16"):
        machine.receive(bytes.fromhex(raw), 0.0)
    machine.command(["show"], 0.0)
    assert reports.next("pads") == {"pads": {"1": {"waiting": "---", "number": "012", "stars": 5}}}
    machine.receive(bytes.fromhex("FF 68 03 03 68 01 02 06 09 16"), 0.0)
    assert reports.next("unknown") == {"address": 1, "unknown": "01 02 06"}


def test_digits_typed_on_a_simulated_pad_stand_before_the_key_in_one_frame() -> None:
    reports, profile = Reports(), _profile("ff68-counter")
    assert isinstance(profile, Ff68Profile)
    machine = KeypadMachine(profile, reports)
    frame = machine.command(["type", "12", "transfer", "2"], 0.0)
    assert frame == bytes.fromhex("FF 68 05 05 68 02 01 01 02 13 19 16")
    for wrong in (["type", "123", "transfer"], ["type", "1", "5"], ["type", "x", "transfer"]):
        with pytest.raises(ValueError, match="type DIGITS KEY"):
            machine.command(wrong, 0.0)


def test_a_simulated_keyboard_takes_no_bytes_and_names_its_keys() -> None:
    reports, profile = Reports(), _profile("hid-callpad")
    assert isinstance(profile, HidProfile)
    machine = HidKeypadMachine(profile, reports)
    assert machine.receive(b"x", 0.0) == b""
    assert reports.next("ignored") == {"ignored": "78"}
    with pytest.raises(ValueError, match="press call_next"):
        machine.command(["press", "A"], 0.0)


def test_there_is_no_simulated_module_behind_modbus_tcp() -> None:
    modules = 'kind = "keypad"\nfamily = "modbus"\nname = "x"\nframing = "tcp"\nlevels = {0 = 5}'
    with pytest.raises(SettingError, match="no simulator"):
        console._keypad(profiles.parse(modules, source="x"), console.Wanted(kind="keypad"), Reports())
