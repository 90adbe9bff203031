"""The guide pages behind the kiosk's QR code: all that is public of an item, in two languages, without any script."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.server.running import RunningHall
from tests.server.web.conftest import by_name

SIX = ("受理项目", "申报材料", "办事程序", "承诺时限", "收费标准", "政策依据")
ASKING = "I003"
"""An item of the sample whose materials depend on two questions."""


def get(hall: RunningHall, path: str, **query: str) -> httpx.Response:
    return httpx.get(hall.url + path, params=query, trust_env=False)


def test_a_guide_shows_the_six_public_blocks_to_anyone(shared: RunningHall) -> None:
    answer = get(shared, f"/g/{ASKING}")
    assert answer.status_code == 200
    assert [block for block in SIX if f"<h2>{block}</h2>" not in answer.text] == []
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


def test_every_published_guide_has_a_page_and_stands_in_the_list(shared: RunningHall) -> None:
    listed = re.findall(r'href="(/g/[^"?]+)\?lang=zh"', get(shared, "/g").text)
    assert len(set(listed)) == len(shared.ask("GET", "/content").json()["guides"]) > 40
    assert {get(shared, path).status_code for path in listed[:5]} == {200}


def test_the_answers_leave_only_the_materials_that_fit(shared: RunningHall) -> None:
    whole = get(shared, f"/g/{ASKING}").text
    fitting = get(shared, f"/g/{ASKING}", married="no", children="no").text
    assert "因情况而异" in whole
    assert "按您的情况" in fitting
    assert fitting.count("<li>") < whole.count("<li>")
    assert 'name="married" value="no" checked' in fitting


def test_a_guide_is_found_by_words_of_its_name(shared: RunningHall) -> None:
    assert "《老年优待证》办理" in get(shared, "/g", q="优待证").text
    assert "《老年优待证》办理" not in get(shared, "/g", q="不动产").text
    assert "没有找到" in get(shared, "/g", q="qqqq").text


def test_english_pages_speak_english_and_an_unknown_language_is_chinese(shared: RunningHall) -> None:
    assert '<html lang="en">' in get(shared, f"/g/{ASKING}", lang="en").text
    assert "Legal basis" in get(shared, f"/g/{ASKING}", lang="en").text
    assert '<html lang="zh-CN">' in get(shared, f"/g/{ASKING}", lang="xx").text


@pytest.mark.parametrize("path", ["/g/unknown", "/g/%3Cscript%3E", "/g/..%2F..%2Fetc"])
def test_an_item_without_a_guide_is_said_in_a_sentence(shared: RunningHall, path: str) -> None:
    answer = get(shared, path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_what_is_typed_comes_back_as_text(shared: RunningHall) -> None:
    answer = get(shared, "/g", q='"><script>alert(1)</script>')
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_phone_reads_the_guide_without_moving_it_sideways(shared: RunningHall, phone: Page) -> None:
    phone.goto(f"{by_name(shared)}/g/{ASKING}")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.locator('input[name="married"][value="no"]').check()
    phone.get_by_role("button", name="看我要带什么").click()
    expect(phone.locator("main")).to_contain_text("按您的情况，请带：")
    phone.get_by_role("link", name="English").click()
    expect(phone.locator("h2").first).to_have_text("Matter")
