"""Calls about one-time notices: give one, see today's, find one again by its number."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from server.api import reply
from server.api.door import PREFIX, STAFF, Door
from server.api.light import LightRoute
from server.domain.command import Actor
from server.domain.command_notice import GiveNotice
from server.domain.event_notice import Fault
from server.service.content import Publisher
from server.service.hall import HallService
from server.service.notice import find_notice
from server.service.notice_view import notices_of
from server.vocab import CounterId, ItemId, TicketId
from server.wire import notice as wn


def notice_router(service: HallService, door: Door) -> APIRouter:
    """Everything under /notices."""
    router = APIRouter(prefix=f"{PREFIX}/notices", tags=["notices"], route_class=LightRoute)
    _add_give(router, service, door)
    _add_see(router, service, door)
    return router


def _add_give(router: APIRouter, service: HallService, door: Door) -> None:
    publisher = Publisher()

    @router.post("", responses=reply.docs(wn.NoticeAnswer, 404, 409, created_too=True), status_code=201)
    async def give_notice(body: wn.GiveNotice, actor: Annotated[Actor, Depends(door.allow(STAFF))]) -> Response:
        """一次性告知单: all that is missing and wrong at once; numbered, kept, bound to the version of the guide."""
        wish = GiveNotice(
            counter_id=CounterId(body.counter_id),
            item_id=ItemId(body.item_id),
            version=publisher.content_of(service.hall).version,
            missing=body.missing,
            faults=tuple(Fault(material=each.material, text=each.text) for each in body.faults),
            remark=body.remark,
            ticket_id=TicketId(body.ticket_id) if body.ticket_id else None,
            again=body.again,
            language=body.language,
        )
        return reply.created(await service.do(wish, actor, body.request_id.hex))


def _add_see(router: APIRouter, service: HallService, door: Door) -> None:
    staff = [Depends(door.allow(STAFF))]

    @router.get("", responses=reply.docs(wn.NoticesAnswer), dependencies=staff)
    async def see_notices(counter_id: Annotated[int | None, Query(ge=1, le=2**53)] = None) -> Response:
        """The present day's notices, newest first."""
        await service.settled()
        counter = CounterId(counter_id) if counter_id else None
        return reply.model(wn.NoticesAnswer(notices=notices_of(service.hall, counter)))

    @router.get("/{number}", responses=reply.docs(wn.NoticeAnswer, 404), dependencies=staff)
    async def see_notice(number: Annotated[str, Path(max_length=24)]) -> Response:
        """The notice with this number, of any day."""
        await service.settled()
        return reply.model(wn.NoticeAnswer(notice=await find_notice(service, number)))
