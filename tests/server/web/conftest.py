"""Visitors' phones and the computers of staff: real browsers of their sizes, whose consoles stay silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from server.api.door import COOKIE
from tests.server.running import PASSWORD, RunningHall

PHONE = ViewportSize(width=390, height=780)
OFFICE = ViewportSize(width=1366, height=768)
AXE = Path(__file__).with_name("axe.min.js")
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


@contextmanager
def silent_page(browser: Browser, size: ViewportSize, *known: str) -> Iterator[Page]:
    """A browser profile with one page; its console says nothing but what is `known`, such as "409" for a refusal."""
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [text for text in said if not any(each in text for each in known)], said


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone whose console stays silent."""
    with silent_page(browser, PHONE, "409", "401") as page:
        yield page


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """An old office computer whose console stays silent."""
    with silent_page(browser, OFFICE, "409") as page:
        yield page


def come_in(page: Page, hall: RunningHall, name: str, path: str) -> None:
    """Open a page of staff as somebody who logged in a while ago."""
    answer = hall.ask("POST", "/session", None, json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    cookie = {"name": COOKIE, "value": answer.cookies[COOKIE], "url": hall.url, "httpOnly": True}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.add_init_script("localStorage.setItem('bianmin_was_in', '1')")
    page.goto(hall.url + path)


def barriers(page: Page) -> list[str]:
    """What keeps somebody from using the page as it stands, by axe: serious and critical, with what it is about."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def by_name(hall: RunningHall) -> str:
    """The hall's address as the phone knows it."""
    return hall.url.replace("127.0.0.1", NAME)
