"""Calls with which leaders tell the public something at once: a service closed for the day, an announcement."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, Door
from server.domain.command import Actor
from server.domain.command_public import Announce, CloseService, EndAnnouncement, OpenService
from server.service.hall import HallService
from server.service.view import announcements_now, service_now
from server.vocab import ServiceId
from server.wire import hall as wh
from server.wire import public as wp
from server.wire.request import Id, Wish

ServicePath = Annotated[str, Path(min_length=1, max_length=64)]


def public_router(service: HallService, door: Door) -> APIRouter:
    """For leaders only; what they say is read in GET /hall and GET /board by everybody."""
    router = APIRouter(prefix=PREFIX, tags=["public"])
    _add_services(router, service, door)
    _add_announcements(router, service, door)
    return router


def _add_services(router: APIRouter, service: HallService, door: Door) -> None:
    def answer(service_id: str) -> Response:
        found = service_now(service.hall, ServiceId(service_id), service.now())
        return reply.model(wh.ServiceAnswer(service=found))

    @router.post("/services/{service_id}/close", responses=reply.docs(wh.ServiceAnswer, 404, 409))
    async def close_service(
        service_id: ServicePath, body: wp.CloseService, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """停止取号: no more tickets of this service today, anywhere; who waits is served. Kiosks show the reason."""
        wish = CloseService(service_id=ServiceId(service_id), reason=body.reason)
        await service.do(wish, actor, body.request_id.hex)
        return answer(service_id)

    @router.post("/services/{service_id}/open", responses=reply.docs(wh.ServiceAnswer, 404, 409))
    async def open_service(
        service_id: ServicePath, body: Wish, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """恢复取号 before the day is over; the next day opens all services by itself."""
        await service.do(OpenService(service_id=ServiceId(service_id)), actor, body.request_id.hex)
        return answer(service_id)


def _add_announcements(router: APIRouter, service: HallService, door: Door) -> None:
    def answer() -> Response:
        shown = announcements_now(service.hall, service.now())
        return reply.model(wp.AnnouncementsAnswer(announcements=list(shown)))

    @router.post("/announcements", responses=reply.docs(wp.AnnouncementsAnswer, 409))
    async def announce(body: wp.Announce, actor: Annotated[Actor, Depends(door.allow(LEADERS))]) -> Response:
        """临时通告: on all boards and idle kiosks for so many minutes, and said aloud where there is a voice."""
        wish = Announce(text=body.text, text_en=body.text_en, minutes=body.minutes, is_spoken=body.is_spoken)
        await service.do(wish, actor, body.request_id.hex)
        return answer()

    @router.post("/announcements/{announcement_id}/end", responses=reply.docs(wp.AnnouncementsAnswer, 404, 409))
    async def end_announcement(
        announcement_id: Id, body: Wish, actor: Annotated[Actor, Depends(door.allow(LEADERS))]
    ) -> Response:
        """Take an announcement back before its time."""
        await service.do(EndAnnouncement(announcement_id=announcement_id), actor, body.request_id.hex)
        return answer()
