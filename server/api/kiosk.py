"""Calls of kiosks beyond taking tickets, and what staff do about kiosks: tell them what to do, give a hand there."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from server.api import reply
from server.api.door import LEADERS, PREFIX, STAFF, Door
from server.api.light import LightRoute
from server.domain.command import Actor
from server.domain.command_kiosk import CallHelp, DirectKiosk, GiveHelp
from server.domain.errors import NotFound
from server.service.hall import HallService
from server.service.kiosk_view import kiosk_of, kiosks
from server.service.my_ticket import Finder
from server.service.offline import hand_in
from server.vocab import Role
from server.wire import kiosk as wk
from server.wire.request import Wish
from server.wire.ticket import STAFF_ONLY

KIOSKS = frozenset({Role.KIOSK})
KioskId = Annotated[str, Path(pattern="^[0-9a-f]{8,64}$")]


def kiosk_router(service: HallService, door: Door, key: bytes) -> APIRouter:
    """What only kiosks ask, and what leaders tell them. `key` derives the tickets' secrets."""
    router = APIRouter(prefix=PREFIX, tags=["kiosks"], route_class=LightRoute)
    _add_hand_in(router, service, door)
    _add_me(router, service, door)
    _add_look_up(router, Finder(service, key), door)
    _add_direct(router, service, door)
    _add_help(router, service, door)
    return router


def _add_hand_in(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/tickets/hand-in", responses=reply.docs(wk.HandInAnswer))
    async def hand_in_tickets(body: wk.HandIn, actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """断网号票补交: tickets a kiosk issued from its own series, each taken once whenever it is sent."""
        return reply.model(await hand_in(service, body, actor))


def _add_me(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/kiosks/me", responses=reply.docs(wk.KioskAnswer))
    async def see_me(actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """The calling kiosk: what it was told, and its own numbers for when the server cannot be reached."""
        await service.settled()
        return _answer(service, actor.token_id)


def _add_look_up(router: APIRouter, finder: Finder, door: Door) -> None:
    @router.post("/tickets/look-up", responses=reply.docs(wk.MyTicket, 404, 429))
    async def look_up_ticket(body: wk.LookUp, actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """我的号票: by the text of the slip's QR code, or its number and code; also of the last days, to evaluate."""
        found = await finder.find(body.code, actor)
        return reply.json(found.model_dump_json(exclude={"ticket": {*STAFF_ONLY, "secret"}}))


def _add_direct(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/kiosks", responses=reply.docs(wk.KiosksAnswer), dependencies=[Depends(door.allow(STAFF))])
    async def see_kiosks() -> Response:
        """All kiosks: what each was told, its own numbers, and where somebody needs a hand."""
        await service.settled()
        return reply.model(wk.KiosksAnswer(kiosks=kiosks(service.hall)))

    @router.post("/kiosks/{kiosk_id}/direct", responses=reply.docs(wk.KioskAnswer, 404, 409))
    async def direct_kiosk(
        kiosk_id: KioskId,
        body: wk.DirectKiosk,
        actor: Annotated[Actor, Depends(door.allow(LEADERS))],
    ) -> Response:
        """远程锁定、停止取号: the kiosk shows only the text, or issues no tickets, or works as usual again."""
        wish = DirectKiosk(kiosk=kiosk_id, is_locked=body.is_locked, text=body.text, may_issue=body.may_issue)
        await service.do(wish, actor, body.request_id.hex)
        return _answer(service, kiosk_id)


def _add_help(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/kiosks/me/help", responses=reply.docs(wk.KioskAnswer, 404, 409))
    async def call_help(body: Wish, actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """请人帮办: somebody at the calling kiosk needs a hand; staff see it until one of them looks after it."""
        await service.do(CallHelp(), actor, body.request_id.hex)
        return _answer(service, actor.token_id)

    @router.post("/kiosks/{kiosk_id}/help-given", responses=reply.docs(wk.KioskAnswer, 404, 409))
    async def give_help(kiosk_id: KioskId, body: Wish, actor: Annotated[Actor, Depends(door.allow(STAFF))]) -> Response:
        """Whoever needed a hand at this kiosk is looked after."""
        await service.do(GiveHelp(kiosk=kiosk_id), actor, body.request_id.hex)
        return _answer(service, kiosk_id)


def _answer(service: HallService, kiosk_id: str) -> Response:
    found = kiosk_of(service.hall, kiosk_id)
    if found is None:
        raise NotFound("unknown_kiosk", "没有这台自助机。")
    return reply.model(wk.KioskAnswer(kiosk=found, rev=service.hall.rev))
