"""Markup in every text of the set-up, of tickets and of devices is shown as it stands, on every page, and never run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.running import BOSS, CLERK, Prepared, RunningHall, copied, running
from tests.server.web.conftest import OFFICE, PHONE, come_in, silent_page
from tests.server.web.hostile import EVIL, hostile_hall
from tests.server.web.screen import let_in, ready, screen
from tests.server.web.test_staff_pages import PLACES, go

RUN = """() => [
  ...document.querySelectorAll("img[src='x'], script:not([src]), [onerror]"),
].map((each) => each.outerHTML)"""


@pytest.fixture(scope="module")
def hall(template: Prepared, memory: Path) -> Iterator[RunningHall]:
    with running(copied(template, memory / uuid4().hex)) as found:
        answer = found.wish("/set-up", toml=hostile_hall())
        assert answer.status_code == 204, answer.text
        text = {"record": {"name": EVIL, "service": "household", "steps": [EVIL]}, "materials": [{"name": EVIL}]}
        assert found.wish("/catalogue/items/N1/draft", seen=0, text=text).status_code == 204
        found.wish("/counters/2/open")
        found.wish("/counters/2/pause", reason=EVIL, contact=EVIL)
        device = {"name": EVIL, "condition": "fault", "code": "x", "detail": EVIL}
        found.ask("POST", "/devices/health", "kiosk", json={"devices": [device]})
        for _ in range(3):
            found.issue(token="clerk")
        found.beat()
        yield found


def harmless(page: Page, *, shows: bool = True) -> None:
    """Nothing of the text became part of the page, and it is to be read there."""
    assert page.evaluate(RUN) == []
    if shows:
        expect(page.get_by_text("<script>alert(2)</script>").first).to_be_attached()


def test_on_the_pages_of_the_office(hall: RunningHall, browser: Browser) -> None:
    with silent_page(browser, OFFICE) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        come_in(page, hall, BOSS, "/office")
        for place in PLACES:
            go(page, place)
            harmless(page, shows=place == "hall")


def test_on_the_clerk_s_page(hall: RunningHall, browser: Browser) -> None:
    with silent_page(browser, OFFICE) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        come_in(page, hall, CLERK, "/desk")
        expect(page.locator(".card").first).to_be_visible()
        harmless(page)
        page.get_by_role("button", name="A 岗上岗").first.click()
        expect(page.locator(".next-number")).to_be_visible()
        harmless(page)
        page.keyboard.press(" ")
        expect(page.locator(".number")).to_be_visible()
        harmless(page)


def test_on_the_board(hall: RunningHall, browser: Browser) -> None:
    with screen(browser) as (context, tv):
        tv.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        let_in(context, hall)
        ready(tv, hall)
        expect(tv.page.locator("#hall .zh")).to_contain_text(EVIL)
        harmless(tv.page)
        assert tv.page.title() == "大厅屏 · Hall board"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_guides(hall: RunningHall, browser: Browser, language: str) -> None:
    item = next(each.id for each in hall.service.hall.catalogue.items if not each.is_draft and each.materials)
    with silent_page(browser, PHONE) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        for path in ("/g", f"/g?q={EVIL[:20]}", f"/g/{item}"):
            page.goto(f"{hall.url}{path}{'&' if '?' in path else '?'}lang={language}")
            harmless(page)


def test_on_a_visitor_s_phone(hall: RunningHall, browser: Browser) -> None:
    ticket = hall.issue()
    with silent_page(browser, PHONE) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(f"{hall.url}/t/{ticket['id']}#{ticket['secret']}")
        expect(page.locator("#number")).to_have_text(ticket["number"])
        harmless(page, shows=False)
