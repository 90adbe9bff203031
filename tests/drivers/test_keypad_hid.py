"""A USB keypad as levels, keys and typed digits: over a pipe and over a pseudo-terminal, as the kernel tells it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.codec.evdev import KeyDown
from drivers.device import KeyPressed, LevelPressed, make_keypad
from drivers.device.keypad_hid import HidKeypad, Typing
from drivers.errors import TransportError
from drivers.profile import HidProfile
from drivers.sim.host import Host
from drivers.sim.keypad_hid import HidKeypadMachine
from drivers.sim.line import PtyLine
from tests.drivers import vectors_keypad as vectors
from tests.drivers.benches import Reports
from tests.drivers.pressed import take


def _profile(name: str) -> HidProfile:
    loaded = profiles.load(name)
    assert isinstance(loaded, HidProfile)
    return loaded


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(reports: Reports) -> Iterator[Host]:
    with Host(HidKeypadMachine(_profile("hid-callpad"), reports), PtyLine()) as running:
        yield running


def _evdev(host: Host) -> str:
    return host.url.replace("serial:", "evdev:")


@pytest.fixture
def keypad(host: Host) -> Iterator[HidKeypad]:
    made = make_keypad(_evdev(host), _profile("hid-callpad"))
    assert isinstance(made, HidKeypad)
    made.open()
    yield made
    made.close()


def test_keys_arrive_by_what_the_profile_calls_them(keypad: HidKeypad, host: Host) -> None:
    host.command("press KPENTER KPPLUS KPMINUS")
    assert take(keypad, 3) == [KeyPressed(1, key) for key in ("call_next", "recall", "no_show")]


def test_digits_of_both_rows_come_with_the_key_after_them(keypad: HidKeypad, host: Host) -> None:
    host.command("press KP1 0 KP2 ENTER ENTER")
    assert take(keypad, 2) == [KeyPressed(1, "call_next", "102"), KeyPressed(1, "call_next")]


def test_backspace_takes_one_digit_back_and_escape_all(keypad: HidKeypad, host: Host) -> None:
    host.command("press 1 2 BACKSPACE 3 ENTER")
    host.command("press 4 5 ESC 6 ENTER")
    assert take(keypad, 2) == [KeyPressed(1, "call_next", "13"), KeyPressed(1, "call_next", "6")]


def test_a_key_held_down_is_one_press(keypad: HidKeypad, host: Host) -> None:
    host.command("hold KPPLUS 50")
    host.command("press KPMINUS")
    assert take(keypad, 2) == [KeyPressed(1, "recall"), KeyPressed(1, "no_show")]


def test_keys_that_fell_out_of_the_kernels_queue_are_not_made_up(keypad: HidKeypad, host: Host) -> None:
    host.command("drop")
    host.command("press KPPLUS")  # its first report is the incomplete one
    host.command("press KPMINUS")
    assert take(keypad, 1) == [KeyPressed(1, "no_show")]


def test_a_key_without_a_meaning_is_passed_over(keypad: HidKeypad, host: Host) -> None:
    host.command("press F1 KPDOT")
    assert take(keypad, 1) == [KeyPressed(1, "pause")]


def test_digits_left_standing_are_forgotten() -> None:
    typing = Typing(replace(_profile("hid-callpad"), typed_s=10.0))
    one, enter = KeyDown(vectors.LINUX_KEYS["KP1"]), KeyDown(vectors.LINUX_KEYS["ENTER"])
    assert typing.take(one, 100.0) is None
    assert typing.take(enter, 110.0) == KeyPressed(1, "call_next")
    assert typing.take(one, 120.0) is None
    assert typing.take(enter, 129.0) == KeyPressed(1, "call_next", "1")


def test_no_number_is_longer_than_sixteen_digits() -> None:
    typing = Typing(_profile("hid-callpad"))
    for _ in range(40):
        typing.take(KeyDown(vectors.LINUX_KEYS["KP1"]), 1.0)
    assert typing.take(KeyDown(vectors.LINUX_KEYS["ENTER"]), 1.0) == KeyPressed(1, "call_next", "1" * 16)


@pytest.mark.parametrize("row", ["", "KP"])
def test_an_evaluators_keys_are_levels_in_either_row(row: str) -> None:
    typing = Typing(_profile("hid-evaluator-5key"))
    for level in range(1, 6):
        assert typing.take(KeyDown(vectors.LINUX_KEYS[f"{row}{level}"]), 0.0) == LevelPressed(1, level)


def test_a_profile_may_tell_the_two_rows_apart() -> None:
    typing = Typing(HidProfile(name="x", levels={"5": 5}, keys={"KP5": "recall"}))
    assert typing.take(KeyDown(vectors.LINUX_KEYS["KP5"]), 0.0) == KeyPressed(1, "recall")
    assert typing.take(KeyDown(vectors.LINUX_KEYS["5"]), 0.0) == LevelPressed(1, 5)


def test_the_kernels_bytes_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "event0"
    os.mkfifo(pipe)
    keypad = HidKeypad(f"evdev://{pipe}", _profile("hid-evaluator-5key"))
    keypad.open()
    with pipe.open("wb") as kernel:
        kernel.write(vectors.SCAN_64 + vectors.KP5_DOWN_64 + vectors.REPORT_64 + vectors.KP5_UP_64)
    assert take(keypad, 1) == [LevelPressed(1, 5)]
    keypad.close()


def test_half_an_event_before_the_plug_is_pulled_does_not_spoil_the_next(reports: Reports, tmp_path: Path) -> None:
    line = PtyLine(tmp_path / "event0")
    keypad = HidKeypad(f"evdev://{tmp_path}/event0", _profile("hid-evaluator-5key"))
    keypad.open()
    line.put(vectors.KP5_UP_64 + vectors.KP5_DOWN_64[:13])
    keypad._hear(keypad._read())
    line.unplug()
    with pytest.raises(TransportError):
        take(keypad, 1)
    line.replug()
    line.put(vectors.KP5_DOWN_64)
    assert take(keypad, 1) == [LevelPressed(1, 5)]
    keypad.close()
    line.close()


def test_a_keyboard_cannot_be_asked_and_says_nothing(keypad: HidKeypad, reports: Reports) -> None:
    keypad.ask(1)
    keypad.show_number(1, 12)
    keypad.show_level(1, 5)
    keypad.beep(1)
    assert reports.empty
