"""A clerk's day at the clerk's page, as the handbook tells it (D-1, D-2, D-3, D-9), in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import CLERK, OTHER_CLERK, PASSWORD, FakeClock, Prepared, RunningHall, running
from tests.server.web.conftest import OFFICE, barriers, silent_page
from tests.server.web.desk_page import card, press, second, sit_down

pytestmark = pytest.mark.slow

WORDS = {
    "zh": {
        "next": "叫下一位",
        "start": "开始办理",
        "finish": "办理结束",
        "recall": "重呼",
        "transfer": "转号",
        "counter": "指定窗口",
        "pause": "暂停服务",
        "take_over": "顶岗",
        "do_take_over": "接替",
        "green": "绿色通道 · 老",
        "why": "A005 先于 A002：绿色通道",
        "spent": "已呼满次数，可以过号。",
        "booking": "预约",
        "judged": "非常满意",
        "issue": "代取号",
        "late": "1 人等候超过 30 分钟",
        "empty": "3 号窗口离岗，您是另一岗，请顶岗",
        "note": "转交说明：",
        "pass": "过号",
    },
    "en": {
        "next": "Call next",
        "start": "Start",
        "finish": "Finish",
        "recall": "Call again",
        "transfer": "Transfer",
        "counter": "Counter",
        "pause": "Pause",
        "take_over": "Stand in",
        "do_take_over": "Take over",
        "green": "Green channel · elderly",
        "why": "A005 before A002",
        "spent": "Called often enough: you may pass it.",
        "booking": "Booking",
        "judged": "very satisfied",
        "issue": "Take a ticket for someone",
        "late": "1 waiting over 30 min",
        "empty": "Counter 3 is away and you have its other post: please stand in",
        "note": "Note: ",
        "pass": "No show",
    },
}


@dataclass
class Day:
    """A hall whose time the test moves, and a clerk's page in one language."""

    hall: RunningHall
    clock: FakeClock
    page: Page
    words: dict[str, str]
    language: str

    def speak(self, page: Page) -> None:
        page.add_init_script(f"localStorage.setItem('bianmin_language', '{self.language}')")

    def press(self, key: str, name: str, page: Page | None = None) -> None:
        press(page or self.page, key, self.words[name])

    def button(self, name: str) -> None:
        expect(self.page.get_by_role("button", name=self.words[name]).first).to_be_visible()


@pytest.fixture(params=["zh", "en"])
def day(request: pytest.FixtureRequest, prepared: Prepared, browser: Browser) -> Iterator[Day]:
    clock = FakeClock()
    with running(prepared, clock) as hall, silent_page(browser, OFFICE, "409") as page:
        found = Day(hall, clock, page, WORDS[request.param], request.param)
        found.speak(page)
        yield found


def test_d_1_an_old_visitor_goes_first_and_judges_the_visit(day: Day) -> None:
    for _ in range(4):
        day.hall.issue()
    day.hall.wish("/counters/1/open")
    day.hall.wish("/counters/1/call-next")
    slip = day.hall.issue(**{"class": "green", "class_reason": "elderly"}, slip="print")
    day.hall.wish(f"/tickets/{slip['id']}/slip", "kiosk", printed=False, detail="paper_out")
    day.hall.wish(f"/tickets/{slip['id']}/slip", "kiosk", printed=True)
    sit_down(day.page, day.hall, counter=2)
    expect(day.page.locator(".next-number")).to_have_text("A005")
    expect(day.page.locator(".next")).to_contain_text(day.words["green"])
    expect(day.page.locator(".why")).to_contain_text(day.words["why"])
    assert barriers(day.page) == []
    day.press(" ", "next")
    expect(day.page.locator(".number")).to_have_text("A005")
    expect(day.page.locator(".queue b")).to_have_text(["A002", "A003", "A004"])
    day.press("s", "start")
    day.press("f", "finish")
    day.hall.wish(f"/tickets/{slip['id']}/evaluation", "display", level=5, channel="keypad")
    expect(day.page.locator(".last")).to_contain_text(day.words["judged"])


def test_d_2_two_counters_a_transfer_with_a_note_and_a_visitor_who_does_not_come(day: Day, browser: Browser) -> None:
    first, away = day.hall.issue(), day.hall.issue()
    sit_down(day.page, day.hall)
    expect(day.page.locator(".next-number")).to_have_text(first["number"])
    day.press(" ", "next")
    expect(day.page.locator(".number")).to_have_text(first["number"])
    day.press("t", "transfer")
    day.page.get_by_label(day.words["counter"]).first.check()
    day.page.locator("select[name=place]").select_option("3")
    day.page.locator("textarea").fill("低保申报，材料已看")
    day.page.get_by_role("dialog").get_by_role("button", name=day.words["transfer"]).click()
    day.press(" ", "next")
    expect(day.page.locator(".number")).to_have_text(away["number"])
    other = second(browser)
    day.speak(other)
    sit_down(other, day.hall, OTHER_CLERK, counter=3)
    expect(other.locator(".next-number")).to_have_text(first["number"])
    expect(other.locator(".note")).to_have_text(day.words["note"] + "低保申报，材料已看")
    day.press(" ", "next", other)
    expect(other.locator(".number")).to_have_text(first["number"])
    expect(day.page.locator(".colleagues")).to_contain_text(first["number"])
    other.context.close()
    for times in (2, 3):
        day.press("r", "recall")
        expect(day.page.locator(".label")).to_contain_text(str(times))
    day.press("r", "recall")
    expect(day.page.locator(".said")).to_have_text(day.words["spent"])
    day.press("n", "pass")
    expect(day.page.locator(".last")).to_contain_text(away["number"])
    waiting = [day.hall.issue()["number"] for _ in range(4)]
    day.hall.wish(f"/tickets/{away['id']}/reinstate", "kiosk")
    expect(day.page.locator(".queue b")).to_have_text([*waiting[:3], away["number"], waiting[3]])


def test_d_3_a_booking_is_called_at_its_time_and_a_long_wait_is_shown(day: Day) -> None:
    slots = day.hall.ask("GET", "/bookings/slots?service_id=household&day=2026-11-25").json()["slots"]
    wish = {"service_id": "household", "slot_at": slots[0]["slot_at"]}
    code = day.hall.wish("/bookings", **wish).json()["booking"]["code"]
    day.clock.go_on(hours=23, minutes=25)
    day.hall.beat()
    walk_in = day.hall.issue("household")
    day.clock.go_on(minutes=5)
    booked = day.hall.wish("/bookings/check-in", "kiosk", code=code).json()["ticket"]
    day.clock.go_on(minutes=26)
    sit_down(day.page, day.hall)
    expect(day.page.locator(".next-number")).to_have_text(booked["number"])
    expect(day.page.locator(".next .chip")).to_have_text(day.words["booking"])
    expect(day.page.locator(".alerts")).to_contain_text(day.words["late"])
    expect(day.page.locator(".alerts")).to_contain_text(walk_in["number"])
    day.press("i", "issue")
    expect(day.page.locator(".choice")).not_to_have_count(0)
    assert barriers(day.page) == []


def test_d_9_an_away_notice_calls_the_other_post_which_takes_over_what_is_held(day: Day, browser: Browser) -> None:
    """CLERK is B of counter 3 by the roster and works at counter 1 until the colleague goes."""
    toml = day.hall.ask("GET", "/set-up").json()["toml"]
    posts = ((3, "A", OTHER_CLERK), (3, "B", CLERK), (1, "A", CLERK))
    roster = "".join(f'\n[[roster]]\ncounter = {at}\npost = "{post}"\nname = "{name}"\n' for at, post, name in posts)
    assert day.hall.wish("/set-up", toml=toml[: toml.index("[[roster]]")] + roster).is_success
    assert day.hall.wish("/staff", name=CLERK, role="clerk", password=PASSWORD, counters=[]).is_success
    held = day.hall.issue("civil-affairs")
    colleague = second(browser)
    day.speak(colleague)
    sit_down(colleague, day.hall, OTHER_CLERK, counter=3)
    sit_down(day.page, day.hall)
    expect(colleague.locator(".next-number")).to_have_text(held["number"])
    day.press(" ", "next", colleague)
    day.press("s", "start", colleague)
    expect(colleague.get_by_role("button", name=day.words["finish"])).to_be_visible()
    day.hall.wish(f"/tickets/{held['id']}/hold", reason="去复印户口簿")
    day.press("p", "pause", colleague)
    colleague.keyboard.press("Enter")
    expect(colleague.get_by_role("dialog")).to_be_visible()
    assert not day.hall.facts("counter_paused")
    for name, text in (("where", "县民政局送件"), ("why", "送交材料"), ("contact", "0000-1234567")):
        colleague.locator(f"input[name={name}]").fill(text)
    colleague.keyboard.press("Enter")
    expect(colleague.locator(".pause")).to_contain_text("县民政局送件，送交材料 · 0000-1234567")
    paused = day.hall.ask("GET", "/board").json()["counters"][2]
    assert (paused["reason"], paused["contact"]) == ("县民政局送件，送交材料", "0000-1234567")
    assert paused["back_at"] is not None
    colleague.context.close()
    expect(day.page.locator(".alerts")).to_contain_text(day.words["empty"])
    day.hall.wish("/counters/1/close")
    card(day.page, 3).get_by_role("button", name=day.words["take_over"]).click()
    expect(day.page.get_by_role("dialog")).to_contain_text(held["number"])
    expect(day.page.get_by_role("dialog")).to_contain_text("去复印户口簿")
    assert barriers(day.page) == []
    day.page.get_by_role("dialog").get_by_role("button", name=day.words["do_take_over"]).click()
    expect(day.page.locator(".bar .badge")).to_have_text("3")
    expect(day.page.locator(".bar .chip").first).to_contain_text("B")
    expect(day.page.locator(".side")).to_contain_text("去复印户口簿")
    assert f'"clerk":"{CLERK}"' in day.hall.facts("counter_opened")[-1]
