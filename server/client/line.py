"""One HTTP question and its typed answer; the same wish again while nobody answers. Knows no command of the hall."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import httpx
from pydantic import ValidationError

from server.client.errors import BadAnswer, Refused, Unreachable
from server.client.trust import trusting
from server.wire.problem import Problem
from server.wire.shape import Wire

log = logging.getLogger(__name__)

API = "/api/v1"
CONNECT_S, ANSWER_S = 3.0, 10.0
VANISHED_MS = 3000
"""What a live server's machine has not acknowledged by then is lost in a network that is cut: do not wait on."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
VANISHED = ((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, VANISHED_MS),)
TOO_MANY = 429
NOT_MODIFIED = 304

Answer = TypeVar("Answer", bound=Wire)
T = TypeVar("T")


class Line:
    """The way to one server, with its token if there is one yet; `tls` says which server is the right one.

    Each call asks once and raises Unreachable, Refused or BadAnswer.
    """

    def __init__(self, base_url: str, token: str | None, tls: ssl.SSLContext | None = None) -> None:
        is_tls = base_url.startswith("https:")
        # The LAN is reached directly: a proxy of the environment is for the internet and would see the token.
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(ANSWER_S, connect=CONNECT_S),
            transport=httpx.AsyncHTTPTransport(
                # Reading what the machine trusts takes a while; nobody asks for it on the plain way.
                verify=(tls or trusting(None)) if is_tls else False,
                socket_options=VANISHED,
                trust_env=False,
            ),
            trust_env=False,
        )

    async def get(self, path: str, answer: type[Answer], query: dict[str, str] | None = None) -> Answer:
        return await self._once("GET", path, answer, query=query)

    async def post(self, path: str, wish: Wire, answer: type[Answer]) -> Answer:
        return await self._once("POST", path, answer, body=wish.model_dump_json(exclude_none=True))

    async def fetch(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """A GET answered with anything but a model, 304 included."""
        reply = await self._sent("GET", path, headers=headers or {})
        if not reply.is_success and reply.status_code != NOT_MODIFIED:
            raise _refusal("GET", path, reply)
        return reply

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _once(
        self,
        method: str,
        path: str,
        answer: type[Answer],
        *,
        query: dict[str, str] | None = None,
        body: str | None = None,
    ) -> Answer:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        reply = await self._sent(method, path, headers=headers, query=query, body=body)
        if not reply.is_success:
            raise _refusal(method, path, reply)
        try:
            return answer.model_validate_json(reply.content)
        except ValidationError as error:
            # Field names and types only: a value might be a secret.
            wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
            raise BadAnswer(f"{method} {path}: {wrong}") from None

    async def _sent(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        query: dict[str, str] | None = None,
        body: str | None = None,
    ) -> httpx.Response:
        if self._http.is_closed:  # the hall has moved, and this was the way to where it was
            raise Unreachable(f"{method} {path}: closed")
        try:
            return await self._http.request(method, API + path, params=query, content=body, headers=headers)
        except httpx.TransportError as error:
            raise Unreachable(f"{method} {path}: {type(error).__name__}") from error


async def patiently(ask: Callable[[], Awaitable[T]], budget_s: float) -> T:
    """Ask again with growing pauses after each Unreachable; the last one is raised when `budget_s` is over."""
    clock = asyncio.get_running_loop().time
    end = clock() + budget_s
    pause = FIRST_PAUSE_S
    while True:
        try:
            return await ask()
        except Unreachable as error:
            if clock() + pause > end:
                raise
            log.debug("again in %.1f s: %s", pause, error)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE_S, pause * 2)


def _refusal(method: str, path: str, reply: httpx.Response) -> Unreachable | Refused:
    """5xx and 429 mean: not now. Everything else is a no."""
    try:
        problem = Problem.model_validate_json(reply.content)
        code, detail = problem.code, problem.detail
    except ValidationError:
        code, detail = f"http_{reply.status_code}", f"服务器答复 {reply.status_code}。"
    if reply.is_server_error or reply.status_code == TOO_MANY:
        return Unreachable(f"{method} {path}: {reply.status_code} {code}")
    return Refused(code, detail, reply.status_code)
