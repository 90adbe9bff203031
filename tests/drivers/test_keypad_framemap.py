"""An evaluator whose frames its profile describes, on a pseudo-terminal; and profiles that describe nothing sound."""

from dataclasses import replace

import pytest

from drivers import profile as profiles
from drivers.device import KeyPressed, LevelPressed
from drivers.device.keypad_framemap import FramemapKeypad
from drivers.device.link import Link
from drivers.errors import SettingError, TransportError
from drivers.profile import FramemapProfile
from drivers.sim.host import Host
from drivers.sim.keypad_framemap import FramemapMachine
from drivers.sim.line import PtyLine
from tests.drivers.benches import Reports, hear
from tests.drivers.pressed import take

ANSWERED = """
kind = "keypad"
family = "framemap"
name = "answered"
[[frames]]
match = "AA 55 ?? ?? ?? 0D"
field = 3
checksum = { rule = "xor", first = 1, at = 4 }
answer = "AA 56 ?? ?? ?? 0D"
levels = { 01 = 5, 02 = 4 }
keys = { 10 = "call_next" }
"""
BYTES = """
kind = "keypad"
family = "framemap"
name = "single bytes"
alone = true
[[frames]]
match = "??"
field = 0
levels = { 31 = 5, 32 = 4 }
"""


def _profile(text: str) -> FramemapProfile:
    parsed = profiles.parse(text, source="mine")
    assert isinstance(parsed, FramemapProfile)
    return parsed


def test_each_key_of_the_shipped_example_is_its_level() -> None:
    profile = profiles.load("framemap-evaluator-5key")
    assert isinstance(profile, FramemapProfile)
    with Host(FramemapMachine(profile, Reports()), PtyLine()) as host:
        keypad = FramemapKeypad(host.url, profile)
        keypad.open()
        for level in (5, 4, 3, 2, 1):
            host.command(f"press {level}")
        assert take(keypad, 5) == [LevelPressed(1, level) for level in (5, 4, 3, 2, 1)]
        keypad.close()


def test_a_device_that_wants_an_answer_gets_it_once_for_each_press() -> None:
    profile, reports = _profile(ANSWERED), Reports()
    with Host(FramemapMachine(profile, reports), PtyLine()) as host:
        keypad = FramemapKeypad(host.url, profile)
        keypad.open()
        for key in ("5", "call_next", "4"):
            host.command(f"press {key}")
        assert take(keypad, 3) == [LevelPressed(1, 5), KeyPressed(1, "call_next"), LevelPressed(1, 4)]
        assert [reports.next("acknowledged")["acknowledged"] for _ in range(3)] == ["5", "call_next", "4"]
        keypad.close()


def test_what_is_said_again_is_one_press_until_the_repeat_time_is_over() -> None:
    now = [0.0]
    line = PtyLine()
    keypad = FramemapKeypad(line.url, replace(_profile(ANSWERED), repeat_s=1.0), clock=lambda: now[0])
    keypad.open()
    five, four = bytes.fromhex("AA 55 00 01 54 0D"), bytes.fromhex("AA 55 00 02 57 0D")
    line.put(five * 3 + four)
    assert take(keypad, 2) == [LevelPressed(1, 5), LevelPressed(1, 4)]
    assert hear(line, 24) == bytes.fromhex("AA 56 00 01 57 0D") * 3 + bytes.fromhex("AA 56 00 02 54 0D")
    now[0] = 1.0
    line.put(four)
    assert take(keypad, 1) == [LevelPressed(1, 4)]
    keypad.close()
    line.close()


def test_a_single_byte_is_a_press_when_it_stands_alone() -> None:
    line = PtyLine()
    keypad = FramemapKeypad(line.url, _profile(BYTES))
    keypad.open()
    line.put(b"1")
    assert take(keypad, 1) == [LevelPressed(1, 5)]
    line.put(b"2")
    assert take(keypad, 1) == [LevelPressed(1, 4)]
    keypad.close()
    line.close()


def test_a_code_without_a_meaning_makes_up_no_level() -> None:
    line = PtyLine()
    profile = profiles.load("framemap-evaluator-5key")
    assert isinstance(profile, FramemapProfile)
    keypad = FramemapKeypad(line.url, profile)
    keypad.open()
    line.put(bytes.fromhex("AA 01 06 FF AA 01 00 FF AA 01 03 FF"))
    assert take(keypad, 1) == [LevelPressed(1, 3)]
    keypad.close()
    line.close()


class OneWay(Link):
    """A line that breaks when something is sent."""

    def write(self, payload: bytes, *, timeout: float) -> None:
        raise TransportError("gone")


def test_a_press_is_not_lost_when_the_line_breaks_under_its_answer() -> None:
    line = PtyLine()
    keypad = FramemapKeypad(OneWay(line.url, baud=9600), _profile(ANSWERED))
    keypad.open()
    line.put(bytes.fromhex("AA 55 00 01 54 0D AA 55 00 02 57 0D"))
    assert take(keypad, 1) == [LevelPressed(1, 5)]
    keypad.close()
    line.close()


FRAME = 'kind = "keypad"\nfamily = "framemap"\nname = "x"\n[[frames]]\nmatch = "AA 01 ?? FF"\nfield = 2\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('kind = "keypad"\nfamily = "framemap"\nname = "x"', "frames: at least one"),
        (FRAME.replace("FF", "F"), "frames[0].match: 'AA 01 ?? F' is not"),
        (FRAME.replace("2", "7"), "frames: field 7 is not a place"),
        (FRAME.replace("AA 01 ?? FF", "AA ?? FF").replace("field = 2", "field = 1"), "set alone = true"),
        (FRAME + "[frames.levels]\n0102 = 5", "frames[0].levels.0102: is not one byte in hex"),
        (FRAME + "[frames.levels]\n0a = 5\n0A = 4", "frames[0].levels.0A: stands there twice"),
        (FRAME + "[frames.levels]\n01 = 5\n02 = 5", "frames[0].levels.02: level 5 is given twice"),
        (FRAME + '[frames.levels]\n01 = 5\n[frames.keys]\n01 = "recall"', "is a level and a key at once"),
        (FRAME + 'checksum = {rule = "crc", at = 3}', "frames[0].checksum.rule 'crc' is none of sum, xor"),
        (FRAME + 'checksum = {rule = "sum", at = 3}', "must be ??"),
        (FRAME + "[frames.levels]\n01 = 5\n[[frames]]\nmatch = 'BB 01 02 03'\nfield = 3\nlevels = {03 = 5}", "twice"),
        (FRAME + "[[frames]]\nmatch = 'AA ?? 01 FF'\nfield = 1", "fit the same bytes"),
        (FRAME + "wrong = 1", "frames[0].wrong is not known"),
    ],
)
def test_a_wrong_description_names_its_place(text: str, named: str) -> None:
    with pytest.raises(SettingError) as wrong:
        profiles.parse(text, source="mine")
    assert named in str(wrong.value)
