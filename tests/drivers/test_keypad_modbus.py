"""Keys on Modbus inputs: each press once, whatever contacts and lines do; simulated modules against the documents."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from drivers import profile as profiles
from drivers.device import KeyPressed, LevelPressed
from drivers.device.keypad_modbus import LEFT_OUT_S, ModbusKeypad, Module
from drivers.errors import DeviceFault, SettingError, TransportError
from drivers.profile import ModbusKeypadProfile
from drivers.sim.host import Host
from drivers.sim.keypad_modbus import ModbusKeypadMachine
from drivers.sim.line import PtyLine
from tests.drivers import vectors_keypad as vectors
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.pressed import take


def _profile(**changes: Any) -> ModbusKeypadProfile:
    loaded = profiles.load("modbus-evaluator-5key")
    assert isinstance(loaded, ModbusKeypadProfile)
    patient = replace(loaded, poll_s=0.005, reply_timeout_s=PATIENCE_S, keys={6: "call_next"})
    return replace(patient, **changes)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(reports: Reports) -> Iterator[Host]:
    with Host(ModbusKeypadMachine(_profile(addresses=(1, 2)), reports), PtyLine()) as running:
        yield running


@pytest.fixture
def keypad(host: Host) -> Iterator[ModbusKeypad]:
    made = ModbusKeypad(host.url, _profile(addresses=(1, 2)))
    made.open()
    made._poll()  # what is on now was pressed before
    yield made
    made.close()


def test_the_simulated_module_answers_the_documented_bytes(reports: Reports) -> None:
    machine = ModbusKeypadMachine(_profile(), reports)
    machine.command(["down", "3"], 0.0)
    assert machine.receive(vectors.MODBUS_READ_8_INPUTS, 1.0) == vectors.MODBUS_INPUT_2_ON
    assert machine.receive(bytes.fromhex("01 03 00 00 00 01 84 0A"), 1.0)[:3] == bytes.fromhex("01 83 01")
    assert machine.receive(vectors.MODBUS_READ_8_INPUTS[:-1] + b"\0", 1.0) == b""


def test_each_press_is_one_event_with_the_modules_address(keypad: ModbusKeypad, host: Host) -> None:
    host.command("bounce on")
    host.command("press 5")
    assert take(keypad, 1) == [LevelPressed(1, 5)]
    host.command("press 1 2")
    assert take(keypad, 1) == [LevelPressed(2, 1)]
    host.command("press call_next 2")
    assert take(keypad, 1) == [KeyPressed(2, "call_next")]


def test_a_key_counts_when_it_goes_down_and_again_after_it_was_up() -> None:
    module = Module(0.08)
    assert module.take({3: False}, 0.0) == []
    assert module.take({3: True}, 1.0) == [3]
    assert module.take({3: True}, 2.0) == []
    assert module.take({3: False}, 3.0) == []
    assert module.take({3: True}, 3.09) == [3]


def test_contacts_that_bounce_press_once() -> None:
    module = Module(0.08)
    module.take({0: False}, 0.0)
    pressed = [number for place in range(10) for number in module.take({0: place % 2 == 0}, 1.0 + place / 100)]
    assert pressed == [0]


def test_what_is_on_when_it_is_first_seen_is_no_press() -> None:
    module = Module(0.08)
    assert module.take({0: True, 1: False}, 0.0) == []
    assert module.take({0: True, 1: True}, 0.01) == [1]
    module.leave_out(5.0)
    assert module.take({0: True, 1: True}, 6.0) == []


def test_a_silent_module_does_not_keep_the_others_waiting(reports: Reports) -> None:
    now = [100.0]
    with Host(ModbusKeypadMachine(_profile(addresses=(2,)), reports), PtyLine()) as host:
        profile = _profile(addresses=(1, 2), reply_timeout_s=0.01)
        keypad = ModbusKeypad(host.url, profile, clock=lambda: now[0])
        keypad.open()
        keypad._poll()
        assert keypad._modules[1].left_out_until == 100.0 + LEFT_OUT_S
        host.command("press 4")
        assert take(keypad, 1) == [LevelPressed(2, 4)]
        keypad.close()


def test_modules_that_are_all_silent_are_a_broken_line_and_all_asked_again() -> None:
    line = PtyLine()
    keypad = ModbusKeypad(line.url, _profile(addresses=(1, 2), reply_timeout_s=0.01))
    for _ in range(2):
        with pytest.raises(TransportError, match="no Modbus module answers"):
            take(keypad, 1)
    assert len(line.take(line.sources()[0])) == 2 * 2 * 2 * 8  # rounds, modules, tries, bytes
    keypad.close()
    line.close()


def test_a_module_that_refuses_needs_a_person(reports: Reports) -> None:
    profile = _profile(levels={60: 5, 70: 4}, keys={})
    with Host(ModbusKeypadMachine(profile, reports), PtyLine()) as host:
        keypad = ModbusKeypad(host.url, profile)
        with pytest.raises(DeviceFault, match="inputs_refused"):
            take(keypad, 1)
        assert reports.next("refused")["refused"] == 2
        keypad.close()


INPUTS = 'kind = "keypad"\nfamily = "modbus"\nname = "x"\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (INPUTS, "1 to 64 inputs"),
        (INPUTS + "[levels]\n0 = 5\n64 = 4", "1 to 64 inputs"),
        (INPUTS + "[levels]\nKP1 = 5", "levels.KP1: is no input's number"),
        (INPUTS + "[levels]\n1 = 5\n01 = 4", "levels.01: stands there twice"),
        (INPUTS + "addresses = [1, 1]\n[levels]\n0 = 5", "addresses [1, 1] is not a list"),
        (INPUTS + "addresses = [0]\n[levels]\n0 = 5", "addresses [0] is not a list"),
        (INPUTS + '[levels]\n0 = 5\n[keys]\n0 = "recall"', "is a level and a key at once"),
        ('kind = "keypad"\nfamily = "hid"\nname = "x"\n[levels]\nKEY_5 = 5', "levels.KEY_5: is no key's name"),
        ('kind = "keypad"\nfamily = "hid"\nname = "x"\n[levels]\n5 = 5\nKP5 = 5', "levels.KP5: level 5 is given twice"),
        ('kind = "keypad"\nname = "x"\n[levels]\n00 = 5\n01 = 5', "levels.01: level 5 is given twice"),
        ('kind = "keypad"\nname = "x"\n[levels]\n"00 01" = 5', "levels.00 01: is not one byte in hex"),
        ('kind = "keypad"\nname = "x"\necho = true', "echo True is none of auto, yes, no"),
    ],
)
def test_a_wrong_keypad_profile_names_its_key(text: str, named: str) -> None:
    with pytest.raises(SettingError) as wrong:
        profiles.parse(text, source="mine")
    assert named in str(wrong.value)
