"""What leaders announce stands on the lobby's screen until it ends, by hand or by time."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.server.running import FakeClock, Prepared, RunningHall, running
from tests.server.web.screen import HD, let_in, ready, screen

POLL_MS = 4_010
LONGEST = "请已经取号、需要缴费的群众先到二楼缴费窗口办理缴费手续。" * 7


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_an_announcement_stands_until_it_is_taken_back_or_its_time_is_over(
    prepared: Prepared, browser: Browser, lang: str
) -> None:
    clock = FakeClock()
    with running(prepared, clock) as hall, screen(browser) as (context, tv):
        hall.beat()
        let_in(context, hall)
        tv.page.clock.install()
        ready(tv, hall, f"?lang={lang}")
        banner = tv.page.locator("#announced")
        expect(banner).to_be_hidden()
        hall.wish("/announcements", text="停电检修", text_en="Power cut", minutes=30)
        tv.page.clock.run_for(POLL_MS)
        words = {"zh": "停电检修", "en": "Power cut", "both": "停电检修\nPower cut"}
        expect(banner).to_have_text(words[lang], use_inner_text=True)
        hall.wish("/announcements/1/end")
        tv.page.clock.run_for(POLL_MS)
        expect(banner).to_be_hidden()
        hall.wish("/announcements", text="请带好证件", minutes=30)
        tv.page.clock.run_for(POLL_MS)
        expect(banner).to_have_text("请带好证件", use_inner_text=True)
        clock.go_on(minutes=30)
        tv.page.clock.run_for(POLL_MS)
        expect(banner).to_be_hidden()


def test_the_longest_announcement_pushes_nothing_off_the_screen(fresh: RunningHall, browser: Browser) -> None:
    with screen(browser) as (context, tv):
        let_in(context, fresh)
        ready(tv, fresh)
        fresh.wish("/announcements", text=LONGEST, text_en="Power cut. " * 18, minutes=30)
        expect(tv.page.locator("#announced")).to_be_visible(timeout=20_000)
        for place in ("#announced", "#now", "#slide", "footer"):
            box = tv.page.locator(place).bounding_box()
            assert box is not None
            assert box["height"] > 60
            assert box["y"] + box["height"] <= HD["height"]
