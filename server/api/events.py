"""The stream of events over WebSocket. Lets listeners in, sends what the hub gives them, notices when they are gone."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket
from starlette.websockets import WebSocketDisconnect

from server.api.door import Door, call_of, secret_of, source_of
from server.realtime.hub import Hub, Listener, audience_of
from server.service.secret import digest

UNAUTHORIZED = 4401
"""Close codes 4000…4999 are the application's; this one is HTTP 401."""
TOO_SLOW_OR_REVOKED = 4408


def events_router(door: Door, hub: Hub) -> APIRouter:
    """GET /events as a WebSocket."""
    router = APIRouter(tags=["events"])

    @router.websocket("/events")
    async def events(websocket: WebSocket, since: Annotated[int | None, Query(ge=0)] = None) -> None:
        """A snapshot or the deltas behind `since`, then every fact as it happens."""
        secret = secret_of(websocket)
        actor = door.gate.who(secret) if secret else None
        if secret is None or actor is None:
            door.gate.note(code="unauthorized", source=source_of(websocket), actor=None, call=call_of(websocket))
            await websocket.close(UNAUTHORIZED)
            return
        await websocket.accept()
        listener, first = await hub.join(audience_of(actor.role), digest(secret), since)
        try:
            await _serve(websocket, listener, first)
        finally:
            hub.leave(listener)

    return router


async def _serve(websocket: WebSocket, listener: Listener, first: list[str]) -> None:
    """Send until either side is done. What the listener says is read only to notice that it left."""
    sending = asyncio.create_task(_send(websocket, listener, first))
    hearing = asyncio.create_task(_hear(websocket))
    _, pending = await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(sending, hearing, return_exceptions=True)


async def _send(websocket: WebSocket, listener: Listener, first: list[str]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):  # it left while we were sending
        for text in first:
            await websocket.send_text(text)
        while (news := await listener.queue.get()) is not None:
            await websocket.send_text(news)
        await websocket.close(TOO_SLOW_OR_REVOKED)


async def _hear(websocket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await websocket.receive_text()
