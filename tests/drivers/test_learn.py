"""An unknown evaluator is learned by pressing its keys: what differs, what may not be, and the command end to end."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from drivers import profile as profiles
from drivers.device import LevelPressed, make_keypad
from drivers.learn.burst import Ear, frame_of
from drivers.learn.failed import LearnFailed
from drivers.learn.frames import Found, learn, must_stand_alone
from drivers.learn.text import of_frames
from drivers.profile import FramemapProfile, HidProfile, KeypadProfile
from drivers.sim.host import Host, Machine
from drivers.sim.keypad_framemap import FramemapMachine
from drivers.sim.keypad_hid import HidKeypadMachine
from drivers.sim.line import PtyLine
from drivers.transport import open_transport
from tests.drivers.benches import PATIENCE_S, Reports
from tests.drivers.pressed import take

LABELS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


def _learn(*keys: Sequence[str]) -> tuple[Found, ...]:
    """Frames in hex of both presses of each key, best level first."""
    return learn({5 - place: [[bytes.fromhex(press)] for press in key] for place, key in enumerate(keys)})


def _profile_of(found: Sequence[Found]) -> FramemapProfile:
    parsed = profiles.parse(of_frames(found, name="新", baud=19200, gap_s=0.02), source="new")
    assert isinstance(parsed, FramemapProfile)
    return parsed


def _same(*frames: str) -> list[tuple[str, str]]:
    return [(frame, frame) for frame in frames]


def test_one_byte_that_differs_is_the_field() -> None:
    profile = _profile_of(_learn(*_same("AA 01 05 FF", "AA 01 04 FF", "AA 01 03 FF")))
    (frame,) = profile.frames
    assert (frame.pattern.match, frame.pattern.field) == ((0xAA, 1, None, 0xFF), 2)
    assert frame.levels == {5: 5, 4: 4, 3: 3}
    assert (profile.name, profile.baud, profile.gap_s, profile.alone) == ("新", 19200, 0.02, False)


def test_a_byte_that_differs_between_presses_does_not_matter() -> None:
    (found,) = _learn(("AA 10 01 05 FF", "AA 11 01 05 FF"), ("AA 12 01 04 FF", "AA 13 01 04 FF"))
    assert (found.pattern.match, found.pattern.field) == ((0xAA, None, 1, None, 0xFF), 3)


@pytest.mark.parametrize(
    ("frames", "rule", "first"),
    [
        (("AA 01 05 B0 FF", "AA 01 04 AF FF"), "sum", 0),
        (("AA 01 05 AE FF", "AA 01 04 AF FF"), "xor", 0),
        (("AA 01 05 06 FF", "AA 01 04 05 FF"), "sum", 1),
        (("AA 01 05 05 FF", "AA 01 04 04 FF"), "sum", 2),
    ],
)
def test_a_checksum_is_recognised(frames: tuple[str, str], rule: str, first: int) -> None:
    (found,) = _learn(*_same(*frames))
    assert found.pattern.checksum is not None
    assert (found.pattern.checksum.rule, found.pattern.checksum.first, found.pattern.checksum.at) == (rule, first, 3)
    assert _profile_of([found]).frames[0].pattern == found.pattern


def test_a_checksum_over_a_counter_is_recognised() -> None:
    (found,) = _learn(("AA 10 05 BF", "AA 11 05 C0"), ("AA 12 04 C0", "AA 13 04 C1"))
    assert found.pattern.match == (0xAA, None, None, None)
    assert (found.pattern.field, found.pattern.checksum is not None) == (2, True)


def test_keys_that_differ_in_several_bytes_get_a_pattern_each() -> None:
    found = _learn(*_same("7E 4F 4B 31", "7E 4E 4F 32", "7E 4E 4F 33 34"))
    profile = _profile_of(found)
    assert [dict(frame.levels) for frame in profile.frames] == [{0x7E: 5}, {0x7E: 4}, {0x7E: 3}]


def test_single_bytes_must_stand_alone() -> None:
    found = _learn(*_same("31", "32", "33"))
    assert must_stand_alone(found)
    assert _profile_of(found).alone


def test_what_comes_when_a_key_goes_up_does_not_disturb() -> None:
    presses = {
        level: [[bytes([0xAA, 1, level, 0xFF]), bytes.fromhex("AA 00 00 FF")] for _ in range(2)] for level in (5, 4, 3)
    }
    (found,) = learn(presses)
    assert found.levels == {5: 5, 4: 4, 3: 3}
    (found,) = learn({level: [list(reversed(press)) for press in key] for level, key in presses.items()})
    assert found.levels == {5: 5, 4: 4, 3: 3}


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (_same("AA 01 05 FF"), "至少要学到两个键"),
        (_same("AA 01 05 FF", "AA 01 05 FF"), "“非常满意”键和“满意”键发出的内容相同（AA 01 05 FF）"),
        ([("AA 01", "AA 02"), ("AA 03", "AA 04")], "发出的内容相同（AA ??）"),
        ([("AA 01 05", "AA 01"), ("AA 02", "AA 02")], "“非常满意”键每次发出的内容长短不同"),
        (_same("AA 01 05", "AA 01 05 06"), "发出的内容相同"),
    ],
)
def test_keys_that_cannot_be_told_apart_are_refused(keys: Sequence[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(LearnFailed) as refused:
        _learn(*keys)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(("burst", "frame"), [("AA 01 AA 01", "AA 01"), ("AA 01 AA", "AA 01 AA"), ("31 31 31", "31")])
def test_what_is_said_several_times_without_a_pause_is_one_frame(burst: str, frame: str) -> None:
    assert frame_of(bytes.fromhex(burst)) == bytes.fromhex(frame)


def test_what_the_device_says_by_itself_is_no_key() -> None:
    line = PtyLine()
    ear = Ear(open_transport(line.url), gap_s=0.01)
    line.put(b"alive")
    ear.idle(0.05)
    line.put(b"alive")
    assert ear.press(0.05, 0.05, lambda: False) == []
    line.put(b"AB")
    assert ear.press(PATIENCE_S, 0.05, lambda: False) == [b"AB"]
    ear._line.close()
    line.close()


class Lesson:
    """`bianmin-drivers learn` as a process of its own, with a technician at its screen."""

    def __init__(self, url: str, out: Path) -> None:
        command = [sys.executable, "-m", "drivers", "learn", url, "--out", str(out), "--seconds", str(PATIENCE_S)]
        self.process = subprocess.Popen(
            [*command, "--quiet", "0.1", "--gap", "0.02"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._keyboard, self._screen = self.process.stdin, self.process.stdout

    def follow(self, press: Callable[[int], bool]) -> tuple[int, str]:
        """Do what the screen says; Enter where `press` says there is no such key. Exit code and the last words."""
        last = ""
        for line in self._screen:
            last = line
            asked = [level for level, label in LABELS.items() if "请" in line and f"“{label}”键" in line]
            if asked and not press(asked[0]):
                self._keyboard.write("\n")
                self._keyboard.flush()
        self._keyboard.close()
        assert self.process.stderr is not None
        complaint = self.process.stderr.read()
        self.process.stderr.close()
        self._screen.close()
        return self.process.wait(PATIENCE_S), complaint or last


@pytest.fixture
def device() -> Iterator[Callable[[Machine], Host]]:
    hosts: list[Host] = []

    def started(machine: Machine) -> Host:
        hosts.append(Host(machine, PtyLine()).start())
        return hosts[-1]

    yield started
    for host in hosts:
        host.close()


UNKNOWN = """
kind = "keypad"
family = "framemap"
name = "of an unknown maker"
[[frames]]
match = "5A A5 ?? 03 ?? ?? 0D"
field = 4
checksum = { rule = "sum", first = 2, at = 5 }
levels = { 41 = 5, 42 = 4, 43 = 3, 44 = 2 }
"""


def _heard(url: str, profile: KeypadProfile, host: Host, levels: Sequence[int]) -> bool:
    keypad = make_keypad(url, profile)
    keypad.open()
    for level in levels:
        host.command(f"press {level}")
    pressed = take(keypad, len(levels))
    keypad.close()
    return pressed == [LevelPressed(1, level) for level in levels]


def test_an_unknown_four_key_evaluator_works_with_the_profile_it_taught(
    device: Callable[[Machine], Host], tmp_path: Path
) -> None:
    described = profiles.parse(UNKNOWN, source="maker")
    assert isinstance(described, FramemapProfile)
    host = device(FramemapMachine(described, Reports()))
    host.command("copies 3")

    def press(level: int) -> bool:
        if level == 1:
            return False
        host.command(f"press {level}")
        return True

    code, last = Lesson(host.url, tmp_path / "new.toml").follow(press)
    assert (code, "请用 bianmin-drivers check" in last) == (0, True)
    learned = profiles.load(tmp_path / "new.toml")
    assert isinstance(learned, FramemapProfile)
    assert [(frame.pattern, frame.levels) for frame in learned.frames] == [
        (frame.pattern, frame.levels) for frame in described.frames
    ]
    assert _heard(host.url, learned, host, (5, 4, 3, 2))


def test_two_keys_that_send_the_same_end_the_lesson_without_a_profile(
    device: Callable[[Machine], Host], tmp_path: Path
) -> None:
    described = profiles.parse(UNKNOWN, source="maker")
    assert isinstance(described, FramemapProfile)
    host = device(FramemapMachine(described, Reports()))

    def press(level: int) -> bool:
        if level < 4:
            return False
        host.command("press 5")
        return True

    code, last = Lesson(host.url, tmp_path / "new.toml").follow(press)
    assert (code, "“非常满意”键和“满意”键发出的内容相同" in last) == (1, True)
    assert not (tmp_path / "new.toml").exists()


def test_a_keyboard_is_learned_by_the_names_of_its_keys(device: Callable[[Machine], Host], tmp_path: Path) -> None:
    maker = HidProfile(name="maker", levels={f"F{level}": level for level in range(1, 6)}, keys={})
    host = device(HidKeypadMachine(maker, Reports()))
    url = host.url.replace("serial:", "evdev:")

    def press(level: int) -> bool:
        host.command(f"press F{level}")
        return True

    code, _ = Lesson(url, tmp_path / "new.toml").follow(press)
    assert code == 0
    learned = profiles.load(tmp_path / "new.toml")
    assert isinstance(learned, HidProfile)
    assert learned.levels == maker.levels


def test_a_folder_that_is_not_there_is_told_before_the_first_press(tmp_path: Path) -> None:
    code, last = Lesson("serial:///dev/absent", tmp_path / "absent" / "new.toml").follow(lambda _: True)
    assert (code, "不能在" in last) == (1, True)


def test_a_profile_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("precious", encoding="utf-8")
    code, last = Lesson("serial:///dev/absent", tmp_path / "mine.toml").follow(lambda _: True)
    assert (code, "已经存在" in last) == (1, True)
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == "precious"
