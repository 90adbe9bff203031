"""The FF 68 codec against the published frames, and against every way a cable can spoil them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import ff68
from drivers.codec.ff68 import Decoder, Direction, Frame
from drivers.errors import FrameError
from tests.drivers.vectors import FF68_FROM_HOST, FF68_FROM_PAD, FF68_REJECTED

CASES = [(Direction.FROM_PAD, *case) for case in FF68_FROM_PAD.values()]
CASES += [(Direction.FROM_HOST, *case) for case in FF68_FROM_HOST.values()]
CALL_NEXT = bytes.fromhex(FF68_FROM_PAD["call next"][0])

pad_frames = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(min_size=1, max_size=3))
host_frames = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=6))


@pytest.mark.parametrize(("direction", "raw", "address", "command", "content"), CASES)
def test_a_published_frame_reads_and_writes(
    direction: Direction, raw: str, address: int, command: int, content: str
) -> None:
    frame = Frame(address, command, bytes.fromhex(content))
    assert frame.to_bytes() == bytes.fromhex(raw)
    assert Decoder(direction).feed(bytes.fromhex(raw)) == [frame]


@pytest.mark.parametrize("raw", FF68_REJECTED.values(), ids=FF68_REJECTED)
def test_a_spoilt_frame_is_counted_as_garbage_and_the_next_one_is_read(raw: str) -> None:
    decoder = Decoder(Direction.FROM_PAD)
    assert decoder.feed(bytes.fromhex(raw) + CALL_NEXT) == [Frame(1, 0x01, b"\x0c")]
    assert decoder.garbage == len(bytes.fromhex(raw))


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_frame_torn_off_does_not_swallow_the_next_one(cut: int) -> None:
    torn = bytes.fromhex(FF68_FROM_PAD["give up"][0])[:cut]
    decoder = Decoder(Direction.FROM_PAD)
    assert decoder.feed(torn + CALL_NEXT) == [Frame(1, 0x01, b"\x0c")]
    assert decoder.garbage == cut


def test_the_published_resync_example_gives_one_call_next() -> None:
    decoder = Decoder(Direction.FROM_PAD)
    assert decoder.feed(bytes.fromhex("00 FF FF 68 FF 68 03 03 68 01 01 0C 0E 16")) == [Frame(1, 0x01, b"\x0c")]
    assert decoder.garbage == 4


def test_a_key_is_acknowledged_by_itself_and_a_result_by_command_01() -> None:
    key = Frame(3, 0x01, b"\x06\x0f")
    assert ff68.ack_of(key) == key
    for name in ("result 0", "result 3"):
        result = Frame.from_bytes(bytes.fromhex(FF68_FROM_PAD[name][0]))
        assert ff68.ack_of(result).to_bytes() == bytes.fromhex(FF68_FROM_HOST[f"ack of {name}"][0])


def test_what_the_host_says_equals_the_published_frames() -> None:
    said = {
        "ticket 012": ff68.pad_display(1, number=12),
        "waiting 5": ff68.pad_display(1, waiting=5),
        "beep": ff68.beep(1),
        "start evaluate": ff68.start_evaluation(1),
    }
    assert {name: frame.to_bytes() for name, frame in said.items()} == {
        name: bytes.fromhex(FF68_FROM_HOST[name][0]) for name in said
    }


@given(pad_frames, st.data())
def test_a_frame_survives_any_split(frame: Frame, data: st.DataObject) -> None:
    raw = frame.to_bytes()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=5)))
    decoder = Decoder(Direction.FROM_PAD)
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert [found for piece in pieces for found in decoder.feed(piece)] == [frame]
    assert decoder.garbage == 0


@given(pad_frames)
def test_no_prefix_of_a_frame_is_a_frame(frame: Frame) -> None:
    for end in range(len(frame.to_bytes())):
        assert Decoder(Direction.FROM_PAD).feed(frame.to_bytes()[:end]) == []


@given(st.lists(host_frames, max_size=4))
def test_frames_of_the_host_come_back_in_order(frames: list[Frame]) -> None:
    assert Decoder(Direction.FROM_HOST).feed(b"".join(frame.to_bytes() for frame in frames)) == frames


@given(st.binary(max_size=300).filter(lambda noise: b"\xff" not in noise), pad_frames)
def test_noise_without_a_head_costs_nothing_but_itself(noise: bytes, frame: Frame) -> None:
    decoder = Decoder(Direction.FROM_PAD)
    assert decoder.feed(noise + frame.to_bytes()) == [frame]
    assert decoder.garbage == len(noise)


@given(st.binary(max_size=400))
def test_no_noise_raises_and_little_of_it_is_kept(noise: bytes) -> None:
    decoder = Decoder(Direction.FROM_PAD)
    decoder.feed(noise)
    assert len(decoder._held) < 12


@given(pad_frames, st.data())
def test_one_wrong_byte_never_gives_another_frame_with_the_same_sum(frame: Frame, data: st.DataObject) -> None:
    raw = bytearray(frame.to_bytes())
    where = data.draw(st.integers(0, len(raw) - 1))
    raw[where] ^= data.draw(st.integers(1, 255))
    with pytest.raises(FrameError):
        Frame.from_bytes(bytes(raw))
