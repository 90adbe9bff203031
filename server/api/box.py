"""Calls about what hangs on display boxes: a box asks for its devices, administrators say which they are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from server.api import reply
from server.api.door import ADMINS, LEADERS, PREFIX, Door
from server.api.light import LightRoute
from server.domain.box import EMPTY_BOX
from server.domain.command import Actor
from server.domain.command_admin import FitBox
from server.service.box import to_box, to_devices
from server.service.hall import HallService
from server.vocab import Role
from server.wire import box as wb

BOXES = frozenset({Role.DISPLAY})
StationId = Annotated[str, Path(pattern="^[0-9a-f]{8,64}$")]


def box_router(service: HallService, door: Door) -> APIRouter:
    """Everything about a box's devices under /stations."""
    router = APIRouter(prefix=f"{PREFIX}/stations", tags=["devices"], route_class=LightRoute)

    @router.get("/me/devices", responses=reply.docs(wb.BoxAnswer))
    async def see_my_devices(actor: Annotated[Actor, Depends(door.allow(BOXES))]) -> Response:
        """What hangs on the calling box. It asks when it starts and whenever the stream says `box_fitted`."""
        await service.settled()
        return _answer(service, actor.token_id)

    @router.get(
        "/{station_id}/devices", responses=reply.docs(wb.BoxAnswer), dependencies=[Depends(door.allow(LEADERS))]
    )
    async def see_devices_of(station_id: StationId) -> Response:
        """What hangs on a box, as it was set; how the devices are is under `/devices`."""
        await service.settled()
        return _answer(service, station_id)

    @router.put("/{station_id}/devices", responses=reply.docs(wb.BoxAnswer, 404))
    async def set_devices(
        station_id: StationId, body: wb.FitBox, actor: Annotated[Actor, Depends(door.allow(ADMINS))]
    ) -> Response:
        """From now on these are the devices of the box; it takes them over within seconds."""
        await service.do(FitBox(station=station_id, box=to_box(body.devices)), actor, body.request_id.hex)
        return _answer(service, station_id)

    return router


def _answer(service: HallService, station: str) -> Response:
    box = service.hall.boxes.get(station)
    answer = wb.BoxAnswer(devices=to_devices(box or EMPTY_BOX), is_set=box is not None, rev=service.hall.rev)
    return reply.model(answer)
