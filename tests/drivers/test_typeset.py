"""A job as bytes for one model: what each quirk changes, what the ROM lacks, and that nothing in it is obeyed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers import font
from drivers.codec.qr import _BYTES_AT_M, qr_bitmap, side
from drivers.codec.raster import Bitmap
from drivers.device import Job, Printer, PrintState, read_logo
from drivers.device.typeset import typeset
from drivers.errors import SettingError
from drivers.profile import PrinterProfile
from drivers.sim.host import Host
from drivers.sim.line import TcpLine
from drivers.sim.printer import PrinterMachine
from drivers.sim.slip import Slip
from drivers.sim.slip_row import PictureRow, TextRow
from tests.drivers.benches import Reports
from tests.drivers.slips import codes_in, codes_in_file, printed, printer_profile
from tests.drivers.test_raster import OBEYED, bitmaps

WIDE, NARROW = printer_profile("printer-80mm"), printer_profile("printer-58mm")
URL = "https://q.example.gov.cn/t/A001"

PRINTERS = st.builds(
    printer_profile,
    st.sampled_from(["printer-80mm", "printer-58mm"]),
    qr=st.sampled_from(["native", "raster"]),
    code128=st.sampled_from(["native", "raster"]),
    rom=st.sampled_from(["gb2312", "gbk", "gb18030"]),
    raster_rows=st.integers(1, 255),
    line_dots=st.sampled_from([0, 16, 24, 40]),
    cut_feed=st.integers(0, 20),
    buzzer_ms=st.sampled_from([0, 50, 100]),
)
WORDS = st.text(
    alphabet=st.one_of(st.sampled_from("政务㛃𠮷䶮ｱñئu1\x10\x04\x05\x14\x1b"), st.characters()), max_size=12
)
ASCII = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=48)
PIECES = st.one_of(
    st.builds(
        lambda text, size, bold, drawn: Job().text(text, size=size, bold=bold, drawn=drawn),
        WORDS,
        st.integers(1, 4),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(lambda text, module: Job().qr(text, module=module), ASCII, st.integers(1, 16)),
    st.builds(
        lambda text, height, module: Job().barcode(text, height=height, module=module),
        ASCII,
        st.integers(1, 255),
        st.integers(2, 6),
    ),
    bitmaps().map(lambda bitmap: Job().picture(bitmap)),
    st.integers(1, 255).map(lambda lines: Job().feed(lines)),
    st.integers(1, 600).map(lambda dots: Job().feed_dots(dots)),
    st.integers(1, 9).map(lambda times: Job().buzz(times, ms=times * 100)),
    st.just(Job().cut()),
)
JOBS = st.lists(PIECES, max_size=6).map(lambda pieces: Job(tuple(item for job in pieces for item in job.items)))


def rows(slip: Slip) -> list[str]:
    return slip.to_text().splitlines()


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def forget() -> None:
        font.faces.cache_clear()
        font.face_of.cache_clear()

    with monkeypatch.context() as patch:
        patch.setattr(font, "CANDIDATES", ())
        patch.setattr(font, "FURTHER", ())
        forget()
        yield
    forget()


# What can be obeyed


@settings(deadline=None)
@given(JOBS, PRINTERS)
def test_no_real_time_command_hides_anywhere_in_a_job(job: Job, profile: PrinterProfile) -> None:
    assert not OBEYED.search(typeset(job, profile))


@settings(deadline=None)
@given(JOBS, PRINTERS)
def test_a_strict_printer_finds_nothing_wrong_with_any_job(job: Job, profile: PrinterProfile) -> None:
    # A line below, so that there is a slip even of blanks.
    uncut = Job(tuple(item for item in job.items if item != Job().cut().items[0]))
    _, paper = printed(typeset(uncut.text("完"), profile), profile)
    assert paper.violations == []


@pytest.mark.parametrize("length", [1037, 1293])
def test_a_code_whose_length_would_be_obeyed_is_drawn(length: int) -> None:
    # Three bytes more than the content are 0410 and 0510.
    coded = typeset(Job().qr("x" * length, module=2), WIDE)
    assert not OBEYED.search(coded)
    assert b"\x1dv0" in coded
    assert b"\x1d(k" not in coded
    assert b"\x1d(k" in typeset(Job().qr("x" * (length + 1), module=2), WIDE)


# Characters


@pytest.mark.parametrize(
    ("text", "rom", "drawn"),
    [
        ("昇", "gb2312", True),
        ("昇", "gbk", False),
        ("䶮", "gbk", True),
        ("䶮", "gb18030", False),
        ("㛃𠮷", "gb18030", True),
        ("é—·", "gb2312", False),
        ("ñ", "gb18030", True),
        ("a\u200b政\ufeff", "gb2312", False),
        ("\U000e0001\U0010fffd", "gb18030", False),  # no font has it either
    ],
)
def test_what_the_rom_lacks_is_drawn_if_a_font_has_it(text: str, rom: str, drawn: bool) -> None:
    profile = printer_profile(rom=rom)
    slip, _ = printed(typeset(Job().text(text), profile), profile)
    assert [isinstance(row, PictureRow) for row in slip.rows if row.to_text() is not None] == [drawn]


@pytest.mark.usefixtures("no_fonts")
def test_without_fonts_a_sign_stands_for_it() -> None:
    slip, _ = printed(typeset(Job().text("张㛃𠮷").text("张三", drawn=True), WIDE), WIDE)
    assert rows(slip) == ["张〓〓", "张三"]


def test_a_drawn_line_can_be_bold() -> None:
    def black(bold: bool) -> int:
        slip, _ = printed(typeset(Job().text("业务 A001", bold=bold, drawn=True), WIDE), WIDE)
        return slip.to_image().histogram()[0]

    assert black(True) > 1.2 * black(False)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("align", "text"), [("left", "业务 A1，张三"), ("centre", "业务 A1，"), ("right", "业务 A，张")]
)
def test_a_drawn_line_looks_as_a_printed_one(align: str, text: str, reverse: bool) -> None:
    def dots(drawn: bool) -> Image.Image:
        job = Job().text(text, align=align, reverse=reverse, drawn=drawn)
        return printed(typeset(job, WIDE), WIDE)[0].to_image()

    assert dots(True).size == dots(False).size
    assert ImageChops.difference(dots(True), dots(False)).getbbox() is None


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_drawn_line_has_the_size_of_a_printed_one(size: int) -> None:
    slip, _ = printed(typeset(Job().text("张㛃𠮷", size=size), WIDE), WIDE)
    assert rows(slip) == [f"[图 {72 * size}x{24 * size}]"]


def test_rare_names_show_three_different_characters() -> None:
    slip, _ = printed(typeset(Job().text("㛃𠮷䶮"), WIDE), WIDE)
    picture = next(row for row in slip.rows if isinstance(row, PictureRow)).picture
    cells = {picture.crop((left, 0, left + 24, 24)).tobytes() for left in (0, 24, 48)}
    missing = font.cell("〓", 24, 24).tobytes()
    assert len(cells - {missing}) == 3


def test_a_drawn_line_is_folded_where_a_printed_one_is() -> None:
    slip, _ = printed(typeset(Job().text("㛃" * 20, size=2), NARROW), NARROW)
    assert all(isinstance(row, PictureRow) for row in slip.rows)
    assert sum(row.image().height for row in slip.rows) == 3 * 48


def test_letters_that_join_are_drawn_joined_and_fit_the_paper() -> None:
    slip, paper = printed(typeset(Job().text("ئۇيغۇرچە نومۇر كۈتۈڭ " * 4), NARROW), NARROW)
    pictures = [row.picture for row in slip.rows if isinstance(row, PictureRow)]
    assert len(pictures) >= 2
    assert all(picture.width <= NARROW.dots for picture in pictures)
    assert paper.violations == []
    face = font.face_of("ئ")
    assert face is not None
    drawer = font.font(face, 20)
    assert drawer.getlength("ئۇيغۇر") < sum(drawer.getlength(char) for char in "ئۇيغۇر")


def test_a_word_wider_than_the_paper_is_broken() -> None:
    slip, paper = printed(typeset(Job().text("ئۇيغۇرچە" * 20), NARROW), NARROW)
    pictures = [row.picture for row in slip.rows if isinstance(row, PictureRow)]
    assert len(pictures) >= 3
    assert all(0.9 * NARROW.dots < picture.width <= NARROW.dots for picture in pictures[:-1])
    assert paper.violations == []


@pytest.mark.parametrize("name", ["printer-80mm", "printer-58mm"])
def test_rare_names_and_other_scripts_come_out_of_a_whole_machine(name: str, tmp_path: Path) -> None:
    profile, reports = printer_profile(name, qr="raster", barrier_timeout_s=60), Reports()
    job = Job().text("张㛃𠮷").text("ئۇيغۇرچە نومۇر", size=2).qr(URL).text("完").cut()
    with Host(PrinterMachine(profile, tmp_path, reports), TcpLine()) as host:
        printer = Printer(host.url, profile)
        assert printer.print(job).state is PrintState.PRINTED
        printer.close()
    report = reports.next("slip")
    assert "unknown" not in report
    lines = Path(str(report["slip"])).read_text(encoding="utf-8").split()
    assert lines[:2] == ["[图", "72x24]"]
    assert lines[-1] == "完"
    assert codes_in_file(Path(str(report["png"]))) == [f"QR-Code:{URL}"]


# Sizes


@pytest.mark.parametrize("clone", [False, True])
def test_double_size_holds_for_both_alphabets_to_the_last_line(clone: bool) -> None:
    job = Job().text("A005 请到2号窗口办理户籍业务，请到2号窗口", size=2).text("普通 A")
    slip, _ = printed(typeset(job, WIDE), WIDE, clone=clone)
    sizes = [{(glyph.wide, glyph.high) for glyph in row.glyphs} for row in slip.rows if isinstance(row, TextRow)]
    assert sizes == [{(2, 2)}, {(2, 2)}, {(1, 1)}]


def test_four_times_chinese_is_double_where_the_printer_knows_no_more() -> None:
    slip, _ = printed(typeset(Job().text("A政", size=4), WIDE), WIDE, clone=True)
    assert [(glyph.wide, glyph.high) for row in slip.rows if isinstance(row, TextRow) for glyph in row.glyphs] == [
        (4, 4),
        (2, 2),
    ]


def test_a_wide_line_is_wrapped_by_its_size() -> None:
    slip, _ = printed(typeset(Job().text("政" * 7, size=4), WIDE), WIDE)
    assert rows(slip) == ["政" * 6, "政"]


# Codes


@pytest.mark.parametrize("profile", [WIDE, NARROW], ids=["80mm", "58mm"])
@pytest.mark.parametrize("qr", ["native", "raster"])
@pytest.mark.parametrize("code128", ["native", "raster"])
def test_codes_can_be_read(profile: PrinterProfile, qr: str, code128: str, tmp_path: Path) -> None:
    changed = replace(profile, qr=qr, code128=code128)
    job = Job().qr(URL).qr("https://例子.政务/号/A001").feed().barcode("A{1}-2025", module=2).feed().cut()
    slip, paper = printed(typeset(job, changed), changed)
    assert codes_in(slip, tmp_path) == ["CODE-128:A{1}-2025", f"QR-Code:{URL}", "QR-Code:https://例子.政务/号/A001"]
    assert paper.violations == []
    assert ("[QR" in slip.to_text()) is (qr == "native")


def test_a_code_too_large_for_the_paper_gets_smaller_squares(tmp_path: Path) -> None:
    for qr in ("native", "raster"):
        profile = printer_profile("printer-58mm", qr=qr)
        slip, paper = printed(typeset(Job().qr("x" * 600, module=16), profile), profile)
        assert paper.violations == []
        assert codes_in(slip, tmp_path) == ["QR-Code:" + "x" * 600]


def test_a_barcode_too_long_for_the_paper_is_printed_in_letters() -> None:
    slip, paper = printed(typeset(Job().barcode("A" * 14, module=6).barcode("A" * 30), NARROW), NARROW)
    assert [row.strip() for row in rows(slip)] == ["[CODE128 AAAAAAAAAAAAAA]", "A" * 30]
    assert paper.violations == []


def test_a_barcode_without_caption_has_none() -> None:
    for code128 in ("native", "raster"):
        profile = printer_profile(code128=code128)
        slip, _ = printed(typeset(Job().barcode("A001", caption=False, height=50), profile), profile)
        assert [row.image().height for row in slip.rows] == [50]


@pytest.mark.parametrize("version", range(1, 41))
def test_the_table_of_code_sizes_is_the_standards(version: int) -> None:
    count = _BYTES_AT_M[version - 1]
    assert qr_bitmap(b"\x80" * count, module=1).width == side(count) == 17 + 4 * version + 8
    assert side(count + 1) == 17 + 4 * version + 12


# Pictures


def test_a_picture_arrives_dot_for_dot() -> None:
    bitmap = Bitmap(16, 3, bytes.fromhex("8001 7FFE FF00"))
    slip, _ = printed(typeset(Job().picture(bitmap, align="right"), WIDE), WIDE)
    assert rows(slip) == [" " * 39 + "[图 16x3]"]
    dots = slip.rows[0].image()
    assert [[dots.getpixel((x, y)) == 0 for x in (0, 1, 8, 15)] for y in range(3)] == [
        [True, False, False, True],
        [False, True, True, False],
        [True, True, False, False],
    ]


def test_a_picture_wider_than_the_paper_is_made_smaller() -> None:
    slip, _ = printed(typeset(Job().picture(Bitmap(1152, 100, b"\xff" * 14400)), WIDE), WIDE)
    assert rows(slip) == ["                  [图 576x50]"]


def test_a_logo_is_read_from_a_file(tmp_path: Path) -> None:
    image = Image.new("RGBA", (1000, 200), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 500, 200))
    image.save(tmp_path / "logo.png")
    logo = read_logo(tmp_path / "logo.png", dots=400)
    assert (logo.width, logo.height) == (400, 80)
    assert logo.row(40) == b"\xff" * 25 + b"\x00" * 25


def test_a_grey_of_a_logo_becomes_as_many_dots_as_it_is_dark(tmp_path: Path) -> None:
    Image.new("L", (80, 80), 191).save(tmp_path / "logo.png")
    logo = read_logo(tmp_path / "logo.png", dots=400)
    assert abs(int.from_bytes(logo.rows, "big").bit_count() / (80 * 80) - 0.25) < 0.03


def test_a_file_that_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("no picture")
    with pytest.raises(SettingError, match=r"logo .*logo\.png"):
        read_logo(tmp_path / "logo.png", dots=400)
    with pytest.raises(SettingError, match=r"logo .*none\.png"):
        read_logo(tmp_path / "none.png", dots=400)


# Quirks


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({"cut": "partial"}, "1D564200"),
        ({"cut": "full"}, "1D564100"),
        ({"cut": "partial", "cut_feed": 4}, "1B6404 1D5601"),
        ({"cut": "full", "cut_feed": 4}, "1B6404 1D5600"),
        ({"cut": "none", "cut_feed": 5}, "1B6405"),
        ({"cut": "none"}, ""),
    ],
)
def test_a_slip_ends_as_the_knife_needs_it(changed: dict[str, str | int], end: str) -> None:
    assert typeset(Job().cut(), printer_profile(**changed)) == bytes.fromhex("1B40 1C26 1B6100" + end)


@pytest.mark.parametrize(("unit", "sent"), [(0, ""), (50, "1B420308"), (100, "1B420304")])
def test_the_buzzer_counts_in_its_own_unit(unit: int, sent: str) -> None:
    assert typeset(Job().buzz(3, ms=400), printer_profile(buzzer_ms=unit)) == bytes.fromhex("1B40 1C26" + sent)


def test_the_buzzer_is_heard() -> None:
    profile = printer_profile(buzzer_ms=50)
    _, paper = printed(typeset(Job().buzz(9, ms=900).text("完"), profile), profile)
    assert paper.buzzes == [(9, 9)]


def test_line_spacing_is_set_where_the_profile_says_so() -> None:
    assert typeset(Job(), printer_profile(line_dots=24)) == bytes.fromhex("1B40 1C26 1B3318")


def test_automatic_status_is_asked_for_again_after_initialising() -> None:
    assert typeset(Job(), printer_profile(auto_status=True)) == bytes.fromhex("1B40 1D610E 1C26")


def test_paper_is_fed_by_dots() -> None:
    slip, _ = printed(typeset(Job().text("一").feed_dots(700).text("二"), WIDE), WIDE)
    assert slip.to_image().height == 30 + 700 + 30 + 32


def test_white_on_black_ends_with_its_line() -> None:
    slip, _ = printed(typeset(Job().text("急件", reverse=True).text("平件"), WIDE), WIDE)
    assert [glyph.reverse for row in slip.rows if isinstance(row, TextRow) for glyph in row.glyphs] == [
        True,
        True,
        False,
        False,
    ]
