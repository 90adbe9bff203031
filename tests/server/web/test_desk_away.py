"""The clerk's page while its server is away: it says so, shows the truth afterwards, and repeats no act."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.server.running import CLERK, PASSWORD, Prepared, RunningHall, running
from tests.server.web.conftest import OFFICE, silent_page
from tests.server.web.desk_page import press, sit_down
from tests.server.web.test_desk import sit

BACK_MS = 20_000
"""A page asks for a server that is away every eight seconds at the latest."""


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


def test_a_cut_cable_is_told_at_once_and_so_is_its_mending(fresh: RunningHall, browser: Browser) -> None:
    first, second = fresh.issue(), fresh.issue()
    with silent_page(browser, OFFICE, "ERR_INTERNET_DISCONNECTED", "closed before") as page:
        sit_down(page, fresh)
        expect(page.locator(".next-number")).to_have_text(first["number"])
        page.context.set_offline(True)
        expect(page.locator(".away")).to_be_visible()
        expect(page.locator(".dot.off")).to_be_visible()
        fresh.wish(f"/tickets/{first['id']}/cancel")
        expect(page.locator(".next-number")).to_have_text(first["number"])
        page.context.set_offline(False)
        expect(page.locator(".away")).to_have_count(0)
        expect(page.locator(".next-number")).to_have_text(second["number"])


def test_an_answer_that_is_lost_makes_no_second_ticket(fresh: RunningHall, browser: Browser) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server does it; twice the page never hears so."""
        if len(lost) >= 2:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    with silent_page(browser, OFFICE, "ERR_FAILED") as page:
        sit_down(page, fresh)
        page.route("**/api/v1/tickets", lose)
        press(page, "i", "代取号")
        page.locator(".choice").first.click()
        page.get_by_role("dialog").get_by_role("button", name="取号").click()
        expect(page.locator(".last")).to_contain_text("已取号 A001")
    assert lost == [201, 200]
    assert len(fresh.facts("ticket_issued")) == 1


PRESSED_TWICE = """async (path) => {
  const api = await import("/web/app/api.js");
  const sent = [], real = [window.fetch, Date.now];
  let now = 0;
  Date.now = () => (now += 10000);
  const note = (options) => sent.push(JSON.parse(options.body).request_id);
  window.fetch = (_, options) => { note(options); return Promise.reject(new Error()); };
  for (let n = 0; n < 2; n++) { await api.act(path, { service_id: "general" }).catch(() => null); }
  [window.fetch, Date.now] = real;
  return new Set(sent).size;
}"""


@pytest.mark.parametrize(("path", "wishes"), [("/tickets", 1), ("/notices", 1), ("/counters/1/call-next", 2)])
def test_pressed_again_while_nobody_answers_what_makes_something_is_the_same_wish(
    fresh: RunningHall, desk: Page, path: str, wishes: int
) -> None:
    desk.goto(f"{fresh.url}/desk")
    assert desk.evaluate(PRESSED_TWICE, path) == wishes


@contextmanager
def process(prepared: Prepared, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server as it runs in a hall, to be killed."""
    call = [sys.executable, "-m", "server", "serve", "--data", str(prepared.data), "--port", str(port)]
    found = subprocess.Popen(call, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert found.stdout is not None
        found.stdout.readline()
        yield found
    finally:
        found.kill()
        found.wait()
        if found.stdout is not None:
            found.stdout.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.mark.slow
def test_a_server_killed_in_the_middle_of_a_visit_goes_on_with_it(prepared: Prepared, browser: Browser) -> None:
    with running(prepared) as hall:
        number = hall.issue()["number"]
    port = free_port()
    context = browser.new_context(viewport=OFFICE, locale="zh-CN")
    page = context.new_page()
    with process(prepared, port) as server:
        page.goto(f"http://127.0.0.1:{port}/desk")
        page.locator("input[name=name]").fill(CLERK)
        page.locator("input[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".card .do").first.click()
        expect(page.locator(".next-number")).to_have_text(number)
        page.keyboard.press(" ")
        expect(page.locator(".number")).to_have_text(number)
        os.kill(server.pid, signal.SIGKILL)
        expect(page.locator(".away")).to_be_visible()
        expect(page.locator(".number")).to_have_text(number)
    with process(prepared, port):
        expect(page.locator(".away")).to_have_count(0, timeout=BACK_MS)
        press(page, "s", "开始办理")
        expect(page.get_by_role("button", name="办理结束")).to_be_visible()
    context.close()
    with running(prepared) as hall:
        assert len(hall.facts("ticket_started")) == 1
