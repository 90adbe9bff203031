"""The SAM_V codec against the published frames, whole cards, and what a bad line makes of them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import samv
from drivers.codec.samv import Reply, ReplyDecoder, Request, RequestDecoder
from drivers.errors import FrameError
from tests.drivers.vectors_card import (
    CARD_FRAME_SHA256,
    CARD_TEXT,
    SAMV_REPLIES,
    SAMV_REQUESTS,
    SAMV_WRONG_SUMS,
    card_frame,
)

NO_CARD = bytes.fromhex(SAMV_REPLIES["no card"][0])

requests = st.builds(Request, st.integers(0, 255), st.integers(0, 255))
contents = st.binary(max_size=70)
replies = st.builds(lambda code, content: Reply(code, content, len(content)), st.integers(0, 255), contents)


@pytest.mark.parametrize(("raw", "command", "parameter"), SAMV_REQUESTS.values(), ids=SAMV_REQUESTS)
def test_a_published_request_reads_and_writes(raw: str, command: int, parameter: int) -> None:
    request = Request(command, parameter)
    assert request.to_bytes() == bytes.fromhex(raw)
    assert Request.from_bytes(bytes.fromhex(raw)) == request
    assert RequestDecoder().feed(bytes.fromhex(raw)) == [request]


@pytest.mark.parametrize(("raw", "code", "content"), SAMV_REPLIES.values(), ids=SAMV_REPLIES)
def test_a_published_answer_reads_and_writes(raw: str, code: int, content: str) -> None:
    reply = Reply(code, bytes.fromhex(content), len(bytes.fromhex(content)))
    assert reply.to_bytes() == bytes.fromhex(raw)
    assert Reply.from_bytes(bytes.fromhex(raw)) == reply
    assert ReplyDecoder().feed(bytes.fromhex(raw)) == [reply]


def test_the_commands_are_those_of_the_table() -> None:
    said = {
        "reset": samv.RESET,
        "state": samv.STATE,
        "sam id": samv.SAM_ID,
        "find": samv.FIND,
        "select": samv.SELECT,
        "read": samv.READ,
        "newest address": samv.READ_ADDRESS,
        "read with fingerprint": samv.READ_FINGERPRINT,
        "baud 115200": samv.set_baud(115200),
        "baud 9600": samv.set_baud(9600),
    }
    assert {name: request.to_bytes() for name, request in said.items()} == {
        name: bytes.fromhex(vector[0]) for name, vector in SAMV_REQUESTS.items()
    }
    with pytest.raises(ValueError, match="4800"):
        samv.set_baud(4800)


@pytest.mark.parametrize("raw", SAMV_WRONG_SUMS)
def test_the_wrong_sums_of_public_programs_are_refused(raw: str) -> None:
    with pytest.raises(FrameError, match="checksum"):
        Request.from_bytes(bytes.fromhex(raw))
    assert RequestDecoder().feed(bytes.fromhex(raw)) == []


def test_the_published_card_is_read_to_its_text() -> None:
    raw = card_frame()
    assert (len(raw), hashlib.sha256(raw).hexdigest()) == (1295, CARD_FRAME_SHA256)
    (reply,) = ReplyDecoder(samv.READ, kept=samv.kept_of_card()).feed(raw)
    assert (reply.code, reply.size) == (samv.DONE, 4 + 256 + 1024)
    assert samv.card_text(reply) == CARD_TEXT
    assert Reply.from_bytes(raw).to_bytes() == raw


def test_a_card_with_fingerprints_is_read_to_its_text() -> None:
    decoder = ReplyDecoder(samv.READ_FINGERPRINT, kept=samv.kept_of_card(fingerprint=True))
    (reply,) = decoder.feed(card_frame(fingerprints=True))
    assert samv.card_text(reply, fingerprint=True) == CARD_TEXT


def test_nothing_behind_the_text_is_kept_and_the_buffer_is_overwritten() -> None:
    photo = b"\x57\x4c" * 512
    content = b"\x01\x00\x04\x00" + CARD_TEXT + photo
    raw = Reply(samv.DONE, content, len(content)).to_bytes()
    held = bytearray(raw)
    step = samv._reply_step(held, samv.kept_of_card(), len(raw))
    assert step is not None
    assert held == bytes(len(raw))
    assert step[1] is not None
    assert step[1].content == b"\x01\x00\x04\x00" + CARD_TEXT


def test_what_waits_is_overwritten_when_the_rest_does_not_come() -> None:
    decoder = ReplyDecoder(samv.READ)
    decoder.feed(card_frame()[:300])
    held = decoder._held
    export = memoryview(held)
    with pytest.raises(BufferError):  # a view shows what stands there when the buffer is given up
        decoder.reset()
    assert bytes(export) == bytes(300)
    export.release()
    decoder.reset()
    assert decoder.held == 0


def test_an_answer_does_not_show_its_content() -> None:
    assert "999999" not in repr(Reply(samv.DONE, b"999999199001010016", 18))


def test_an_answer_that_was_cut_cannot_be_written_again() -> None:
    (reply,) = ReplyDecoder(samv.READ, kept=4).feed(card_frame())
    with pytest.raises(FrameError, match="thrown away"):
        reply.to_bytes()


@pytest.mark.parametrize(
    "junk", ["", "00", "AA", "AA AA AA AA", "00 96 69 AA 00 00", "AA AA 96 00", "FF FF FF FF FF FF"]
)
def test_junk_before_the_head_is_read_over(junk: str) -> None:
    decoder = ReplyDecoder()
    assert decoder.feed(bytes.fromhex(junk) + NO_CARD) == [Reply(samv.NO_CARD)]
    assert decoder.garbage == len(bytes.fromhex(junk))


def test_a_head_that_lost_one_byte_is_a_head() -> None:
    decoder = ReplyDecoder(samv.READ, kept=samv.kept_of_card())
    found = decoder.feed(NO_CARD[1:] + card_frame()[1:] + NO_CARD)
    assert [reply.code for reply in found] == [samv.NO_CARD, samv.DONE, samv.NO_CARD]
    assert decoder.garbage == 0


def test_a_card_with_one_wrong_byte_is_no_card() -> None:
    raw = bytearray(card_frame())
    raw[700] ^= 1
    assert [reply.code for reply in ReplyDecoder(samv.READ).feed(bytes(raw) + NO_CARD)] == [samv.NO_CARD]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x01\x00", b"\x01\x00\x04\x00" + bytes(255), b"\x00\xff\x04\x00" + bytes(1279), b"\x01\x00\x04\x00" * 300],
)
def test_an_answer_whose_lengths_are_not_those_of_a_card_is_refused(content: bytes) -> None:
    with pytest.raises(FrameError, match="lengths"):
        samv.card_text(Reply(samv.DONE, content, len(content)))


def test_a_modules_number_is_written_as_its_maker_prints_it() -> None:
    raw = bytes.fromhex("05 00 03 00 26 E0 33 01 D2 04 00 00 FF FF FF FF")
    assert samv.sam_id(Reply(samv.DONE, raw, 16)) == "05.03-20176934-0000001234-4294967295"
    with pytest.raises(FrameError):
        samv.sam_id(Reply(samv.DONE, raw[:-1], 15))


def test_every_status_of_the_table_has_a_meaning() -> None:
    table = "90 9F 10 11 21 24 31 32 33 40 41 47 60 66 80 81 91"
    assert {f"{code:02X}" for code in samv.MEANINGS} == set(table.split())
    assert Reply(0x80).meaning == "no card"
    assert Reply(0x77).meaning == "status 77"


@given(requests, st.data())
def test_a_request_survives_any_split(request: Request, data: st.DataObject) -> None:
    raw = request.to_bytes()
    cut = data.draw(st.integers(0, len(raw)))
    decoder = RequestDecoder()
    assert decoder.feed(raw[:cut]) + decoder.feed(raw[cut:]) == [request]


@given(st.lists(replies, max_size=4), st.integers(1, 40))
def test_answers_come_back_in_order_in_any_pieces(said: list[Reply], size: int) -> None:
    stream = b"".join(reply.to_bytes() for reply in said)
    decoder = ReplyDecoder()
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert [reply for piece in pieces for reply in decoder.feed(piece)] == said
    assert decoder.garbage == 0


@given(replies, st.data())
def test_one_wrong_byte_behind_the_head_never_gives_an_answer(reply: Reply, data: st.DataObject) -> None:
    raw = bytearray(reply.to_bytes())
    where = data.draw(st.integers(5, len(raw) - 1))
    raw[where] ^= data.draw(st.integers(1, 255))
    with pytest.raises(FrameError):
        Reply.from_bytes(bytes(raw))


@given(st.binary(max_size=400))
def test_no_noise_raises_and_little_of_it_is_kept(noise: bytes) -> None:
    decoder = ReplyDecoder()
    decoder.feed(noise)
    assert decoder.held <= len(noise)


@given(st.binary(max_size=40))
def test_what_is_no_frame_is_a_frame_error(noise: bytes) -> None:
    for read in (Request.from_bytes, Reply.from_bytes):
        with pytest.raises(FrameError):
            read(noise)
