"""A visitor's day on the phone, from the slip to the evaluation, in both languages (D-1, D-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import RunningHall
from tests.server.web.conftest import PHONE, barriers, by_name

SOON_MS = 15_000
"""The page asks every five seconds."""
WORDS = {
    "zh": {
        "ahead": "前面还有 1 人",
        "called": "请到 1 号窗口",
        "missed": "已过号",
        "waits": "前面还有",
        "serving": "正在 1 号窗口办理",
        "finished": "办理结束",
        "very": "非常满意",
        "thanks": "感谢您的评价！",
        "already": "这次服务已经评价过了，谢谢。",
    },
    "en": {
        "ahead": "1 ahead of you",
        "called": "Please go to counter 1",
        "missed": "Your number was missed",
        "waits": "ahead of you",
        "serving": "Being served at counter 1",
        "finished": "Finished",
        "very": "Very satisfied",
        "thanks": "Thank you!",
        "already": "Already evaluated, thank you.",
    },
}


@dataclass
class Visit:
    """A phone in one language, and the hall it is in."""

    hall: RunningHall
    phone: Page
    words: dict[str, str]

    def open(self, ticket: dict[str, Any]) -> None:
        self.phone.goto("about:blank")
        self.phone.goto(f"{by_name(self.hall)}/t/{ticket['id']}#{ticket['secret']}")

    def says(self, word: str) -> None:
        expect(self.phone.locator("#state")).to_contain_text(self.words[word], use_inner_text=True, timeout=SOON_MS)


@pytest.fixture(params=["zh-CN", "en-GB"])
def visit(fresh: RunningHall, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    context = browser.new_context(viewport=PHONE, locale=request.param, has_touch=True, is_mobile=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield Visit(fresh, page, WORDS[request.param[:2]])
    context.close()
    assert said == []


def test_a_visitor_follows_the_number_from_the_slip_to_the_evaluation(visit: Visit) -> None:
    hall = visit.hall
    first, mine = hall.issue(), hall.issue()
    visit.open(mine)
    visit.says("ahead")
    assert barriers(visit.phone) == []
    hall.wish("/counters/1/open")
    hall.wish("/counters/1/call", ticket_id=mine["id"])
    visit.says("called")
    assert visit.phone.title() == f"{mine['number']} {visit.words['called']}"
    assert barriers(visit.phone) == []
    hall.wish(f"/tickets/{mine['id']}/no-show")
    visit.says("missed")
    hall.wish(f"/tickets/{mine['id']}/reinstate", "kiosk")
    visit.says("waits")
    hall.wish("/counters/1/call", ticket_id=mine["id"])
    hall.wish(f"/tickets/{mine['id']}/start")
    visit.says("serving")
    hall.wish(f"/tickets/{mine['id']}/finish")
    visit.says("finished")
    assert barriers(visit.phone) == []
    visit.phone.get_by_role("button", name=visit.words["very"], exact=True).tap()
    visit.says("thanks")
    pressed = hall.wish(f"/tickets/{mine['id']}/evaluation", "display", level=1, channel="keypad")
    assert (pressed.status_code, pressed.json()["code"]) == (409, "already_evaluated")
    assert '"level":5,"channel":"qr"' in hall.facts("ticket_evaluated")[0]
    assert first["number"] not in visit.phone.content()


def test_whoever_pressed_the_keypad_is_not_asked_again(visit: Visit) -> None:
    hall, ticket = visit.hall, visit.hall.issue()
    hall.wish("/counters/1/open")
    hall.wish("/counters/1/call-next")
    for step in ("start", "finish"):
        hall.wish(f"/tickets/{ticket['id']}/{step}")
    hall.wish(f"/tickets/{ticket['id']}/evaluation", "display", level=4, channel="keypad")
    visit.open(ticket)
    visit.says("already")
    expect(visit.phone.locator("#evaluate")).to_be_hidden()
