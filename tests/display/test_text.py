"""Text on boards: how it is cut, shortened and broken, and what it may not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.render.counter import contact_shown
from display.render.text import (
    MISSING,
    fit,
    legible,
    packed,
    paged,
    plain,
    public,
    shortened,
    width,
    words_fit,
    wrapped,
)


@given(st.text(), st.integers(0, 40))
def test_cutting_never_exceeds_the_board_and_never_splits_a_character(text: str, columns: int) -> None:
    cut = fit(text, columns)
    assert width(cut) <= columns
    assert text.startswith(cut)


@pytest.mark.parametrize(
    ("name", "columns", "short"),
    [
        ("综合受理", 8, "综合受理"),
        ("办不成事反映（投诉建议）服务窗口", 24, "办不成事反映服务窗口"),
        ("办不成事反映（投诉建议）服务窗口", 16, "办不成事反映服务"),
        ("办不成事反映（投诉建议）服务窗口", 12, "办不成事反映"),
        ("办不成事反映（投诉建议）服务窗口", 8, "办不成事"),
        ("示例镇便民服务中心", 12, "示例镇便民"),
        ("婚姻登记、收养登记", 12, "婚姻登记"),
        ("买买提·艾力", 8, "买买提"),
        ("服务", 4, "服务"),
        ("（社保）", 4, "社保"),
    ],
)
def test_a_long_name_loses_what_says_least_first(name: str, columns: int, short: str) -> None:
    assert shortened(name, columns) == short


@given(st.text(max_size=60), st.integers(2, 32))
def test_wrapping_fits_and_loses_nothing_but_blanks(text: str, columns: int) -> None:
    text = plain(text)
    lines = wrapped(text, columns)
    assert all(0 < width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("便民、规范、高效、廉洁", 16, ("便民、规范、", "高效、廉洁")),
        ("周六延时服务：每周六上午", 16, ("周六延时服务：", "每周六上午")),
        ("示例镇便民服务中心", 16, ("示例镇便民", "服务中心")),
        ("电话0535-1234567", 14, ("电话", "0535-1234567")),
        ("一二三四，五六", 8, ("一二三", "四，五六")),
    ],
)
def test_lines_end_where_a_reader_would_end_them(text: str, columns: int, lines: tuple[str, ...]) -> None:
    assert wrapped(text, columns) == lines


def test_a_number_too_wide_for_the_board_is_known() -> None:
    assert words_fit("监督电话 0535-1234567", 12)
    assert not words_fit("监督电话 0535-1234567", 11)


def test_parts_share_lines_and_groups_share_pages() -> None:
    assert packed(["2号窗口", "社保", "A岗 张明"], 16) == ["2号窗口 社保", "A岗 张明"]
    assert paged([["一"], ["二", "三"], ["四", "五", "六"]], 2) == [["一"], ["二", "三"], ["四", "五"], ["六"]]


def test_a_character_the_font_lacks_is_seen_to_be_missing() -> None:
    assert legible("𠮷A朱镕基·买—买", "gb2312") == "〓A朱〓基·买—买"
    assert legible("𠮷A朱镕基", "gbk") == "〓A朱镕基"
    assert legible("䶮€㛃", "gb18030") == f"䶮{MISSING}㛃"


def test_what_is_invisible_takes_no_place() -> None:
    assert plain("一\x07二\n三\u200b四\ufeff") == f"一{MISSING}二 三四"
    assert plain("e\u0301") == "é"


def test_no_personal_number_is_public() -> None:
    assert public("找王五138 0000-0000") == "找王五***"
    assert public("10:30 回, 3 号门") == "10:30 回, 3 号门"


@pytest.mark.parametrize("contact", ["0535-1234567", "6012345", "张主任 内线 8012", "0535 12345678 转 802"])
def test_an_office_s_number_may_be_called(contact: str) -> None:
    assert contact_shown(contact) == contact


@pytest.mark.parametrize(
    "contact", ["13800000000", "李四 138 0000 0000", "+86138-0000-0000", "１３８.0000.0000", "37060219900101123X"]
)
def test_a_private_number_is_not_shown(contact: str) -> None:
    assert contact_shown(contact) == ""
