"""Calls of kiosks beyond taking tickets: what it may do by itself, and handing in what it did."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from server.api import reply
from server.api.door import PREFIX, Door
from server.api.errors import Unauthorized
from server.api.light import LightRoute
from server.domain.command import Actor
from server.service.hall import HallService
from server.service.my_ticket import Finder
from server.service.offline import hand_in, to_kiosk
from server.vocab import Role
from server.wire import kiosk as wk
from server.wire.ticket import STAFF_ONLY

KIOSKS = frozenset({Role.KIOSK})


def kiosk_router(service: HallService, door: Door, key: bytes) -> APIRouter:
    """What only kiosks ask. `key` derives the tickets' secrets."""
    router = APIRouter(prefix=PREFIX, tags=["kiosks"], route_class=LightRoute)
    _add_hand_in(router, service, door)
    _add_me(router, service, door)
    _add_look_up(router, Finder(service, key), door)
    return router


def _add_hand_in(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/tickets/hand-in", responses=reply.docs(wk.HandInAnswer))
    async def hand_in_tickets(body: wk.HandIn, actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """断网号票补交: tickets a kiosk issued from its own series, each taken once whenever it is sent."""
        return reply.model(await hand_in(service, body, actor))


def _add_me(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/kiosks/me", responses=reply.docs(wk.KioskAnswer))
    async def see_me(actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """The calling kiosk: its name, and its own numbers for when the server cannot be reached."""
        await service.settled()
        hall = service.hall
        token = next((each for each in hall.doors.tokens.values() if each.id == actor.token_id), None)
        if token is None:
            raise Unauthorized
        return reply.model(wk.KioskAnswer(kiosk=to_kiosk(hall, token), rev=hall.rev))


def _add_look_up(router: APIRouter, finder: Finder, door: Door) -> None:
    @router.post("/tickets/look-up", responses=reply.docs(wk.MyTicket, 404, 429))
    async def look_up_ticket(body: wk.LookUp, actor: Annotated[Actor, Depends(door.allow(KIOSKS))]) -> Response:
        """我的号票: by the text of the slip's QR code, or its number and code; also of the last days, to evaluate."""
        found = await finder.find(body.code, actor)
        return reply.json(found.model_dump_json(exclude={"ticket": {*STAFF_ONLY, "secret"}}))
