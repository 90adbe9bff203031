"""A load of keep-alive HTTP clients in one process. Knows requests as bytes; measures each answer's time."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

CLIENTS = 32


@dataclass(slots=True)
class Times:
    """Latencies in seconds of one kind of request, in order of completion, and the statuses seen."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def mean(self) -> float:
        return sum(self.seconds) / len(self.seconds)


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request under way."""

    def __init__(self) -> None:
        self._buffer = b""
        self._waiter: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, gap, rest = self._buffer.partition(b"\r\n\r\n")
        if not gap:
            return
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(rest) >= length and self._waiter is not None:
            self._buffer = rest[length:]
            waiter, self._waiter = self._waiter, None
            waiter.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(exc or ConnectionResetError("the server hung up"))

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiter

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def post(path: str, body: str, token: str) -> bytes:
    """A POST request's bytes."""
    data = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


async def timed(connection: Connection, request: bytes, times: Times) -> bytes:
    """Send one request; note how long it took and how it was answered."""
    begin = time.perf_counter()
    status, body = await connection.ask(request)
    times.seconds.append(time.perf_counter() - begin)
    times.statuses[status] = times.statuses.get(status, 0) + 1
    return body


async def run_clients(
    port: int, client: Callable[[int, Connection], Coroutine[Any, Any, None]], count: int = CLIENTS
) -> float:
    """Run `count` clients at once, each on its own connection; returns the seconds from first to last."""
    loop = asyncio.get_running_loop()
    connections = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]
    begin = time.perf_counter()
    await asyncio.gather(*(client(number, connection) for number, connection in enumerate(connections)))
    took = time.perf_counter() - begin
    for connection in connections:
        connection.close()
    return took
