"""What a printer answers: the measured states, mixed streams, and answers that must stay unknown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec.escpos_reply import (
    Automatic,
    Cleared,
    Named,
    Paper,
    Port,
    PrinterStatus,
    Queued,
    Realtime,
    Reply,
    ReplyParser,
    fold,
)

FINE = PrinterStatus(
    online=True, waiting=False, feed_button=False, cover_open=False, cutter_failed=False, head_hot=False,
    unrecoverable=False, error=False, paper=Paper.OK,
)  # fmt: skip

# State → answers to DLE EOT 1, 2, 3, 4 and the ASB group, as measured and computed from the manual.
MEASURED = {
    "normal": ("12 12 12 12", "10 00 00 00", FINE),
    "near end": ("12 12 12 1E", "10 00 03 00", replace(FINE, paper=Paper.NEAR_END)),
    "paper out": ("1A 32 12 7E", "18 00 0F 00", replace(FINE, online=False, paper=Paper.OUT)),
    "paper out and cover": (
        "1A 36 12 7E", "38 00 0F 00", replace(FINE, online=False, cover_open=True, paper=Paper.OUT)),
    "cutter": ("1A 52 1A 12", "18 08 00 00", replace(FINE, online=False, cutter_failed=True, error=True)),
    "hot head": ("1A 52 52 12", "18 40 00 00", replace(FINE, online=False, head_hot=True, error=True)),
    "unrecoverable": ("1A 52 32 12", "18 20 00 00", replace(FINE, online=False, unrecoverable=True, error=True)),
    "feed button": ("5A 1A 12 12", "58 02 00 00", replace(FINE, online=False, feed_button=True)),
    "waiting": ("3A 12 12 12", "18 01 00 00", replace(FINE, online=False, waiting=True)),
}  # fmt: skip


def _status(replies: list[Reply]) -> PrinterStatus:
    status = PrinterStatus()
    for reply in replies:
        status = fold(status, reply)
    return status


@pytest.mark.parametrize(("realtime", "_automatic", "status"), MEASURED.values(), ids=MEASURED)
def test_four_answers_make_the_measured_status(realtime: str, _automatic: str, status: PrinterStatus) -> None:
    parser, replies = ReplyParser(), []
    for question, answer in enumerate(bytes.fromhex(realtime), start=1):
        parser.expect(question)
        replies += parser.feed(bytes([answer]))
    assert _status(replies) == status


@pytest.mark.parametrize(("_realtime", "automatic", "status"), MEASURED.values(), ids=MEASURED)
def test_an_automatic_group_makes_the_same_status_however_it_is_split(
    _realtime: str, automatic: str, status: PrinterStatus
) -> None:
    raw = bytes.fromhex(automatic)
    for cut in range(len(raw) + 1):
        parser = ReplyParser()
        assert _status(parser.feed(raw[:cut]) + parser.feed(raw[cut:])) == status
        assert parser.garbage == 0


def test_a_silent_printer_is_unknown_and_not_ok() -> None:
    status = PrinterStatus()
    assert (status.known, status.online, status.paper) == (False, None, Paper.UNKNOWN)


def test_the_rest_of_an_automatic_group_is_no_proof_of_printing() -> None:
    parser = ReplyParser()
    assert parser.feed(bytes.fromhex("10 00")) == []
    parser.expect(1)  # a question put in the middle of the group
    assert parser.feed(bytes.fromhex("00 00")) == [Automatic(bytes.fromhex("10 00 00 00"))]


def test_answers_of_all_kinds_are_told_apart_on_one_stream() -> None:
    parser = ReplyParser()
    parser.expect(4)
    assert parser.feed(bytes.fromhex("13 10 00 03 00 1E 11 0C")) == [
        Automatic(bytes.fromhex("10 00 03 00")),
        Realtime(4, 0x1E),
        Queued(0x0C),
    ]


def test_the_drawer_bit_is_no_fault() -> None:
    assert fold(PrinterStatus(), Realtime(1, 0x16)).online is True


def test_paper_out_alone_reads_as_out() -> None:
    assert fold(PrinterStatus(), Realtime(4, 0x72)).paper is Paper.OUT


def test_an_answer_nobody_asked_for_is_garbage() -> None:
    parser = ReplyParser()
    assert parser.feed(b"\x12") == []
    assert parser.garbage == 1


def test_a_broken_group_gives_way_to_the_next_answer() -> None:
    parser = ReplyParser()
    parser.expect(1)
    assert parser.feed(bytes.fromhex("10 00 12")) == [Realtime(1, 0x12)]
    assert parser.garbage == 2


def test_a_text_and_a_cleared_buffer_are_heard_when_asked_for() -> None:
    parser = ReplyParser()
    parser.expect_block()
    assert parser.feed(b"\x5fTM-T88V\0") == [Named("TM-T88V")]
    assert not parser.block_waiting
    parser.expect_block()
    assert parser.feed(bytes.fromhex("37 25 00 00")) == [Cleared(), Queued(0)]


def test_a_text_nobody_asked_for_does_not_swallow_what_follows() -> None:
    parser = ReplyParser()
    assert parser.feed(b"\x5f\x00") == [Queued(0)]


def test_a_text_without_an_end_is_given_up() -> None:
    parser = ReplyParser()
    parser.expect_block()
    assert parser.feed(b"\x5f" + b"A" * 100 + b"\x0f")[-1] == Queued(0x0F)
    assert parser.held == 0


def test_an_answer_that_comes_after_it_was_given_up_is_no_answer() -> None:
    parser = ReplyParser()
    parser.expect(1)
    parser.give_up()
    assert parser.feed(b"\x1a") == []


def test_a_port_that_never_changes_says_nothing() -> None:
    assert fold(PrinterStatus(), Port(0x18, believed=False)) == PrinterStatus()


def test_a_port_that_changes_says_how_the_printer_is() -> None:
    well = fold(PrinterStatus(), Port(0x18, believed=True))
    assert (well.online, well.error, well.paper) == (True, False, Paper.OK)
    failed = fold(PrinterStatus(), Port(0x00, believed=True))
    assert (failed.online, failed.error, failed.paper) == (False, True, Paper.UNKNOWN)


def test_an_empty_port_is_believed_at_once() -> None:
    assert fold(FINE, Port(0x38, believed=False)).paper is Paper.OUT


def test_a_port_does_not_contradict_what_the_printer_said_itself() -> None:
    said = replace(FINE, online=False, paper=Paper.NEAR_END)
    assert fold(said, Port(0x18, believed=True)) == said


@given(st.binary(max_size=200))
def test_no_noise_raises_and_every_byte_is_accounted_for(noise: bytes) -> None:
    parser = ReplyParser()
    replies = parser.feed(noise)
    used = sum(len(reply.content) if isinstance(reply, Automatic) else 1 for reply in replies)
    flow = sum(byte in (0x11, 0x13) for byte in noise)
    assert used + flow + parser.garbage + parser.held == len(noise)


@given(st.binary(max_size=100).filter(lambda noise: not set(noise) & {0x00, 0x03, 0x0C, 0x0F}))
def test_noise_without_the_four_answers_is_never_a_proof_of_printing(noise: bytes) -> None:
    assert not any(isinstance(reply, Queued) for reply in ReplyParser().feed(noise))
