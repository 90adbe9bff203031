"""Calls about tickets: take, see, print, evaluate. What a clerk does with a ticket is in `ticket_step`."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.requests import HTTPConnection

from server.api import reply
from server.api.door import ISSUERS, PREFIX, STAFF, STATIONS, Door, secret_of
from server.api.light import LightRoute
from server.domain import command as c
from server.domain.command import Actor
from server.domain.hall import Hall
from server.domain.past import PastVisit
from server.service.hall import Done, HallService
from server.service.my_ticket import to_past
from server.service.secret import is_ticket_secret, ticket_secret
from server.service.view import preview, to_ticket, waiting_in_order
from server.vocab import Channel, CounterId, ItemId, Role, ServiceId, SlipState, TicketId, TicketState
from server.wire import request as wr
from server.wire import ticket as wt

KIOSKS = frozenset({Role.KIOSK})
PathId = Annotated[int, Path(ge=1, le=2**53)]
LISTED = 2000  # tickets a list shows at most
_TICKET = re.compile(r'"ticket":\{(?="id":(\d+),)')


def ticket_router(service: HallService, door: Door, key: bytes) -> APIRouter:
    """Taking, seeing, printing and evaluating tickets. `key` derives the tickets' secrets."""
    router = APIRouter(prefix=PREFIX, tags=["tickets"], route_class=LightRoute)
    _add_issue(router, service, door, key)
    _add_slip(router, service, door)
    _add_one(router, service, door, key)
    _add_list(router, service, door)
    _add_preview(router, service, door)
    _add_evaluation(router, service, door, key)
    return router


def with_secret(done: Done, key: bytes) -> Done:
    """Put the ticket's secret into its issuer's answer; it is derived, never stored."""
    found = _TICKET.search(done.text)
    if found is None:
        return done
    secret = ticket_secret(key, int(found[1]))
    return replace(done, text=f'{done.text[: found.end()]}"secret":"{secret}",{done.text[found.end() :]}')


def _add_issue(router: APIRouter, service: HallService, door: Door, key: bytes) -> None:
    docs = reply.docs(wt.TicketAnswer, 404, 409, created_too=True)

    @router.post("/tickets", responses=docs, status_code=201)
    async def issue_ticket(body: wr.IssueTicket, actor: Annotated[Actor, Depends(door.allow(ISSUERS))]) -> Response:
        """取号. 201 with the ticket and its secret; the same request_id again gives 200 and the same ticket."""
        services = body.services or ((body.service_id,) if body.service_id else ())
        wish = c.IssueTicket(
            services=tuple(map(ServiceId, services)),
            ticket_class=body.ticket_class,
            class_reason=body.class_reason,
            item_id=ItemId(body.item_id) if body.item_id else None,
            bound_to=CounterId(body.counter_id) if body.counter_id else None,
            wants_slip=body.slip == "print",
            language=body.language,
        )
        return reply.created(with_secret(await service.do(wish, actor, body.request_id.hex), key))


def _add_slip(router: APIRouter, service: HallService, door: Door) -> None:
    docs = reply.docs(wt.TicketAnswer, 404, 409)

    @router.post("/tickets/{ticket_id}/slip", responses=docs)
    async def settle_slip(
        ticket_id: PathId,
        body: wr.SettleSlip,
        actor: Annotated[Actor, Depends(door.allow(KIOSKS))],
    ) -> Response:
        """The kiosk says whether the slip came out. A failed one keeps the ticket from being called."""
        slip = SlipState.PRINTED if body.printed else SlipState.FAILED
        wish = c.SettleSlip(ticket_id=TicketId(ticket_id), slip=slip, detail=body.detail)
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)

    @router.post("/tickets/{ticket_id}/release", responses=docs)
    async def release_slip(
        ticket_id: PathId, body: wr.Wish, actor: Annotated[Actor, Depends(door.allow(STAFF))]
    ) -> Response:
        """放行: staff let a ticket be called although its slip failed."""
        wish = c.SettleSlip(ticket_id=TicketId(ticket_id), slip=SlipState.NONE)
        return reply.json((await service.do(wish, actor, body.request_id.hex)).text)


def _add_one(router: APIRouter, service: HallService, door: Door, key: bytes) -> None:
    seer = _or_holder(door.allow(STAFF | {Role.KIOSK}), key)

    @router.get("/tickets/{ticket_id}", responses=reply.docs(wt.TicketAnswer, 404))
    async def see_ticket(ticket_id: PathId, actor: Annotated[Actor, Depends(seer)]) -> Response:
        """One ticket of the present day: its place, its estimate, its state. Also for whoever holds its secret."""
        await service.settled()
        ticket = service.hall.ticket(TicketId(ticket_id))
        answer = wt.TicketAnswer(ticket=to_ticket(service.hall, ticket, service.now()))
        hidden = {"secret"} if actor.role in STAFF else {*wt.STAFF_ONLY, "secret"}
        return reply.json(answer.model_dump_json(exclude={"ticket": hidden}))


def _or_holder(
    guard: Callable[[HTTPConnection], Awaitable[Actor]], key: bytes
) -> Callable[[Request, int], Awaitable[Actor]]:
    """Lets in whoever the guard lets in, and the holder of the ticket's own secret."""

    async def holder_or_guarded(request: Request, ticket_id: PathId) -> Actor:
        secret = secret_of(request)
        if secret is not None and is_ticket_secret(key, ticket_id, secret):
            return Actor(role=Role.KIOSK, name=HOLDER)
        return await guard(request)

    return holder_or_guarded


def _add_list(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/tickets", responses=reply.docs(wt.TicketsAnswer, 404))
    async def list_tickets(
        _: Annotated[Actor, Depends(door.allow(STAFF))],
        state: TicketState = TicketState.WAITING,
        service_id: Annotated[str | None, Query(max_length=64)] = None,
        counter_id: Annotated[int | None, Query(ge=1, le=2**53)] = None,
        slip: SlipState | None = None,
    ) -> Response:
        """Tickets of the present day in one state, waiting ones in call order with their reasons. `slip`: only those
        whose slip is so, by rank; a failed one keeps its ticket from being called."""
        await service.settled()
        only = _Only(
            state, ServiceId(service_id) if service_id else None, CounterId(counter_id) if counter_id else None, slip
        )
        return reply.model(wt.TicketsAnswer(tickets=_listed(service.hall, only, service.now())))


@dataclass(frozen=True, slots=True)
class _Only:
    """Which tickets a list is to show."""

    state: TicketState
    service_id: ServiceId | None
    counter_id: CounterId | None
    slip: SlipState | None


def _listed(hall: Hall, only: _Only, now: datetime) -> list[wt.Ticket]:
    """In call order as far as they may be called; the others (other states, failed slips) behind, by rank."""
    ordered: list[wt.Ticket] = []
    if only.slip is not None:
        pass  # who is next is not what was asked
    elif only.state is TicketState.WAITING and only.counter_id is not None:
        ordered = preview(hall, only.counter_id, LISTED, now)
    elif only.state is TicketState.WAITING:
        ordered = waiting_in_order(hall, now, LISTED, only.service_id)
    shown = {ticket.id for ticket in ordered}
    rest = [
        ticket
        for ticket in hall.tickets.values()
        if ticket.state is only.state
        and ticket.id not in shown
        and only.counter_id in {None, ticket.counter_id}
        and only.slip in {None, ticket.slip}
    ]
    ordered += [
        to_ticket(hall, ticket, now, is_estimated=False) for ticket in sorted(rest, key=lambda each: each.rank)[:LISTED]
    ]
    return [ticket for ticket in ordered if only.service_id in {None, ticket.service_id}][:LISTED]


def _add_preview(router: APIRouter, service: HallService, door: Door) -> None:
    @router.get("/queue/preview", responses=reply.docs(wt.TicketsAnswer, 404))
    async def preview_queue(
        _: Annotated[Actor, Depends(door.allow(STAFF))],
        counter_id: Annotated[int, Query(ge=1, le=2**53)],
        n: Annotated[int, Query(ge=1, le=200)] = 10,
    ) -> Response:
        """The next n tickets of a counter; the first is the one call-next would call."""
        await service.settled()
        return reply.model(wt.TicketsAnswer(tickets=preview(service.hall, CounterId(counter_id), n, service.now())))


def _add_evaluation(router: APIRouter, service: HallService, door: Door, key: bytes) -> None:
    evaluator = _or_holder(door.allow(STATIONS), key)
    explainer = _or_holder(door.allow(KIOSKS), key)
    docs = reply.docs(wt.EvaluationAnswer, 404, 409, created_too=True)

    @router.post("/tickets/{ticket_id}/evaluation", responses=docs, status_code=201)
    async def evaluate(ticket_id: PathId, body: wr.Evaluate, actor: Annotated[Actor, Depends(evaluator)]) -> Response:
        """好差评: one evaluation per visit. By the ticket's secret the channel is always the QR code."""
        wish = c.Evaluate(
            ticket_id=TicketId(ticket_id),
            level=body.level,
            reasons=body.reasons,
            comment=body.comment,
            channel=Channel.QR if actor.name == HOLDER else body.channel,
            past=await _past(service, TicketId(ticket_id)),
        )
        return reply.created(await service.do(wish, actor, body.request_id.hex))

    @router.post(
        "/tickets/{ticket_id}/evaluation/reasons",
        responses=reply.docs(wt.ExplanationAnswer, 409, created_too=True),
        status_code=201,
    )
    async def explain_evaluation(
        ticket_id: PathId, body: wr.Explain, actor: Annotated[Actor, Depends(explainer)]
    ) -> Response:
        """补充差评原因: once, for a bad level that was pressed without a reason. The level stays."""
        wish = c.ExplainEvaluation(
            ticket_id=TicketId(ticket_id),
            channel=Channel.QR if actor.name == HOLDER else Channel.KIOSK,
            reasons=body.reasons,
            comment=body.comment,
        )
        return reply.created(await service.do(wish, actor, body.request_id.hex))


async def _past(service: HallService, ticket_id: TicketId) -> PastVisit | None:
    """What the books know of a ticket that is not of the present day."""
    if ticket_id in service.hall.tickets:
        return None
    row = await service.read(lambda log: log.ticket(ticket_id))
    return None if row is None else to_past(row)


HOLDER = "ticket holder"
"""The name under which the holder of a ticket's secret acts."""
