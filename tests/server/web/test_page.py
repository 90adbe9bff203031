"""The ticket page as a visitor's phone shows it, in a real browser; and what the pages may and may not do."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.server.running import RunningHall
from tests.server.web.conftest import by_name


def page_of(hall: RunningHall, ticket: dict[str, object]) -> str:
    return f"{by_name(hall)}/t/{ticket['id']}#{ticket['secret']}"


def serve(hall: RunningHall, number: int = 1) -> None:
    """Counter 1 calls the next one, serves and finishes."""
    hall.wish(f"/counters/{number}/open")
    ticket = hall.wish(f"/counters/{number}/call-next").json()["ticket"]
    hall.wish(f"/tickets/{ticket['id']}/start")
    hall.wish(f"/tickets/{ticket['id']}/finish")


def test_the_slips_code_shows_the_place_then_the_counter_then_asks_for_one_evaluation(
    fresh: RunningHall, phone: Page
) -> None:
    fresh.issue()
    ticket = fresh.issue()
    phone.goto(page_of(fresh, ticket))
    expect(phone.locator("#number")).to_have_text(ticket["number"])
    expect(phone.locator("#state")).to_contain_text("前面还有 1 人")
    expect(phone.locator("#evaluate")).to_be_hidden()
    serve(fresh)
    fresh.wish("/counters/1/call-next")
    expect(phone.locator("#state")).to_contain_text("请到 1 号窗口", timeout=15_000)
    fresh.wish(f"/tickets/{ticket['id']}/start")
    fresh.wish(f"/tickets/{ticket['id']}/finish")
    expect(phone.locator("#evaluate")).to_be_visible(timeout=15_000)
    phone.get_by_role("button", name="非常满意", exact=True).click()
    expect(phone.locator("#state")).to_have_text("感谢您的评价！", use_inner_text=True)
    assert '"level":5,"channel":"qr"' in fresh.facts("ticket_evaluated")[0]


def test_a_bad_level_asks_for_a_reason_first(fresh: RunningHall, phone: Page) -> None:
    ticket = fresh.issue()
    serve(fresh)
    phone.goto(page_of(fresh, ticket))
    phone.get_by_role("button", name="不满意", exact=True).click()
    expect(phone.get_by_label("一次性告知不清")).to_be_focused()
    assert not fresh.facts("ticket_evaluated")
    phone.locator("#comment").fill("等得太久 <b>x</b>")
    phone.locator("#send").click()
    expect(phone.locator("#state")).to_have_text("感谢您的评价！", use_inner_text=True)
    assert len(fresh.facts("ticket_evaluated")) == 1


def test_a_wrong_secret_shows_nothing_of_the_ticket(fresh: RunningHall, phone: Page) -> None:
    ticket = fresh.issue()
    phone.goto(f"{by_name(fresh)}/t/{ticket['id']}#{'0' * 32}")
    expect(phone.locator("#state")).to_contain_text("打不开")
    assert ticket["number"] not in phone.content()


@pytest.mark.parametrize("path", ["/", "/t/1", "/web/page.css", "/web/ticket.css", "/web/ticket.js"])
def test_pages_allow_no_foreign_or_inline_script(shared: RunningHall, path: str) -> None:
    answer = httpx.get(shared.url + path, trust_env=False)
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in answer.text.replace("http-equiv", "")
