"""Refuses bodies that are too large before they fill the memory. Knows no call."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.errors import problem

LARGEST = 5_000_000  # bytes; a hall file with a thousand items has about one million


class BodyLimit:
    """ASGI middleware: 413 for a body that says or turns out to be too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = next((value for name, value in scope["headers"] if name == b"content-length"), None)
        if length is not None and (not length.isdigit() or int(length) > LARGEST):
            await problem(413, "too_large", "发送的内容太大。")(scope, receive, send)
            return
        await self._app(scope, receive if length is not None else _counted(receive), send)


def _counted(receive: Receive) -> Receive:
    """A body of unknown length is refused when it passes the limit."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST:
            raise HTTPException(413)
        return message

    return counted
