"""Calls for set-up by forms: the set-up as records by part, and changes of single records. Judges nothing itself."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from server.api import reply
from server.api.door import ADMINS, LEADERS, PREFIX, Door
from server.domain.command import Actor
from server.domain.errors import NotFound
from server.service import setup
from server.service.hall import HallService
from server.service.hallfile_fields import Part
from server.service.setup_change import Change, changed
from server.service.setup_form import set_up_of
from server.service.setup_preview import preview_of
from server.wire import setup as ws

Wanted = Annotated[list[str], Query(max_length=len(Part))]


def set_up_router(service: HallService, door: Door) -> APIRouter:
    """Everything under /set-up that concerns single records."""
    router = APIRouter(prefix=f"{PREFIX}/set-up", tags=["admin"])

    @router.get("/parts", responses=reply.docs(ws.SetUpAnswer, 404), dependencies=[Depends(door.allow(LEADERS))])
    async def see_set_up(part: Wanted = []) -> Response:  # noqa: B006 - the framework copies it
        """The set-up by part, as plain records with what their fields mean; `part`, given often: only these."""
        await service.settled()
        wanted = [_part(each) for each in part] or list(Part)
        return reply.model(set_up_of(service.hall, wanted))

    @router.post("/change", responses=reply.docs(None, 404, 409), status_code=204)
    async def change_set_up(body: ws.ChangeSetUp, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """Change records of the set-up, all or none; what is wrong is told with its field (`bad_set_up`)."""
        changes = [_change(each) for each in body.changes]
        await setup.change_set_up(service, actor, body.request_id.hex, edition=body.edition, changes=changes)
        return Response(status_code=204)

    @router.post("/preview", responses=reply.docs(ws.SetUpPreview, 404), dependencies=[Depends(door.allow(LEADERS))])
    async def preview_set_up(body: ws.TrySetUp) -> Response:
        """What the changes would make of the hall as it is now; nothing is changed, what is wrong is told."""
        await service.settled()
        changes = [_change(each) for each in body.changes]
        catalogue = await asyncio.to_thread(changed, service.hall.catalogue, changes)
        return reply.model(preview_of(service.hall, catalogue, service.now()))

    return router


def _change(sent: ws.SetUpChange) -> Change:
    return Change(
        part=_part(sent.part),
        deed=sent.deed,
        index=sent.index,
        to=sent.to,
        record=sent.record,
        pieces={_part(part): pieces for part, pieces in sent.pieces.items()},
    )


def _part(name: str) -> Part:
    try:
        return Part(name)
    except ValueError:
        raise NotFound("unknown_part", "设置里没有这一部分。") from None
