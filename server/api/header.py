"""Gives every answer the headers that keep a browser from being used against its user. Knows no particular call."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
}
"""Unless the answer says otherwise; pages have a policy of their own. No HSTS: a browser that was told would let nobody
in again after the hall's certificate was replaced."""
ENCRYPTED = {b"cross-origin-opener-policy": b"same-origin"}
"""Over plain http a browser ignores it, and complains of it on its console."""
OF_CALLS = {b"cache-control": b"no-store"}
CALLS = "/api/"


class SafeHeaders:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = ALWAYS | OF_CALLS if scope["path"].startswith(CALLS) else ALWAYS
        wanted = wanted | ENCRYPTED if scope["scheme"] == "https" else wanted

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = given + [each for each in wanted.items() if each[0] not in names]
            await send(message)

        await self._app(scope, receive, sent)
