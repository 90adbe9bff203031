"""一次性告知单 at the counter: ticked, numbered, printed in two sizes, printed again, found by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import RunningHall
from tests.server.web.conftest import OFFICE, barriers, silent_page
from tests.server.web.desk_page import press, sit_down

PRINTS = "window.prints = []; window.print = () => window.prints.push(document.querySelector('#paper').innerText);"

SHOWN = "[...document.body.children].filter((each) => each.offsetHeight).map((each) => each.id)"


def serve(page: Page, hall: RunningHall) -> str:
    """The number of a visitor who is being served."""
    number: str = hall.issue()["number"]
    sit_down(page, hall)
    expect(page.locator(".next-number")).to_have_text(number)
    page.keyboard.press(" ")
    press(page, "s", "开始办理")
    expect(page.get_by_role("button", name="办理结束")).to_be_visible()
    return number


def open_guide(page: Page, name: str) -> None:
    press(page, "g", "指南、告知单")
    page.get_by_label("搜索").fill(name)
    page.locator(".found button").first.click()
    expect(page.locator(".sheet h3")).to_have_text(name)


def tell(page: Page) -> None:
    """The first material is missing, something is wrong with the second."""
    page.get_by_role("button", name="开一次性告知单").click()
    page.locator(".ticks input[type=checkbox]").first.check()
    page.locator(".ticks .fault").nth(1).fill("已过期，换领后再交")
    page.get_by_label("说明（可不填）").fill("复印件可在自助服务区免费复印")


def test_all_that_is_missing_and_wrong_is_told_once_numbered_and_printed(fresh: RunningHall, desk: Page) -> None:
    desk.add_init_script(PRINTS)
    number = serve(desk, fresh)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    assert barriers(desk) == []
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.locator(".preview .paper h1")).to_have_text("一次性告知单")
    told = fresh.ask("GET", "/notices").json()["notices"][0]
    assert (told["ticket_number"], told["clerk"]) == (number, "zhang.san")
    assert [each["name"] for each in told["missing"]] == ["组织关系介绍信"]
    assert told["faults"] == [{"material": "党员本人身份证", "text": "已过期，换领后再交"}]
    assert barriers(desk) == []
    desk.get_by_role("button", name="打印").click()
    paper = desk.evaluate("window.prints[0]")
    wanted = (
        told["number"],
        number,
        "组织关系介绍信",
        "党员本人身份证：已过期，换领后再交",
        "复印件可在自助服务区",
        "承诺时限",
        "收费标准",
    )
    for each in (*wanted, "政策依据", "咨询电话", "zhang.san", "申请人签收"):
        assert each in paper
    expect(desk.get_by_role("dialog")).to_be_visible()


def test_nothing_but_the_notice_is_on_the_paper_and_the_roll_is_narrow(fresh: RunningHall, desk: Page) -> None:
    desk.add_init_script(PRINTS)
    serve(desk, fresh)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.get_by_role("button", name="编号并存档").click()
    for label, points in (("A4", 595), ("80 毫米", 227)):
        desk.get_by_label(label).check()
        desk.get_by_role("button", name="打印").click()
        desk.emulate_media(media="print")
        assert desk.evaluate(SHOWN) == ["paper"]
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+)", desk.pdf(prefer_css_page_size=True))
        assert [round(float(each)) for each in boxes] == [points]
        desk.emulate_media(media="screen")
        desk.evaluate("window.dispatchEvent(new Event('afterprint'))")
        expect(desk.locator("#paper")).to_have_count(0)


@pytest.fixture
def asking(browser: Browser) -> Iterator[Page]:
    """An office computer on which somebody asks for what is not there."""
    with silent_page(browser, OFFICE, "404") as page:
        yield page


def test_a_notice_is_found_by_its_number_and_printed_again_under_it(fresh: RunningHall, asking: Page) -> None:
    desk = asking
    serve(desk, fresh)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.locator(".preview")).to_be_visible()
    number = fresh.ask("GET", "/notices").json()["notices"][0]["number"]
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.reload()
    press(desk, "l", "告知单")
    expect(desk.locator(".found")).to_contain_text(number)
    desk.get_by_label("按编号查找").fill("GZC-999999")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_have_text("没有这个编号的一次性告知单。")
    desk.get_by_label("按编号查找").fill(number.lower())
    desk.keyboard.press("Enter")
    expect(desk.locator(".preview .paper")).to_contain_text(number)
    assert len(fresh.facts("notice_given")) == 1


def test_a_second_notice_for_the_same_visit_asks_for_the_reason(fresh: RunningHall, desk: Page) -> None:
    serve(desk, fresh)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.locator(".preview")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.get_by_role("alert")).to_contain_text("已经开过一次性告知单")
    desk.get_by_label("再开一份的原因").fill("当事人改办转出")
    desk.keyboard.press("Enter")
    expect(desk.locator(".preview .paper")).to_contain_text("当事人改办转出")
    assert len(fresh.facts("notice_given")) == 2


def test_the_paper_speaks_the_visitor_s_language(fresh: RunningHall, desk: Page) -> None:
    fresh.issue(language="en")
    sit_down(desk, fresh)
    expect(desk.locator(".next-number")).to_be_visible()
    desk.keyboard.press(" ")
    press(desk, "s", "开始办理")
    expect(desk.get_by_role("button", name="办理结束")).to_be_visible()
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.locator(".preview .paper h1")).to_have_text("One-time notice")
    assert desk.locator(".preview .paper").get_attribute("lang") == "en"


BAD = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_what_a_clerk_writes_is_printed_and_never_run(fresh: RunningHall, desk: Page) -> None:
    serve(desk, fresh)
    open_guide(desk, "党员接转组织关系")
    tell(desk)
    desk.locator(".ticks .fault").nth(1).fill(BAD)
    desk.get_by_label("说明（可不填）").fill(BAD)
    desk.get_by_role("button", name="编号并存档").click()
    expect(desk.locator(".preview")).to_contain_text(BAD)
    assert desk.locator(".preview img, .preview script").count() == 0
