"""The door for phones and screens that know no certificate of the hall: beside the encrypted port, and not encrypted.

Serves only what is public or opens with the secret of one ticket; whatever else is asked for is shown the encrypted
way, and no cookie of a session gets past. Knows paths, no page's meaning.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.api.errors import problem

PUBLIC = re.compile(r"/(health|trust|ca\.crt|t/[^/]+|g(/.*)?|web/(page\.css|ticket\.css|ticket\.js|trust\.css))")
"""What anybody may read."""
OF_A_TICKET = re.compile(r"/api/v1/(my/.*|tickets/[0-9]+(/evaluation(/reasons)?|/visit)?)")
"""What the holder of a slip may ask with its secret."""
OF_A_BOARD = re.compile(
    r"/board|/web/board/.*"
    r"|/api/v1/(pairing|session/station|hall|board|events|content|content/qr|media/[^/]+|devices/health)"
)
"""What the page of a hall board asks for, with the cookie of its token."""
READING = frozenset({"GET", "HEAD"})


class PlainDoor:
    """ASGI: `app` behind it, for what may come in here. `tls_port`: where everything is."""

    def __init__(self, app: ASGIApp, tls_port: int, *, with_board: bool) -> None:
        self._app = app
        self._tls_port = tls_port
        self._with_board = with_board

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if self._with_board and OF_A_BOARD.fullmatch(path):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif PUBLIC.fullmatch(path) or OF_A_TICKET.fullmatch(path):
            headers = [each for each in scope["headers"] if each[0] != b"cookie"]
            await self._app({**scope, "headers": headers}, receive, send)
        else:
            await self._show_the_way(scope, path)(scope, receive, send)

    def _show_the_way(self, scope: Scope, path: str) -> Response:
        """A browser that knows the certificate is led on; the first page says how it comes to know it. Nothing is sent
        after a wish: what it carried has been in the open, and its sender is to be mended."""
        if path == "/":
            return RedirectResponse("/trust", 307)
        if path.startswith("/api/") or scope["method"] not in READING:
            detail = f"这里不加密，只有公开的页面；请改用 https 和端口 {self._tls_port}。"
            return problem(403, "tls_required", detail)
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        name = host[: host.rindex("]") + 1] if host.startswith("[") else host.partition(":")[0]
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"https://{name}:{self._tls_port}{path}" + (f"?{query}" if query else ""), 307)


class Companion(uvicorn.Server):
    """Runs beside another server, which hears the signals and says when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
