"""The page behind the slip's QR code on visitors' phones: every state, both languages, narrow screens, later days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.server.running import FakeClock, RunningHall
from tests.server.web.conftest import PHONE, barriers, by_name, silent_page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone whose console says nothing but what was refused, gone or away."""
    with silent_page(browser, PHONE, "404", "409", "503") as page:
        yield page


def open_page(phone: Page, hall: RunningHall, ticket: dict[str, Any], secret: str | None = None) -> None:
    phone.goto("about:blank")
    phone.goto(f"{by_name(hall)}/t/{ticket['id']}#{secret or ticket['secret']}")


def serve(hall: RunningHall, ticket: dict[str, Any], *steps: str) -> None:
    hall.wish("/counters/1/open")
    hall.wish("/counters/1/call", ticket_id=ticket["id"])
    for step in steps:
        hall.wish(f"/tickets/{ticket['id']}/{step}", reason="x")


def states(hall: RunningHall) -> Iterator[tuple[str, str, str]]:
    """Steps after the call, and what the page says, in both languages."""
    yield "", "请到 1 号窗口", "Please go to counter 1"
    yield "start", "正在 1 号窗口办理", "Being served at counter 1"
    yield "start hold", "已暂放", "On hold"
    yield "no-show", "已过号", "Your number was missed"
    yield "start finish", "办理结束", "Finished"
    yield "cancel", "已作废", "Cancelled"


def test_every_state_is_said_in_both_languages(shared: RunningHall, phone: Page) -> None:
    state = phone.locator("#state")
    for steps, zh, en in states(shared):
        ticket = shared.issue()
        serve(shared, ticket, *steps.split())
        open_page(phone, shared, ticket)
        expect(state).to_have_text(zh, use_inner_text=True)
        assert phone.title().endswith(zh)
        phone.get_by_role("button", name="English").click()
        expect(state).to_have_text(en, use_inner_text=True)
        assert phone.locator("html").get_attribute("lang") == "en"
        if steps in {"", "start"}:
            shared.wish(f"/tickets/{ticket['id']}/no-show" if not steps else f"/tickets/{ticket['id']}/finish")


def test_a_phone_that_speaks_no_chinese_is_spoken_to_in_english(shared: RunningHall, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE", viewport=ViewportSize(width=390, height=780))
    page = context.new_page()
    open_page(page, shared, shared.issue())
    expect(page.locator("#state")).to_contain_text("ahead of you", use_inner_text=True)
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 360, 390, 430])
def test_the_page_fits_narrow_phones_and_has_no_barrier(shared: RunningHall, browser: Browser, width: int) -> None:
    ticket = shared.issue()
    serve(shared, ticket, "start", "finish")
    with silent_page(browser, ViewportSize(width=width, height=640)) as page:
        open_page(page, shared, ticket)
        page.get_by_role("button", name="非常不满意").click()
        expect(page.locator("#choices label")).to_have_count(6)
        for language in ("zh", "en"):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert (language, barriers(page)) == (language, [])
            for button in page.get_by_role("button").all():
                box = button.bounding_box()
                assert box is not None
                assert box["height"] >= 44
            page.locator("#language").click()


def test_reasons_are_ticked_and_stored(fresh: RunningHall, phone: Page) -> None:
    ticket = fresh.issue()
    serve(fresh, ticket, "start", "finish")
    open_page(phone, fresh, ticket)
    phone.get_by_role("button", name="不满意", exact=True).click()
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_role("alert")).to_have_text("请选择或填写原因。")
    phone.get_by_label("等候过久").check()
    phone.get_by_label("服务态度不好").check()
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.locator("#state")).to_have_text("感谢您的评价！", use_inner_text=True)
    assert '"reasons":["服务态度不好","等候过久"]' in fresh.facts("ticket_evaluated")[0]


def test_a_level_pressed_at_the_counter_gets_its_reason_once(fresh: RunningHall, phone: Page) -> None:
    ticket = fresh.issue()
    serve(fresh, ticket, "start", "finish")
    open_page(phone, fresh, ticket)
    expect(phone.locator("#levels")).to_be_visible()
    fresh.wish(f"/tickets/{ticket['id']}/evaluation", "display", level=2, channel="keypad")
    expect(phone.locator("#state")).to_have_text("您评了“不满意”", use_inner_text=True, timeout=15_000)
    expect(phone.locator("#levels")).to_be_hidden()
    assert barriers(phone) == []
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_role("alert")).to_have_text("请选择或填写原因。")
    phone.get_by_label("等候过久").check()
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.locator("#state")).to_have_text("谢谢，您的意见已经收到。", use_inner_text=True)
    assert '"channel":"qr","reasons":["等候过久"]' in fresh.facts("evaluation_explained")[0]
    open_page(phone, fresh, ticket)
    expect(phone.locator("#state")).to_contain_text("已经评价过", use_inner_text=True)


def test_on_the_days_after_it_says_what_became_of_it_and_takes_the_evaluation(
    timed: RunningHall, clock: FakeClock, phone: Page
) -> None:
    served, unserved = timed.issue(), timed.issue()
    serve(timed, served, "start", "finish")
    timed.wish("/counters/1/close")
    clock.go_on(days=1)
    timed.beat()
    timed.beat()
    open_page(phone, timed, unserved)
    expect(phone.locator("#state")).to_have_text("没有办理", use_inner_text=True)
    expect(phone.locator("#evaluate")).to_be_hidden()
    open_page(phone, timed, served)
    expect(phone.locator("#service")).to_contain_text("综合受理 · ", use_inner_text=True)
    expect(phone.locator("#until")).to_contain_text("日前都可以评价", use_inner_text=True)
    phone.get_by_role("button", name="满意", exact=True).click()
    expect(phone.locator("#state")).to_have_text("感谢您的评价！", use_inner_text=True)
    open_page(phone, timed, served)
    expect(phone.locator("#state")).to_contain_text("已经评价过", use_inner_text=True)
    clock.go_on(days=8)
    timed.beat()
    timed.beat()
    open_page(phone, timed, served)
    expect(phone.locator("#state")).to_have_text("这张号票已经过期", use_inner_text=True)


def test_without_a_script_the_page_says_so(shared: RunningHall, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=ViewportSize(width=390, height=780))
    page = context.new_page()
    open_page(page, shared, shared.issue())
    expect(page.get_by_text("请看大厅屏幕、听叫号")).to_be_visible()
    expect(page.get_by_text("please watch the hall")).to_be_visible()
    context.close()


def test_the_first_paint_is_small(shared: RunningHall) -> None:
    sizes = [
        len(shared.ask("GET", f"{shared.url}/{path}", None).content)
        for path in ("t/1", "web/ticket.css", "web/ticket.js")
    ]
    assert sum(sizes) < 20_000


def test_a_hall_out_of_reach_leaves_what_was_known_and_comes_back(fresh: RunningHall, phone: Page) -> None:
    ticket = fresh.issue()
    open_page(phone, fresh, ticket)
    expect(phone.locator("#state")).to_have_text("前面还有 0 人", use_inner_text=True)
    phone.route("**/visit", lambda route: route.fulfill(status=503, body="{}"))
    expect(phone.locator("#state")).to_contain_text("连接不上大厅", use_inner_text=True, timeout=15_000)
    expect(phone.locator("#number")).to_have_text(ticket["number"])
    phone.unroute("**/visit")
    expect(phone.locator("#state")).to_have_text("前面还有 0 人", use_inner_text=True, timeout=15_000)
