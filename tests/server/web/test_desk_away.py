"""The clerk's page while its server is away: it says so, shows the truth afterwards, and repeats no act."""

from playwright.sync_api import Browser, expect

from tests.server.running import Prepared, running
from tests.server.web.conftest import OFFICE
from tests.server.web.test_desk import sit


def test_a_restart_is_told_and_what_was_wanted_meanwhile_is_done_once(prepared: Prepared, browser: Browser) -> None:
    context = browser.new_context(viewport=OFFICE, locale="zh-CN")
    page = context.new_page()
    with running(prepared) as hall:
        ticket, later = hall.issue(), hall.issue()
        sit(page, hall)
        expect(page.locator(".next-number")).to_have_text(ticket["number"])
        port = int(hall.url.rpartition(":")[2])
    expect(page.locator(".away")).to_be_visible()
    expect(page.locator(".next-number")).to_have_text(ticket["number"])
    page.keyboard.press(" ")
    with running(prepared, port=port) as hall:
        expect(page.locator(".number")).to_have_text(ticket["number"], timeout=20_000)
        expect(page.locator(".away")).to_have_count(0)
        expect(page.locator(".queue b")).to_have_text([later["number"]])
        assert len(hall.facts("ticket_called")) == 1
    context.close()
