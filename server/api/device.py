"""Calls about stations and their devices: how they are, said by them and shown to leaders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, STATIONS, Door
from server.api.light import LightRoute
from server.domain.command import Actor
from server.service.stations import Stations
from server.wire import device as wd


def device_router(stations: Stations, door: Door) -> APIRouter:
    """Everything under /devices."""
    router = APIRouter(prefix=f"{PREFIX}/devices", tags=["devices"], route_class=LightRoute)

    @router.post("/health", responses=reply.docs(wd.StationAnswer))
    async def report_health(body: wd.HealthReport, actor: Annotated[Actor, Depends(door.allow(STATIONS))]) -> Response:
        """A station says how its devices are: every ten seconds, and at once when something changed."""
        return reply.model(wd.StationAnswer(station=stations.report(body, actor)))

    @router.get("", responses=reply.docs(wd.StationsAnswer), dependencies=[Depends(door.allow(LEADERS))])
    async def see_devices() -> Response:
        """Every kiosk and display, how its devices are, and whether it is away."""
        return reply.model(wd.StationsAnswer(stations=stations.all()))

    return router
