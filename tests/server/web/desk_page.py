"""What tests do on the clerk's page: log in, sit down, wait until a button hears again."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.server.running import CLERK, RunningHall
from tests.server.web.conftest import OFFICE, come_in


def sit_down(page: Page, hall: RunningHall, name: str = CLERK, counter: int = 1) -> None:
    """Come in as somebody who logged in a while ago and take post A of the counter."""
    come_in(page, hall, name, "/desk")
    card(page, counter).locator(".do").first.click()
    expect(page.locator(".bar .badge")).to_have_text(str(counter))


def card(page: Page, counter: int) -> Locator:
    """The counter's card where one chooses."""
    return page.locator(".card").filter(has=page.locator(".badge", has_text=str(counter)))


def second(browser: Browser) -> Page:
    """The page of a colleague's computer; its context is closed by the test."""
    return browser.new_context(viewport=OFFICE, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()


def hears(button: Locator) -> None:
    """Wait until the button is no longer deaf to the second half of a double click."""
    expect(button).to_have_attribute("aria-busy", "false")


def press(page: Page, key: str, name: str) -> None:
    """Press the key of the button with this name once it stands and hears."""
    hears(page.get_by_role("button", name=name).first)
    page.keyboard.press(key)
