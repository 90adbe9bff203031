"""The stream of events over WebSocket. Lets listeners in, sends what the hub gives them, notices when they are gone."""

import asyncio
import logging
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Response, WebSocket
from starlette.websockets import WebSocketDisconnect

from server.api.door import ANYONE, PREFIX, Door, secret_of
from server.api.openapi import STREAM
from server.domain.command import Actor
from server.realtime.hub import Hub, Listener, audience_of
from server.service.secret import digest

TOO_SLOW_OR_REVOKED = 4408
"""Close codes 4000…4999 are the application's."""
FAREWELL_S = 2.0
"""How long a dropped listener may take to read its close frame."""


def events_router(door: Door, hub: Hub) -> APIRouter:
    """GET /events as a WebSocket."""
    router = APIRouter(prefix=PREFIX, tags=["events"])
    logging.getLogger("uvicorn.error").addFilter(discreet)

    @router.websocket("/events")
    async def events(
        websocket: WebSocket,
        actor: Annotated[Actor, Depends(door.allow(ANYONE))],
        since: Annotated[int | None, Query(ge=0)] = None,
    ) -> None:
        """A snapshot or the deltas behind `since`, then every fact as it happens."""
        secret = secret_of(websocket) or ""
        listener, first = await hub.join(audience_of(actor.role), digest(secret), since)
        try:
            await websocket.accept()
            await _serve(websocket, listener, first)
        finally:
            hub.leave(listener)

    @router.get("/events", responses=STREAM, status_code=101, summary="Follow the hall")
    async def events_by_http(
        since: Annotated[int | None, Query(ge=0, description="The last rev the listener has.")] = None,
    ) -> Response:
        """A WebSocket: a snapshot with its rev, then deltas; a gap in `rev` means: connect again, never guess."""
        raise HTTPException(426, headers={"Upgrade": "websocket"})

    return router


def discreet(record: logging.LogRecord) -> bool:
    """What may be kept of uvicorn's log: at DEBUG it writes handshakes with tokens, at ERROR every refused one."""
    return record.levelno >= logging.INFO and not str(record.msg).startswith("ASGI callable returned without")


async def _serve(websocket: WebSocket, listener: Listener, first: list[str]) -> None:
    """Send until the listener leaves or is dropped. What it says is read only to notice that it left."""
    jobs = (_send(websocket, listener, first), _hear(websocket), listener.dropped.wait())
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if listener.dropped.is_set():
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await websocket.close(TOO_SLOW_OR_REVOKED)


async def _send(websocket: WebSocket, listener: Listener, first: list[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # it left while we were sending
        for text in first:
            await websocket.send_text(text)
        while True:
            await websocket.send_text(await listener.queue.get())


async def _hear(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
