"""The booklet's HTML: every published guide once, in the hall's order, whole and harmless."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from server.domain.catalogue import Catalogue
from server.domain.content import Item, Material, Question
from server.service.booklet import Booklet, booklet_html, pictures_of
from server.service.booklet_item import in_words
from server.service.content import to_content
from server.service.hallfile_sample import sample_hall
from server.vocab import ItemId

BAD = "<script>alert(1)</script>&\"'"
MAP = f"{'0' * 64}.png"


@pytest.fixture(scope="module")
def sample() -> Catalogue:
    return sample_hall()


def html_of(catalogue: Catalogue, pictures: dict[str, bytes] | None = None) -> str:
    content = to_content(catalogue, "x", datetime(2026, 11, 24, tzinfo=UTC))
    day = date(2026, 11, 24)
    return booklet_html(Booklet(content=content, catalogue=catalogue, day=day, pictures=pictures or {}))


def test_every_published_item_has_one_section_and_one_line_of_the_contents(sample: Catalogue) -> None:
    html = html_of(sample)
    public = sorted(item.id for item in sample.items if not item.is_draft)
    assert sorted(re.findall(r'<article class="item" id="item-([^"]+)"', html)) == public
    assert sorted(re.findall(r'<a href="#item-([^"]+)"', html)) == public


def test_chapters_stand_in_the_order_of_the_hall_s_own_headings(sample: Catalogue) -> None:
    order = [topic.name for topic in sample.publicity.topics if topic.kind == "category"]
    chapters = re.findall(r'<section class="chapter" id="chapter-\d+"><h2>([^<]+)</h2>', html_of(sample))
    assert chapters == [name for name in order if name in chapters]
    turned = replace(sample.publicity, topics=tuple(reversed(sample.publicity.topics)))
    other = html_of(replace(sample, publicity=turned))
    assert re.findall(r'id="chapter-\d+"><h2>([^<]+)</h2>', other) == list(reversed(chapters))


def test_each_item_shows_its_six_blocks_and_when_a_material_is_wanted(sample: Catalogue) -> None:
    item = Item(
        id=ItemId("N1"),
        name="居住登记",
        service=sample.services[0].id,
        materials=("身份证", Material(name="结婚证", original=True, copies=2, when="married & !q2")),
        questions=(Question(code="married", text="您已婚吗？"), Question(code="q2", text="租房吗？")),
        steps=("受理",),
        limit="5天",
        fee="不收费",
        basis="条例",
    )
    html = html_of(replace(sample, items=(item,)))
    titles = re.findall(r"<h4>([^<]+)</h4>", html)
    assert titles == ["受理项目", "办事程序", "申报材料", "承诺时限", "收费标准", "政策依据"]
    assert "您已婚吗？是；租房吗？否" in html
    assert "2 份" in html


def test_no_text_of_the_hall_becomes_a_part_of_the_page(sample: Catalogue) -> None:
    item = next(item for item in sample.items if not item.is_draft)
    texts = dict.fromkeys(("name", "limit", "fee", "basis", "note", "department", "category", "plain", "where"), BAD)
    bad = replace(item, steps=(BAD,), materials=(Material(name=BAD, note=BAD),), conditions=(BAD,), **texts)  # type: ignore[arg-type]
    html = html_of(replace(sample, name=BAD, phone=BAD, items=(bad,)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_map_stands_in_the_page_itself_and_one_that_is_lost_is_left_out(sample: Catalogue) -> None:
    with_map = replace(sample, publicity=replace(sample.publicity, map=MAP))
    assert pictures_of(to_content(with_map, "x", datetime(2026, 1, 1, tzinfo=UTC))) == (MAP,)
    assert "data:image/png;base64,QUJD" in html_of(with_map, {MAP: b"ABC"})
    assert "<img" not in html_of(with_map)


def test_a_condition_of_a_question_that_is_gone_is_told_by_its_code() -> None:
    assert in_words("!gone", {}) == "gone否"
    assert in_words("", {}) == ""
