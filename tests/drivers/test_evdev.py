"""Keys as Linux tells them, against the kernel's own tables, and against streams that were cut or spoilt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import evdev
from drivers.codec.evdev import Decoder, InputEvent, Keyboard, KeyDown, Layout, text_of
from tests.drivers import vectors_keypad as vectors

KEY, SYN = 1, 0
T = (1_700_000_000, 5)

events = st.builds(
    InputEvent,
    st.sampled_from([KEY]),
    st.integers(0, 0x2FF),
    st.integers(0, 2),
)


def _keys(*events: tuple[int, int], layout: Layout = Layout.BITS_64) -> bytes:
    """(code, value) pairs of key events, each with its end of report."""
    report = InputEvent(SYN, 0, 0).to_bytes(layout)
    return b"".join(InputEvent(KEY, code, value).to_bytes(layout) + report for code, value in events)


@pytest.mark.parametrize(("name", "code"), vectors.LINUX_KEYS.items())
def test_a_key_has_the_name_linux_gives_it(name: str, code: int) -> None:
    assert KeyDown(code).name == name


def test_a_key_without_a_name_is_its_number() -> None:
    assert KeyDown(0x1FF).name == "#511"


def test_published_events_read_and_write() -> None:
    down = InputEvent(KEY, 76, 1)
    assert Decoder().feed(vectors.KP5_DOWN_64) == [down]
    assert down.to_bytes(at_s=1_700_000_000, at_us=123_456) == vectors.KP5_DOWN_64
    assert Decoder(Layout.BITS_32).feed(vectors.KP5_DOWN_32) == [down]
    assert down.to_bytes(Layout.BITS_32, at_s=1_700_000_000, at_us=123_456) == vectors.KP5_DOWN_32


def test_a_press_is_one_key_however_long_it_is_held() -> None:
    held = vectors.SCAN_64 + vectors.KP5_DOWN_64 + vectors.REPORT_64 + (vectors.KP5_HELD_64 + vectors.REPORT_64) * 30
    assert Keyboard().feed(held + vectors.KP5_UP_64 + vectors.REPORT_64) == [KeyDown(76)]


def test_a_scanned_number_is_its_text() -> None:
    shift, *codes = vectors.A001_CODES
    stream = _keys((shift, 1), (codes[0], 1), (codes[0], 0), (shift, 0))
    stream += b"".join(_keys((code, 1), (code, 0)) for code in codes[1:])
    downs = Keyboard().feed(stream)
    assert "".join(text_of(down) for down in downs) == "A001"
    assert downs[-1].name == "ENTER"


@pytest.mark.parametrize("shift", [42, 54])
def test_shift_changes_what_every_key_of_the_us_layout_writes(shift: int) -> None:
    plain = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ "
    shifted = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>? '
    code_of = {text_of(KeyDown(code)): code for code in reversed(range(1, 0x300)) if text_of(KeyDown(code))}
    for low, high in zip(plain, shifted, strict=True):
        (down,) = Keyboard().feed(_keys((shift, 1), (code_of[low], 1)))
        assert (text_of(KeyDown(code_of[low])), text_of(down)) == (low, high)


def test_one_of_two_shift_keys_let_go_leaves_the_other() -> None:
    downs = Keyboard().feed(_keys((42, 1), (54, 1), (42, 0), (30, 1), (54, 0), (30, 0), (30, 1)))
    assert [text_of(down) for down in downs] == ["A", "a"]


def test_the_numeric_block_writes_digits() -> None:
    codes = [vectors.LINUX_KEYS[f"KP{digit}"] for digit in range(10)]
    assert "".join(text_of(KeyDown(code)) for code in codes) == "0123456789"


def test_after_dropped_events_keys_count_again_from_the_next_report() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(_keys((42, 1)) + vectors.DROPPED_64 + vectors.KP5_DOWN_64) == []
    assert keyboard.feed(vectors.REPORT_64 + vectors.KP5_UP_64 + _keys((30, 1))) == [KeyDown(30)]  # and no shift


@given(st.lists(events, max_size=8), st.data(), st.sampled_from(Layout))
def test_events_survive_any_split(sent: list[InputEvent], data: st.DataObject, layout: Layout) -> None:
    raw = b"".join(event.to_bytes(layout, at_s=T[0], at_us=T[1]) for event in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=5)))
    decoder = Decoder(layout)
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert [found for piece in pieces for found in decoder.feed(piece)] == sent
    assert (decoder.garbage, decoder.held) == (0, 0)


@pytest.mark.parametrize("cut", range(1, 24))
def test_a_torn_event_does_not_shift_the_ones_behind_it(cut: int) -> None:
    decoder = Decoder()
    found = decoder.feed(vectors.KP5_DOWN_64[cut:] + vectors.KP5_UP_64 + vectors.REPORT_64)
    assert found[-1] == InputEvent(SYN, 0, 0)
    assert InputEvent(KEY, 76, 0) in found
    assert InputEvent(KEY, 76, 1) not in found


@pytest.mark.parametrize(
    "spoilt",
    [
        vectors.KP5_DOWN_64[:16] + bytes.fromhex("0100 4C00 03000000"),  # no such value of a key
        vectors.KP5_DOWN_64[:16] + bytes.fromhex("0100 0003 01000000"),  # no such key
        vectors.KP5_DOWN_64[:16] + bytes.fromhex("2000 4C00 01000000"),  # no such type
        vectors.KP5_DOWN_64[:16] + bytes.fromhex("0000 0400 00000000"),  # no such mark
        vectors.KP5_DOWN_64[:8] + bytes.fromhex("40420F0000000000") + vectors.KP5_DOWN_64[16:],  # a million µs
    ],
)
def test_what_cannot_be_an_event_is_garbage(spoilt: bytes) -> None:
    decoder = Decoder()
    assert decoder.feed(spoilt + vectors.KP5_UP_64) == [InputEvent(KEY, 76, 0)]
    assert decoder.garbage == 24


def test_every_name_is_given_once() -> None:
    assert len(set(evdev.NAMES.values())) == len(evdev.NAMES)
