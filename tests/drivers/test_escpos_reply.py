"""What a printer answers: the measured states, mixed streams, and answers that must stay unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec.escpos_reply import (
    Automatic,
    Paper,
    PrinterStatus,
    Queued,
    Realtime,
    Reply,
    ReplyParser,
    fold,
)

# State → answers to DLE EOT 1, 2, 3, 4 and the ASB group, as measured and computed from the manual.
MEASURED = {
    "normal": ("12 12 12 12", "10 00 00 00", PrinterStatus(
        online=True, cover_open=False, cutter_failed=False, unrecoverable=False, error=False, paper=Paper.OK)),
    "near end": ("12 12 12 1E", "10 00 03 00", PrinterStatus(
        online=True, cover_open=False, cutter_failed=False, unrecoverable=False, error=False, paper=Paper.NEAR_END)),
    "paper out": ("1A 32 12 7E", "18 00 0F 00", PrinterStatus(
        online=False, cover_open=False, cutter_failed=False, unrecoverable=False, error=False, paper=Paper.OUT)),
    "paper out and cover": ("1A 36 12 7E", "38 00 0F 00", PrinterStatus(
        online=False, cover_open=True, cutter_failed=False, unrecoverable=False, error=False, paper=Paper.OUT)),
    "cutter": ("1A 52 1A 12", "18 08 00 00", PrinterStatus(
        online=False, cover_open=False, cutter_failed=True, unrecoverable=False, error=True, paper=Paper.OK)),
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


@given(st.binary(max_size=200))
def test_no_noise_raises_and_every_byte_is_accounted_for(noise: bytes) -> None:
    parser = ReplyParser()
    replies = parser.feed(noise)
    used = sum(len(reply.content) if isinstance(reply, Automatic) else 1 for reply in replies)
    flow = sum(byte in (0x11, 0x13) for byte in noise)
    assert used + flow + parser.garbage + len(parser._auto) == len(noise)


@given(st.binary(max_size=100).filter(lambda noise: not set(noise) & {0x00, 0x03, 0x0C, 0x0F}))
def test_noise_without_the_four_answers_is_never_a_proof_of_printing(noise: bytes) -> None:
    assert not any(isinstance(reply, Queued) for reply in ReplyParser().feed(noise))
