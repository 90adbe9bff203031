"""From the accepted call to the painted board page: Chromium on this machine, beside a bare WebSocket and one element.

Both times are read off one clock: the machine's. A page is painted when a frame was asked for after its change and what
follows that frame has begun.
"""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from websockets.asyncio.server import ServerConnection, serve

from bench import site

CALLS = 200
SIZE = ViewportSize(width=1920, height=1080)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-proxy-server",
]
BOUND_MS = 150.0
Figure = tuple[str, float, str, str, bool | None]

WATCH = """() => {
  window.painted = {};
  window.note = (key) => {
    if (window.painted[key] !== undefined) { return; }
    window.painted[key] = null;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => { window.painted[key] = performance.timeOrigin + performance.now(); };
      after.port2.postMessage(0);
    });
  };
}"""
WATCH_BOARD = """() => {
  const numbers = () => document.querySelectorAll("#call-number, #recent li > b");
  const seen = () => numbers().forEach((each) => window.note(each.textContent));
  const all = { childList: true, subtree: true, characterData: true };
  new MutationObserver(seen).observe(document.getElementById("left"), all);
}"""
WATCH_BARE = """(url) => new Promise((ready) => {
  const line = new WebSocket(url);
  line.onopen = ready;
  line.onmessage = (event) => { document.body.textContent = event.data; window.note(event.data); };
})"""


def figures() -> Iterator[Figure]:
    """Milliseconds: the bare socket's median and 99th percentile, then the board's."""
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        where = site.build(Path(name) / "board")
        with site.serving(where) as server:
            bare, board = asyncio.run(_measure(where, server.port))
    yield "bare WebSocket message → page painted, p50", quantile(bare, 0.5), "ms", "floor", None
    yield "bare WebSocket message → page painted, p99", quantile(bare, 0.99), "ms", "floor", None
    yield "call accepted → board page painted, p50", quantile(board, 0.5), "ms", "", None
    worst = quantile(board, 0.99)
    yield "call accepted → board page painted, p99", worst, "ms", f"≤ {BOUND_MS:.0f}", worst <= BOUND_MS


def quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


async def _measure(where: site.Site, port: int) -> tuple[list[float], list[float]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        bare = await _bare(browser)
        board = await _board(browser, where, port)
        await browser.close()
    return bare, board


async def painted(page: Page, key: str) -> float:
    """When the page had painted it, in milliseconds since 1970."""
    found = await page.wait_for_function("(key) => window.painted[key]", arg=key, timeout=20_000)
    return float(await found.json_value())


async def _bare(browser: Browser) -> list[float]:
    lines: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def take(line: ServerConnection) -> None:
        await lines.put(line)
        await line.wait_closed()

    async with serve(take, "127.0.0.1", 0) as server:
        page = await browser.new_page(viewport=SIZE)
        await page.evaluate(WATCH)
        await page.evaluate(WATCH_BARE, f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        line = await lines.get()
        times = []
        for number in range(CALLS):
            begin = time.time() * 1e3
            await line.send(f"A{number:03}")
            times.append(await painted(page, f"A{number:03}") - begin)
        await page.close()
    return times


@contextmanager
def _asking(where: site.Site, port: int) -> Iterator["_Hall"]:
    line = http.client.HTTPConnection("127.0.0.1", port)
    try:
        yield _Hall(line, where.supervisor)
    finally:
        line.close()


class _Hall:
    """Commands over one kept connection."""

    def __init__(self, line: http.client.HTTPConnection, token: str) -> None:
        self._line = line
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def wish(self, path: str, **fields: str) -> dict[str, dict[str, str]]:
        body = json.dumps({"request_id": str(uuid4()), **fields})
        self._line.request("POST", f"/api/v1{path}", body, self._headers)
        found: dict[str, dict[str, str]] = json.loads(self._line.getresponse().read())
        return found


@asynccontextmanager
async def _opened(browser: Browser, where: site.Site, port: int) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=SIZE)
    url = f"http://127.0.0.1:{port}"
    await context.add_cookies([{"name": "bianmin_station", "value": where.kiosk, "url": url}])
    page = await context.new_page()
    await page.goto(f"{url}/board")
    await page.wait_for_function("() => document.getElementById('time').textContent")
    await page.evaluate(WATCH)
    await page.evaluate(WATCH_BOARD)
    try:
        yield page
    finally:
        await context.close()


async def _board(browser: Browser, where: site.Site, port: int) -> list[float]:
    times = []
    async with _opened(browser, where, port) as page:
        with _asking(where, port) as hall:
            for number in range(1, site.COUNTERS + 1):
                hall.wish(f"/counters/{number}/open")
            for n in range(CALLS):
                hall.wish("/tickets", service_id=site.SERVICE)
                ticket = await asyncio.to_thread(hall.wish, f"/counters/{n % site.COUNTERS + 1}/call-next")
                accepted = time.time() * 1e3
                times.append(await painted(page, ticket["ticket"]["number"]) - accepted)
                await asyncio.to_thread(hall.wish, f"/tickets/{ticket['ticket']['id']}/no-show")
    return times
