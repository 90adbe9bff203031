"""Calls that move a ticket along: recall, start, finish, no-show, hold, transfer and the rest. Translation only."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from server.api import reply
from server.api.door import AT_COUNTER, PREFIX, Door
from server.api.light import LightRoute
from server.api.ticket import PathId
from server.domain import command as c
from server.domain.command import Actor
from server.domain.decide import Command
from server.service.hall import HallService
from server.vocab import CounterId, Role, ServiceId, TicketId
from server.wire import request as wr
from server.wire import ticket as wt

_DOCS = (404, 409)
WITH_KIOSK = AT_COUNTER | {Role.KIOSK}

PLAIN: Mapping[str, tuple[Callable[[TicketId], Command], frozenset[Role], str]] = {
    "recall": (lambda each: c.Recall(ticket_id=each), AT_COUNTER, "重呼; at the limit `offer` is no_show."),
    "no-show": (lambda each: c.MarkNoShow(ticket_id=each), AT_COUNTER, "过号."),
    "start": (lambda each: c.Start(ticket_id=each), AT_COUNTER, "开始办理."),
    "finish": (lambda each: c.Finish(ticket_id=each), AT_COUNTER, "办理结束."),
    "resume": (lambda each: c.Resume(ticket_id=each), AT_COUNTER, "继续办理 at the counter that held it."),
    "cancel": (lambda each: c.Cancel(ticket_id=each), WITH_KIOSK, "作废; a kiosk only what still waits."),
    "reinstate": (lambda each: c.Reinstate(ticket_id=each), WITH_KIOSK, "过号恢复, behind the next waiting ones."),
}
"""Steps that need nothing but the ticket: path, command, roles, meaning."""


def step_router(service: HallService, door: Door) -> APIRouter:
    """Everything that moves a ticket along."""
    router = APIRouter(prefix=PREFIX, tags=["tickets"], route_class=LightRoute)
    for path, (to_wish, roles, meaning) in PLAIN.items():
        _add_plain(router, service, door.allow(roles), path=path, to_wish=to_wish, meaning=meaning)
    _add_hold(router, service, door)
    _add_transfer(router, service, door)
    return router


def _add_plain(
    router: APIRouter,
    service: HallService,
    guard: Callable[..., object],
    *,
    path: str,
    to_wish: Callable[[TicketId], Command],
    meaning: str,
) -> None:
    async def step(ticket_id: PathId, body: wr.Wish, actor: Annotated[Actor, Depends(guard)]) -> Response:
        done = await service.do(to_wish(TicketId(ticket_id)), actor, body.request_id.hex)
        return reply.json(done.text)

    router.add_api_route(
        f"/tickets/{{ticket_id}}/{path}",
        step,
        methods=["POST"],
        name=path.replace("-", "_"),
        description=meaning,
        responses=reply.docs(wt.TicketAnswer, *_DOCS),
    )


def _add_hold(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/tickets/{ticket_id}/hold", responses=reply.docs(wt.TicketAnswer, *_DOCS))
    async def hold(
        ticket_id: PathId, body: wr.Hold, actor: Annotated[Actor, Depends(door.allow(AT_COUNTER))]
    ) -> Response:
        """挂起 with a reason; after its minutes the ticket comes back by itself."""
        wish = c.Hold(ticket_id=TicketId(ticket_id), reason=body.reason, minutes=body.minutes)
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)


def _add_transfer(router: APIRouter, service: HallService, door: Door) -> None:
    @router.post("/tickets/{ticket_id}/transfer", responses=reply.docs(wt.TicketAnswer, *_DOCS))
    async def transfer(
        ticket_id: PathId, body: wr.Transfer, actor: Annotated[Actor, Depends(door.allow(AT_COUNTER))]
    ) -> Response:
        """转号 to a service or a counter with a note; number and place in the order stay."""
        wish = c.Transfer(
            ticket_id=TicketId(ticket_id),
            service_id=ServiceId(body.service_id) if body.service_id else None,
            counter_id=CounterId(body.counter_id) if body.counter_id else None,
            note=body.note,
        )
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)
