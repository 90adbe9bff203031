"""The spoken sentence: ticket digits one by one, the counter as a number; a language is what its pack says."""

from pathlib import Path

import pytest

from display.language import DEFAULT_CLIPS, BadPack, languages

LANGUAGES = languages([DEFAULT_CLIPS])
CHINESE, ENGLISH = LANGUAGES["zh"], LANGUAGES["en"]


@pytest.mark.parametrize(
    ("number", "counter_number", "spoken"),
    [
        ("A005", 2, "请 A 零零五 号到 二 号窗口"),
        ("B012", 12, "请 B 零一二 号到 十二 号窗口"),
        ("GA1980", 20, "请 G A 一九八零 号到 二十 号窗口"),
        ("7", 105, "请 七 号到 一百零五 号窗口"),
        ("w-03", 1, "请 W 零三 号到 一 号窗口"),
    ],
)
def test_digits_are_read_one_by_one_and_the_counter_as_a_number(number: str, counter_number: int, spoken: str) -> None:
    assert CHINESE.call(number, counter_number).text == spoken


def test_english_spells_the_digits_too() -> None:
    assert ENGLISH.call("A012", 12).text == "Ticket A, zero, one, two, please go to counter twelve."


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (110, "一百一十"),
     (1005, "一千零五"), (1050, "一千零五十"), (2300, "二千三百"), (10_001, "一零零零一")],
)  # fmt: skip
def test_counters_are_read_as_chinese_reads_them(number: int, words: str) -> None:
    assert CHINESE.call("A1", number).text == f"请 A 一 号到 {words} 号窗口"


@pytest.mark.parametrize(
    ("number", "words"),
    [(7, "seven"), (10, "ten"), (19, "nineteen"), (20, "twenty"), (21, "twenty one"), (100, "one hundred"),
     (115, "one hundred fifteen"), (1030, "one thousand thirty")],
)  # fmt: skip
def test_counters_are_read_as_english_reads_them(number: int, words: str) -> None:
    assert ENGLISH.call("A1", number).text == f"Ticket A, one, please go to counter {words}."


def test_every_piece_of_every_counter_and_letter_is_among_the_recordings_a_language_asks_for() -> None:
    for language in LANGUAGES.values():
        for counter_number in range(1, 2000):
            sentence = language.call("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", counter_number)
            assert {piece.name for piece in sentence.pieces} <= set(language.pieces)


def test_pauses_stand_between_the_pieces_where_a_person_makes_them() -> None:
    assert [(piece.name, piece.pause_ms) for piece in CHINESE.call("A005", 12).pieces] == [
        ("qing", 80), ("A", 90), ("0", 40), ("0", 40), ("5", 60), ("haodao", 140),
        ("shi", 40), ("2", 30), ("haochuangkou", 0),
    ]  # fmt: skip


def test_a_hall_adds_a_language_with_a_pack_of_its_own_and_may_change_a_sentence(tmp_path: Path) -> None:
    pack = (DEFAULT_CLIPS / "zh" / "pack.toml").read_text(encoding="utf-8")
    for code, text in (("yue", pack.replace('counter = "chinese"', 'counter = "digits"')), ("zh", pack)):
        (tmp_path / code).mkdir()
        (tmp_path / code / "pack.toml").write_text(text.replace("号窗口", "号台"), encoding="utf-8")
    found = languages([tmp_path, DEFAULT_CLIPS])
    assert set(found) == {"zh", "en", "yue"}
    assert found["zh"].call("A1", 12).text == "请 A 一 号到 十二 号台"
    assert found["yue"].call("A1", 12).text == "请 A 一 号到 一 二 号台"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"haodao", "{counter}"', '"daohao", "{counter}"', "order 里的 “daohao” 没有写进 words"),
        ('0 = "零"', "", "words 里没有数字 0"),
        ('counter = "chinese"', 'counter = "roman"', "counter 缺少或写错了"),
        ("[words]", "[words", "读不懂语音包"),
    ],
)
def test_a_wrong_pack_is_refused_with_the_place(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    pack = (DEFAULT_CLIPS / "zh" / "pack.toml").read_text(encoding="utf-8")
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "pack.toml").write_text(pack.replace(old, new), encoding="utf-8")
    with pytest.raises(BadPack, match=complaint):
        languages([tmp_path])
