"""Commands told apart by their lengths: every job this project writes, and every cut through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec.escpos_span import QUESTION, longest, pieces, with_questions
from drivers.codec.job import Job
from drivers.codec.raster import from_bits
from drivers.device.typeset import typeset
from tests.drivers.vectors import ESCPOS_TICKET
from tests.golden.made import printer_profile

JOB = (
    Job().text("政务服务大厅", size=2, align="centre", bold=True).text("A001", size=4, reverse=True)
    .qr("https://q.example.gov.cn/t/A001").barcode("A001").picture(from_bits(["1" * 200] * 300))
    .text("㛃 四字节").feed_dots(300).buzz(2).feed(2).cut()
)  # fmt: skip

PIECES = [
    b"\x1b@", b"\x1c&", b"\x1ba\x01", b"\x1d!\x11", "政".encode("gb18030"), b"A", b"\n", b"\x1c!\x0c", b"\x1bB\x02\x04",
    b"\x1d(k\x04\x001A2\x00", b"\x1dv0\x00\x02\x00\x03\x00" + b"\x10\x1b\x1d\x0a\xff\x00", b"\x1dkI\x06{BA001",
    b"\x1dk\x04A001\x00", b"\x1b*\x21\x02\x00" + b"\x1b@\x1d\x0a\x00\x00", b"\x1bd\x03", b"\x1dVB\x00", b"\x1dV\x00",
    b"\x1bp\x00\x32\x32", b"\x1da\x0e", b"\x1dr\x01", b"\x1c.", b"\x1b3\x1e",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20))
def test_commands_come_apart_as_they_were_put_together(put: list[bytes]) -> None:
    assert list(pieces(b"".join(put))) == put


@pytest.mark.parametrize("payload", [typeset(JOB, printer_profile()), ESCPOS_TICKET], ids=["job", "published"])
def test_everything_this_project_writes_is_known(payload: bytes) -> None:
    cut = list(pieces(payload))
    assert b"".join(cut) == payload
    assert cut[-1][:2] == b"\x1dV"


@given(st.binary(max_size=300))
def test_any_bytes_come_apart_without_loss(noise: bytes) -> None:
    assert b"".join(pieces(noise)) == noise


def test_questions_stand_only_between_lines() -> None:
    payload = typeset(JOB, printer_profile())
    asked, count = with_questions(payload, every=64)
    parts = asked.split(QUESTION)
    assert b"".join(parts) == payload
    assert (parts[0], len(parts) - 1) == (b"", count)
    assert count > 3
    ended = [list(pieces(part))[-1] for part in parts[1:-1]]
    assert all(piece == b"\n" or piece[:2] in (b"\x1bd", b"\x1bJ", b"\x1dv") for piece in ended)


def test_behind_an_unknown_command_nothing_is_asked() -> None:
    asked, count = with_questions(b"A\n\x1b\x99" + b"B\n" * 100, every=1)
    assert (count, asked.count(QUESTION)) == (2, 2)


def test_the_longest_command_of_a_slip_is_its_code() -> None:
    assert longest(ESCPOS_TICKET) == len(b"\x1d(k\x22\x001P0https://q.example.gov.cn/t/A001")
