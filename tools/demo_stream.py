"""Listens to a hall's events exactly as they come over the WebSocket. Understands none of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tools.demo_hall import API, bearer
from tools.demo_heard import Heard


@asynccontextmanager
async def listening(name: str, url: str, token: str, file: Path) -> AsyncIterator[Heard]:
    """Everything this token is told from now on; the snapshot has been heard when the block begins."""
    heard = Heard(name, file)
    task = asyncio.create_task(_listen(heard, url.replace("http", "ws", 1) + API + "/events", token))
    try:
        await heard.until("送来快照", lambda said: said.get("type") == "snapshot")
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _listen(heard: Heard, url: str, token: str) -> None:
    try:
        async with connect(url, additional_headers=bearer(token), proxy=None, max_size=None) as socket:
            async for text in socket:
                await heard.add(text if isinstance(text, str) else text.decode())
    except (OSError, WebSocketException) as error:
        await heard.add(f"{type(error).__name__}")
    finally:
        await heard.end()
