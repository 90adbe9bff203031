"""The hall file as a workbook: it reads back equal, tells cells by name, and takes nothing dangerous."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.domain.catalogue import Catalogue
from server.service.hallfile import HallfileError, dump_xlsx, load_xlsx
from server.service.hallfile_fields import SHEETS
from server.service.hallfile_sample import sample_hall
from server.service.hallfile_xlsx import FILE_MAX, ROWS_MAX, UNPACKED_MAX
from tests.server.service.hallfile_strategy import catalogues

Change = Callable[[openpyxl.Workbook], object]


@pytest.fixture(scope="module")
def content() -> bytes:
    return dump_xlsx(sample_hall())


def changed(content: bytes, change: Change) -> bytes:
    workbook = openpyxl.load_workbook(BytesIO(content))
    change(workbook)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def problems(content: bytes, base: Catalogue | None = None) -> list[str]:
    with pytest.raises(HallfileError) as refusal:
        load_xlsx(content, base)
    return refusal.value.problems


def put(sheet: str, cell: str, value: Any) -> Change:
    return lambda workbook: workbook[sheet].__setitem__(cell, value)


def zipped(**entries: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return out.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogues())
def test_what_is_written_reads_back_equal(catalogue: Catalogue) -> None:
    assert load_xlsx(dump_xlsx(catalogue)) == catalogue


def test_the_sample_hall_reads_back_equal_from_a_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hall.xlsx"
    path.write_bytes(content)
    assert load_xlsx(path) == sample_hall()


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("事项", "C17", "nope", "事项 第 17 行 C 列「业务」: 未知业务 “nope”"),
        ("事项", "A3", "I001", "事项 第 3 行 A 列「事项编号」: “I001” 重复"),
        ("事项", "B4", None, "事项 第 4 行 B 列「名称」: 没有填写"),
        ("事项", "M5", "也许", "事项 第 5 行 M 列「延时」: “也许” 应为 是 或 否"),
        ("事项", "B6", "=1+1", "事项 第 6 行 B 列「名称」: 是公式；请改为数值或文字"),
        ("事项", "B6", "#N/A", "事项 第 6 行 B 列「名称」: 是错误值"),
        ("事项", "AM1", "其他", "事项 第 1 行 AM 列「其他」: 不认识的列，或重复的列"),
        ("材料", "A2", "I999", "材料 第 2 行 A 列「事项编号」: 未知事项 “I999”"),
        ("材料", "G6", "rich", "材料 第 6 行 G 列「适用情形」: 这个事项没有代码为 “rich” 的情形问题"),
        ("岗位", "A2", 9, "岗位 第 2 行 A 列「窗口号」: 没有 9 号窗口"),
        ("公告", "G3", "2026-08-31", "公告 第 3 行 G 列「结束日期」: 结束日期早于开始日期"),
        ("业务", "G2", "多", "业务 第 2 行 G 列「每日限号」: “多” 应为整数"),
        ("窗口", "E6", "unresolved、x", "窗口 第 6 行 E 列「业务」: 未知业务 “x”"),
        ("大厅", "B3", None, "大厅 第 3 行 B 列「名称」: 没有填写"),
        ("参数", "B2", -1, "参数 第 2 行 B 列「绿色通道提前」: -1 不在 0 至 1440 之间"),
        ("日历", "A9", "怪", "日历 第 9 行 A 列「怪」: 不认识的项目"),
        ("日历", "B4", "11:00-17:30", "日历 第 4 行 B 列「工作时段」: 与前一时段重叠或顺序颠倒"),
        ("日历", "B9", "2025-02-30", "日历 第 9 行 B 列「调休上班日」: 日期 “2025-02-30” 不存在"),
        ("日历", "B9", "=TODAY()", "日历 第 9 行 B 列「调休上班日」: 是公式；请改为数值或文字"),
    ],
)
def test_a_problem_names_sheet_row_and_column(content: bytes, sheet: str, cell: str, value: object, told: str) -> None:
    found = problems(changed(content, put(sheet, cell, value)))
    assert told in found
    assert len(found) <= 2  # a missing value may break a reference too, but nothing is told twice


def test_problems_of_all_sheets_are_told_together(content: bytes) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook["事项"]["C17"] = "nope"
        workbook["参数"]["B2"] = -1
        workbook["大厅"]["B3"] = None

    assert {line.split(" ")[0] for line in problems(changed(content, change))} == {"事项", "参数", "大厅"}


def test_text_that_looks_like_a_formula_stays_text() -> None:
    hall = sample_hall()
    tricky = replace(hall, items=(replace(hall.items[0], name="=HYPERLINK(1)", fee="@x", note="+1", limit="-1"),))
    written = dump_xlsx(tricky)
    cells = openpyxl.load_workbook(BytesIO(written))["事项"][2]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == ["=HYPERLINK(1)", "-1", "@x", "+1"]
    with zipfile.ZipFile(BytesIO(written)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert load_xlsx(written) == tricky


def test_what_office_programs_make_of_cells_is_understood(content: bytes) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        workbook["业务"]["G2"] = 40.0  # a number typed into a cell for numbers
        workbook["大厅"]["B6"] = 12345  # a telephone number that became a number
        workbook["大厅"]["C9"] = "随手写的"
        workbook["日历"]["B9"] = datetime(2025, 9, 28)  # noqa: DTZ001 - as openpyxl writes a day
        workbook["日历"]["B4"] = " 14：00－17：30 "
        workbook["窗口"]["E6"] = "unresolved，certificates;general\nhousehold"
        workbook["事项"]["H2"] = "表_x000D_\n户口本\n\n"
        workbook["事项"].insert_rows(10)
        workbook.create_sheet("草稿")["A1"] = "=1/0"

    hall = load_xlsx(changed(content, change))
    assert hall.services[0].day_cap == 40
    assert hall.phone == "12345"
    assert hall.calendar.work_days == {date(2025, 9, 28)}
    assert hall.calendar.hours == sample_hall().calendar.hours
    assert hall.counters[4].services == ("unresolved", "certificates", "general", "household")
    assert hall.items[0].materials == ("表", "户口本")
    assert len(hall.items) == 145


def test_columns_may_stand_in_another_order(content: bytes) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        for row in workbook["窗口"].iter_rows():
            row[0].value, row[3].value = row[3].value, row[0].value

    assert load_xlsx(changed(content, change)) == sample_hall()


def test_a_workbook_of_items_alone_keeps_the_rest_of_the_hall(content: bytes) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        for sheet in set(workbook.sheetnames) - {"事项"}:
            workbook.remove(workbook[sheet])
        workbook["事项"].delete_rows(3, 200)

    part = changed(content, change)
    hall = load_xlsx(part, sample_hall())
    assert hall == replace(sample_hall(), items=sample_hall().items[:1])
    assert "大厅（工作簿里没有） hall.id: 没有填写" in problems(part)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b"", "不是能读的 xlsx 文件"),
        (b"PK\x03\x04 no archive", "不是能读的 xlsx 文件"),
        (zipped(a=b"no workbook"), "不是能读的 xlsx 文件"),
        (b"\0" * (FILE_MAX + 1), "文件超过 4 MB"),
        (zipped(bomb=b"\0" * (UNPACKED_MAX + 1)), "文件解开后太大"),
        (zipped(**{f"e{number}": b"" for number in range(201)}), "文件解开后太大"),
        (zipped(**{"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'.encode("utf-16")}), "文件里有不允许的 XML 声明"),
    ],
    ids=["empty", "garbage", "other zip", "big", "bomb", "many entries", "entities"],
)
def test_what_is_no_harmless_workbook_is_refused_in_one_sentence(bad: bytes, told: str) -> None:
    found = problems(bad)
    assert len(found) == 1
    assert found[0].startswith(told)


def test_a_sheet_that_reaches_to_the_last_row_is_refused_and_not_cut_off(content: bytes) -> None:
    found = problems(changed(content, put("事项", "A1048576", "x")), sample_hall())
    assert found == [f"工作表「事项」超过 {ROWS_MAX} 行"]


def test_a_workbook_without_any_known_sheet_is_refused() -> None:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    assert problems(out.getvalue()) == [f"工作簿里没有这些工作表：{'、'.join(SHEETS.values())}"]


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(1, 255))
def test_a_damaged_file_is_refused_or_read_and_never_breaks(content: bytes, place: float, byte: int) -> None:
    damaged = bytearray(content)
    damaged[int(place * len(damaged))] ^= byte
    found = _read_or_refused(bytes(damaged))
    if isinstance(found, Catalogue):
        assert found == sample_hall()  # the byte was one of those that say nothing
    else:
        assert [told.partition("（")[0] for told in found] in (["不是能读的 xlsx 文件"], ["文件解开后太大"])


def _read_or_refused(content: bytes) -> Catalogue | list[str]:
    try:
        return load_xlsx(content)
    except HallfileError as refusal:
        return refusal.problems
