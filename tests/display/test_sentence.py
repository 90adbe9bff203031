"""The spoken sentence: ticket digits one by one, the counter as a number."""

import pytest

from display.render.sentence import chinese_number, english_sentence, sentence


@pytest.mark.parametrize(
    ("number", "counter_number", "spoken"),
    [
        ("A005", 2, "请 A 零零五 号到 二 号窗口"),
        ("B012", 12, "请 B 零一二 号到 十二 号窗口"),
        ("GA1980", 20, "请 G A 一九八零 号到 二十 号窗口"),
        ("7", 105, "请 七 号到 一百零五 号窗口"),
    ],
)
def test_digits_are_read_one_by_one_and_the_counter_as_a_number(number: str, counter_number: int, spoken: str) -> None:
    assert sentence(number, counter_number) == spoken


def test_english_spells_the_digits_too() -> None:
    assert english_sentence("A012", 12) == "Ticket A, zero, one, two, please go to counter 12."


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (110, "一百一十"),
     (1005, "一千零五"), (2300, "二千三百"), (10_001, "一零零零一")],
)  # fmt: skip
def test_numbers_are_read_as_chinese_reads_them(number: int, words: str) -> None:
    assert chinese_number(number) == words
