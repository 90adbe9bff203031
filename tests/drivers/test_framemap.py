"""Frames described by patterns: what fits, what may not be described, what is answered."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.codec.framemap import Checksum, Decoder, Frame, Pattern, mask_of, require_sound, text_of
from drivers.errors import FrameError
from tests.drivers import vectors_keypad as vectors

PLAIN = Pattern(match=mask_of("AA 01 ?? FF"), field=2)
SUM = Pattern(match=mask_of("AA 55 ?? ??"), field=2, checksum=Checksum("sum", 0, 3))
BYTES = [Pattern(match=mask_of(f"{code:02X}"), field=0) for code in (0x31, 0x32)]


def _pattern(match: str, field: int = 0) -> Pattern:
    return Pattern(match=mask_of(match), field=field)


@pytest.mark.parametrize(("name", "code"), [("level 5", 1), ("level 1", 5)])
def test_the_published_example_is_read(name: str, code: int) -> None:
    (frame,) = Decoder([PLAIN]).feed(vectors.FRAMEMAP[name])
    assert (frame.code, frame.raw) == (code, vectors.FRAMEMAP[name])


def test_a_frame_counts_only_with_its_checksum() -> None:
    decoder = Decoder([SUM])
    assert [frame.code for frame in decoder.feed(b"".join(vectors.FRAMEMAP_SUM.values()))] == [0x01, 0xFF]
    assert decoder.feed(bytes.fromhex("AA 55 01 01")) == []
    assert decoder.garbage == 4


def test_an_exclusive_or_may_begin_behind_the_head() -> None:
    pattern = Pattern(match=mask_of("7E ?? 10 ?? 7F"), field=1, checksum=Checksum("xor", 1, 3))
    assert [frame.code for frame in Decoder([pattern]).feed(bytes.fromhex("7E 03 10 13 7F"))] == [3]
    assert Decoder([pattern]).feed(bytes.fromhex("7E 03 10 12 7F")) == []


def test_noise_before_a_frame_and_a_torn_frame_cost_nothing_but_themselves() -> None:
    decoder = Decoder([PLAIN])
    assert [frame.code for frame in decoder.feed(bytes.fromhex("00 AA AA 01 AA 01 02 FF AA 01 03 FE AA 01 04 FF"))] == [
        2,
        4,
    ]
    assert decoder.garbage == 8


def test_each_of_several_patterns_is_found() -> None:
    other = _pattern("BB 01 02 03", 3)
    found = Decoder([PLAIN, other]).feed(bytes.fromhex("BB 01 02 03 AA 01 07 FF"))
    assert [frame.pattern for frame in found] == [other, PLAIN]


def test_the_answer_copies_what_was_heard_and_makes_its_own_checksum() -> None:
    answered = Pattern(match=SUM.match, field=2, checksum=SUM.checksum, answer=mask_of("AA 56 ?? ?? 0D"))
    assert Frame(answered, vectors.FRAMEMAP_SUM["key 1"]).answer == bytes.fromhex("AA 56 01 01 0D")
    assert Frame(PLAIN, vectors.FRAMEMAP["level 5"]).answer is None


def test_a_single_byte_counts_only_between_two_silences() -> None:
    decoder = Decoder(BYTES, alone=True)
    assert decoder.feed(b"1") == []
    assert [frame.code for frame in decoder.silence()] == [0x31]
    decoder.feed(b"x1")
    assert decoder.silence() == []
    decoder.feed(b"2")
    decoder.feed(b"2")
    assert [frame.code for frame in decoder.silence()] == [0x32, 0x32]
    assert decoder.garbage == 1


def test_a_line_that_never_rests_presses_no_key_and_fills_no_memory() -> None:
    decoder = Decoder(BYTES, alone=True)
    for _ in range(1000):
        decoder.feed(b"1" * 1000)
    assert decoder.held <= 5
    assert decoder.silence() == []
    assert decoder.garbage == 1_000_000


def test_silence_ends_a_torn_frame() -> None:
    decoder = Decoder([PLAIN])
    decoder.feed(bytes.fromhex("AA 01"))
    assert decoder.silence() == []
    assert decoder.feed(bytes.fromhex("02 FF")) == []


@pytest.mark.parametrize(
    ("patterns", "complaint"),
    [
        ([_pattern("AA ?? FF 01", 1), _pattern("AA 01 ?? 01", 2)], "fit the same bytes"),
        ([_pattern("AA 01 02 03"), _pattern("AA 01 02 03 04")], "fit the same bytes"),
        ([PLAIN, PLAIN], "fit the same bytes"),
        ([_pattern("AA ?? FF", 1)], "fewer than 3 bytes"),
        ([_pattern("AA 01 02 03", 4)], "is not a place of"),
        ([Pattern(match=mask_of("AA 01 02 ??"), field=3, checksum=Checksum("sum", 0, 3))], "must be ??"),
        ([Pattern(match=mask_of("AA 01 ?? 03 04"), field=2, checksum=Checksum("sum", 0, 3))], "must be ??"),
        ([Pattern(match=mask_of("AA 01 ?? ??"), field=2, checksum=Checksum("sum", 3, 3))], "nothing before it"),
        ([Pattern(match=mask_of("AA 01 ?? ??"), field=2, checksum=Checksum("sum", 0, 4))], "has no place"),
        ([Pattern(match=PLAIN.match, field=2, answer=mask_of("AA 01 02 03 ??"))], "from behind its end"),
    ],
)
def test_patterns_that_are_not_sound_are_refused(patterns: list[Pattern], complaint: str) -> None:
    with pytest.raises(FrameError) as refused:
        require_sound(patterns, alone=False)
    assert complaint in str(refused.value)


@pytest.mark.parametrize("text", ["", "A", "AA1", "AA  ?", "0xAA", "GG", " ".join(["AA"] * 65)])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(FrameError):
        mask_of(text)


masks = st.lists(st.none() | st.integers(0, 255), min_size=4, max_size=12).map(tuple)


@given(masks)
def test_a_pattern_is_read_as_it_is_written(mask: tuple[int | None, ...]) -> None:
    assert mask_of(text_of(mask)) == mask


@given(masks, st.data())
def test_every_frame_of_a_pattern_is_found_in_any_pieces(mask: tuple[int | None, ...], data: st.DataObject) -> None:
    field = data.draw(st.integers(0, len(mask) - 1))
    pattern = Pattern(match=mask, field=field)
    assume(pattern.known >= 3)
    raw = bytes(data.draw(st.integers(0, 255)) if byte is None else byte for byte in mask)
    cut = data.draw(st.integers(0, len(raw)))
    decoder = Decoder([pattern])
    assert [*decoder.feed(raw[:cut]), *decoder.feed(raw[cut:])] == [Frame(pattern, raw)]
    assert decoder.garbage == 0
