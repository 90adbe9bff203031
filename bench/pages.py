"""Two hundred pages of staff and 2,000 people who wait: when a call is on each of them, and a page's first paint.

Four of the pages are real ones in Chromium, measured to the painted frame. Two hundred Chromium pages would measure
this machine and not the hall, so the others are what the server sees of a page: a WebSocket with a session's cookie
that gets the whole stream of staff, and a question for its counter's queue after whatever moves it, as soon and as
rarely as `desk-queue.js` asks. A call is measured from when it is asked for. All clocks are the machine's.
"""

import asyncio
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from bench import board_page, site
from bench.board_page import ARGUMENTS, WATCH, Figure
from bench.load import Connection, Times, post, run_clients, timed
from bench.scenario import wish
from server.api.door import COOKIE

COUNTERS = 200
WAITING = 2_000
CALLS = 100
PACE_S = 1.0
"""A hall of two hundred counters and eight minutes a visit calls somebody every 2.4 s."""
PAINTED_MS, FIRST_MS = 200.0, 1_000.0
SIZE = ViewportSize(width=1366, height=768)
PASSWORD = "bench-Passw0rd"
DESKS = ("clerk-1", "clerk-2")
LEADER = "leader"
SHOWN = 8
SOON_S, SPREAD_S = 0.25, 2.0
PATIENCE_S = 30.0

# Where a page of staff shows who is called elsewhere.
CALLED = {"desk": ".colleagues", "office": ".counters"}
WATCH_CALLS = """(place) => {
  const seen = () => document.querySelectorAll(place + " b").forEach((each) => window.note(each.textContent));
  new MutationObserver(seen).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
# The moment of the frame that first shows `wanted`, on the page's own clock that begins with the address.
WATCH_FIRST = """
  localStorage.setItem("bianmin_was_in", "1");
  window.first = {};
  new MutationObserver(() => {
    for (const wanted of ["main", "main .queue li, main .queues tbody tr"]) {
      if (window.first[wanted] === undefined && document.querySelector(wanted)) {
        window.first[wanted] = null;
        requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => { window.first[wanted] = performance.now(); };
          after.port2.postMessage(0);
        });
      }
    }
  }).observe(document, { childList: true, subtree: true });
"""
MAIN, LINES = "main", "main .queue li, main .queues tbody tr"


@dataclass
class Taken:
    """Milliseconds."""

    heard: list[float] = field(default_factory=list)  # from the call to each page's socket
    painted: list[float] = field(default_factory=list)  # to the frame of each page in Chromium
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    processor: float = 0.0  # of the server, for one call and what all pages ask after it
    connected: float = 0.0  # from the first of all pages that connect at once to the last one's snapshot


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        where = site.build(Path(name) / "pages", counters=COUNTERS)
        site.add_staff(
            where, PASSWORD, {**{each: ("clerk", n) for n, each in enumerate(DESKS, 1)}, LEADER: ("supervisor", None)}
        )
        with site.serving(where) as server:
            taken = asyncio.run(_measure(where, server))
    sockets = COUNTERS - len(DESKS)
    yield f"pages: {sockets} come back at once, the last has the hall", taken.connected, "ms", "", None
    worst = board_page.quantile(taken.heard, 0.99)
    yield f"pages: call asked for → {sockets} pages' sockets, p99", worst, "ms", "≤ 200", worst <= PAINTED_MS
    worst = board_page.quantile(taken.painted, 0.99)
    yield "pages: call asked for → painted in Chromium, p99", worst, "ms", "≤ 200", worst <= PAINTED_MS
    yield "pages: the server's processor time for one call", taken.processor, "ms", "", None
    for what, times in taken.first.items():
        worst = max(times)
        yield f"pages: {what}, {WAITING:,} waiting, the slowest", worst, "ms", "≤ 1000", worst <= FIRST_MS


async def _measure(where: site.Site, server: site.Server) -> Taken:
    taken = Taken()
    await _fill(where, server)
    cookies = {name: await _log_in(server.port, name) for name in (*DESKS, LEADER)}
    for number, name in enumerate(DESKS, 1):
        await _sit_down(server.port, cookies[name], number)
    async with async_playwright() as playwright, AsyncExitStack() as stack:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for _ in range(3):
            for path, name in (("desk", DESKS[0]), ("office", LEADER)):
                await _first_paint(browser, server.port, cookies[name], path, taken)
        pages = [
            await stack.enter_async_context(_page(browser, server.port, cookies[name], path))
            for path, name in (("desk", DESKS[0]), ("desk", DESKS[1]), ("office", LEADER), ("office", LEADER))
        ]
        crowd = Crowd(server.port, [cookies[name] for name in cookies])
        stack.push_async_callback(crowd.close)
        taken.connected = await crowd.connect(range(len(DESKS) + 1, COUNTERS + 1))
        before = server.cpu_s()
        await _calls(where, server.port, crowd, pages, taken)
        taken.processor = (server.cpu_s() - before) / CALLS * 1e3
        await browser.close()
    return taken


async def _fill(where: site.Site, server: site.Server) -> None:
    """Every counter but the desks' opens, and people come."""

    async def come(client: int, connection: Connection) -> None:
        for number in range(client + 1, COUNTERS + 1, 8):
            if number > len(DESKS):
                await timed(connection, post(f"/api/v1/counters/{number}/open", wish(), where.supervisor), Times())
        for _ in range(WAITING // 8):
            await timed(connection, post("/api/v1/tickets", wish(service_id=site.SERVICE), where.kiosk), Times())

    await run_clients(server.port, come, 8)


async def _log_in(port: int, name: str) -> str:
    """The session's cookie."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps({"name": name, "password": PASSWORD})
    head = f"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer.split(f"{COOKIE}=")[1].split(";")[0]


async def _sit_down(port: int, cookie: str, number: int) -> None:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    _, said = await connection.ask(_get("/api/v1/session", port, cookie))
    token = json.loads(said)["csrf"]
    extra = f"Cookie: {COOKIE}={cookie}\r\nX-CSRF-Token: {token}\r\n"
    body = wish()
    head = f"POST /api/v1/counters/{number}/open HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{extra}"
    status, said = await connection.ask(
        f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    connection.close()
    if status != 200:
        raise RuntimeError(f"counter {number} does not open: {said.decode()}")


def _get(path: str, port: int, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {COOKIE}={cookie}\r\n\r\n".encode()


async def _opened(browser: Browser, port: int, cookie: str, path: str) -> Page:
    context = await browser.new_context(viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai")
    url = f"http://127.0.0.1:{port}"
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": url, "httpOnly": True}])
    page = await context.new_page()
    await page.add_init_script(WATCH_FIRST)
    await page.goto(f"{url}/{path}")
    await page.wait_for_function("(lines) => window.first[lines]", arg=LINES, timeout=PATIENCE_S * 1e3)
    return page


async def _first_paint(browser: Browser, port: int, cookie: str, path: str, taken: Taken) -> None:
    """As on a computer that has just been switched on: nothing is in the browser's store."""
    page = await _opened(browser, port, cookie, path)
    for what, wanted in (("first paint", MAIN), ("its queues are there", LINES)):
        taken.first[f"/{path} {what}"].append(float(await page.evaluate("(wanted) => window.first[wanted]", wanted)))
    await page.context.close()


@asynccontextmanager
async def _page(browser: Browser, port: int, cookie: str, path: str) -> AsyncIterator[Page]:
    page = await _opened(browser, port, cookie, path)
    await page.evaluate(WATCH)
    await page.evaluate(WATCH_CALLS, CALLED[path])
    yield page
    await page.context.close()


async def _calls(where: site.Site, port: int, crowd: "Crowd", pages: list[Page], taken: Taken) -> None:
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    for n in range(CALLS):
        counter = len(DESKS) + 1 + n % (COUNTERS - len(DESKS))
        begin, asked = time.monotonic(), time.time() * 1e3
        body = await timed(connection, post(f"/api/v1/counters/{counter}/call-next", wish(), where.supervisor), Times())
        ticket = json.loads(body)["ticket"]
        taken.heard += [at - asked for at in await crowd.heard(ticket["number"])]
        taken.painted += [await board_page.painted(page, ticket["number"]) - asked for page in pages]
        path = f"/api/v1/tickets/{ticket['id']}/no-show"
        await timed(connection, post(path, wish(), where.supervisor), Times())
        await asyncio.sleep(max(0.0, PACE_S - (time.monotonic() - begin)))
    connection.close()


class Crowd:
    """What the server sees of the pages that are not real."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        self._port = port
        self._cookies = cookies
        self._lines: list[websockets.ClientConnection] = []
        self._jobs: list[asyncio.Task[None]] = []
        self._heard: dict[str, list[float]] = defaultdict(list)
        self._all_heard: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._chance = random.Random(1)

    async def connect(self, counters: range) -> float:
        """As after a restart of the server: all at once. Milliseconds until the last has its snapshot."""
        begin = time.monotonic()
        self._lines = list(await asyncio.gather(*(self._join(number) for number in counters)))
        await asyncio.gather(*(line.recv() for line in self._lines))
        took = (time.monotonic() - begin) * 1e3
        self._jobs = [
            asyncio.create_task(self._follow(line, number)) for line, number in zip(self._lines, counters, strict=True)
        ]
        return took

    async def heard(self, number: str) -> list[float]:
        """When each of them had the call, milliseconds since 1970."""
        async with asyncio.timeout(PATIENCE_S):
            await self._all_heard[number].wait()
        return self._heard[number]

    async def close(self) -> None:
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await asyncio.gather(*(line.close() for line in self._lines))

    async def _join(self, number: int) -> websockets.ClientConnection:
        url = f"ws://127.0.0.1:{self._port}/api/v1/events"
        cookie = f"{COOKIE}={self._cookies[number % len(self._cookies)]}"
        return await websockets.connect(
            url, additional_headers={"Cookie": cookie}, max_size=None, compression=None, open_timeout=PATIENCE_S
        )

    async def _follow(self, line: websockets.ClientConnection, number: int) -> None:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, "127.0.0.1", self._port)
        question = _get(f"/api/v1/queue/preview?counter_id={number}&n={SHOWN}", self._port, self._cookies[0])
        asking: asyncio.Task[None] | None = None
        try:
            async for text in line:
                self._note(str(text))
                if '"ticket":' in str(text) and (asking is None or asking.done()):
                    asking = loop.create_task(self._ask(connection, question))
        finally:
            if asking is not None:
                asking.cancel()
            connection.close()

    async def _ask(self, connection: Connection, question: bytes) -> None:
        await asyncio.sleep(SOON_S + self._chance.random() * SPREAD_S)
        await connection.ask(question)

    def _note(self, text: str) -> None:
        now = time.time() * 1e3
        if '"ticket_called"' in text:
            number = text.split('"number":"', 1)[1].split('"', 1)[0]
            self._heard[number].append(now)
            if len(self._heard[number]) == len(self._lines):
                self._all_heard[number].set()
