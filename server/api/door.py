"""Lets callers in by token or session cookie and checks their role. Whose counter it is, the rules know.

A browser sends its cookie with every request, whichever page asked: a cookie alone moves nothing. What changes
something must bring the session's CSRF token too, which only pages of this server can read.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from server.api.errors import Unauthorized
from server.domain import rights
from server.domain.command import Actor
from server.domain.errors import NotAllowed
from server.service.gate import Gate
from server.vocab import Role

COOKIE = "bianmin_session"
STATION_COOKIE = "bianmin_station"
"""Where a station that is a browser keeps its token; apart from a session, so that logging out does not unpair it."""
CSRF = "x-csrf-token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
PREFIX = "/api/v1"
"""Where all calls stand but those for supervisors of processes."""

ANYONE = frozenset(Role)
STAFF = rights.STAFF
LEADERS = rights.FREE
AT_COUNTER = STAFF | {Role.DISPLAY}
ISSUERS = STAFF | {Role.KIOSK}
STATIONS = frozenset({Role.KIOSK, Role.DISPLAY})
ADMINS = frozenset({Role.ADMIN})


@dataclass(slots=True)
class Door:
    """One per application; `allow` makes the dependency that guards a call."""

    gate: Gate

    def allow(self, roles: frozenset[Role]) -> Callable[[HTTPConnection], Awaitable[Actor]]:
        """Refuses with 401 without a known token, with 403 without one of `roles`."""

        async def guard(connection: HTTPConnection) -> Actor:
            actor = self._who(connection)
            if actor is None:
                raise Unauthorized
            if not is_meant(connection):
                raise NotAllowed("csrf", "页面已过期，请刷新后再试。")
            if actor.role not in roles:
                raise NotAllowed("forbidden", "您没有做这件事的权限。")
            if actor.is_staff and _is_by_hand(connection):
                self.gate.use(secret_of(connection) or "")
            return actor

        return guard

    def note(self, connection: HTTPConnection, code: str) -> None:
        """Someone was turned away with this code, here or by the rules; it goes into the log."""
        actor = self._who(connection)
        self.gate.note(code=code, source=source_of(connection), actor=actor, call=call_of(connection))

    def _who(self, connection: HTTPConnection) -> Actor | None:
        secret = secret_of(connection)
        return self.gate.who(secret) if secret else None


def secret_of(connection: HTTPConnection) -> str | None:
    """The bearer token, or the secret in the cookie of a session, or else of a station."""
    header = connection.headers.get("authorization")
    if header is not None:
        kind, _, secret = header.partition(" ")
        return secret.strip() if kind.lower() == "bearer" else None
    return connection.cookies.get(COOKIE) or connection.cookies.get(STATION_COOKIE)


def csrf_of(secret: str) -> str:
    """The token that goes with a session; from it nobody learns the session's secret."""
    return hashlib.sha256(b"bianmin csrf " + secret.encode()).hexdigest()[:32]


def is_meant(connection: HTTPConnection) -> bool:
    """Whether the caller itself, and not some page in its browser, wants this."""
    if connection.headers.get("authorization") is not None:
        return True
    if connection.scope["type"] == "websocket":
        return _is_own_page(connection)
    if connection.scope["method"] in READING:
        return True
    sent = connection.headers.get(CSRF, "")
    return hmac.compare_digest(sent.encode(), csrf_of(secret_of(connection) or "").encode())


def _is_by_hand(connection: HTTPConnection) -> bool:
    """Whether a person has done this: what a page reads it may read by itself. One that is touched asks who it is."""
    return connection.scope["type"] == "http" and (
        connection.scope["method"] not in READING or connection.url.path == f"{PREFIX}/session"
    )


def _is_own_page(connection: HTTPConnection) -> bool:
    """A page may open a WebSocket to anywhere and read all it says; but a browser tells whose page it is (RFC 6455,
    10.2), and a caller that tells nothing is no browser."""
    origin = connection.headers.get("origin")
    return origin is None or origin.partition("://")[2] == connection.headers.get("host")


def source_of(connection: HTTPConnection) -> str:
    """The address a caller comes from."""
    return connection.client.host if connection.client else "local"


def call_of(connection: HTTPConnection) -> str:
    """The call's name without its values: ids and codes do not belong into the log."""
    route = connection.scope.get("route")
    return f"{connection.scope.get('method', 'WS')} {getattr(route, 'path', '?')}"
