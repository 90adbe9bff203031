"""Calls for the life of items: what there is, drafts, review, publication, withdrawal. Judges nothing itself."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, Door
from server.domain import command_item as ci
from server.domain.command import Actor
from server.domain.decide_item import who
from server.service.content import to_guide
from server.service.hall import HallService
from server.service.item_text import item_from
from server.service.item_view import filing_of, item_answer, lines_of
from server.vocab import ItemId
from server.wire import catalogue as wc
from server.wire.situation import materials_for

InPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]


def catalogue_router(service: HallService, door: Door) -> APIRouter:
    """What leaders do with items."""
    router = APIRouter(prefix=f"{PREFIX}/catalogue", tags=["catalogue"])
    _add_reading(router, service, door)
    _add_draft(router, service, door)
    _add_steps(router, service, door)
    return router


def _add_reading(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/items", responses=reply.docs(wc.CatalogueAnswer))
    async def list_catalogue(actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """事项: every item with the state of its public version and of its draft."""
        await service.settled()
        return reply.model(wc.CatalogueAnswer(items=list(lines_of(service.hall, who(actor)))))

    @router.get("/items/{item_id}", responses=reply.docs(wc.ItemAnswer, 404))
    async def see_item(item_id: InPath, actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """An item as it is published and as it is drafted, and what the draft changes."""
        await service.settled()
        return reply.model(item_answer(service.hall, ItemId(item_id), who(actor)))

    @router.get("/filing", responses=reply.docs(wc.FilingAnswer), dependencies=[Depends(door.allow(LEADERS))])
    async def see_filing() -> Response:
        """流程时限表: for each counter how much of what it handles is public, and what is not yet."""
        await service.settled()
        return reply.model(filing_of(service.hall))

    @router.post("/preview", responses=reply.docs(wc.PreviewAnswer), dependencies=[Depends(door.allow(LEADERS))])
    async def preview_item(body: wc.PreviewItem) -> Response:
        """What a citizen would be shown of a text, and the materials in their situation. Nothing is kept."""
        await service.settled()
        catalogue = service.hall.catalogue
        item = await asyncio.to_thread(item_from, catalogue, ItemId(body.item_id), body.text)
        answers = dict.fromkeys(body.yes, True) | dict.fromkeys(body.no, False)
        guide = to_guide(item, {each.id: each for each in (*catalogue.items, item)})
        return reply.model(wc.PreviewAnswer(guide=guide, materials=materials_for(guide, answers)))


def _add_draft(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/items/{item_id}/draft", responses=reply.docs(None, 409), status_code=204)
    async def write_draft(
        item_id: InPath, body: wc.WriteItem, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """Write an item's next version, or a new item's first; what is wrong is told with its field (`bad_set_up`)."""
        item = await asyncio.to_thread(item_from, service.hall.catalogue, ItemId(item_id), body.text)
        await service.do(ci.WriteItems(items=(item,), seen=body.seen), actor, body.request_id.hex)
        return Response(status_code=204)

    @router.post("/items/{item_id}/drop", responses=reply.docs(None, 404, 409), status_code=204)
    async def drop_draft(
        item_id: InPath, body: wc.GiveReason, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """Give a draft up; what is published stays."""
        await service.do(ci.DropDraft(item_id=ItemId(item_id)), actor, body.request_id.hex)
        return Response(status_code=204)


def _add_steps(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/submit", responses=reply.docs(None, 404, 409), status_code=204)
    async def submit_items(body: wc.NameItems, actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """提交审核; every one needs its six public blocks."""
        wish = ci.SubmitItems(item_ids=_ids(body))
        await service.do(wish, actor, body.request_id.hex)
        return Response(status_code=204)

    @router.post("/publish", responses=reply.docs(None, 404, 409), status_code=204)
    async def publish_items(body: wc.PublishItems, actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """审核通过: publish what others wrote, at once or from a day on."""
        day: date | None = body.from_day
        await service.do(ci.PublishItems(item_ids=_ids(body), from_day=day), actor, body.request_id.hex)
        return Response(status_code=204)

    @router.post("/items/{item_id}/return", responses=reply.docs(None, 404, 409), status_code=204)
    async def return_item(
        item_id: InPath, body: wc.GiveReason, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """退回 to the author, with the reason; also of what was to be published later."""
        await service.do(ci.ReturnItem(item_id=ItemId(item_id), note=body.reason), actor, body.request_id.hex)
        return Response(status_code=204)

    @router.post("/items/{item_id}/withdraw", responses=reply.docs(None, 404, 409), status_code=204)
    async def withdraw_item(
        item_id: InPath, body: wc.GiveReason, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """撤下: from now on nobody is offered the item."""
        await service.do(ci.WithdrawItem(item_id=ItemId(item_id), reason=body.reason), actor, body.request_id.hex)
        return Response(status_code=204)


def _ids(body: wc.NameItems) -> tuple[ItemId, ...]:
    return tuple(map(ItemId, body.item_ids))
