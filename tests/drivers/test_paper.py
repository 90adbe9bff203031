"""The simulated printer's paper: as strict and as forgetful as a real one."""

import pytest

from drivers.sim.escpos_op import next_op
from drivers.sim.slip import Slip
from drivers.sim.slip_row import BarcodeRow, PictureRow, TextRow
from tests.drivers.slips import printed, printer_profile

WIDE = printer_profile()
READY = b"\x1b@\x1c&"


def text(content: bytes) -> list[str]:
    return printed(content, WIDE)[0].to_text().splitlines()


def violations(content: bytes) -> list[str]:
    return printed(content + b"\nA\n", WIDE)[1].violations


def glyphs(slip: Slip) -> list[tuple[str, bool, bool, bool]]:
    rows = (row for row in slip.rows if isinstance(row, TextRow))
    return [(glyph.char, glyph.bold, glyph.underline, glyph.reverse) for row in rows for glyph in row.glyphs]


def test_chinese_without_chinese_mode_is_mojibake() -> None:
    assert text(b"\x1b@" + "政务".encode("gbk") + b"\n") == ["╒■╬±"]
    assert text(READY + "政务".encode("gbk") + b"\n") == ["政务"]
    assert text(READY + b"\x1c." + "政务".encode("gbk") + b"\n") == ["╒■╬±"]


@pytest.mark.parametrize(
    ("rom", "shown"),
    [("gb2312", "政é—·□□"), ("gbk", "政é—·昇□"), ("gb18030", "政é—·昇䶮")],
)
def test_what_the_rom_lacks_is_a_box(rom: str, shown: str) -> None:
    content = READY + "政é—·昇䶮".encode("gb18030") + b"\n"
    assert printed(content, printer_profile(rom=rom))[0].to_text() == shown + "\n"


def test_four_byte_codes_print_as_digits_and_signs() -> None:
    assert text(READY + "㛃".encode("gb18030") + b"\n") == ["¿0¿1"]


def test_initialising_ends_every_mode() -> None:
    modes = bytes.fromhex("1B6102 1B4501 1D4201 1D2133 1B2D01 1C2D01 1B3340 1D6801 1D4800")
    slip, _ = printed(modes + b"\x1b@A\n", WIDE)
    assert slip.to_text() == "A\n"
    assert glyphs(slip) == [("A", False, False, False)]
    assert slip.rows[0].image().size == (12, 30)


def test_styles_stay_until_they_are_ended() -> None:
    content = READY + bytes.fromhex("1D4201 41 1D4200 1B2D01 42 1B2D00 1C2D01 D5FE 43 1C2D00 1B4501 44") + b"\n"
    assert glyphs(printed(content, WIDE)[0]) == [
        ("A", False, False, True),
        ("B", False, True, False),
        ("政", False, True, False),
        ("C", False, False, False),
        ("D", True, False, False),
    ]


def test_print_modes_count_bits() -> None:
    content = READY + bytes.fromhex("1BA1 1B21B8 41 1C218C D5FE") + b"\n"
    slip, paper = printed(content, WIDE)
    assert paper.violations == ["1b a1"]
    sizes = [
        (glyph.char, glyph.wide, glyph.high) for row in slip.rows if isinstance(row, TextRow) for glyph in row.glyphs
    ]
    assert sizes[1:] == [("A", 2, 2), ("政", 2, 2)]
    assert glyphs(slip)[1:] == [("A", True, True, False), ("政", True, True, False)]


def test_a_picture_wider_than_the_head_is_cut() -> None:
    slip, _ = printed(bytes.fromhex("1D763000 5000 0200") + b"\xff" * 160, WIDE)
    assert slip.to_text().strip() == "[图 576x2]"


def test_bands_of_one_picture_are_one_picture() -> None:
    band = bytes.fromhex("1D763000 0200 0100 8001")
    slip, _ = printed(band * 3 + b"\x1b\x61\x01" + band, WIDE)
    assert [row.to_text() for row in slip.rows] == ["[图 16x3]", "[图 16x1]"]


@pytest.mark.parametrize(("m", "size"), [(0, "8x2"), (1, "16x2"), (2, "8x4"), (3, "16x4"), (0x33, "16x4")])
def test_pictures_are_magnified(m: int, size: str) -> None:
    assert text(bytes([0x1D, 0x76, 0x30, m, 1, 0, 2, 0, 0x80, 0x01])) == [f"[图 {size}]"]


@pytest.mark.parametrize(
    "content",
    [
        bytes.fromhex("1D763004 0100 0100 80"),  # a magnification there is not
        bytes.fromhex("1D763000 0000 0100"),  # no dots
        b"A" + bytes.fromhex("1D763000 0100 0100 80"),  # in the middle of a line
        bytes.fromhex("1D7701"),  # bars of one dot
        bytes.fromhex("1D6B49 02 4141"),  # no code set
        bytes.fromhex("1D6B49 02 7B42"),  # nothing in it
        bytes.fromhex("1D6B49 03 7B4364"),  # 100 is no pair of digits
        bytes.fromhex("1D6B49 04 7B427B5A"),  # a brace that changes nothing
        bytes.fromhex("1D6B49 20 7B42") + b"A" * 30 + bytes.fromhex("1D7706 1D6B49 20 7B42") + b"A" * 30,  # too wide
        bytes.fromhex("1D6B04 41 00"),  # a symbology that is not simulated
        bytes.fromhex("1D286B 0300 315130"),  # print a code that was not stored
        bytes.fromhex("1D286B 0300 314311"),  # squares of seventeen dots
        bytes.fromhex("1D286B 0300 314534"),  # a level there is not
        bytes.fromhex("1D286B 0300 305130"),  # PDF417
        bytes.fromhex("1D286B 0200 3151"),  # too short
        bytes.fromhex("1D2841 0200 0001"),  # another function group
        bytes.fromhex("1B420A01"),  # ten times
        bytes.fromhex("1B420100"),  # for no time
        bytes.fromhex("1B4D01"),  # font B
        bytes.fromhex("1D4C1000"),  # a margin
        bytes.fromhex("1D574001"),  # narrower paper
        bytes.fromhex("41 1B240000"),  # back
        b"\x1bQ",
        b"\x07",
    ],
    ids=lambda content: content[:8].hex(" "),
)
def test_what_a_real_printer_rejects_is_noted(content: bytes) -> None:
    assert violations(content)


@pytest.mark.parametrize("cut_off", [1, 2, 3, 7, 9])
def test_a_command_waits_for_its_end(cut_off: int) -> None:
    for whole in (
        bytes.fromhex("1D763000 0100 0200 8001"),
        bytes.fromhex("1D6B49 06 7B4241303031"),
        bytes.fromhex("1D286B 0700 31503041424344"),
    ):
        assert next_op(whole[:cut_off], chinese=True) is None
        whole_op = next_op(whole + b"rest", chinese=True)
        assert whole_op is not None
        assert whole_op.used == len(whole)


def test_barcodes_change_their_set_inside() -> None:
    slip, _ = printed(b"\x1dkI\x0a" + b"{BA-{C\x14\x19{B", WIDE)
    bars = [row for row in slip.rows if isinstance(row, BarcodeRow)]
    assert [(row.text, row.values) for row in bars] == [("A-2025", (104, 33, 13, 99, 20, 25, 100))]


def test_text_before_a_picture_is_fed_out_by_dots() -> None:
    slip, _ = printed(b"A\x1bJ\x0a" + bytes.fromhex("1D763000 0100 0100 80"), WIDE)
    assert [row.image().height for row in slip.rows] == [24, 10, 1]
    assert isinstance(slip.rows[2], PictureRow)
