"""A lobby TV for tests: Chromium on the board page, paired or not, whose console stays silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from server.api.door import STATION_COOKIE
from tests.server.running import RunningHall

HD = ViewportSize(width=1920, height=1080)
EXPECTED = ("401", "404", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_FAILED", "WebSocket connection")
"""What a browser itself writes when it was not let in or the server is away; everything else is a fault of the page."""


@dataclass(slots=True)
class Screen:
    """One screen and what its console said."""

    page: Page
    said: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)

    def shows(self, number: str, counter: int) -> None:
        """Wait until this call stands large."""
        expect(self.page.locator("#call-number")).to_have_text(number)
        expect(self.page.locator("#call-counter")).to_have_text(str(counter))

    def script(self, expression: str) -> Any:
        return self.page.evaluate(expression)


@contextmanager
def screen(browser: Browser, size: ViewportSize = HD) -> Iterator[tuple[BrowserContext, Screen]]:
    """A browser profile with one page. The TV's own clock and zone are wrong, as TVs' are."""
    context = browser.new_context(viewport=size, locale="en-US", timezone_id="America/New_York")
    found = Screen(context.new_page())
    found.page.on("console", lambda message: found.said.append(message.text) if message.type == "error" else None)
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    try:
        yield context, found
    finally:
        context.close()
    assert not [text for text in found.said if not any(known in text for known in EXPECTED)], found.said


def let_in(context: BrowserContext, hall: RunningHall) -> None:
    """As if paired long ago."""
    cookie = {"name": STATION_COOKIE, "value": hall.tokens["display"], "url": hall.url, "httpOnly": True}
    context.add_cookies([cookie])  # type: ignore[list-item]


def ready(tv: Screen, hall: RunningHall, query: str = "") -> None:
    """Open the board and wait until it shows the hall."""
    tv.page.goto(f"{hall.url}/board{query}")
    expect(tv.page.locator("#time")).not_to_be_empty()
