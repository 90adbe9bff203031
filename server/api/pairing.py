"""Calls of pairing: a station without a token asks for one, an administrator types the code it shows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from server.api import reply
from server.api.door import ADMINS, PREFIX, Door, source_of
from server.domain.command import Actor
from server.service.pairing import Pairings
from server.vocab import CounterId
from server.wire import admin as wa
from server.wire import pairing as wp


def pairing_router(pairings: Pairings, door: Door) -> APIRouter:
    """Everything under /pairing."""
    router = APIRouter(prefix=f"{PREFIX}/pairing", tags=["pairing"])
    _add_station(router, pairings)
    _add_accept(router, pairings, door)
    return router


def _add_station(router: APIRouter, pairings: Pairings) -> None:
    @router.post("", responses=reply.docs(wp.PairingOffer, 429), openapi_extra={"security": []})
    async def ask_pairing(body: wp.AskPairing, request: Request) -> Response:
        """A station without a token asks: it shows the code to people, and fetches its token with the claim."""
        return reply.model(pairings.ask(body, source_of(request)))

    @router.get("/hall", responses=reply.docs(wp.PairingHall), openapi_extra={"security": []})
    async def see_hall() -> Response:
        """Whose server is this? A station that belongs to a hall asks before it shows its token or a code."""
        return reply.model(pairings.hall())

    @router.post("/reveal", responses=reply.docs(wp.PairingOutcome, 404), openapi_extra={"security": []})
    async def reveal_nonce(body: wp.RevealPairing) -> Response:
        """The second half of asking with a commitment: from now on the code can be typed. 404: ask anew."""
        return reply.model(pairings.reveal(body.claim, body.nonce))

    @router.post("/claim", responses=reply.docs(wp.PairingOutcome, 404), openapi_extra={"security": []})
    async def claim_pairing(body: wp.ClaimPairing) -> Response:
        """Was the code typed? Then the token, again for ten minutes. 404: the code is over, ask for a new one."""
        return reply.model(pairings.claim(body.claim))


def _add_accept(router: APIRouter, pairings: Pairings, door: Door) -> None:
    @router.get("", responses=reply.docs(wp.PairingsAnswer), dependencies=[Depends(door.allow(ADMINS))])
    async def see_pairings() -> Response:
        """Stations that wait to be paired, without their codes."""
        return reply.model(wp.PairingsAnswer(pairings=pairings.all()))

    @router.post("/accept", responses=reply.docs(wa.TokenAnswer, 404, 409, 429, created_too=True), status_code=201)
    async def accept_pairing(body: wp.AcceptPairing, actor: Annotated[Actor, Depends(door.allow(ADMINS))]) -> Response:
        """Give the station that shows the code a token; its secret goes to the station alone."""
        counter_id = CounterId(body.counter_id) if body.counter_id else None
        code = body.code.replace(" ", "")
        done = await pairings.accept(code, actor, body.request_id.hex, name=body.name, counter_id=counter_id)
        return reply.created(done)
