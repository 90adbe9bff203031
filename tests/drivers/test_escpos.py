"""What is written to a printer: the published ticket, sizes of both alphabets, and text that may not command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import escpos
from drivers.codec.columns import pair, width, wrap
from drivers.codec.job import Align, Job
from tests.drivers.vectors import ESCPOS_TICKET


def test_the_published_ticket_can_be_composed_from_the_parts() -> None:
    composed = b"".join(
        (
            escpos.INITIALISE,
            escpos.CHINESE_ON,
            escpos.align(Align.CENTRE),
            b"\x1d!\x11" + escpos.chinese("政务服务大厅") + b"\n",
            b"\x1d!\x00" + escpos.chinese("您的号码：") + b"\n",
            b"\x1d!\x33" + escpos.chinese("A001") + b"\n",
            b"\x1d!\x00" + escpos.chinese("业务：户籍办理  前面等待 5 人") + b"\n",
            escpos.qr(b"https://q.example.gov.cn/t/A001", module=6) + b"\n",
            escpos.align(Align.LEFT),
            escpos.feed(3),
            escpos.PARTIAL_CUT,
        )
    )
    assert composed.hex(" ") == ESCPOS_TICKET.hex(" ")
    assert len(composed) == 161


@pytest.mark.parametrize(
    ("times", "coded"),
    [(1, "1D2100 1C2100"), (2, "1D2111 1C210C"), (3, "1C210C 1D2122"), (4, "1C210C 1D2133")],
)
def test_both_alphabets_get_the_size(times: int, coded: str) -> None:
    assert escpos.size(times) == bytes.fromhex(coded)


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ("昇堃喆", "95 4E 88 D2 86 B4"),
        ("㛃𠮷", "A1 FE A1 FE"),  # four bytes in GB18030: in no ROM
        ("é—·", "A8 A6 A1 AA A1 A4"),
        ("a\x1b@\x10\x04\x01b", "61 20 40 20 20 20 62"),
        ("\ud800", "A1 FE"),
    ],
)
def test_text_is_two_byte_gb18030_without_commands(text: str, coded: str) -> None:
    assert escpos.chinese(text) == bytes.fromhex(coded)


@given(st.text(max_size=60))
def test_no_text_can_command_the_printer(text: str) -> None:
    assert all(byte >= 0x20 and byte != 0x7F for byte in escpos.chinese(text))


@given(st.text(max_size=60))
def test_text_takes_as_many_columns_as_bytes(text: str) -> None:
    assert len(escpos.chinese(text)) == width(text)


@given(st.text(alphabet="ab 政务号12，", max_size=80), st.integers(2, 48))
def test_wrapping_fits_and_loses_nothing_but_blanks(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_latin_line_breaks_at_a_blank() -> None:
    assert wrap("please wait here", 11) == ["please wait", "here"]
    assert wrap("please wait here", 9) == ["please", "wait here"]
    assert wrap("A005 请到2号窗口", 10) == ["A005 请到2", "号窗口"]


def test_a_blank_at_the_end_of_a_full_line_makes_no_empty_line() -> None:
    assert wrap("abcd ", 4) == ["abcd"]
    assert wrap("", 4) == [""]


def test_a_pair_stands_at_both_edges() -> None:
    assert pair("业务", "12 人", 12) == "业务   12 人"


def test_a_wide_line_is_wrapped_by_its_size() -> None:
    coded = escpos.encode(Job().text("政" * 7, size=4), columns=48)
    assert coded.count(b"\n") == 2


def test_automatic_status_is_asked_for_again_after_initialising() -> None:
    assert escpos.encode(Job(), columns=48, auto_status=True) == bytes.fromhex("1B40 1D610E 1C26")


def test_a_printer_without_a_knife_feeds_instead() -> None:
    assert escpos.encode(Job().cut(), columns=32, cutter=False).endswith(bytes.fromhex("1B6405"))


def test_a_longer_job_leaves_the_shorter_as_it_was() -> None:
    job = Job().text("一")
    job.text("二").cut()
    assert len(job.items) == 1


@pytest.mark.parametrize("content", ["", "a\x10\x04\x01", "x" * 2332])
def test_a_code_no_printer_can_take_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        Job().qr(content)


@pytest.mark.parametrize("size", [0, 5])
def test_a_size_no_printer_knows_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        Job().text("一", size=size)
