"""Refuses bodies that are too large before they fill the memory, in the words of all other refusals.

The framework's own limit answers a declared length in plain text; ours are problems throughout.
"""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.door import PREFIX
from server.api.errors import TITLES, problem
from server.store.media import VIDEO_MAX

LARGEST = 5_000_000
"""Bytes of a body; a hall file with a thousand items has about one million."""
LARGEST_AT = {f"{PREFIX}/media": VIDEO_MAX}
"""Paths where more may come; what is sent there is not kept in memory."""


class BodyLimit:
    """ASGI middleware: 413 for a body that says, or turns out, to be too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = _declared(scope)
        largest = LARGEST_AT.get(scope["path"], LARGEST)
        if declared is None:
            await self._app(scope, _counted(receive, largest), send)
        elif declared > largest:
            await problem(413, "too_large", TITLES[413])(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _declared(scope: Scope) -> int | None:
    """The length the sender names; the HTTP parser holds it to that."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)
    return None


def _counted(receive: Receive, largest: int) -> Receive:
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > largest:
            raise HTTPException(413)
        return message

    return counted
