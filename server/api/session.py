"""Logging in and out by name and password. The session lives in an HttpOnly cookie."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from server.api import reply
from server.api.door import ANYONE, COOKIE, PREFIX, Door, csrf_of, secret_of, source_of
from server.api.errors import Unauthorized
from server.domain.command import Actor
from server.service.gate import Gate
from server.wire import admin as wa
from server.wire import request as wr


def session_router(door: Door) -> APIRouter:
    """Everything under /session."""
    router = APIRouter(tags=["session"], prefix=f"{PREFIX}/session")
    _add_begin(router, door)
    _add_end(router, door)
    _add_end_many(router, door)
    return router


def _add_begin(router: APIRouter, door: Door) -> None:
    gate = door.gate

    @router.post("", responses=reply.docs(wa.Session, 429), openapi_extra={"security": []})
    async def log_in(body: wr.LogIn, request: Request) -> Response:
        """A wrong name and a wrong password are told apart by nobody; too many tries wait."""
        secret, until = await gate.log_in(body.name, body.password, source_of(request))
        await _end_former(gate, request)
        actor = gate.who(secret)
        if actor is None:  # removed while the password was being checked
            raise Unauthorized
        others = len(gate.others(secret, actor))
        answer = reply.model(_session(actor, until=until.isoformat(), csrf=csrf_of(secret), others=others))
        is_tls = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=int(gate.limits.lasts.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=is_tls,
        )
        return answer

    @router.get("", responses=reply.docs(wa.Session))
    async def see_session(request: Request, actor: Annotated[Actor, Depends(door.allow(ANYONE))]) -> Response:
        """Who am I? A page that somebody touches asks this now and then: without it an idle session ends."""
        secret = secret_of(request) or ""
        if not actor.is_staff:
            return reply.model(_session(actor, csrf=""))
        return reply.model(_session(actor, csrf=csrf_of(secret), others=len(gate.others(secret, actor))))


def _add_end(router: APIRouter, door: Door) -> None:
    @router.delete("", responses=reply.docs(None), status_code=204)
    async def log_out(request: Request, actor: Annotated[Actor, Depends(door.allow(ANYONE))]) -> Response:
        """End the session of the cookie."""
        secret = secret_of(request)
        if secret is not None and actor.is_staff:
            await door.gate.log_out(secret, actor)
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE)
        return answer


def _add_end_many(router: APIRouter, door: Door) -> None:
    @router.delete("/all", responses=reply.docs(None), status_code=204)
    async def log_out_everywhere(actor: Annotated[Actor, Depends(door.allow(ANYONE))]) -> Response:
        """End every session of the one who asks, on whichever computer."""
        if actor.is_staff:
            await door.gate.log_out_everywhere(actor)
        answer = Response(status_code=204)
        answer.delete_cookie(COOKIE)
        return answer

    @router.delete("/others", responses=reply.docs(None), status_code=204)
    async def log_out_others(request: Request, actor: Annotated[Actor, Depends(door.allow(ANYONE))]) -> Response:
        """End every other session of the one who asks: a counter is worked at from one computer."""
        secret = secret_of(request)
        if secret is not None and actor.is_staff:
            await door.gate.log_out_others(secret, actor)
        return Response(status_code=204)


async def _end_former(gate: Gate, request: Request) -> None:
    """Whoever was logged in here before is not any more; no session's secret outlives a log-in."""
    former = request.cookies.get(COOKIE)
    actor = gate.who(former) if former else None
    if former is not None and actor is not None and actor.is_staff:
        await gate.log_out(former, actor)


def _session(actor: Actor, **fields: str | int) -> wa.Session:
    return wa.Session.model_validate(
        {"name": actor.name, "role": actor.role, "counter_id": actor.counter_id, "counters": actor.counters, **fields}
    )
