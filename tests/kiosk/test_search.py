"""What a person types finds the item: initials, pinyin, characters, mixtures; both readings of a character; at once."""

from __future__ import annotations

from time import process_time

import pytest

from kiosk.search import Entry, Index, entry_of
from server.wire.content import Guide, Material

ITEMS = (
    Entry(id="id-card", name="居民身份证办理", aliases=("ID card",), headings=("户籍", "公安")),
    Entry(id="household", name="户籍证明", aliases=("Household register", "出生"), headings=("户籍",)),
    Entry(id="move-in", name="户口迁入（跨省）", headings=("户籍",)),
    Entry(id="unit", name="单位社会保险登记", headings=("社会保障",)),
    Entry(id="bank-head", name="银行行长备案", headings=("金融",)),
    Entry(id="long-term", name="长期护理保险", headings=("社会保障",)),
    Entry(id="green-card", name="绿色通道登记", headings=("综合",)),
    Entry(id="marriage", name="婚姻登记", aliases=("Marriage registration", "结婚"), text="双方携带户口簿到婚姻登记处"),
)
INDEX = Index(ITEMS)


def first(typed: str) -> str | None:
    return next(iter(INDEX.find(typed)), None)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("hj", "household"),
        ("hjzm", "household"),
        ("huji", "household"),
        ("huj", "household"),
        ("hu ji", "household"),
        ("HUJI", "household"),
        ("ｈｊ", "household"),
        ("户籍", "household"),
        ("户j", "household"),
        ("户ji证", "household"),
        ("hji", "household"),
        ("hujizhm", "household"),
        ("sfz", "id-card"),
        ("shfzh", "id-card"),
        ("shenfenz", "id-card"),
        ("身份证", "id-card"),
        ("id c", "id-card"),
        ("card", "id-card"),
        ("marriage reg", "marriage"),
        ("jiehun", "marriage"),
        ("kuasheng", "move-in"),
        ("lv", "green-card"),
        ("lus", "green-card"),
    ],
)
def test_what_is_typed_finds_it_first(typed: str, wanted: str) -> None:
    assert first(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("danwei", "unit"),
        ("shanwei", "unit"),
        ("hangzhang", "bank-head"),
        ("xingzhang", "bank-head"),
        ("changqi", "long-term"),
        ("zhangqi", "long-term"),
    ],
)
def test_every_reading_of_a_character_counts(typed: str, wanted: str) -> None:
    assert first(typed) == wanted


@pytest.mark.parametrize("typed", ["", "  ", "（", "xyz", "户籍明证吗", "arriage", "huijz"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert INDEX.find(typed) == ()


def test_the_name_counts_more_than_the_heading_and_that_more_than_the_text() -> None:
    assert INDEX.find("户口") == ("move-in", "marriage")
    assert INDEX.find("户籍") == ("household", "id-card", "move-in")
    assert INDEX.find("登记") == ("marriage", "green-card", "unit")


def test_characters_that_are_not_beside_each_other_are_found_last() -> None:
    assert INDEX.find("居民办理") == ("id-card",)
    assert INDEX.find("社保") == ("unit",)


def test_a_whole_name_comes_before_a_longer_one() -> None:
    entries = (Entry(id="long", name="婚姻登记证补领"), Entry(id="short", name="婚姻登记"))
    for typed in ("婚姻登记", "hunyindengji", "hydj"):
        assert Index(entries).find(typed) == ("short", "long")


def test_a_guide_is_found_by_its_materials_and_its_plain_text() -> None:
    guide = Guide(
        id="x",
        name="流动人口婚育证明",
        name_en="Family planning certificate",
        service_id="s",
        category="计划生育",
        life_events=("我要生孩子",),
        materials=(Material(name="照片"),),
        steps=("受理",),
        limit="当场",
        fee="不收费",
        basis="",
        plain="外出打工前办这个证。",
    )
    index = Index([entry_of(guide)])
    for typed in ("照片", "打工", "jhsy", "shenghaizi", "planning"):
        assert index.find(typed) == ("x",), typed


def test_a_hundred_and_fifty_items_are_searched_in_ten_milliseconds_a_key() -> None:
    text = "双方携带户口簿、身份证到婚姻登记处办理，当场领证。" * 20
    headings = ("社会保障与就业", "人力资源和社会保障局")
    names = [f"{each.name}{number}" for number in range(19) for each in ITEMS]
    index = Index(
        Entry(id=str(place), name=name, aliases=("Some other name of it",), headings=headings, text=text)
        for place, name in enumerate(names)
    )
    keys = ["h", "hj", "s", "sh", "shenf", "zz", "户", "xyz", "shehuibaozhang"]
    rounds = 5
    began = process_time()
    for _ in range(rounds):
        for typed in keys:
            index.find(typed)
    assert (process_time() - began) / (rounds * len(keys)) < 0.010


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("hj", "户籍"), ("huji", "户籍"), ("huj", "户籍"), ("shehb", "社会保"), ("hunyin", "婚姻"), ("jiehun", "结婚")],
)
def test_letters_lead_to_the_characters_they_stand_for(typed: str, wanted: str) -> None:
    assert INDEX.words(typed, 1) == (wanted,)


def test_what_follows_upon_the_characters_before_comes_first() -> None:
    assert INDEX.words("户籍z", 1) == ("证",)
    assert INDEX.words("户口q", 1) == ("迁",)


@pytest.mark.parametrize("typed", ["", "户籍", "qqq", "card"])
def test_there_is_nothing_to_pick_where_letters_stand_for_no_characters(typed: str) -> None:
    assert INDEX.words(typed, 6) == ()
