"""The Onbon codec against the published and the vendor's own frames, and against bad cables."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import onbon
from drivers.codec import onbon_command as commands
from drivers.codec.board_text import GBK, board_text
from drivers.codec.onbon import Decoder, Frame
from drivers.codec.onbon_command import Area, Speech, State
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
    text=rb"\FO000" + board_text("TEMPER:21℃"),
)


def _area(text: str, *, number: int = 0, y: int = 0) -> Area:
    return Area(number=number, y=y, width=8, height=16, text=board_text(text))


def test_commands_equal_the_known_frames() -> None:
    both = onbon.BROADCAST
    call = Area(number=0, width=8, height=16, text=rb"\C2" + board_text("A001号请到3号窗口"))
    made = {
        "ping": commands.command(commands.PING, dst=CARD),
        "clear": commands.command(commands.CLEAR, dst=CARD),
        "clear all": commands.command(commands.CLEAR, dst=both),
        "turn on": commands.switch(on=True, dst=both),
        "turn off": commands.switch(on=False, dst=both),
        "clock 2025": commands.set_clock(datetime(2025, 1, 25, 11, 17, 26, tzinfo=UTC), dst=both),
        "delete 0 and 1": commands.show([], delete=[0, 1], dst=both),
        "call": commands.show([call], dst=both),
        "escaped text": commands.show([_area("ア")], dst=both),
        "escapes": commands.show([_area("ZZ[[Z?", number=2, y=32)], dst=both),
        "temperature": commands.show([TEMPERATURE], dst=CARD, wants_reply=False),
    }
    assert {name: frame.to_bytes().hex(" ") for name, frame in made.items()} == {
        name: ONBON[name].hex(" ") for name in made
    }


@pytest.mark.parametrize(
    ("ours", "name"),
    [
        (commands.delete_all(dst=CARD), "delete all"),
        (commands.brightness(12, dst=CARD), "brightness"),
        (commands.set_clock(datetime(2013, 1, 25, 11, 17, 26, tzinfo=UTC), dst=CARD), "set clock"),
    ],
)
def test_old_documents_put_a_length_into_the_reserved_bytes(ours: Frame, name: str) -> None:
    theirs = Decoder(own_address=-1).feed(ONBON[name])[0]
    assert (ours.command, ours.payload) == (theirs.command, theirs.payload)


def test_a_level_a_card_does_not_have_is_no_frame() -> None:
    with pytest.raises(ValueError, match="16"):
        commands.brightness(16, dst=CARD)


def test_speech_of_its_own_text_says_who_how_often_and_how_loud() -> None:
    said = Speech(text=board_text("请到"), person=1, repeats=3, volume=10, speed=2)
    assert said.to_bytes() == bytes.fromhex("02 31 0A 02 04 00 00 00 C7 EB B5 BD")
    assert Speech().to_bytes() == bytes.fromhex("01 00 05 05")


def test_speech_stands_where_an_areas_silence_did() -> None:
    mute, speaking = _area("A"), replace(_area("A"), speech=Speech())
    before, after = mute.to_bytes()[:14], mute.to_bytes()[15:]
    assert speaking.to_bytes() == before + bytes.fromhex("01 00 05 05") + after


STATE = bytes.fromhex("01 08 25 20 06 13 16 50 00 05" + "00" * 7 + "02 00 03") + b"0" * 28


def test_a_card_tells_its_state() -> None:
    state = commands.read_state(STATE)
    assert state == State(True, 8, "2025-06-13 16:50:00", (0, 3))
    assert commands.read_state(bytes(18)) == State(False, 0, "0000-00-00 00:00:00", ())


@pytest.mark.parametrize("size", [0, 17, 19])
def test_a_state_cut_short_is_none(size: int) -> None:
    with pytest.raises(FrameError):
        commands.read_state(STATE[:size])


def test_a_refusal_tells_its_reason() -> None:
    answers = Decoder().feed(ONBON["nack crc"] + ONBON["nack busy"])
    assert [(answer.command, answer.reply_code) for answer in answers] == [(onbon.NACK, 5), (onbon.NACK, 3)]


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ("A012", "41 30 31 32"),
        ("窗", "B4 B0"),
        ("·", "A1 A4"),
        ("—", "A1 AA"),
        ("昇堃喆", "3F 3F 3F"),  # in GBK only
        ("誠", "3F"),  # its GBK trail byte is a backslash
        ("䶮㛃𠮷", "3F 3F 3F"),
        ("a\\nb\x1b", "61 20 6E 62 20"),  # no text may become an in-text code
    ],
)
def test_text_is_gb2312_without_codes(text: str, coded: str) -> None:
    assert board_text(text) == bytes.fromhex(coded)


def test_text_for_a_gbk_font_keeps_what_gbk_has() -> None:
    assert board_text("昇𠮷", alphabet=GBK, missing="〓") == bytes.fromhex("95 4E A1 FE")


def test_the_116_characters_with_a_backslash_inside_do_not_reach_a_card() -> None:
    characters = [char for code in range(0x4E00, 0xA000) if (char := chr(code)).encode("gbk", "ignore")[1:] == b"\\"]
    assert len(characters) == 116
    assert board_text("".join(characters), missing="〓") == b"\xa1\xfe" * 116


@given(st.text(max_size=40), st.sampled_from(["gb2312", "gbk"]))
def test_no_text_brings_a_control_byte_to_a_board(text: str, alphabet: str) -> None:
    coded = board_text(text, alphabet=alphabet)
    assert all(byte >= 0x20 for byte in coded)
    assert alphabet == GBK or b"\\" not in coded


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
