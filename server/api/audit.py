"""Calls that show the audit trail: who did what, forwards for machines, backwards for people."""

import asyncio
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, Door
from server.service.audit import AUDIT_TITLES, Sought, all_latest, audit_rows, latest
from server.service.codec import types_of
from server.service.hall import HallService
from server.service.report_sheet import ticket_sheet
from server.service.setup_difference import differences_of
from server.wire import admin as wa
from server.wire import setup as ws
from server.wire.shape import SentDay

AUDIT_MAX = 500
NEWEST = 2**53
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Seq = Annotated[int, Query(ge=0, le=NEWEST)]
Count = Annotated[int, Query(ge=1, le=AUDIT_MAX)]
Part = Annotated[str, Query(max_length=64)]


async def _sought(
    actor: Part = "", command: Part = "", first: SentDay | None = None, last: SentDay | None = None
) -> Sought:
    """`first`, `last`: business days."""
    return Sought(actor, command, first or date.min, last or date.max)


Asked = Annotated[Sought, Depends(_sought)]


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
    async def see_latest(asked: Asked, before: Seq = NEWEST, n: Count = 100) -> Response:
        """Who did what, newest first, what it was about; `actor`: a part of the name, `command`: a whole one.

        One answer looks at ten thousand deeds at most: a seldom one may take several, each with the last `before`.
        """
        deeds, go_on = await latest(service, before, n, asked)
        return reply.model(wa.LatestDeedsAnswer(deeds=deeds, before=go_on))

    @router.get("/latest.xlsx", responses=reply.file_docs(XLSX), response_class=Response, dependencies=leaders)
    async def save_latest(asked: Asked, language: Literal["zh", "en"] = "zh") -> Response:
        """The same as a workbook: the newest that fit, at most ten thousand, with the stable names of the deeds."""
        deeds = await all_latest(service, asked)
        rows = audit_rows(deeds, service.hall.zone)
        titles = [zh if language == "zh" else en for zh, en in AUDIT_TITLES]
        content = await asyncio.to_thread(ticket_sheet, titles[0], titles, rows)
        return reply.file(content, XLSX, "audit.xlsx")

    @router.get("/{seq}/set-up", responses=reply.docs(ws.SetUpDifferences, 404), dependencies=leaders)
    async def see_set_up_change(seq: Annotated[int, Path(ge=1, le=NEWEST)]) -> Response:
        """What a deed made of the set-up: every value that was changed, before and after."""
        return reply.model(await differences_of(service, seq))

    return router
