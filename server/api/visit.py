"""The call behind the slip's QR code: one visit, for whoever holds its secret, and nobody else."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from server.api import reply
from server.api.door import PREFIX, Door, secret_of, source_of
from server.service.attempts import Attempts
from server.service.hall import HallService
from server.service.my_ticket import Finder
from server.service.secret import is_ticket_secret
from server.service.visit import Visits
from server.vocab import TicketId
from server.wire import visit as wv
from server.wire.ticket import STAFF_ONLY

PathId = Annotated[int, Path(ge=1, le=2**53)]
GUESSES, WITHIN = 20, timedelta(minutes=10)
"""Wrong secrets of one address: a hall's phones may share one, and secrets are not found by guessing anyway."""


def visit_router(service: HallService, door: Door, key: bytes) -> APIRouter:
    """`key` derives the tickets' secrets."""
    router = APIRouter(prefix=PREFIX, tags=["tickets"])
    visits = Visits(service, Finder(service, key))
    holder = _holder(service, door, key)

    @router.get(
        "/tickets/{ticket_id}/visit", responses=reply.docs(wv.VisitAnswer, 404, 429), dependencies=[Depends(holder)]
    )
    async def see_visit(ticket_id: PathId) -> Response:
        """我的号票 on a phone: place, estimate, state, what may be evaluated until when; also of the last days."""
        answer = wv.VisitAnswer(visit=await visits.of(TicketId(ticket_id)))
        return reply.json(answer.model_dump_json(exclude={"visit": {"ticket": {*STAFF_ONLY, "secret"}}}))

    return router


def _holder(service: HallService, door: Door, key: bytes) -> Callable[[Request, int], Awaitable[None]]:
    wrong = Attempts(GUESSES, WITHIN)
    nobody_else = door.allow(frozenset())

    async def holder(request: Request, ticket_id: PathId) -> None:
        source, now = source_of(request), service.now()
        wrong.require(source, now)
        secret = secret_of(request)
        if secret is None or not is_ticket_secret(key, ticket_id, secret):
            wrong.note_wrong(source, now)
            await nobody_else(request)

    return holder
