"""Puts the calls together into one application. Creates no service and opens nothing."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI

from server.api import errors, openapi
from server.api.admin import admin_router
from server.api.audit import audit_router
from server.api.booking import booking_router
from server.api.box import box_router
from server.api.catalogue import catalogue_router
from server.api.catalogue_file import catalogue_file_router
from server.api.content import content_router
from server.api.counter import counter_router
from server.api.device import device_router
from server.api.door import Door
from server.api.events import events_router
from server.api.hall import hall_router
from server.api.header import SafeHeaders
from server.api.health import health_router
from server.api.kiosk import kiosk_router
from server.api.limit import BodyLimit
from server.api.notice import notice_router
from server.api.pairing import pairing_router
from server.api.public import public_router
from server.api.report import report_router
from server.api.session import session_router
from server.api.setup import set_up_router
from server.api.station import station_router
from server.api.ticket import ticket_router
from server.api.ticket_step import step_router
from server.api.visit import visit_router
from server.paper.press import Press
from server.realtime.hub import Hub
from server.service.alarm import Alarms
from server.service.gate import Gate
from server.service.hall import HallService
from server.service.pairing import Pairings
from server.service.report import Reports
from server.service.stations import Stations
from server.store.media import MediaShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the calls work on."""

    service: HallService
    gate: Gate
    hub: Hub
    alarms: Alarms
    stations: Stations
    pairings: Pairings
    key: bytes
    shelf: MediaShelf
    press: Press
    reports: Reports


Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""What runs around the application's life."""


def create_app(parts: Parts, lifespan: Lifespan | None = None) -> FastAPI:
    """The whole HTTP and WebSocket surface of one hall."""
    app = FastAPI(
        title="Bianmin",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    door = Door(parts.gate)
    errors.install(app, door.note)
    for router in _routers(parts, door):
        # Not include_router: a nested router costs every request another walk through all routes.
        app.router.routes.extend(router.routes)
    openapi.install(app)
    return app


def _routers(parts: Parts, door: Door) -> tuple[APIRouter, ...]:
    """In the order in which a path is looked for: what people wait for comes first."""
    return (
        ticket_router(parts.service, door, parts.key),
        counter_router(parts.service, door, parts.stations),
        step_router(parts.service, door),
        hall_router(parts.service, door),
        content_router(parts.service, door, parts.shelf),
        device_router(parts.stations, door),
        box_router(parts.service, door),
        kiosk_router(parts.service, door, parts.key),
        booking_router(parts.service, door, parts.key),
        notice_router(parts.service, door),
        session_router(door),
        station_router(parts.pairings, door),
        pairing_router(parts.pairings, door),
        public_router(parts.service, door),
        visit_router(parts.service, door, parts.key),
        admin_router(parts.service, door, parts.alarms),
        set_up_router(parts.service, door),
        catalogue_router(parts.service, door),
        catalogue_file_router(parts.service, door, parts.shelf, parts.press),
        audit_router(parts.service, door),
        report_router(parts.service, door, parts.reports, parts.press),
        events_router(door, parts.hub),
        health_router(parts.service, parts.hub, parts.alarms),
    )
