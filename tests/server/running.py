"""A whole server on a loopback port, in a thread of its own: what `serve` puts together, without signals and zeroconf.

The hall's heart beats only when a test lets it (`beat`), so nothing happens by itself in the middle of one.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import uvicorn
import uvloop
from websockets.sync.client import ClientConnection, connect

from server.api.app import Parts
from server.api.door import PREFIX
from server.bootstrap import KEY, _uvicorn, build_app, build_parts, found_hall, open_hall_store, running_service
from server.config import ServerConfig
from server.operate import CONSOLE
from server.service import setup
from server.service.clock import Clock
from server.service.hall import HallService
from server.service.hallfile_sample import sample_hall
from server.service.watch import Watch
from server.vocab import CounterId, Role

T = TypeVar("T")
PATIENCE_S = 20.0
PASSWORD = "correct horse 8"
CLERK, OTHER_CLERK, BOSS = "zhang.san", "li.si", "wang.wu"
"""Staff of the prepared hall: a clerk of counters 1 and 2, one of any counter, an administrator."""


class FakeClock:
    """A clock that stands still until it is told. `wall` may be moved alone: that is a jump."""

    def __init__(self, wall: datetime = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)) -> None:
        self._wall, self._seconds = wall, 1000.0

    def wall(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._seconds

    def go_on(self, **span: float) -> None:
        """Let time pass, as timedelta's arguments."""
        self._wall += timedelta(**span)
        self._seconds += timedelta(**span).total_seconds()

    def jump(self, **span: float) -> None:
        """Set the wall clock without time passing."""
        self._wall += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A data directory with the always open sample hall, and the bearer token of each role in it."""

    data: Path
    tokens: dict[str, str]


def prepare(data: Path) -> Prepared:
    """Make a hall without a fallback service, with tokens `kiosk`, `display`, `clerk` (counter 1), `clerk_elsewhere`
    (3), `supervisor`, `admin`."""
    sample = sample_hall()
    calendar, policy = replace(sample.calendar, always_open=True), replace(sample.policy, offline_fallback="")
    catalogue = replace(sample, calendar=calendar, policy=policy)
    tokens: dict[str, str] = {}

    async def fill() -> None:
        store = open_hall_store(data, ServerConfig(), create=True)
        found_hall(store, catalogue.hall_id)
        # By the tests' clock: a hall made today would lie in their future from tomorrow on.
        async with running_service(store, FakeClock()) as service:
            await setup.import_catalogue(service, CONSOLE, uuid4().hex, catalogue)
            bound: dict[str, int | None] = {**dict.fromkeys(map(str, Role)), "clerk": 1, "clerk_elsewhere": 3}
            for name, counter in bound.items():
                counter_id = CounterId(counter) if counter else None
                _, secret = await setup.issue_token(
                    service, CONSOLE, uuid4().hex, role=Role(name.split("_")[0]), name=name, counter_id=counter_id
                )
                tokens[name] = secret or ""
            for name, role, counters in ((CLERK, "clerk", (1, 2)), (OTHER_CLERK, "clerk", ()), (BOSS, "admin", ())):
                at = tuple(map(CounterId, counters))
                await setup.set_staff(
                    service, CONSOLE, uuid4().hex, name=name, role=Role(role), password=PASSWORD, counters=at
                )

    asyncio.run(fill())
    return Prepared(data, tokens)


def copied(prepared: Prepared, to: Path) -> Prepared:
    shutil.copytree(prepared.data, to, ignore=shutil.ignore_patterns("*.sock"))
    return Prepared(to, prepared.tokens)


@dataclass(slots=True)
class RunningHall:
    """A server that runs, and everything a test asks it."""

    tokens: dict[str, str]
    url: str = ""
    _loop: asyncio.AbstractEventLoop | None = None
    _parts: Parts | None = None
    _ready: threading.Event = field(default_factory=threading.Event)
    _server: uvicorn.Server | None = None

    @property
    def parts(self) -> Parts:
        assert self._parts is not None
        return self._parts

    @property
    def service(self) -> HallService:
        return self.parts.service

    def call(self, make: Callable[[], Awaitable[T]]) -> T:
        """Run something in the server's loop and wait for it."""
        assert self._loop is not None

        async def run() -> T:
            return await make()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE_S)

    def beat(self) -> None:
        """What happens once a second in a real server."""
        self.call(Watch(self.service, self.parts.gate, self.parts.alarms, self.parts.stations).beat)

    def client(self, token: str | None = None, **options: Any) -> httpx.Client:
        """An HTTP client under /api/v1; `token` is a role of the prepared hall or a secret."""
        headers = {"Authorization": f"Bearer {self.tokens.get(token, token)}"} if token else {}
        return httpx.Client(base_url=self.url + PREFIX, headers=headers, timeout=PATIENCE_S, trust_env=False, **options)

    def ask(self, method: str, path: str, token: str | None = "admin", **options: Any) -> httpx.Response:
        with self.client(token) as client:
            return client.request(method, path, **options)

    def wish(self, path: str, token: str | None = "admin", **fields: Any) -> httpx.Response:
        """POST a command with a fresh request_id."""
        return self.ask("POST", path, token, json={"request_id": str(uuid4()), **fields})

    def issue(self, service_id: str = "general", token: str = "kiosk", **fields: Any) -> dict[str, Any]:
        answer = self.wish("/tickets", token, service_id=service_id, **fields)
        assert answer.status_code == 201, answer.text
        ticket: dict[str, Any] = answer.json()["ticket"]
        return ticket

    def stream(
        self, token: str | None = "display", query: str = "", headers: dict[str, str] | None = None, **options: Any
    ) -> ClientConnection:
        if headers is None:
            headers = {"Authorization": f"Bearer {self.tokens.get(token, token)}"} if token else {}
        url = self.url.replace("http", "ws", 1) + PREFIX + "/events" + query
        stream: ClientConnection = connect(url, additional_headers=headers, proxy=None, max_size=2**24, **options)
        return stream

    def audit(self) -> list[dict[str, Any]]:
        """All deeds, read from the log."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask("GET", f"/audit?n=500&after={found[-1]['seq'] if found else 0}").json()["deeds"]
            if not page:
                return found
            found += page

    def facts(self, kind: str) -> list[str]:
        """The stored JSON of every deed that has a fact of this kind."""
        deeds = self.call(lambda: self.service.read(lambda log: list(log.deeds())))
        return [deed.facts for deed in deeds if f'"type":"{kind}"' in deed.facts]


@contextmanager
def running(
    prepared: Prepared, clock: Clock | None = None, *, send_buffer: int | None = None, port: int = 0
) -> Iterator[RunningHall]:
    """Serve a prepared hall until the block ends. `send_buffer`: bytes the kernel keeps for each connection.
    `port`: one that was served before; 0: any."""
    hall = RunningHall(prepared.tokens)
    failed: list[BaseException] = []

    async def serve() -> None:
        store = open_hall_store(prepared.data, ServerConfig())
        key = bytes.fromhex(store.meta(KEY) or "")
        listening = _listening(port, send_buffer)
        async with running_service(store, clock) as service:
            await _start_threads(service)
            hall._parts = build_parts(service, key, prepared.data)
            hall._loop = asyncio.get_running_loop()
            hall._server = _QuietServer(_uvicorn(build_app(hall._parts)), hall._ready)
            hall.url = "http://{}:{}".format(*listening.getsockname())
            await hall._server.serve(sockets=[listening])

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as in production
                runner.run(serve())
        except BaseException as error:  # noqa: BLE001 - the test's thread tells
            failed.append(error)
        finally:
            hall._ready.set()

    thread = threading.Thread(target=run, name="server")
    thread.start()
    try:
        assert hall._ready.wait(PATIENCE_S)
        assert not failed, failed
        yield hall
    finally:
        _stop(hall)
        thread.join(PATIENCE_S)
    assert not failed, failed


def _listening(port: int, send_buffer: int | None) -> socket.socket:
    listening = socket.create_server(("127.0.0.1", port), backlog=256)
    if send_buffer is not None:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    return listening


async def _start_threads(service: HallService) -> None:
    """All the server will ever use, now: a thread that appears during a test looks as if the test had left it."""
    both = threading.Barrier(2)
    pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="server")
    asyncio.get_running_loop().set_default_executor(pool)
    await asyncio.gather(asyncio.to_thread(both.wait), asyncio.to_thread(both.wait))
    await service.read(lambda log: log.last_days(1))


def _stop(hall: RunningHall) -> None:
    if hall._server is not None and hall._loop is not None:
        server = hall._server
        hall._loop.call_soon_threadsafe(hall.parts.hub.close)
        hall._loop.call_soon_threadsafe(lambda: setattr(server, "should_exit", True))


class _QuietServer(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()
