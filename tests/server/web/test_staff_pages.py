"""What holds for every page of staff: harmless texts, no barriers, two whole languages, nothing done unmeant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import get_args
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from server.api.door import COOKIE
from server.domain.decide import Command
from server.service.codec import name_of
from tests.server.running import BOSS, CLERK, PASSWORD, RunningHall
from tests.server.web.conftest import OFFICE, barriers, come_in, silent_page

BAD = "<img src=x onerror=alert(1)><script>alert(2)</script>"
APP = files("server.web").joinpath("static/app")
PLACES = {
    "hall": ".counter",
    "set-up/hall": "form.single input",
    "set-up/calendar": "form.single textarea",
    "set-up/leaders": ".records tbody tr",
    "set-up/services": ".records tbody tr",
    "set-up/counters": ".records tbody tr",
    "set-up/roster": ".records tbody tr",
    "set-up/board": "form.single input",
    "set-up/notices": ".records tbody tr",
    "set-up/rules": ".records tbody tr",
    "set-up/places": ".records tbody tr",
    "set-up/topics": ".records tbody tr",
    "set-up/devices": ".station",
    "set-up/pairing": "form input.code",
    "set-up/staff": ".table tbody tr",
    "set-up/tokens": ".table tbody tr",
    "set-up/file": ".plain li",
    "set-up/drafts": ".part h2",
    "policy": ".policy tbody tr",
    "audit": ".audit tbody tr",
    "catalogue": ".items tbody tr",
    "catalogue/item/N1": ".changes tbody tr",
    "catalogue/edit/N1": "form.writing .material",
    "catalogue/filing": ".filing",
    "reports": ".filter input",
}


@pytest.fixture(scope="module")
def busy(shared: RunningHall) -> RunningHall:
    """A hall in which somebody has put a script into every text that reaches the pages."""
    shared.wish("/tokens", role="kiosk", name=BAD)
    shared.wish("/staff", name=BAD[:60], role="clerk", password=PASSWORD)
    shared.ask("POST", "/pairing", None, json={"kind": "kiosk", "name": BAD, "version": BAD})
    device = {"name": "<b>printer</b>", "condition": "fault", "code": "x", "detail": BAD}
    shared.ask("POST", "/devices/health", "kiosk", json={"devices": [device]})
    kiosk = shared.ask("GET", "/kiosks").json()["kiosks"][0]["id"]
    shared.wish(f"/kiosks/{kiosk}/direct", is_locked=True, text=BAD)
    record = {"name": BAD, "service": "household", "steps": [BAD], "plain": BAD, "fee": BAD}
    text = {"record": record, "materials": [{"name": BAD, "note": BAD}], "questions": [{"code": "q1", "text": BAD}]}
    assert shared.wish("/catalogue/items/N1/draft", seen=0, text=text).status_code == 204
    shared.wish("/counters/1/open")
    shared.wish("/counters/2/open")
    shared.wish("/counters/2/pause", reason=BAD, contact=BAD)
    for _ in range(3):
        shared.issue(token="clerk")
    shared.wish("/counters/1/call-next")
    shared.beat()
    return shared


@pytest.fixture
def page(busy: RunningHall, browser: Browser) -> Iterator[Page]:
    with silent_page(browser, OFFICE) as found:
        come_in(found, busy, BOSS, "/office")
        yield found


def go(page: Page, place: str) -> None:
    page.evaluate(f"location.hash = '{place}'")
    expect(page.locator(PLACES[place]).first).to_be_visible()


def test_a_script_in_a_text_is_shown_and_never_run(page: Page) -> None:
    shown = {
        "hall": 4,
        "set-up/pairing": 1,
        "set-up/tokens": 1,
        "set-up/staff": 1,
        "audit": 1,
        "catalogue": 1,
        "catalogue/item/N1": 5,
    }
    for place in PLACES:
        go(page, place)
        for n in range(shown.get(place, 0)):
            expect(page.locator("main").get_by_text("<img src=x").nth(n)).to_be_visible()
        assert page.locator("main img, main script, main b b").count() == 0


def test_the_pages_of_the_office_have_no_barrier(page: Page) -> None:
    for place in PLACES:
        go(page, place)
        assert (place, barriers(page)) == (place, [])


def test_the_dialogs_of_the_office_have_no_barrier(page: Page) -> None:
    dialogs = {"hall": "日终", "set-up/services": "添加业务", "set-up/staff": "添加人员", "set-up/tokens": "新令牌"}
    for place, name in dialogs.items():
        go(page, place)
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_clerk_s_page_has_no_barrier(fresh: RunningHall, desk: Page) -> None:
    fresh.issue()
    desk.goto(f"{fresh.url}/desk")
    expect(desk.locator(".door")).to_be_visible()
    assert barriers(desk) == []
    come_in(desk, fresh, CLERK, "/desk")
    expect(desk.locator(".card").first).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("button", name="A 岗上岗").first.click()
    expect(desk.locator(".next-number")).to_be_visible()
    assert barriers(desk) == []
    desk.keyboard.press("p")
    expect(desk.get_by_role("dialog")).to_be_visible()
    assert barriers(desk) == []
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press(" ")
    expect(desk.locator(".number")).to_be_visible()
    assert barriers(desk) == []


CHINESE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (/[\u4e00-\u9fff]/.test(node.data) && !node.parentElement.closest("body [lang=zh-CN], noscript")) {
      found.push(node.data);
    }
  }
  return found;
}"""


def test_every_page_of_the_office_speaks_english_and_says_where_it_does_not(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    for place in PLACES:
        go(page, place)
        assert page.evaluate("[document.documentElement.lang, document.title]") == ["en", "Manager's office"]
        assert (place, page.evaluate(CHINESE)) == (place, [])


def words() -> list[dict[str, str]]:
    """Both tables with those of each area, as a reader of their files sees them; no area says another's words."""
    texts = [APP.joinpath(f"words-{language}.js").read_text("utf-8") for language in ("zh", "en")]
    for file in sorted(APP.iterdir(), key=lambda each: each.name):
        if re.fullmatch(r"words-(?!zh|en)\w+\.js", file.name):
            assert f'"./{file.name}"' in APP.joinpath("words.js").read_text("utf-8")
            area = file.read_text("utf-8").split("export const en")
            texts = [text + own for text, own in zip(texts, area, strict=True)]
    return [dict(re.findall(r'(?:^|[{,]) *"?([\w-]+)"?: "((?:[^"\\]|\\.)*)"', text, re.MULTILINE)) for text in texts]


def test_both_tables_have_the_same_words_and_fill_in_the_same_facts() -> None:
    zh, en = words()
    assert zh.keys() == en.keys()
    facts = re.compile(r"\{\w+\}")
    assert [key for key in zh if sorted(facts.findall(zh[key])) != sorted(facts.findall(en[key]))] == []


def test_every_word_a_page_asks_for_is_in_the_tables() -> None:
    zh, _ = words()
    asked = {
        key
        for file in APP.iterdir()
        if file.name.endswith(".js") and not file.name.startswith("words")
        for key in re.findall(r'\bt\("([\w-]+)"[,)]', file.read_text("utf-8"))
    }
    assert asked - zh.keys() == set()
    assert len(asked) > 150


def test_every_deed_in_the_record_has_words_and_may_be_sought() -> None:
    zh, _ = words()
    commands = {name_of(kind) for kind in get_args(Command)}
    assert {f"did_{name}" for name in commands} - zh.keys() == set()
    offered = set(re.findall(r'"([a-z_]+)"', APP.joinpath("office-audit.js").read_text("utf-8").split("];")[0]))
    assert commands <= offered


def wishes() -> list[str]:
    """Every call with which the pages of staff change something, with a number for what stands in its path."""
    texts = [file.read_text("utf-8") for file in APP.iterdir() if file.name.endswith(".js")]
    found = {call for text in texts for call in re.findall(r'\bact\(("/[^,]*?)(?:,|\)|;)', text)}
    paths = {re.sub(r'" \+ [\w.]+ \+ "|" \+ [\w.]+$', "1", call).strip('"') for call in found}
    return sorted(path for path in paths if '"' not in path)


def test_no_wish_of_a_page_is_done_for_a_page_of_somebody_else(shared: RunningHall) -> None:
    """The browser sends the cookie whoever asked; only our own pages know the token of the session."""
    session = shared.ask("POST", "/session", None, json={"name": BOSS, "password": PASSWORD})
    calls = wishes()
    assert {"/day/end", "/set-up", "/staff", "/tokens", "/pairing/accept", "/counters/1/close"} <= set(calls)
    before = shared.service.hall.rev
    for path in calls:
        body = {"request_id": str(uuid4())}
        cookies = {"Cookie": f"{COOKIE}={session.cookies[COOKIE]}"}
        for headers in (cookies, {**cookies, "X-CSRF-Token": "0" * 32}):
            answer = shared.ask("POST", path.replace("/1/direct", "/00000001/direct"), None, json=body, headers=headers)
            assert (path, answer.status_code) in {(path, 403), (path, 404), (path, 405), (path, 422)}
            assert answer.status_code != 403 or answer.json()["code"] == "csrf"
    assert shared.service.hall.rev == before


@pytest.mark.parametrize("path", ["/office", "/desk", "/web/app/office.js", "/web/app/office.css"])
def test_pages_of_staff_allow_no_foreign_or_inline_script(shared: RunningHall, path: str) -> None:
    answer = httpx.get(shared.url + path, trust_env=False)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in answer.text
