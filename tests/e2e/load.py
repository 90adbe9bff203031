"""A small client for load: one connection that stays open, one call at a time, and the book of what was promised.

Raw sockets, so that what was sent and what was answered is known to the byte when a server dies.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

PATIENCE = 120.0  # seconds


class ServerFailed(Exception):
    """It said itself that it cannot go on."""


BROKEN = (ConnectionError, asyncio.IncompleteReadError, ServerFailed)
"""How a call ends when the server is gone."""


@dataclass(frozen=True)
class Reply:
    status: int
    text: str

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass
class Line:
    """A connection to the server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, port: int) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def call(self, method: str, path: str, token: str = "", body: object = None) -> Reply:
        self.send(method, path, token, body)
        return await self.answer()

    def send(self, method: str, path: str, token: str = "", body: object = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", "Host: hall", f"Content-Length: {len(content)}"]
        if token:
            head.append(f"Authorization: Bearer {token}")
        if content:
            head.append("Content-Type: application/json")
        self.writer.write("\r\n".join([*head, "", ""]).encode() + content)

    async def answer(self) -> Reply:
        async with asyncio.timeout(PATIENCE):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            lengths = [int(line.split(":")[1]) for line in head if line.lower().startswith("content-length:")]
            text = (await self.reader.readexactly(lengths[0])).decode() if lengths else ""
        return Reply(int(head[0].split()[1]), text)

    def close(self) -> None:
        self.writer.close()


@dataclass(frozen=True)
class Wish:
    """A command that was sent, and how many answers had come in by then."""

    request_id: str
    token: str
    path: str
    body: dict[str, Any]
    sent_after: int


@dataclass
class Book:
    """Everything sent and everything answered, in order."""

    chance: Random
    on_ack: Callable[[int], None] = lambda _: None
    open: dict[str, Wish] = field(default_factory=dict)  # sent, not answered
    acked: list[tuple[Wish, Reply]] = field(default_factory=list)
    failed: list[tuple[Wish, Reply]] = field(default_factory=list)  # 5xx

    async def do(self, line: Line, token: str, path: str, **body: Any) -> Reply:
        request_id = UUID(int=self.chance.getrandbits(128)).hex
        wish = Wish(request_id, token, path, {"request_id": request_id, **body}, len(self.acked))
        self.open[request_id] = wish
        reply = await line.call("POST", path, token, wish.body)
        del self.open[request_id]
        if reply.status >= 500:
            self.failed.append((wish, reply))
            raise ServerFailed
        if reply.status < 300:
            self.acked.append((wish, reply))
            self.on_ack(len(self.acked))
        return reply


@dataclass(frozen=True)
class Tokens:
    """Secrets of the stations of a trial hall."""

    kiosks: list[str]
    clerks: dict[int, str]
    supervisor: str
    admin: str


async def kiosk(book: Book, line: Line, token: str, services: list[str]) -> None:
    """Takes tickets for ever."""
    while True:
        green = book.chance.random() < 0.2
        extra = {"class": "green", "class_reason": "elderly"} if green else {}
        slip = book.chance.choice(["none", "none", "print"])
        service = book.chance.choice(services)
        done = await book.do(line, token, "/api/v1/tickets", service_id=service, slip=slip, **extra)
        if slip == "print":
            ticket_id = done.body["ticket"]["id"]
            await book.do(line, token, f"/api/v1/tickets/{ticket_id}/slip", printed=book.chance.random() < 0.9)


async def clerk(book: Book, line: Line, token: str, counter: int, services: list[str]) -> None:
    """Calls and serves for ever: finishes, transfers, holds, no-shows that come back."""
    await book.do(line, token, f"/api/v1/counters/{counter}/open")
    while True:
        called = await book.do(line, token, f"/api/v1/counters/{counter}/call-next")
        if called.status == 409:  # it still serves the one from before the kill
            state = (await line.call("GET", "/api/v1/hall", token)).body["counters"]
            ticket_id = next(each["current"]["ticket_id"] for each in state if each["id"] == counter)
        elif called.body["ticket"] is None:
            continue
        else:
            ticket_id = called.body["ticket"]["id"]
        await _serve(book, line, token, f"/api/v1/tickets/{ticket_id}", services)


async def _serve(book: Book, line: Line, token: str, path: str, services: list[str]) -> None:
    match book.chance.randrange(6):
        case 0:
            await book.do(line, token, f"{path}/transfer", service_id=book.chance.choice(services))
        case 1:
            await book.do(line, token, f"{path}/transfer", counter_id=book.chance.randrange(1, 5))
        case 2:
            await book.do(line, token, f"{path}/no-show")
            await book.do(line, token, f"{path}/reinstate")
        case 3:
            await book.do(line, token, f"{path}/hold", reason="补材料", minutes=30)
            await book.do(line, token, f"{path}/resume")
            await book.do(line, token, f"{path}/finish")
        case _:
            await book.do(line, token, f"{path}/start")
            await book.do(line, token, f"{path}/finish")


async def press(book: Book, port: int, tokens: Tokens, services: list[str]) -> None:
    """Load from all kiosks and clerks at once, until the server is gone."""

    async def until_gone(work: Callable[[Line], Awaitable[None]]) -> None:
        try:
            line = await Line.to(port)
        except ConnectionError:
            return
        try:
            await work(line)
        except BROKEN:
            pass
        finally:
            line.close()

    async with asyncio.TaskGroup() as group:
        for token in tokens.kiosks:
            group.create_task(until_gone(lambda line, t=token: kiosk(book, line, t, services)))  # type: ignore[misc]
        for counter, token in tokens.clerks.items():
            group.create_task(
                until_gone(lambda line, t=token, n=counter: clerk(book, line, t, n, services))  # type: ignore[misc]
            )
