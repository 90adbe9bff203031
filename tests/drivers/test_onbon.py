"""The Onbon codec against the published and the vendor's own frames, and against bad cables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import onbon
from drivers.codec.onbon import Area, Decoder, Frame
from drivers.errors import FrameError
from tests.drivers.vectors import ONBON

FROM_HOST = {name: raw for name, raw in ONBON.items() if name not in ("ack", "nack crc", "nack busy")}
CARD = 1

frames = st.builds(
    Frame,
    dst=st.integers(0, 0xFFFF),
    src=st.integers(0, 0x7FFF),
    body=st.binary(min_size=5, max_size=120),
)


def _area_of_the_call(text: bytes) -> Area:
    return Area(number=0, width=8, height=16, text=text)


def test_the_crc_is_arc() -> None:
    assert onbon.crc16_arc(b"123456789") == 0xBB3D


@pytest.mark.parametrize("raw", ONBON.values(), ids=ONBON)
def test_a_known_frame_reads_and_writes_byte_by_byte(raw: bytes) -> None:
    decoder = Decoder(own_address=-1)
    found = [frame for byte in raw for frame in decoder.feed(bytes([byte]))]
    assert [frame.to_bytes() for frame in found] == [raw]
    assert decoder.garbage == 0


@pytest.mark.parametrize("raw", FROM_HOST.values(), ids=FROM_HOST)
def test_an_echo_of_our_own_frame_is_passed_over(raw: bytes) -> None:
    assert [frame.command for frame in Decoder().feed(raw + ONBON["ack"])] == [onbon.ACK]


TEMPERATURE = Area(
    number=1,
    y=12,
    width=64,
    height=12,
    line_spacing=10,
    run_mode=1,
    timeout_s=2,
    single_line=1,
    display=1,
    speed=23,
    stay=2,
    text=rb"\FO000" + onbon.board_text("TEMPER:21℃"),
)


def test_commands_equal_the_known_frames() -> None:
    both = onbon.BROADCAST
    made = {
        "ping": onbon.command(onbon.PING, dst=CARD),
        "clear": onbon.command(onbon.CLEAR_SCREEN, dst=CARD),
        "clear all": onbon.command(onbon.CLEAR_SCREEN, dst=both),
        "delete 0 and 1": onbon.command(onbon.SHOW_AREAS, onbon.areas_payload([], delete=[0, 1]), dst=both),
        "call": onbon.command(
            onbon.SHOW_AREAS,
            onbon.areas_payload([_area_of_the_call(rb"\C2" + onbon.board_text("A001号请到3号窗口"))]),
            dst=both,
        ),
        "escaped text": onbon.command(
            onbon.SHOW_AREAS, onbon.areas_payload([_area_of_the_call(onbon.board_text("ア"))]), dst=both
        ),
        "escapes": onbon.command(
            onbon.SHOW_AREAS,
            onbon.areas_payload([Area(number=2, y=32, width=8, height=16, text=onbon.board_text("ZZ[[Z?"))]),
            dst=both,
        ),
        "temperature": onbon.command(
            onbon.SHOW_AREAS,
            onbon.areas_payload([TEMPERATURE]),
            dst=CARD,
            wants_reply=False,
        ),
    }
    assert {name: frame.to_bytes().hex(" ") for name, frame in made.items()} == {
        name: ONBON[name].hex(" ") for name in made
    }


def test_delete_all_differs_from_the_published_frame_only_in_the_reserved_bytes() -> None:
    ours = onbon.command(onbon.SHOW_AREAS, onbon.delete_all_payload(), dst=CARD).body
    theirs = Decoder(own_address=-1).feed(ONBON["delete all"])[0].body
    assert (ours[:3], ours[5:]) == (theirs[:3], theirs[5:])


def test_a_refusal_tells_its_reason() -> None:
    answers = Decoder().feed(ONBON["nack crc"] + ONBON["nack busy"])
    assert [(answer.command, answer.reply_code) for answer in answers] == [(onbon.NACK, 5), (onbon.NACK, 3)]


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ("A012", "41 30 31 32"),
        ("窗", "B4 B0"),
        ("·", "A1 A4"),
        ("昇堃喆", "3F 3F 3F"),  # in GBK only
        ("誠", "3F"),  # its GBK trail byte is a backslash
        ("𠮷", "3F"),
        ("a\\nb\x1b", "61 20 6E 62 20"),  # no text may become an in-text code
    ],
)
def test_text_is_gb2312_without_codes(text: str, coded: str) -> None:
    assert onbon.board_text(text) == bytes.fromhex(coded)


@given(st.text(max_size=40))
def test_no_text_brings_a_backslash_or_a_control_byte_to_the_board(text: str) -> None:
    coded = onbon.board_text(text)
    assert b"\\" not in coded
    assert all(byte >= 0x20 for byte in coded)


@given(frames, st.data())
def test_a_frame_survives_any_split(frame: Frame, data: st.DataObject) -> None:
    raw = frame.to_bytes()
    cut = data.draw(st.integers(0, len(raw)))
    decoder = Decoder()
    assert decoder.feed(raw[:cut]) + decoder.feed(raw[cut:]) == [frame]


@given(frames, st.data())
def test_one_wrong_byte_inside_is_never_taken(frame: Frame, data: st.DataObject) -> None:
    raw = bytearray(frame.to_bytes())
    where = data.draw(st.integers(8, len(raw) - 2))
    raw[where] ^= data.draw(st.integers(1, 255))
    assert Decoder().feed(bytes(raw)) == []


@given(st.binary(max_size=200).filter(lambda noise: b"\xa5" not in noise), frames)
def test_noise_before_a_frame_is_counted(noise: bytes, frame: Frame) -> None:
    decoder = Decoder()
    assert decoder.feed(noise + frame.to_bytes()) == [frame]
    assert decoder.garbage == len(noise)


@given(st.binary(max_size=300))
def test_after_any_noise_the_second_frame_at_the_latest_is_read(noise: bytes) -> None:
    decoder = Decoder()
    assert decoder.feed(noise + ONBON["ack"] + ONBON["ack"])[-1:] == Decoder().feed(ONBON["ack"])


def test_a_frame_that_never_ends_is_given_up() -> None:
    decoder = Decoder()
    decoder.feed(b"\xa5" + b"\x01" * (onbon.MAX_FRAME * 3))
    assert len(decoder._held) <= onbon.MAX_FRAME
    assert len(decoder.feed(ONBON["ack"])) == 1


def test_a_broken_escape_is_no_frame() -> None:
    with pytest.raises(FrameError, match="a6"):
        onbon.unescape(b"\x01\xa6\x03")
