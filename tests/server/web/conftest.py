"""A phone: a real browser as small as one, which reaches the hall by a name."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.server.running import RunningHall

PHONE = ViewportSize(width=390, height=780)
# A phone comes by a name on the LAN, over plain http: browsers give such a page less than one of the machine itself.
NAME = "hall.test"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-proxy-server",
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone whose console stays silent."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if "409" not in text and "401" not in text], said


def by_name(hall: RunningHall) -> str:
    """The hall's address as the phone knows it."""
    return hall.url.replace("127.0.0.1", NAME)
