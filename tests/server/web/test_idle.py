"""A computer nobody touches is logged out, one that somebody touches is not, whatever its page asks by itself."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Browser, expect

from server.service.gate import IDLE
from tests.server.running import CLERK, FakeClock, RunningHall
from tests.server.web.conftest import OFFICE, come_in, silent_page


def pass_time(hall: RunningHall, clock: FakeClock, span: timedelta) -> None:
    clock.go_on(seconds=span.total_seconds())
    hall.beat()


def test_a_page_nobody_touches_is_logged_out_and_says_so_at_the_next_touch(
    timed: RunningHall, clock: FakeClock, browser: Browser
) -> None:
    with silent_page(browser, OFFICE, "401", "403", "WebSocket") as page:
        page.clock.install()
        come_in(page, timed, CLERK, "/desk")
        expect(page.locator(".card").first).to_be_visible()
        timed.beat()
        pass_time(timed, clock, IDLE - timedelta(seconds=1))
        page.clock.fast_forward(61_000)
        with page.expect_response("**/api/v1/session"):
            page.mouse.click(5, 300)  # somebody is there
        pass_time(timed, clock, IDLE - timedelta(seconds=1))
        timed.issue()  # what a page asks because something happened does not count
        expect(page.locator(".card").first).to_be_visible()
        assert len(timed.service.hall.doors.sessions) == 1
        pass_time(timed, clock, timedelta(seconds=2))
        assert not timed.service.hall.doors.sessions
        page.clock.fast_forward(61_000)
        page.mouse.click(5, 300)
        expect(page.locator(".door")).to_be_visible()
