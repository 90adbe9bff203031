"""Calls about bookings: free slots, make, cancel, check in. Codes travel in bodies, never in addresses."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from server.api import reply
from server.api.door import ISSUERS, PREFIX, Door
from server.api.ticket import with_secret
from server.domain import command as c
from server.domain.command import Actor
from server.domain.decide_booking import room_left, slots_on
from server.service.hall import HallService
from server.service.secret import person_of
from server.vocab import ServiceId
from server.wire import admin as wa
from server.wire import request as wr
from server.wire.shape import SentDay


def booking_router(service: HallService, door: Door, key: bytes) -> APIRouter:
    """Everything under /bookings. `key` hashes phone numbers and derives ticket secrets."""
    router = APIRouter(tags=["bookings"], prefix=f"{PREFIX}/bookings")
    _add_slots(router, service, door)
    _add_make(router, service, door, key)
    _add_check_in(router, service, door, key)
    return router


def _add_slots(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/slots", responses=reply.docs(wa.SlotsAnswer, 404), dependencies=[Depends(door.allow(ISSUERS))])
    async def see_slots(service_id: Annotated[str, Query(max_length=64)], day: SentDay) -> Response:
        """The slots of a service on a local day, with the bookings each still takes; none while the hall is closed."""
        await service.settled()
        hall = service.hall
        wanted = hall.service(ServiceId(service_id))
        starts = [datetime.combine(day, at, tzinfo=hall.zone).astimezone(UTC) for at in slots_on(hall, wanted, day)]
        slots = [wa.Slot(slot_at=start, left=max(0, room_left(hall, wanted, start))) for start in starts]
        return reply.model(wa.SlotsAnswer(slots=slots))


def _add_make(router: APIRouter, service: HallService, door: Door, key: bytes) -> None:
    @router.post("", responses=reply.docs(wa.BookingAnswer, 404, 409, created_too=True), status_code=201)
    async def make_booking(body: wr.MakeBooking, actor: Annotated[Actor, Depends(door.allow(ISSUERS))]) -> Response:
        """预约 a slot; the code in the answer is the key to it."""
        wish = c.MakeBooking(
            code=f"{secrets.randbelow(10**8):08d}",
            service_id=ServiceId(body.service_id),
            slot_at=body.slot_at,
            person=person_of(key, body.phone) if body.phone else None,
        )
        return reply.created(await service.do(wish, actor, body.request_id.hex))

    @router.post("/cancel", responses=reply.docs(wa.BookingAnswer, 404, 409))
    async def cancel_booking(body: wr.BookingCode, actor: Annotated[Actor, Depends(door.allow(ISSUERS))]) -> Response:
        """取消预约."""
        done = await service.do(c.CancelBooking(code=body.code), actor, body.request_id.hex)
        return reply.json(done.text)


def _add_check_in(router: APIRouter, service: HallService, door: Door, key: bytes) -> None:
    @router.post("/check-in", responses=reply.docs(wa.CheckInAnswer, 404, 409, created_too=True), status_code=201)
    async def check_in(body: wr.CheckIn, actor: Annotated[Actor, Depends(door.allow(ISSUERS))]) -> Response:
        """签到取号: the booking becomes a ticket, an ordinary one when it is too late."""
        wish = c.CheckIn(code=body.code, wants_slip=body.slip == "print", language=body.language)
        return reply.created(with_secret(await service.do(wish, actor, body.request_id.hex), key))
