"""What a leader tells the public from the live hall: a service stopped for the day, an announcement to everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, barriers, come_in, silent_page
from tests.server.web.test_office import LEADER, step


@pytest.fixture
def office(fresh: RunningHall, browser: Browser) -> Iterator[Page]:
    """A supervisor in front of the live hall."""
    fresh.wish("/staff", name=LEADER, role="supervisor", password=PASSWORD)
    with silent_page(browser, OFFICE, "409") as page:
        come_in(page, fresh, LEADER, "/office")
        expect(page.locator(".counter")).to_have_count(5)
        yield page


def test_a_service_is_stopped_with_a_reason_for_all_kiosks_and_resumed(fresh: RunningHall, office: Page) -> None:
    row = office.locator(".queues tr", has_text="综合受理")
    row.get_by_role("button").click()
    step(office, "系统检修，暂停办理")
    assert barriers(office) == []
    step(office, "停止取号")
    expect(office.locator(".said")).to_have_text("综合受理 已停止取号。")
    expect(row).to_contain_text("停号")
    refused = fresh.wish("/tickets", "kiosk", service_id="general")
    assert refused.json()["detail"] == "「综合受理」今天暂停取号：系统检修，暂停办理。"
    row.get_by_role("button").click()
    expect(office.get_by_role("dialog")).to_contain_text("系统检修，暂停办理")
    step(office, "恢复取号")
    expect(row).not_to_contain_text("停号")
    fresh.issue()


def test_stopping_without_a_reason_is_not_sent(fresh: RunningHall, office: Page) -> None:
    office.get_by_role("button", name="民政救济").last.click()
    step(office, "停止取号")
    expect(office.get_by_role("dialog").locator("input:invalid")).to_have_count(1)
    assert not fresh.facts("service_closed")


def test_an_announcement_is_made_for_as_long_as_was_chosen_and_ended_by_hand(fresh: RunningHall, office: Page) -> None:
    office.get_by_role("button", name="发通告").click()
    office.get_by_label("内容").fill("停电检修")
    office.get_by_label("英文（可不填）").fill("Power cut")
    office.get_by_role("radio", name="60 分钟").check()
    office.get_by_label("用语音播报一遍").check()
    assert barriers(office) == []
    step(office, "发布")
    banner = office.locator(".announced")
    expect(banner).to_contain_text("停电检修")
    [shown] = fresh.ask("GET", "/board", "display").json()["announcements"]
    assert (shown["text"], shown["text_en"], shown["is_spoken"]) == ("停电检修", "Power cut", True)
    assert '"is_spoken":true' in fresh.facts("announcement_made")[0]
    office.locator(".language").click()
    expect(banner).to_contain_text("Power cut")
    assert barriers(office) == []
    banner.get_by_role("button", name="End").click()
    expect(banner).to_have_count(0)
    assert fresh.ask("GET", "/board", "display").json()["announcements"] == []


def test_what_another_leader_announces_and_the_alarms_of_the_queue_are_seen(fresh: RunningHall, office: Page) -> None:
    fresh.wish("/announcements", text="<b>请带好证件</b>", minutes=5)
    expect(office.locator(".announced")).to_contain_text("<b>请带好证件</b>", timeout=15_000)
    ticket = fresh.issue(slip="print")
    fresh.wish(f"/tickets/{ticket['id']}/slip", "kiosk", printed=False)
    fresh.beat()
    expect(office.locator(".now-figures .red dd")).to_have_text("1", timeout=15_000)
    expect(office.get_by_role("button", name="放行")).to_be_visible()
    expect(office.locator(".alarms")).not_to_contain_text("没有打出")
