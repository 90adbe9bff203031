"""Evaluators and call pads on a real pseudo-terminal: each press once, each frame answered."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import Keypad, KeyPressed, LevelPressed
from drivers.device.keypad_ff68 import Ff68Keypad
from drivers.errors import TransportError
from drivers.profile import Ff68Profile
from drivers.sim.host import Host
from drivers.sim.keypad import KeypadMachine
from drivers.sim.line import PtyLine
from drivers.transport import open_transport
from tests.drivers.benches import PATIENCE_S, Reports, hear
from tests.drivers.pressed import take
from tests.drivers.vectors import FF68_FROM_PAD


def _profile(name: str) -> Ff68Profile:
    loaded = profiles.load(name)
    assert isinstance(loaded, Ff68Profile)
    return replace(loaded, repeat_s=PATIENCE_S)


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def host(reports: Reports) -> Iterator[Host]:
    with Host(KeypadMachine(_profile("ff68-counter"), reports, repeat_s=0.2), PtyLine()) as running:
        yield running


@pytest.fixture
def keypad(host: Host) -> Iterator[Keypad]:
    made = Ff68Keypad(host.url, _profile("ff68-counter"))
    made.open()
    yield made
    made.close()


@pytest.mark.parametrize("level", [5, 4, 3, 2, 1])
def test_each_level_arrives_and_is_acknowledged(keypad: Keypad, host: Host, reports: Reports, level: int) -> None:
    host.command(f"press {level} 200")
    assert take(keypad, 1) == [LevelPressed(200, level)]
    assert reports.next("acknowledged") == {"acknowledged": str(level), "address": 200}


def test_keys_and_combinations_arrive_in_order(keypad: Keypad, host: Host) -> None:
    for key in ("call_next", "recall", "no_show", "hold", "transfer"):
        host.command(f"press {key} 3")
    pressed = [KeyPressed(3, key) for key in ("call_next", "recall", "no_show", "hold", "transfer")]
    assert take(keypad, 5) == pressed


def test_digits_before_a_key_come_with_it() -> None:
    master = PtyLine()
    keypad = Ff68Keypad(master.url, _profile("ff68-callpad"))
    keypad.open()
    master.put(bytes.fromhex("FF 68 05 05 68 02 01 01 02 13 19 16"))
    assert take(keypad, 1) == [KeyPressed(2, "transfer", "12")]
    keypad.close()
    master.close()


def test_a_frame_that_comes_again_is_acknowledged_again_but_counts_once() -> None:
    master = PtyLine()
    keypad = Ff68Keypad(master.url, replace(_profile("ff68-counter"), echo=False))
    keypad.open()
    call, pause = (bytes.fromhex(FF68_FROM_PAD[name][0]) for name in ("call next", "pause"))
    master.put(call)
    assert take(keypad, 1) == [KeyPressed(1, "call_next")]
    assert hear(master, 10) == call
    master.put(call + pause)
    assert take(keypad, 1) == [KeyPressed(2, "pause")]
    assert hear(master, 20) == call + pause
    keypad.close()
    master.close()


def test_the_same_key_after_the_repeat_time_is_a_new_press() -> None:
    now = [0.0]
    master = PtyLine()
    keypad = Ff68Keypad(master.url, replace(_profile("ff68-counter"), repeat_s=1.0), clock=lambda: now[0])
    keypad.open()
    call = bytes.fromhex(FF68_FROM_PAD["call next"][0])
    for _ in range(2):
        master.put(call)
        assert take(keypad, 1) == [KeyPressed(1, "call_next")]
        now[0] += 1.0
    keypad.close()
    master.close()


def test_a_digit_typed_twice_is_two_digits(keypad: Keypad, host: Host) -> None:
    host.command("press 0 2")
    host.command("press 0 2")
    assert take(keypad, 2) == [KeyPressed(2, "0"), KeyPressed(2, "0")]


def test_noise_and_spoilt_frames_are_passed_over() -> None:
    master = PtyLine()
    keypad = Ff68Keypad(master.url, _profile("ff68-counter"))
    keypad.open()
    master.put(bytes.fromhex("00 FF FF 68 FF 68 03 03 68 01 01 0C 0F 16 FF 68 03 03 68 01 11 04 16 16"))
    assert take(keypad, 1) == [LevelPressed(1, 1)]
    keypad.close()
    master.close()


def test_an_unmapped_code_is_answered_and_dropped(keypad: Keypad, host: Host) -> None:
    master = PtyLine()
    single = Ff68Keypad(master.url, _profile("ff68-evaluator-5key"))
    single.open()
    master.put(bytes.fromhex("FF 68 03 03 68 01 11 09 1B 16 FF 68 03 03 68 01 11 00 12 16"))
    assert take(single, 1) == [LevelPressed(1, 5)]
    assert hear(master, 20)[:10] == bytes.fromhex("FF 68 03 03 68 01 01 09 0B 16")
    single.close()
    master.close()


def test_an_evaluator_is_asked_and_a_pad_shows_the_number(keypad: Keypad, reports: Reports) -> None:
    keypad.ask(7)
    assert reports.next("asked") == {"asked": 7}
    keypad.show_number(3, 1012, waiting=5)
    assert reports.next("number") == {"address": 3, "waiting": "005", "number": "012"}
    keypad.beep(3)
    assert reports.next("beep") == {"beep": 3}
    keypad.show_level(7, 5)
    assert reports.next("stars") == {"address": 7, "stars": 5}


def test_a_pad_nobody_answers_repeats_and_gives_up(reports: Reports) -> None:
    machine = KeypadMachine(_profile("ff68-counter"), reports, repeat_s=0.01)
    with Host(machine, PtyLine()) as host:
        listener = open_transport(host.url)
        host.command("press call_next")
        assert reports.next("unacknowledged")["unacknowledged"] == "call_next"
        heard = b""
        while len(heard) < 50:
            heard += listener.read(64, timeout=PATIENCE_S)
        listener.close()
    assert heard == bytes.fromhex(FF68_FROM_PAD["call next"][0]) * 5


def test_a_pulled_plug_ends_the_events_with_a_transport_error(keypad: Keypad, host: Host) -> None:
    host.close()
    with pytest.raises(TransportError):
        take(keypad, 1)


def test_a_bus_that_comes_back_is_heard_again(reports: Reports, tmp_path: Path) -> None:
    link = tmp_path / "bus"
    keypad = Ff68Keypad(f"serial://{link}", _profile("ff68-counter"))
    for digit in ("0", "6"):
        with Host(KeypadMachine(_profile("ff68-counter"), reports, repeat_s=0.2), PtyLine(link)) as host:
            keypad.open()
            host.command(f"press {digit}")
            assert take(keypad, 1) == [KeyPressed(1, digit)]
            host.close()
            with pytest.raises(TransportError):
                take(keypad, 1)
    keypad.close()


def test_stopping_ends_the_events(keypad: Keypad) -> None:
    stop = threading.Event()
    stop.set()
    assert list(keypad.events(stop)) == []


def test_a_port_that_is_absent_is_a_transport_error(tmp_path: Path) -> None:
    with pytest.raises(TransportError):
        Ff68Keypad(f"serial://{tmp_path}/absent", _profile("ff68-counter")).ask(1)
