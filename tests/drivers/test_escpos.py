"""What is written to a printer: the published ticket, sizes of both alphabets, and text that may not command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.codec import escpos
from drivers.codec.columns import pair, width, wrap
from drivers.codec.job import Align, Job
from drivers.codec.rom import Rom, code, coded, lacking, plain
from tests.drivers.vectors import ESCPOS_TICKET


def test_the_published_ticket_can_be_composed_from_the_parts() -> None:
    def gbk(text: str) -> bytes:
        return coded(text, Rom.GBK) + b"\n"

    composed = b"".join(
        (
            escpos.INITIALISE,
            escpos.CHINESE_ON,
            escpos.align(Align.CENTRE),
            b"\x1d!\x11" + gbk("政务服务大厅"),
            b"\x1d!\x00" + gbk("您的号码："),
            b"\x1d!\x33" + gbk("A001"),
            b"\x1d!\x00" + gbk("业务：户籍办理  前面等待 5 人"),
            escpos.qr(b"https://q.example.gov.cn/t/A001", module=6) + b"\n",
            escpos.align(Align.LEFT),
            escpos.feed(3),
            escpos.feed_and_cut(full=False),
        )
    )
    assert composed.hex(" ") == ESCPOS_TICKET.hex(" ")
    assert len(composed) == 161


@pytest.mark.parametrize(
    ("times", "bytes_"),
    [(1, "1D2100 1C2100"), (2, "1D2111 1C210C"), (3, "1C210C 1D2122"), (4, "1C210C 1D2133")],
)
def test_both_alphabets_get_the_size(times: int, bytes_: str) -> None:
    assert escpos.size(times) == bytes.fromhex(bytes_)


@pytest.mark.parametrize(
    ("command", "bytes_"),
    [
        (escpos.reverse(True), "1D4201"),
        (escpos.line_spacing(24), "1B3318"),
        (escpos.feed_dots(255), "1B4AFF"),
        (escpos.feed_dots(600), "1B4AFF 1B4AFF 1B4A5A"),
        (escpos.cut(full=True), "1D5600"),
        (escpos.cut(full=False), "1D5601"),
        (escpos.feed_and_cut(full=True), "1D564100"),
        (escpos.buzz(2, 4), "1B420204"),
        (
            escpos.barcode("A{1", height=64, module=3, caption=True),
            "1D6840 1D7703 1D4802 1D6B49 06 7B42 41 7B7B 31",
        ),
    ],
)
def test_commands_are_as_the_manuals_have_them(command: bytes, bytes_: str) -> None:
    assert command == bytes.fromhex(bytes_)


# The published table of pitfalls: a character, its bytes, and which ROMs hold it.
PITFALLS = [
    ("昇", "954E", "gbk gb18030"),
    ("堃", "88D2", "gbk gb18030"),
    ("喆", "86B4", "gbk gb18030"),
    ("䶮", "FE9F", "gb18030"),
    ("㛃", "", ""),
    ("𠮷", "", ""),
    ("政", "D5FE", "gb2312 gbk gb18030"),
    ("é", "A8A6", "gb2312 gbk gb18030"),
    ("—", "A1AA", "gb2312 gbk gb18030"),
    ("·", "A1A4", "gb2312 gbk gb18030"),
    ("￥", "A3A4", "gb2312 gbk gb18030"),
    ("€", "A2E3", "gb18030"),
    ("\ue000", "", ""),
]


@pytest.mark.parametrize("rom", Rom)
@pytest.mark.parametrize(("char", "bytes_", "held"), PITFALLS)
def test_a_rom_holds_what_its_standard_has(char: str, bytes_: str, held: str, rom: Rom) -> None:
    if rom.value in held.split():
        assert coded(char, rom) == bytes.fromhex(bytes_)
        assert not lacking(char, rom)
    else:
        assert lacking(char, rom) == [char]
        assert coded(char, rom) in (b"?", bytes.fromhex("A1FE"))


def test_gb2312_holds_as_many_characters_as_its_standard_counts() -> None:
    assert sum(code(chr(point), Rom.GB2312) is not None for point in range(0x80, 0x10000)) == 7445


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("㛃𠮷", "A1 FE A1 FE"),
        ("ñｱ", "3F 3F"),  # narrow: no room for 〓
        ("a\x1b@\x10\x04\x01b", "61 20 40 20 20 20 62"),
        ("e\u0301\u200b\ufeff", "A8 A6"),
        ("a\u00a0b\u2003c", "61 20 62 20 63"),
        ("\u3000", "A1 A1"),
        ("\ud800", "3F"),
    ],
)
def test_text_is_two_byte_gb18030_without_commands(text: str, bytes_: str) -> None:
    assert coded(plain(text), Rom.GBK) == bytes.fromhex(bytes_)


@given(st.text(max_size=60), st.sampled_from(Rom))
def test_no_text_can_command_the_printer(text: str, rom: Rom) -> None:
    assert all(byte >= 0x20 and byte != 0x7F for byte in coded(plain(text), rom))


@given(st.text(max_size=60), st.sampled_from(Rom))
def test_text_takes_as_many_columns_as_bytes(text: str, rom: Rom) -> None:
    assert len(coded(plain(text), rom)) == width(plain(text))


@given(st.text(max_size=60))
def test_what_a_rom_holds_comes_back_as_it_was(text: str) -> None:
    kept = "".join(char for char in plain(text) if not lacking(char, Rom.GB18030) and width(char))
    assert coded(kept, Rom.GB18030).decode("gb18030") == kept


@pytest.mark.parametrize(
    ("text", "columns"),
    [("政务A1", 6), ("ＡＢ", 4), ("ｱｲ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("é", 2), ("ئۇ", 2), ("〓", 2)],
)
def test_width_is_by_east_asian_width(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(alphabet="ab 政务号12，e\u0301ｱ", max_size=80), st.integers(2, 48))
def test_wrapping_fits_and_loses_nothing_but_blanks(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_mark_stays_on_its_letter() -> None:
    assert wrap("abx\u0301cd", 3) == ["abx\u0301", "cd"]


def test_a_latin_line_breaks_at_a_blank() -> None:
    assert wrap("please wait here", 11) == ["please wait", "here"]
    assert wrap("please wait here", 9) == ["please", "wait here"]
    assert wrap("A005 请到2号窗口", 10) == ["A005 请到2", "号窗口"]


def test_a_blank_at_the_end_of_a_full_line_makes_no_empty_line() -> None:
    assert wrap("abcd ", 4) == ["abcd"]
    assert wrap("", 4) == [""]


def test_a_pair_stands_at_both_edges() -> None:
    assert pair("业务", "12 人", 12) == "业务   12 人"


def test_a_longer_job_leaves_the_shorter_as_it_was() -> None:
    job = Job().text("一")
    job.text("二").cut()
    assert len(job.items) == 1


@pytest.mark.parametrize("content", ["", "a\x10\x04\x01", "x" * 2332])
def test_a_code_no_printer_can_take_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        Job().qr(content)


@pytest.mark.parametrize("content", ["", "政务", "a\x10", "x" * 49])
def test_a_barcode_no_printer_can_take_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="barcode"):
        Job().barcode(content)


@pytest.mark.parametrize("size", [0, 5])
def test_a_size_no_printer_knows_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        Job().text("一", size=size)


def test_counts_no_printer_can_take_are_refused() -> None:
    job = Job()
    with pytest.raises(ValueError, match="height 0"):
        job.barcode("A", height=0)
    with pytest.raises(ValueError, match="module 7"):
        job.barcode("A", module=7)
    with pytest.raises(ValueError, match="module 17"):
        job.qr("A", module=17)
    with pytest.raises(ValueError, match="feed 256"):
        job.feed(256)
    with pytest.raises(ValueError, match="feed 4001"):
        job.feed_dots(4001)
    with pytest.raises(ValueError, match="times 10"):
        job.buzz(10)
    with pytest.raises(ValueError, match="nowhere"):
        job.text("A", align="nowhere")
