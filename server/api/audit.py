"""Calls that show the audit trail: who did what, forwards for machines, backwards for people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, Door
from server.service.audit import Sought, latest
from server.service.codec import types_of
from server.service.hall import HallService
from server.service.setup_difference import differences_of
from server.wire import admin as wa
from server.wire import setup as ws

AUDIT_MAX = 500
NEWEST = 2**53
Seq = Annotated[int, Query(ge=0, le=NEWEST)]
Count = Annotated[int, Query(ge=1, le=AUDIT_MAX)]
Part = Annotated[str, Query(max_length=64)]


def audit_router(service: HallService, door: Door) -> APIRouter:
    """Everything under /audit."""
    router = APIRouter(prefix=f"{PREFIX}/audit", tags=["admin"])
    leaders = [Depends(door.allow(LEADERS))]

    @router.get("", responses=reply.docs(wa.DeedsAnswer), dependencies=leaders)
    async def see_audit(after: Seq = 0, n: Count = 100) -> Response:
        """Who did what: deeds behind `after`, oldest first."""
        found = await service.read(lambda log: list(log.deeds(after, after + n + 1)))
        deeds = [
            wa.Deed(seq=each.seq, at=each.at, actor=each.actor, command=each.command, facts=types_of(each.facts))
            for each in found
        ]
        return reply.model(wa.DeedsAnswer(deeds=deeds))

    @router.get("/latest", responses=reply.docs(wa.LatestDeedsAnswer), dependencies=leaders)
    async def see_latest(before: Seq = NEWEST, n: Count = 100, actor: Part = "", command: Part = "") -> Response:
        """Who did what, newest first, what it was about; `actor`: a part of the name, `command`: a whole one.

        One answer looks at ten thousand deeds at most: a seldom one may take several, each with the last `before`.
        """
        deeds, go_on = await latest(service, before, n, Sought(actor, command))
        return reply.model(wa.LatestDeedsAnswer(deeds=deeds, before=go_on))

    @router.get("/{seq}/set-up", responses=reply.docs(ws.SetUpDifferences, 404), dependencies=leaders)
    async def see_set_up_change(seq: Annotated[int, Path(ge=1, le=NEWEST)]) -> Response:
        """What a deed made of the set-up: every value that was changed, before and after."""
        return reply.model(await differences_of(service, seq))

    return router
