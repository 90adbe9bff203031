"""Calls about counters: open, pause, close, call next, call a chosen one, serve a walk-up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from server.api import reply
from server.api.door import AT_COUNTER, PREFIX, STAFF, Door
from server.api.light import LightRoute
from server.api.ticket import PathId
from server.domain import command as c
from server.domain.command import Actor
from server.service.alert import alerts_of
from server.service.hall import HallService
from server.service.stations import Stations
from server.service.today import today_of
from server.vocab import CounterId, ServiceId, TicketId
from server.wire import alert as wl
from server.wire import hall as wh
from server.wire import request as wr
from server.wire import ticket as wt

_DOCS = (404, 409)


def counter_router(service: HallService, door: Door, stations: Stations) -> APIRouter:
    """Everything under /counters."""
    router = APIRouter(tags=["counters"], prefix=f"{PREFIX}/counters/{{counter_id}}", route_class=LightRoute)
    _add_open(router, service, door)
    _add_pause(router, service, door)
    _add_call_next(router, service, door)
    _add_call(router, service, door)
    _add_today(router, service, door)
    _add_alerts(router, service, door, stations)
    return router


def _add_open(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/open", responses=reply.docs(wh.CounterAnswer, *_DOCS))
    async def open_counter(
        counter_id: PathId, body: wr.OpenCounter, actor: Annotated[Actor, Depends(door.allow(AT_COUNTER))]
    ) -> Response:
        """开窗 on post A or B; also the return from a pause, which is all a call pad may do here."""
        wish = c.OpenCounter(counter_id=CounterId(counter_id), post=body.post, handover=body.handover)
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)

    @router.post("/close", responses=reply.docs(wh.CounterAnswer, *_DOCS))
    async def close_counter(
        counter_id: PathId, body: wr.Wish, actor: Annotated[Actor, Depends(door.allow(STAFF))]
    ) -> Response:
        """关窗; what was held or bound here goes back to its service."""
        wish = c.CloseCounter(counter_id=CounterId(counter_id))
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)


def _add_pause(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/pause", responses=reply.docs(wh.CounterAnswer, *_DOCS))
    async def pause_counter(
        counter_id: PathId, body: wr.PauseCounter, actor: Annotated[Actor, Depends(door.allow(AT_COUNTER))]
    ) -> Response:
        """暂停服务, never without reason and contact (去向留言)."""
        wish = c.PauseCounter(
            counter_id=CounterId(counter_id), reason=body.reason, contact=body.contact, back_at=body.back_at
        )
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)


def _add_call_next(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/call-next", responses=reply.docs(wt.CallAnswer, *_DOCS))
    async def call_next(
        counter_id: PathId, body: wr.Wish, actor: Annotated[Actor, Depends(door.allow(AT_COUNTER))]
    ) -> Response:
        """叫下一位: the ticket and why it was chosen; `ticket` is null when nobody waits."""
        wish = c.CallNext(counter_id=CounterId(counter_id))
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)


def _add_today(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/today", responses=reply.docs(wh.CounterTodayAnswer, 404), dependencies=[Depends(door.allow(STAFF))])
    async def see_today(counter_id: PathId) -> Response:
        """The counter's figures of this business day."""
        counter = service.hall.counter(CounterId(counter_id))
        await service.settled()
        return reply.model(wh.CounterTodayAnswer(today=today_of(service.hall, counter.id)))


def _add_alerts(router: APIRouter, service: HallService, door: Door, stations: Stations) -> None:
    @router.get("/alerts", responses=reply.docs(wl.AlertsAnswer, 404), dependencies=[Depends(door.allow(STAFF))])
    async def see_alerts(counter_id: PathId) -> Response:
        """What whoever works here should see to: long waits, slips that did not print, devices, kiosks, posts."""
        await service.settled()
        return reply.model(
            wl.AlertsAnswer(alerts=alerts_of(service.hall, stations, CounterId(counter_id), service.now()))
        )


def _add_call(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/call", responses=reply.docs(wt.CallAnswer, *_DOCS))
    async def call_ticket(
        counter_id: PathId, body: wr.CallTicket, actor: Annotated[Actor, Depends(door.allow(STAFF))]
    ) -> Response:
        """Call a chosen waiting ticket."""
        wish = c.CallTicket(counter_id=CounterId(counter_id), ticket_id=TicketId(body.ticket_id))
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)

    @router.post("/serve", responses=reply.docs(wt.TicketAnswer, *_DOCS, created_too=True), status_code=201)
    async def serve_walk_up(
        counter_id: PathId, body: wr.ServeWalkUp, actor: Annotated[Actor, Depends(door.allow(STAFF))]
    ) -> Response:
        """Serve someone who took no ticket."""
        wish = c.ServeWalkUp(counter_id=CounterId(counter_id), service_id=ServiceId(body.service_id))
        return reply.created(await service.do(wish, actor, body.request_id.hex))
