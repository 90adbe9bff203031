"""Names every concrete part of the server and puts them together. The only place that knows all of them."""

import asyncio
import gc
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import FastAPI

from server.api.app import Lifespan, Parts, create_app
from server.config import ServerConfig
from server.control import Control
from server.discovery import Advert, Discovery
from server.notify import notify
from server.operate import operate, pair
from server.paper.press import Press
from server.realtime.hub import Hub
from server.service.alarm import Alarms
from server.service.clock import Clock, HallClock, SystemClock
from server.service.committer import ServiceFailed
from server.service.gate import Gate
from server.service.hall import HallService
from server.service.loading import load
from server.service.pairing import Pairings
from server.service.stations import Stations
from server.service.watch import Watch
from server.store import Store, open_store
from server.store.media import MediaShelf
from server.web.board import board_router
from server.web.desk import desk_router
from server.web.guide import guide_router
from server.web.page import page_router
from server.web.video import video_router

log = logging.getLogger(__name__)

KEY = "secret_key"
UID = "hall_uid"
NETWORK_S = 10.0
"""How often a machine without a network is asked whether it has one now."""


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
    """Where a server runs: its data directory, its settings and the socket it listens on."""

    data: Path
    config: ServerConfig
    listening: socket.socket


def build_parts(service: HallService, key: bytes, data: Path) -> Parts:
    """The parts the calls work on, around one service and its data directory."""
    shelf = MediaShelf.of(data)
    return Parts(
        service=service,
        gate=Gate(service, new_id),
        hub=Hub(service),
        alarms=Alarms(),
        stations=Stations(service),
        pairings=Pairings(service),
        key=key,
        shelf=shelf,
        press=Press(),
    )


def build_app(parts: Parts, lifespan: Lifespan | None = None) -> FastAPI:
    """The calls and the pages."""
    app = create_app(parts, lifespan)
    watched = (guide_router(parts.service), video_router(parts.service, parts.shelf))
    for router in (page_router(), board_router(), *watched, desk_router()):
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
    key = bytes.fromhex(store.meta(KEY) or "")
    async with running_service(store, clock) as service:
        _tame_interpreter()
        parts = build_parts(service, key, site.data)
        host, port = site.listening.getsockname()[:2]
        ready = _Ready(f"http://{host}:{port}", announce)
        server = _Server(_uvicorn(build_app(parts, _lifespan(parts, site, ready))))
        stopper = asyncio.create_task(_stop_on_failure(service, server), name="failure")
        await server.serve(sockets=[site.listening])
        stopper.cancel()
        return 1 if service.has_failed else 0


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


def _uvicorn(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
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
    told = logging.WARNING
    while True:  # the network may come up after the server
        discovery = Discovery(Advert(hall.uid, hall.catalogue.name, host, port), on_twin, lambda: _alone(alarms))
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
