"""Calls that show the hall: its set-up, its board, its items."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from server.api import reply
from server.api.door import ANYONE, PREFIX, STATIONS, Door
from server.domain.command import Actor
from server.service.hall import HallService
from server.service.view import hall_answer, to_board, to_item
from server.wire import hall as wh


def hall_router(service: HallService, door: Door) -> APIRouter:
    """What any token may read."""
    router = APIRouter(prefix=PREFIX, tags=["hall"])
    guard = Depends(door.allow(ANYONE))

    @router.get("/hall", responses=reply.docs(wh.HallAnswer), dependencies=[guard])
    async def see_hall() -> Response:
        """Services, counters, opening and the rev they are of."""
        await service.settled()
        return reply.model(hall_answer(service.hall, service.now()))

    @router.get("/board", responses=reply.docs(wh.Board), dependencies=[guard])
    async def see_board() -> Response:
        """What the public boards show; no personal data."""
        await service.settled()
        return reply.model(to_board(service.hall, service.now()))

    @router.get("/items", responses=reply.docs(wh.ItemsAnswer))
    async def see_items(
        actor: Annotated[Actor, Depends(door.allow(ANYONE))],
        service_id: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Response:
        """办事指南: the items with their guides; drafts are shown to staff only."""
        await service.settled()
        items = [
            to_item(item)
            for item in service.hall.items.values()
            if service_id in {None, item.service} and not (item.is_draft and actor.role in STATIONS)
        ]
        return reply.model(wh.ItemsAnswer(items=items))

    return router
