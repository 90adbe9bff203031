"""The manager's office in a real browser: who may come in, the live hall, and what a leader does there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import BOSS, CLERK, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, come_in, silent_page

LEADER = "zhao.liu"
"""A supervisor."""
PLACES = ("hall", "set-up/file", "set-up/drafts", "policy", "audit", "reports")
FOR_ADMINS = ("set-up/pairing", "set-up/staff", "set-up/tokens")


@pytest.fixture(scope="module")
def staffed(shared: RunningHall) -> RunningHall:
    shared.wish("/staff", name=LEADER, role="supervisor", password=PASSWORD)
    return shared


@pytest.fixture
def office(fresh: RunningHall, browser: Browser) -> Iterator[Page]:
    """A supervisor in front of the live hall."""
    fresh.wish("/staff", name=LEADER, role="supervisor", password=PASSWORD)
    with silent_page(browser, OFFICE, "409") as page:
        come_in(page, fresh, LEADER, "/office")
        expect(page.locator(".counter")).to_have_count(5)
        yield page


def counter(page: Page, number: int) -> None:
    """Open what may be done about a counter."""
    page.locator(".counter").nth(number - 1).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def step(page: Page, name: str) -> None:
    """Press a button of the open dialog; it goes away when the server has done it."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("name", [LEADER, BOSS])
def test_every_page_stands_for_those_it_is_for(staffed: RunningHall, desk: Page, name: str) -> None:
    """And asks the server for nothing its reader may not have: the console would tell of a 403."""
    come_in(desk, staffed, name, "/office")
    for place in PLACES + FOR_ADMINS:
        desk.evaluate(f"location.hash = '{place}'")
        shown = place if name == BOSS or place not in FOR_ADMINS else "set-up/hall"
        expect(desk.locator("nav [aria-current=page]").last).to_have_attribute("href", f"#{shown}")
        for each in FOR_ADMINS if place.startswith("set-up") else ():
            expect(desk.locator(f"nav.parts a[href='#{each}']")).to_have_count(int(name == BOSS))
    desk.wait_for_load_state("networkidle")


def test_a_clerk_is_told_where_to_go_and_shown_nothing(staffed: RunningHall, desk: Page) -> None:
    come_in(desk, staffed, CLERK, "/office")
    for place in PLACES + FOR_ADMINS:
        desk.evaluate(f"location.hash = '{place}'")
        expect(desk.get_by_role("alert")).to_contain_text("管理页面供值班长和管理员使用")
        expect(desk.get_by_role("link", name="去窗口工作台")).to_have_attribute("href", "/desk")
        expect(desk.locator("nav, table, .panel")).to_have_count(0)


def test_whoever_is_not_logged_in_sees_the_door_alone(staffed: RunningHall, desk: Page) -> None:
    desk.goto(f"{staffed.url}/office#set-up/tokens")
    expect(desk.get_by_label("密码")).to_be_visible()
    desk.get_by_label("姓名").fill(LEADER)
    desk.get_by_label("密码").fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator("nav.pages")).to_be_visible()


def test_the_hall_moves_as_it_happens(fresh: RunningHall, office: Page) -> None:
    first, _ = fresh.issue(), fresh.issue()
    fresh.wish("/counters/1/open")
    card, queue = office.locator(".counter").first, office.get_by_role("row", name="综合受理")
    expect(card).to_contain_text("空闲")
    expect(queue.locator("td").first).to_have_text("2")
    fresh.wish("/counters/1/call-next")
    expect(card.locator(".current")).to_have_text(first["number"])
    expect(card).to_contain_text("已叫号")
    expect(card).to_contain_text("刚刚")
    fresh.wish(f"/tickets/{first['id']}/start")
    expect(card).to_contain_text("正在办理")
    fresh.wish("/counters/1/pause", reason="取材料", contact="李华")
    expect(card).to_contain_text("取材料")
    expect(office.locator(".now-figures .amber dd")).to_have_text("1")


def test_a_service_nobody_serves_is_seen(fresh: RunningHall, office: Page) -> None:
    fresh.issue("certificates")
    expect(office.get_by_role("row", name="统一出证")).to_contain_text("无窗口")


def test_a_leader_pauses_a_counter_with_where_and_why(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/counters/1/open")
    counter(office, 1)
    step(office, "暂停服务")
    office.locator("input[name=where]").fill("开会")
    office.locator("input[name=why]").fill("月度例会")
    office.locator("input[name=contact]").fill("导办台")
    office.keyboard.press("Enter")
    expect(office.locator(".counter").first).to_contain_text("开会，月度例会")
    assert len(fresh.facts("counter_paused")) == 1


def test_closing_a_counter_asks_once_and_the_way_out_has_the_focus(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/counters/1/open")
    counter(office, 1)
    step(office, "关窗")
    expect(office.get_by_role("dialog")).to_contain_text("关闭 1 号窗口")
    expect(office.get_by_role("button", name="返回")).to_be_focused()
    office.keyboard.press("Enter")
    expect(office.get_by_role("dialog")).to_have_count(0)
    assert not fresh.facts("counter_closed")
    counter(office, 1)
    step(office, "关窗")
    step(office, "关窗")
    expect(office.locator(".counter").first).to_contain_text("未开放")


def test_a_leader_moves_a_visitor_to_another_counter(fresh: RunningHall, office: Page) -> None:
    ticket = fresh.issue()
    fresh.wish("/counters/1/open")
    fresh.wish("/counters/1/call-next")
    expect(office.locator(".counter").first).to_contain_text(ticket["number"])
    counter(office, 1)
    step(office, f"转走 {ticket['number']}")
    office.get_by_role("radio", name="指定窗口").check()
    office.locator("select[name=place]").select_option("2")
    step(office, "转号")
    expect(office.locator(".counter").first).to_contain_text("空闲")
    assert '"counter_id":2' in fresh.facts("ticket_transferred")[0]


def test_the_day_ends_only_when_it_was_asked_twice(fresh: RunningHall, office: Page) -> None:
    fresh.issue()
    office.get_by_role("button", name="日终").click()
    expect(office.get_by_role("dialog")).to_contain_text("不能撤回")
    office.keyboard.press("Escape")
    expect(office.get_by_role("dialog")).to_have_count(0)
    assert not fresh.facts("ticket_closed")
    office.get_by_role("button", name="日终").click()
    step(office, "日终")
    expect(office.get_by_role("status").last).to_have_text("已日终。")
    assert len(fresh.facts("ticket_closed")) == 1


def test_a_kiosk_is_locked_with_a_text_stopped_and_freed(fresh: RunningHall, office: Page) -> None:
    def direct(way: str, answer: str) -> None:
        office.get_by_role("button", name="管理 kiosk").click()
        office.get_by_role("radio", name=way).check()
        if way == "锁定":
            office.locator("input[name=text]").fill("请到 2 号机")
        step(office, "执行")
        expect(office.locator(".said")).to_have_text(answer)

    station = office.locator(".stations li").first
    direct("锁定", "kiosk 已锁定。")
    expect(station).to_contain_text("已锁定 请到 2 号机")
    direct("停止取号", "kiosk 已停止取号。")
    expect(station).to_contain_text("停止取号")
    direct("照常取号", "kiosk 已恢复照常取号。")
    expect(station).not_to_contain_text("停止取号")
    told = fresh.ask("GET", "/kiosks").json()["kiosks"][0]
    assert (told["is_locked"], told["may_issue"], told["text"]) == (False, True, "")


def test_a_call_for_help_is_seen_at_once_and_answered(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/kiosks/me/help", "kiosk")
    expect(office.locator(".stations")).to_contain_text("需要帮办")
    office.get_by_role("button", name="已有人去").click()
    expect(office.locator(".stations")).not_to_contain_text("需要帮办")
    assert len(fresh.facts("help_given")) == 1


def test_a_device_in_trouble_is_named_with_what_to_do(fresh: RunningHall, office: Page) -> None:
    bad = {"name": "printer", "condition": "fault", "code": "paper_out", "detail": "号票纸用完，请换纸。"}
    fresh.ask("POST", "/devices/health", "kiosk", json={"devices": [bad, {"name": "scanner", "condition": "up"}]})
    fresh.beat()
    expect(office.locator(".devices")).to_contain_text("号票纸用完，请换纸。", timeout=15_000)
    expect(office.locator(".alarms")).to_contain_text("设备故障", timeout=15_000)


def test_a_ticket_whose_slip_failed_is_released(fresh: RunningHall, office: Page) -> None:
    ticket = fresh.issue(slip="print")
    fresh.wish(f"/tickets/{ticket['id']}/slip", "kiosk", printed=False)
    office.get_by_role("button", name="放行").click()
    expect(office.get_by_role("dialog")).to_contain_text(f"放行 {ticket['number']}")
    step(office, "放行")
    expect(office.locator(".said")).to_have_text(f"{ticket['number']} 已放行。")
    expect(office.get_by_role("button", name="放行")).to_have_count(0)
    fresh.wish("/counters/1/open")
    assert fresh.wish("/counters/1/call-next").json()["ticket"]["number"] == ticket["number"]


def test_what_the_rules_forbid_is_said_and_stays_undone(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/counters/1/open")
    counter(office, 1)
    step(office, "关窗")
    fresh.wish("/counters/1/close")
    step(office, "关窗")
    expect(office.get_by_role("dialog").get_by_role("alert")).not_to_be_empty()
    assert len(fresh.facts("counter_closed")) == 1
