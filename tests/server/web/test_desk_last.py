"""What a clerk takes back, and what the page says cannot be: each by the key shown beside it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.server.running import RunningHall
from tests.server.web.desk_page import press, sit_down


def call(page: Page, hall: RunningHall, tickets: int = 1) -> list[str]:
    """Sit down and call the first of some tickets; their numbers."""
    numbers = [hall.issue()["number"] for _ in range(tickets)]
    sit_down(page, hall)
    expect(page.locator(".next-number")).to_have_text(numbers[0])
    page.keyboard.press(" ")
    expect(page.locator(".number")).to_have_text(numbers[0])
    return numbers


def test_a_number_called_by_mistake_goes_back_to_its_place(fresh: RunningHall, desk: Page) -> None:
    numbers = call(desk, fresh, 2)
    press(desk, "u", "叫错了，退回队列")
    expect(desk.locator(".queue b")).to_have_text(numbers)
    expect(desk.locator(".last")).to_have_count(0)


def test_a_chosen_number_is_called_by_its_place_in_the_list_and_given_back(fresh: RunningHall, desk: Page) -> None:
    numbers = [fresh.issue()["number"] for _ in range(3)]
    sit_down(desk, fresh)
    expect(desk.locator(".queue b")).to_have_text(numbers)
    desk.keyboard.press("2")
    expect(desk.locator(".number")).to_have_text(numbers[1])
    press(desk, "u", "叫错了，退回队列")
    expect(desk.locator(".queue b")).to_have_text(numbers)


def test_whoever_was_passed_by_mistake_waits_again(fresh: RunningHall, desk: Page) -> None:
    number = call(desk, fresh)[0]
    press(desk, "n", "过号")
    expect(desk.locator(".last")).to_contain_text(f"{number} 已过号")
    press(desk, "u", "恢复")
    expect(desk.locator(".queue b")).to_have_text([number])
    assert len(fresh.facts("ticket_reinstated")) == 1


def test_what_was_put_aside_is_taken_up_again(fresh: RunningHall, desk: Page) -> None:
    number = call(desk, fresh)[0]
    press(desk, "h", "挂起")
    desk.locator("input[name=why]").fill("去复印材料")
    desk.keyboard.press("Enter")
    expect(desk.locator(".side")).to_contain_text("去复印材料")
    press(desk, "u", "继续办理")
    expect(desk.locator(".number")).to_have_text(number)
    expect(desk.get_by_role("button", name="办理结束")).to_be_visible()


def test_a_transfer_is_taken_back_until_somebody_calls_the_number(fresh: RunningHall, desk: Page) -> None:
    number = call(desk, fresh)[0]
    for way_back in (True, False):
        press(desk, "t", "转号")
        desk.get_by_label("指定窗口").first.check()
        desk.locator("select[name=place]").select_option("3")
        desk.locator("textarea").fill("低保申报，材料已看")
        desk.get_by_role("dialog").get_by_role("button", name="转号").click()
        expect(desk.locator(".last")).to_contain_text(f"{number} 已转出")
        if way_back:
            press(desk, "u", "撤回到本窗口")
            expect(desk.locator(".next-number")).to_have_text(number)
            press(desk, " ", "叫下一位")
            expect(desk.locator(".number")).to_have_text(number)
    fresh.wish("/counters/3/open")
    fresh.wish("/counters/3/call-next")
    expect(desk.locator(".last")).to_have_count(0)


def test_a_ticket_taken_for_somebody_is_shown_until_it_is_read_and_may_be_cancelled(
    fresh: RunningHall, desk: Page
) -> None:
    sit_down(desk, fresh)
    press(desk, "i", "代取号")
    desk.locator(".choice").nth(0).click()
    desk.locator(".choice").nth(2).click()
    desk.get_by_role("dialog").get_by_role("button", name="取号").click()
    expect(desk.locator(".last")).to_contain_text("已取号 A001，前面 0 人")
    ticket = fresh.ask("GET", "/tickets").json()["tickets"][0]
    assert ticket["services"] == ["general", "social-security"]
    press(desk, "u", "取错了，作废")
    expect(desk.locator(".last")).to_have_count(0)
    assert len(fresh.facts("ticket_cancelled")) == 1


def test_a_visit_of_two_services_says_what_comes_and_goes_on(fresh: RunningHall, desk: Page) -> None:
    fresh.wish("/tickets", "kiosk", services=["general", "social-security"])
    sit_down(desk, fresh)
    expect(desk.locator(".next-number")).to_be_visible()
    desk.keyboard.press(" ")
    expect(desk.locator(".now")).to_contain_text("之后还办：社会保障")
    press(desk, "s", "开始办理")
    press(desk, "f", "本项办完，接着办社会保障")
    expect(desk.locator(".last")).to_contain_text("A001 本项已办完")
    expect(desk.locator(".next-number")).to_have_text("A001")
    expect(desk.locator(".next")).to_contain_text("社会保障")
    assert not fresh.facts("ticket_finished")


def test_what_cannot_be_taken_back_is_said_and_how_the_visitor_judged_it(fresh: RunningHall, desk: Page) -> None:
    number = call(desk, fresh)[0]
    press(desk, "s", "开始办理")
    press(desk, "f", "办理结束")
    expect(desk.locator(".last")).to_contain_text(f"{number} 办理结束，已请群众评价；办理结束不能撤销")
    expect(desk.locator(".last .do")).to_have_count(0)
    ticket = fresh.ask("GET", "/tickets?state=finished").json()["tickets"][0]
    fresh.wish(f"/tickets/{ticket['id']}/evaluation", "display", level=5, channel="keypad")
    expect(desk.locator(".last")).to_have_text(f"{number} 办理结束，群众评价：非常满意×")
    desk.get_by_role("button", name="知道了").click()
    expect(desk.locator(".last")).to_have_count(0)
