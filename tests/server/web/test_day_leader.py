"""A supervisor's and an administrator's day at the manager's pages, on a touch tablet, in both languages (D-2, D-9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.server.running import PASSWORD, FakeClock, Prepared, RunningHall, running
from tests.server.web.conftest import barriers

LEADER, NEW = "周强", "陈洁"
SOON_MS = 15_000
"""What the live hall asks for every few seconds."""
WORDS = {
    "zh": {
        "log_in": "登录",
        "empty": "空岗",
        "late": "已超时",
        "paused": "暂停",
        "transfer": "转走",
        "counter": "指定窗口",
        "do_transfer": "转号",
        "release": "放行",
        "announce": "发通告",
        "publish": "发布",
        "stop": "停止取号",
        "stopped": "停号",
        "why": "系统检修，暂停办理",
        "end_day": "日终",
        "ended": "已日终。",
        "audit": "操作记录",
        "did_announce": "发通告",
        "did_end": "日终",
        "new_staff": "添加人员",
        "name": "姓名",
        "save": "保存",
    },
    "en": {
        "log_in": "Log in",
        "empty": "Nobody at the post",
        "late": "overdue",
        "paused": "Paused",
        "transfer": "Transfer",
        "counter": "Counter",
        "do_transfer": "Transfer",
        "release": "Release",
        "announce": "Announce",
        "publish": "Announce",
        "stop": "Stop tickets",
        "stopped": "stopped",
        "why": "System maintenance",
        "end_day": "End the day",
        "ended": "The day has ended.",
        "audit": "Audit",
        "did_announce": "Announce",
        "did_end": "Ended the day",
        "new_staff": "Add a member of staff",
        "name": "Name",
        "save": "Save",
    },
}


@dataclass
class Day:
    """A hall whose time the test moves, and a leader's tablet in one language."""

    hall: RunningHall
    clock: FakeClock
    page: Page
    words: dict[str, str]

    def button(self, word: str, inside: Locator | None = None) -> Locator:
        return (inside or self.page.locator("body")).get_by_role("button", name=self.words[word], exact=True)

    def step(self, word: str) -> None:
        """Tap a button of the open dialog; it goes away when the server has done it."""
        self.button(word, self.page.get_by_role("dialog")).tap()

    def pass_time(self, minutes: int) -> None:
        self.clock.go_on(minutes=minutes)
        self.hall.beat()

    def has_no_barrier(self) -> None:
        assert barriers(self.page) == []


@pytest.fixture(params=["zh", "en"])
def day(prepared: Prepared, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Day]:
    language, clock = request.param, FakeClock()
    with running(prepared, clock) as hall:
        hall.beat()
        hall.wish("/staff", name=LEADER, role="admin", password=PASSWORD)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, has_touch=True, locale="zh-CN")
        context.add_init_script(f"localStorage.setItem('bianmin_language', '{language}')")
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        day = Day(hall, clock, page, WORDS[language])
        page.goto(f"{hall.url}/office")
        page.locator("input[name=name]").fill(LEADER)
        page.locator("input[name=password]").fill(PASSWORD)
        day.button("log_in").tap()
        expect(page.locator(".counter")).to_have_count(5)
        yield day
        context.close()
        assert said == []


def test_a_post_that_is_empty_while_people_wait_is_seen_and_a_pause_that_lasts_too_long(day: Day) -> None:
    """D-9."""
    for _ in range(4):
        day.hall.issue()
    day.pass_time(11)
    alarms = day.page.locator(".alarms")
    expect(alarms).to_contain_text(day.words["empty"], timeout=SOON_MS)
    expect(alarms).to_contain_text("「综合受理」4 人等候，最久 11 分钟，没有窗口在办")
    day.has_no_barrier()
    day.hall.wish("/counters/1/open")
    day.hall.wish("/counters/3/open")
    back = (day.clock.wall() + timedelta(minutes=30)).isoformat()
    day.hall.wish("/counters/3/pause", reason="去县民政局送件", contact="李华", back_at=back)
    card = day.page.locator(".counter").nth(2)
    expect(card).to_contain_text("去县民政局送件")
    expect(card).to_contain_text(day.words["paused"])
    day.pass_time(31)
    day.hall.issue()  # whatever happens tells the page what time it is
    expect(card).to_contain_text(day.words["late"], timeout=SOON_MS)
    day.hall.beat()
    expect(alarms).not_to_contain_text("没有窗口在办", timeout=SOON_MS)


def test_a_visitor_who_sits_wrong_is_moved_and_a_lost_slip_is_released(day: Day) -> None:
    """D-2: the number and the time of issue are kept."""
    ticket = day.hall.issue()
    day.hall.wish("/counters/1/open")
    day.hall.wish("/counters/1/call-next")
    card = day.page.locator(".counter").first
    expect(card).to_contain_text(ticket["number"])
    card.tap()
    day.page.get_by_role("dialog").get_by_role("button", name=f"{day.words['transfer']} {ticket['number']}").tap()
    day.page.get_by_role("radio", name=day.words["counter"]).check()
    day.page.locator("select[name=place]").select_option("3")
    day.has_no_barrier()
    day.step("do_transfer")
    expect(card).not_to_contain_text(ticket["number"])
    day.hall.wish("/counters/3/open")
    called = day.hall.wish("/counters/3/call-next").json()["ticket"]
    assert (called["number"], called["issued_at"]) == (ticket["number"], ticket["issued_at"])
    lost = day.hall.issue(slip="print")
    day.hall.wish(f"/tickets/{lost['id']}/slip", "kiosk", printed=False)
    day.button("release").tap(timeout=SOON_MS)
    day.step("release")
    assert day.hall.wish("/counters/1/call-next").json()["ticket"]["number"] == lost["number"]


def test_an_emergency_is_announced_a_service_stopped_the_day_ended_and_all_of_it_is_on_record(day: Day) -> None:
    day.hall.issue()
    day.button("announce").tap()
    day.page.locator("textarea[name=text]").fill("停电检修，请稍候")
    day.has_no_barrier()
    day.step("publish")
    expect(day.page.locator(".announced")).to_contain_text("停电检修，请稍候")
    row = day.page.locator(".queues tbody tr").first
    row.get_by_role("button").tap()
    day.step("why")
    day.step("stop")
    expect(row).to_contain_text(day.words["stopped"])
    assert day.hall.wish("/tickets", "kiosk", service_id="general").json()["code"] == "service_closed"
    day.button("end_day").tap()
    day.step("end_day")
    expect(day.page.locator(".said")).to_have_text(day.words["ended"])
    assert len(day.hall.facts("ticket_closed")) == 1
    day.page.get_by_role("link", name=day.words["audit"]).tap()
    for deed in ("did_end", "did_announce"):
        line = day.page.locator(".audit tbody tr", has_text=day.words[deed]).first
        expect(line).to_contain_text(LEADER)
    day.has_no_barrier()


def test_an_administrator_adds_a_colleague_who_then_comes_in(day: Day) -> None:
    day.page.evaluate("location.hash = 'set-up/staff'")
    day.button("new_staff").tap()
    dialog = day.page.get_by_role("dialog")
    dialog.get_by_label(day.words["name"]).first.fill(NEW)
    for field in dialog.locator("input[type=password]").all():
        field.fill(PASSWORD)
    day.has_no_barrier()
    day.step("save")
    expect(day.page.get_by_role("row", name=NEW)).to_be_visible()
    answer = day.hall.ask("POST", "/session", None, json={"name": NEW, "password": PASSWORD})
    assert answer.status_code == 200
