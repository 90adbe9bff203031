"""Names every concrete part of the server and puts them together. The only place that knows all of them."""

import asyncio
import gc
import logging
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from server.api.app import Lifespan, Parts, create_app
from server.authority import Authority, Subject, fingerprint
from server.config import ServerConfig
from server.control import Control
from server.discovery import Advert, Discovery
from server.notify import notify
from server.operate import operate, pair
from server.paper.press import Press
from server.plain import Companion, PlainDoor
from server.realtime.hub import Hub
from server.service.alarm import Alarms
from server.service.clock import Clock, HallClock, SystemClock
from server.service.committer import ServiceFailed
from server.service.gate import Gate, Limits
from server.service.hall import HallService
from server.service.loading import load
from server.service.pairing import Pairings
from server.service.report import Reports
from server.service.report_port import Books
from server.service.stations import Stations
from server.service.watch import Watch
from server.store import Store, open_store, open_to_read
from server.store.media import MediaShelf
from server.store.opening import Location
from server.tls import ServerTls, machine, own_names
from server.web.board import board_router
from server.web.desk import desk_router
from server.web.guide import guide_router
from server.web.page import page_router
from server.web.trust import trust_router
from server.web.video import video_router

log = logging.getLogger(__name__)

KEY = "secret_key"
UID = "hall_uid"
CA, CA_KEY = "ca_certificate", "ca_key"
NETWORK_S = 10.0
"""How often a machine without a network is asked whether it has one now."""
RENEW_S = 60.0
"""How often the certificate is held against the clock and the machine's addresses: both may change at any time."""


def new_id() -> str:
    """32 fresh hexadecimal digits."""
    return uuid4().hex


def open_hall_store(data: Path, config: ServerConfig, *, create: bool = False) -> Store:
    """The store a hall's settings name."""
    return open_store(config.database or data, create=create)


def found_hall(store: Store, slug: str) -> None:
    """Give a new store what makes it one hall: its identity and its secret key."""
    store.set_meta(UID, f"{slug}-{secrets.token_hex(4)}")
    store.set_meta(KEY, secrets.token_hex(32))


def authority_of(store: Store, title: str, names: Iterable[str]) -> Authority:
    """The hall's own authority; made when it has none yet. It stands with the hall's other words: a backup holds it."""
    certificate, key = store.meta(CA), store.meta(CA_KEY)
    if certificate is not None and key is not None:
        return Authority(certificate, key)
    return new_authority(store, title, names)


def new_authority(store: Store, title: str, names: Iterable[str]) -> Authority:
    """Another authority for this hall from now on: whoever trusted the former one has to learn this one."""
    made = Authority.make(title, own_names(names))
    store.set_meta(CA_KEY, made.key)
    store.set_meta(CA, made.certificate)
    return made


@asynccontextmanager
async def running_service(store: Store, clock: Clock | None = None) -> AsyncIterator[HallService]:
    """A hall brought up from its store, committing until the block ends; closes the store."""
    try:
        loaded = load(store, ZoneInfo)
        loaded.hall.uid = store.meta(UID) or ""
    except BaseException:
        store.close()
        raise
    service = HallService(loaded, store, HallClock(clock or SystemClock()), new_id)
    service.committer.start()
    try:
        yield service
    finally:
        await service.committer.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a server runs: its data directory, its settings and the sockets it listens on; `plain`: for phones."""

    data: Path
    config: ServerConfig
    listening: socket.socket
    plain: socket.socket | None = None

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    @property
    def url(self) -> str:
        host = self.listening.getsockname()[0]
        return f"{'https' if self.config.is_encrypted else 'http'}://{host}:{self.port}"

    @property
    def plain_port(self) -> int | None:
        return int(self.plain.getsockname()[1]) if self.plain is not None else None


def build_parts(service: HallService, key: bytes, data: Path, site: Site | None = None, ca: str | None = None) -> Parts:
    """The parts the calls work on, around one service and its data directory. `ca`: by which its server is known."""
    shelf = MediaShelf.of(data)
    config = site.config if site is not None else ServerConfig()
    lasts, idle = timedelta(hours=config.session_hours), timedelta(minutes=config.idle_minutes)
    return Parts(
        service=service,
        gate=Gate(service, new_id, Limits(lasts=lasts, idle=idle)),
        hub=Hub(service),
        alarms=Alarms(),
        stations=Stations(service),
        pairings=Pairings(service, ca, site.plain_port if site is not None else None),
        key=key,
        shelf=shelf,
        press=Press(),
        reports=Reports(service, lambda: opened_books(config.database or data)),
    )


@contextmanager
def opened_books(location: Location) -> Iterator[Books]:
    """The books of one moment, over a connection of their own: the log's goes on writing meanwhile."""
    with closing(open_to_read(location)) as store:
        yield store.books


def build_app(parts: Parts, lifespan: Lifespan | None = None) -> FastAPI:
    """The calls and the pages."""
    app = create_app(parts, lifespan)
    watched = (guide_router(parts.service), video_router(parts.service, parts.shelf))
    ca = parts.pairings.ca
    trusted = () if ca is None else (trust_router(parts.service.hall.catalogue.name, ca, fingerprint(ca)),)
    for router in (page_router(), board_router(), *watched, desk_router(), *trusted):
        app.router.routes.extend(router.routes)
    return app


class _Server(uvicorn.Server):
    """Returns from `serve` at a signal. uvicorn would send itself the signal anew, which ends the process right there:
    before the log is closed, and with another exit code than 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        with super().capture_signals():
            yield
            self._captured_signals.clear()


async def serve(site: Site, store: Store, announce: Callable[[str], None], clock: Clock | None = None) -> int:
    """Run the server until a signal or a failure; returns the exit code."""
    clock = clock or SystemClock()
    key = bytes.fromhex(store.meta(KEY) or "")
    is_tls, names = site.config.is_encrypted, site.config.names
    authority = authority_of(store, store.meta(UID) or "", names) if is_tls else None
    async with running_service(store, clock) as service:
        _tame_interpreter()
        parts = build_parts(service, key, site.data, site, authority.certificate if authority else None)
        tls = ServerTls(authority, site.data, partial(_here, parts, authority, names)) if authority else None
        if tls is not None:
            tls.refresh(clock.wall())
        await _listen(parts, site, _Ready(site.url, announce), tls, clock)
        return 1 if service.has_failed else 0


async def _listen(parts: Parts, site: Site, ready: "_Ready", tls: ServerTls | None, clock: Clock) -> None:
    """Answer until a signal or a failure."""
    app = build_app(parts, _lifespan(parts, site, ready))
    server = _Server(_uvicorn(app, tls.context if tls else None))
    beside = [asyncio.create_task(_stop_on_failure(parts.service, server), name="failure")]
    companion = None
    if tls is not None:
        beside.append(asyncio.create_task(_renew(tls, clock), name="certificate"))
    if site.plain is not None:
        door = PlainDoor(app, site.port, with_board=site.config.plain_board)
        companion = Companion(_uvicorn(door, lifespan="off"))
        beside.append(asyncio.create_task(companion.serve(sockets=[site.plain]), name="plain"))
    await server.serve(sockets=[site.listening])
    if companion is not None:
        companion.should_exit = True
        await asyncio.wait(beside[-1:])
    for task in beside:
        task.cancel()


def _here(parts: Parts, authority: Authority, names: Iterable[str]) -> Subject:
    return machine(authority, parts.service.hall.catalogue.name, names)


async def _renew(tls: ServerTls, clock: Clock) -> None:
    """Before the certificate is over, and when the machine has other addresses, until cancelled."""
    while True:
        await asyncio.sleep(RENEW_S)
        try:
            tls.refresh(clock.wall())
        except OSError as error:
            log.error("the certificate cannot be renewed: %s", error)


@dataclass(frozen=True, slots=True)
class _Ready:
    url: str
    announce: Callable[[str], None]

    def tell(self) -> None:
        self.announce(self.url)
        notify("READY=1")


def _tame_interpreter() -> None:
    """What was loaded stays; a full collection walks a day's tickets and would be felt by everyone waiting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)


def _uvicorn(
    app: ASGIApp, tls: ssl.SSLContext | None = None, lifespan: Literal["auto", "off"] = "auto"
) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan=lifespan,
        ssl_context_factory=None if tls is None else lambda *_: tls,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=65536,
        ws_per_message_deflate=False,  # a call to hundreds of boards is short, and must not be packed for each of them
        timeout_graceful_shutdown=5,
        proxy_headers=False,  # nobody stands in between; an address must not be made up
        server_header=False,
        date_header=False,
    )


async def _stop_on_failure(service: HallService, server: uvicorn.Server) -> None:
    await asyncio.wait({service.committer.failed})
    server.should_exit = True


def _lifespan(parts: Parts, site: Site, ready: _Ready) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async def operate_here(request: dict[str, Any]) -> dict[str, Any]:
            if request.get("do") == "pair":
                return await pair(parts.pairings, request)
            return await operate(parts.service, request)

        control = Control(site.data, operate_here)
        await control.start()
        beating = asyncio.create_task(
            _beat(Watch(parts.service, parts.gate, parts.alarms, parts.stations)), name="beat"
        )
        ready.tell()
        # Saying hello on the LAN takes more than a second; nobody at a known address should wait for it.
        discovering = asyncio.create_task(_discover(parts, site), name="discovery")
        yield
        notify("STOPPING=1")
        parts.hub.close()
        beating.cancel()
        discovering.cancel()
        await asyncio.wait({beating, discovering})
        try:
            if not parts.service.has_failed:
                await parts.gate.write_refusals(all_now=True)
        finally:
            await control.stop()

    return lifespan


async def _beat(watch: Watch) -> None:
    """Once a second, and the sign of life systemd waits for. A beat that fails ends the process: time would stand."""
    try:
        while not watch.service.has_failed:
            await watch.beat()
            notify("WATCHDOG=1")
            await asyncio.sleep(1)
    except ServiceFailed:
        return  # told where it happened
    except Exception:  # the outermost loop
        log.critical("the beat failed", exc_info=True)
        watch.service.committer.give_up("服务内部出错，已停止。")


async def _discover(parts: Parts, site: Site) -> None:
    """Be found on the LAN, and watch for other servers, until cancelled."""
    hall, alarms = parts.service.hall, parts.alarms
    host, port = site.listening.getsockname()[:2]

    def on_twin(uid: str, name: str) -> None:
        which = "同一个大厅的另一台服务器" if uid == hall.uid else f"另一个大厅「{name}」的服务器"
        detail = f"局域网内发现{which}，请关掉其中一台，以免取号混乱。"
        if alarms.set("twin_server", detail, parts.service.now()):
            log.error("alarm: twin_server: %s", detail)

    if not site.config.discovery:
        return
    told, advert = logging.WARNING, Advert(hall.uid, hall.catalogue.name, host, port, site.config.is_encrypted)
    while True:  # the network may come up after the server
        discovery = Discovery(advert, on_twin, lambda: _alone(alarms))
        try:
            await discovery.start()
            await asyncio.Future()
        except OSError as error:
            log.log(told, "no zeroconf here, stations need the server's address in their settings: %s", error)
            told = logging.DEBUG
        finally:
            await discovery.stop()
        await asyncio.sleep(NETWORK_S)


def _alone(alarms: Alarms) -> None:
    if alarms.clear("twin_server"):
        log.info("alarm over: twin_server")
