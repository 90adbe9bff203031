"""When a frame on an FF 68 bus is a press, with the clock in the test's hand: repeats, echoes, breaks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import profile as profiles
from drivers.codec import ff68
from drivers.codec.ff68 import Frame
from drivers.device import KeypadEvent, KeyPressed, LevelPressed
from drivers.device.keypad_echo import MISSED, SURE_S, UNSURE_S, Echoes
from drivers.device.keypad_ff68 import SETTLED_S, UNDERWAY_S, PadBus
from drivers.errors import SettingError
from drivers.profile import Ff68Profile

CALL, DIGIT = Frame(1, 0x01, b"\x0c"), Frame(1, 0x01, b"\x01")
RESULT = Frame(1, ff68.RESULT, b"\x00")


def _profile(*, echo: bool | None = False) -> Ff68Profile:
    loaded = profiles.load("ff68-counter")
    assert isinstance(loaded, Ff68Profile)
    return replace(loaded, repeat_s=1.0, gives_up_s=5.0, echo=echo)


class Line:
    """A bus with its host; `echoing` gives the host's bytes back, as two-wire adapters do."""

    def __init__(self, *, echo: bool | None = False, echoing: bool = False, delay_s: float = 0.0) -> None:
        self.bus = PadBus(_profile(echo=echo))
        self.now = 100.0
        self.echoing = echoing
        self.delay_s = delay_s
        self.answers: list[Frame] = []
        self.events: list[KeypadEvent] = []

    def pad_says(self, *frames: Frame) -> list[KeypadEvent]:
        """What was pressed by it, echoes and all."""
        before = len(self.events)
        self._hear(b"".join(frame.to_bytes() for frame in frames))
        return self.events[before:]

    def host_says(self, frame: Frame) -> None:
        self.bus.sent(frame, self.now)
        if self.echoing:
            self.now += self.delay_s
            self._hear(frame.to_bytes())

    def _hear(self, chunk: bytes) -> None:
        assert len(self.answers) < 100, "the host answers itself"
        for heard in self.bus.hear(chunk, self.now):
            self.answers.append(heard.answer)
            if heard.event is not None:
                self.events.append(heard.event)
            self.host_says(heard.answer)


def test_a_result_that_is_no_level_may_be_a_key() -> None:
    """Evaluators with keys for reasons send them as results too."""
    line = Line()
    line.bus = PadBus(replace(_profile(), results={5: "reason_1"}))
    assert line.pad_says(Frame(1, ff68.RESULT, b"\x05")) == [KeyPressed(1, "reason_1")]
    assert line.pad_says(Frame(1, ff68.RESULT, b"\x06")) == []


def test_a_call_said_again_within_a_second_is_one_call_however_often() -> None:
    line = Line()
    assert line.pad_says(CALL) == [KeyPressed(1, "call_next")]
    for _ in range(10):
        line.now += 0.9
        assert line.pad_says(CALL) == []
    assert line.answers == [CALL] * 11
    line.now += 1.0
    assert line.pad_says(CALL) == [KeyPressed(1, "call_next")]


def test_a_digit_pressed_again_counts_as_soon_as_a_finger_can() -> None:
    line = Line()
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]
    line.now += 0.1
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]


def test_a_digit_said_again_before_it_can_have_been_answered_is_one_digit() -> None:
    line = Line()
    assert line.pad_says(DIGIT, DIGIT) == [KeyPressed(1, "1")]
    assert line.answers == [DIGIT]  # a second one could satisfy the pad's next press
    line.now += UNDERWAY_S / 2
    assert line.pad_says(DIGIT) == []
    assert line.answers == [DIGIT] * 2


def test_another_key_between_ends_the_repetition() -> None:
    line = Line()
    assert line.pad_says(CALL, DIGIT, CALL) == [KeyPressed(1, key) for key in ("call_next", "1", "call_next")]
    assert line.answers == [CALL, DIGIT, CALL]


def test_pads_do_not_mix() -> None:
    other = Frame(2, CALL.command, CALL.content)
    line = Line()
    assert line.pad_says(CALL, other, CALL) == [KeyPressed(1, "call_next"), KeyPressed(2, "call_next")]


@pytest.mark.parametrize("frame", [CALL, DIGIT, RESULT], ids=["call", "digit", "result"])
def test_what_was_answered_as_the_line_broke_counts_once_when_the_pad_says_it_again(frame: Frame) -> None:
    line = Line()
    assert len(line.pad_says(frame)) == 1
    line.now += SETTLED_S / 2
    line.bus.lost(line.now)
    line.now += 4.0
    assert line.pad_says(frame) == []
    assert line.answers == [ff68.ack_of(frame)] * 2


def test_what_was_answered_long_before_the_line_broke_is_a_new_press() -> None:
    line = Line()
    line.pad_says(DIGIT)
    line.now += SETTLED_S + 0.01
    line.bus.lost(line.now)
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]


def test_a_pad_that_must_have_given_up_is_believed() -> None:
    line = Line()
    line.pad_says(CALL)
    line.bus.lost(line.now)
    line.now += 5.0
    assert line.pad_says(CALL) == [KeyPressed(1, "call_next")]


def test_a_frame_torn_by_the_plug_is_not_joined_to_what_comes_after() -> None:
    line = Line()
    raw = CALL.to_bytes()
    assert line.bus.hear(raw[:6], line.now) == []
    line.bus.lost(line.now)
    assert line.bus.hear(raw[6:], line.now) == []
    assert [heard.event for heard in line.bus.hear(raw, line.now)] == [KeyPressed(1, "call_next")]


def test_two_halves_with_a_long_silence_between_are_no_frame() -> None:
    line = Line()
    raw = CALL.to_bytes()
    line.bus.hear(raw[:6], line.now)
    assert line.bus.hear(b"", line.now + 0.5) == []
    assert line.bus.hear(raw[6:], line.now + 1.0) == []
    assert len(line.bus.hear(raw, line.now + 1.0)) == 1


@pytest.mark.parametrize("echo", [True, None], ids=["told", "found out"])
def test_on_an_echoing_line_nothing_of_ours_is_a_press(echo: bool | None) -> None:
    line = Line(echo=echo, echoing=True, delay_s=0.01)
    for frame in (ff68.start_evaluation(1), ff68.stars(1, 5), ff68.beep(1), ff68.pad_display(1, number=12)):
        line.host_says(frame)
    assert line.events == []
    for _ in range(3):
        line.now += 2.0
        assert line.pad_says(RESULT) == [LevelPressed(1, 5)]
        assert line.pad_says(CALL) == [KeyPressed(1, "call_next")]
        line.now += 0.2
        assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]
    assert len(line.answers) == 9


def test_an_echo_that_comes_late_is_known_where_echoes_are_sure() -> None:
    line = Line(echo=True, echoing=True, delay_s=SURE_S - 0.01)
    assert line.pad_says(RESULT) == [LevelPressed(1, 5)]
    assert line.answers == [Frame(1, 0x01, b"\x00")]


def test_a_spoilt_echo_does_not_let_the_next_one_through() -> None:
    echoes = Echoes(True)
    echoes.sent(ff68.start_evaluation(1), 0.0)
    echoes.sent(CALL, 0.0)
    assert echoes.takes(CALL, 0.1)
    assert not echoes.takes(ff68.start_evaluation(1), 0.1)


def test_a_line_without_echo_is_soon_known_and_every_frame_is_a_pads() -> None:
    line = Line(echo=None)
    for _ in range(MISSED):
        line.host_says(ff68.start_evaluation(1))
        line.now += UNSURE_S
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]
    line.now += 0.1
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]


def test_a_press_taken_for_an_echo_is_not_acknowledged_and_so_not_lost() -> None:
    line = Line(echo=None)
    line.pad_says(DIGIT)
    line.now += 0.2
    assert line.pad_says(DIGIT) == []
    assert line.answers == [DIGIT]
    line.now += 0.5
    assert line.pad_says(DIGIT) == [KeyPressed(1, "1")]


def test_a_wrong_belief_in_echoes_is_given_up() -> None:
    echoes = Echoes(None)
    echoes.sent(CALL, 0.0)
    assert echoes.takes(CALL, 0.1)
    for second in range(1, MISSED + 1):
        echoes.sent(CALL, float(2 * second))
    echoes.sent(CALL, 20.0)
    assert not echoes.takes(CALL, 20.1)


@given(st.lists(st.tuples(st.sampled_from([CALL, DIGIT, RESULT, Frame(2, 1, b"\x12")]), st.integers(1, 4)), max_size=8))
def test_every_pad_that_repeats_until_acknowledged_is_heard_exactly_once(presses: list[tuple[Frame, int]]) -> None:
    """A pad says a press up to four times because noise spoils its acknowledgements; the next comes a second later."""
    line = Line()
    for frame, copies in presses:
        line.now += 2.0
        heard = []
        for _ in range(copies if frame != DIGIT else 1):
            heard += line.pad_says(frame)
            line.now += 0.5
        assert len(heard) == 1
    assert len(line.answers) == sum(copies if frame != DIGIT else 1 for frame, copies in presses)


def test_each_pad_of_a_bus_may_be_another_model() -> None:
    three = replace(_profile(), name="three keys", levels={0: 3}, keys={b"\x0c": "recall"})
    bus = PadBus(_profile(), {2: three})
    heard = [
        each.event
        for address in (1, 2)
        for each in bus.hear(replace(RESULT, address=address).to_bytes() + replace(CALL, address=address).to_bytes(), 9)
    ]
    assert heard == [LevelPressed(1, 5), KeyPressed(1, "call_next"), LevelPressed(2, 3), KeyPressed(2, "recall")]


@pytest.mark.parametrize(
    ("name", "asks"),
    [("reason_1", True), ("reason_", False), ("recall", False)],
)
def test_a_keypad_asks_for_reasons_when_a_key_is_named_for_one(name: str, asks: bool) -> None:
    assert profiles.asks_reasons(replace(_profile(), results={5: name})) is asks


def test_a_result_is_a_level_or_a_key() -> None:
    both = 'kind = "keypad"\nname = "x"\n[levels]\n00 = 5\n[results]\n00 = "reason_1"\n'
    with pytest.raises(SettingError, match="is a level and a key at once"):
        profiles.parse(both, source="x")
