"""The token of a station that is a browser: in an HttpOnly cookie, so that no script and no address holds it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from server.api import reply
from server.api.door import ANYONE, COOKIE, CSRF, PREFIX, STATION_COOKIE, Door, csrf_of, secret_of
from server.domain.command import Actor
from server.service.pairing import Pairings
from server.wire import pairing as wp

LASTS = timedelta(days=400)
"""As long as browsers keep a cookie at most; it begins anew whenever the station asks who it is."""


def station_router(pairings: Pairings, door: Door) -> APIRouter:
    """Everything under /session/station."""
    router = APIRouter(tags=["session"], prefix=f"{PREFIX}/session/station")

    @router.post("", responses=reply.docs(wp.PairingOutcome, 404), openapi_extra={"security": []})
    async def keep_pairing(body: wp.ClaimPairing, request: Request) -> Response:
        """As POST /pairing/claim, for a browser: the token comes as a cookie and does not stand in the answer."""
        outcome = pairings.claim(body.claim)
        answer = reply.model(outcome.model_copy(update={"token": None}))
        if outcome.token is not None:
            answer.delete_cookie(COOKIE)  # who was logged in here before is not the station
            _keep(answer, request, outcome.token)
        return answer

    @router.get("", responses=reply.docs(None), status_code=204)
    async def renew_station(request: Request, _: Annotated[Actor, Depends(door.allow(ANYONE))]) -> Response:
        """Is this browser still let in? A station's cookie lasts anew; with `X-CSRF-Token` its page may report."""
        answer = Response(status_code=204)
        mine = request.cookies.get(STATION_COOKIE)
        if mine is not None and mine == secret_of(request):
            _keep(answer, request, mine)
            answer.headers[CSRF] = csrf_of(mine)
        return answer

    return router


def _keep(answer: Response, request: Request, token: str) -> None:
    """This site alone is sent the cookie."""
    age, is_tls = int(LASTS.total_seconds()), request.url.scheme == "https"
    answer.set_cookie(STATION_COOKIE, token, max_age=age, httponly=True, samesite="strict", secure=is_tls)
