"""Draws every page of staff and citizens, in both languages and the sizes people have, into build/pages.

The hall is the sample hall in a busy hour. Words on the command line draw only the pages whose name begins so.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from server.api.door import COOKIE  # noqa: E402
from tests.server.web.conftest import ARGUMENTS, come_in  # noqa: E402
from tests.server.web.test_staff_pages import PLACES  # noqa: E402
from tools.pages_hall import BOSS, Busy, busy_hall  # noqa: E402

FOLDER = ROOT / "build" / "pages"
DESKS = {"1366x768": (1366, 768), "1920x1080": (1920, 1080), "tablet": (1280, 800)}
PHONES = {"phone-320": (320, 640), "phone-390": (390, 780), "phone-430": (430, 900)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
Draw = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Look:
    """One browser profile and what its pictures are called by."""

    page: Page
    busy: Busy
    language: str
    size: str

    def shoot(self, name: str, *, whole: bool = False) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=FOLDER / f"{name}-{self.language}-{self.size}.png", full_page=whole)


def office(look: Look, wanted: Callable[[str], bool]) -> None:
    """Every place of the manager's office, and the live hall's dialogs."""
    page = look.page
    come_in(page, look.busy.hall, BOSS, "/office")
    for place, stands in PLACES.items():
        name = "office-" + place.replace("/", "-")
        if wanted(name):
            page.evaluate(f"location.hash = '{place}'")
            page.locator(stands).first.wait_for()
            look.shoot(name)
    page.evaluate("location.hash = 'hall'")
    dialogs = {"counter": ".counter", "service": ".queues button.name", "announce": ".strip button >> nth=0"}
    for name, press in {**dialogs, "kiosk": ".stations .quiet >> nth=1"}.items():
        if wanted(f"office-dialog-{name}"):
            page.locator(press).first.click()
            page.get_by_role("dialog").wait_for()
            look.shoot(f"office-dialog-{name}")
            page.keyboard.press("Escape")


def desk(look: Look, wanted: Callable[[str], bool]) -> None:
    """The clerk's desk at the door, while serving, and while away."""
    page = look.page
    if wanted("desk-door"):
        page.goto(look.busy.hall.url + "/desk")
        page.locator(".door").wait_for()
        look.shoot("desk-door")
    for counter, name in ((1, "serving"), (2, "called"), (3, "paused")):
        if wanted(f"desk-{name}"):
            url = look.busy.hall.url
            page.context.add_cookies([{"name": COOKIE, "value": look.busy.cookie(counter), "url": url}])
            page.add_init_script("localStorage.setItem('bianmin_was_in', '1')")
            page.goto(f"{url}/desk")
            page.locator(".work").wait_for()
            look.shoot(f"desk-{name}")


def phone(look: Look, wanted: Callable[[str], bool]) -> None:
    """The page behind the slip's QR code in each state the busy hour has."""
    for state, ticket in look.busy.tickets.items():
        if wanted(f"ticket-{state}"):
            secret = ticket["secret"]
            look.page.goto("about:blank")
            look.page.goto(f"{look.busy.hall.url}/t/{ticket['id']}#{secret}")
            look.page.locator("#number", has_text=ticket["number"]).wait_for()
            look.shoot(f"ticket-{state}", whole=True)
            if state == "finished":
                look.page.locator("[data-level='2']").click()
                look.shoot("ticket-reasons", whole=True)


SHOWN = ((office, DESKS), (desk, DESKS), (phone, PHONES))


def looks(browser: Browser, busy: Busy, sizes: dict[str, tuple[int, int]]) -> Iterator[Look]:
    """A fresh browser profile for each language and size."""
    for language, locale in LANGUAGES.items():
        for size, (width, height) in sizes.items():
            viewport = ViewportSize(width=width, height=height)
            is_touch = "x" not in size
            context = browser.new_context(
                viewport=viewport, locale=locale, timezone_id="Asia/Shanghai", has_touch=is_touch
            )
            context.add_init_script(f"localStorage.setItem('bianmin_language', '{language}')")
            yield Look(context.new_page(), busy, language, size)
            context.close()


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with busy_hall() as busy, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for draw, sizes in SHOWN:
            for look in looks(browser, busy, sizes):
                draw(look, lambda name: not wanted or any(name.startswith(each) for each in wanted))
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


if __name__ == "__main__":
    main(sys.argv[1:])
