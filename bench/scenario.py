"""What is measured, one function each. Every one returns plain figures; the table is `run`'s."""

import asyncio
import json
import time
from collections.abc import Callable
from uuid import uuid4
from zoneinfo import ZoneInfo

import websockets

from bench.load import CLIENTS, Connection, Times, post, run_clients, timed
from bench.site import SERVICE, Server, Site
from server.service.loading import load
from server.store import open_store

REQUESTS = 150  # of each client in one round
LISTENERS = 500


def wish(**fields: str | int) -> str:
    return json.dumps({"request_id": str(uuid4()), **fields})


def rate(times: Times) -> float:
    """Answers per second that `CLIENTS` clients would see if they asked for nothing else."""
    return CLIENTS / times.mean


async def bare_posts(server: Server) -> Times:
    times = Times()

    async def client(_: int, connection: Connection) -> None:
        for _ in range(REQUESTS):
            await timed(connection, post("/tickets", wish(service_id=SERVICE), "none"), times)

    await run_clients(server.port, client)
    return times


async def issues(server: Server, site: Site) -> Times:
    """32 kiosks take tickets."""
    times = Times()

    async def client(_: int, connection: Connection) -> None:
        for _ in range(REQUESTS):
            await timed(connection, post("/api/v1/tickets", wish(service_id=SERVICE), site.kiosk), times)

    await run_clients(server.port, client)
    return times


async def calls(server: Server, site: Site) -> Times:
    """32 counters call the next one and mark it no-show, which frees the counter; the calls are measured."""
    times, between = Times(), Times()

    async def client(number: int, connection: Connection) -> None:
        base = f"/api/v1/counters/{number + 1}"
        for _ in range(REQUESTS // 2):
            body = await timed(connection, post(f"{base}/call-next", wish(), site.supervisor), times)
            ticket = json.loads(body)["ticket"]
            path = f"/api/v1/tickets/{ticket['id']}/no-show"
            await timed(connection, post(path, wish(), site.supervisor), between)

    await run_clients(server.port, client)
    return times


async def open_all(server: Server, site: Site) -> None:
    """Every counter opens."""

    async def client(number: int, connection: Connection) -> None:
        await timed(connection, post(f"/api/v1/counters/{number + 1}/open", wish(), site.supervisor), Times())

    await run_clients(server.port, client)


async def publication(server: Server, site: Site) -> list[float]:
    """Seconds from the acknowledged call to the last of `LISTENERS` listeners having it, ten times."""
    url = f"ws://127.0.0.1:{server.port}/api/v1/events"
    headers = {"Authorization": f"Bearer {site.kiosk}"}
    lines = [await websockets.connect(url, additional_headers=headers) for _ in range(LISTENERS)]
    await asyncio.gather(*(line.recv() for line in lines))
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", server.port)
    taken = []
    for _ in range(10):
        heard = [asyncio.ensure_future(line.recv()) for line in lines]
        begin = time.perf_counter()
        body = await timed(connection, post("/api/v1/counters/1/call-next", wish(), site.supervisor), Times())
        await asyncio.gather(*heard)
        taken.append(time.perf_counter() - begin)
        ticket = json.loads(body)["ticket"]
        heard = [asyncio.ensure_future(line.recv()) for line in lines]
        await timed(connection, post(f"/api/v1/tickets/{ticket['id']}/no-show", wish(), site.supervisor), Times())
        await asyncio.gather(*heard)
    connection.close()
    await asyncio.gather(*(line.close() for line in lines))
    return taken


def replay(site: Site) -> tuple[float, int]:
    """Seconds to bring a hall up from its log, and the deeds folded."""
    store = open_store(site.data)
    begin = time.perf_counter()
    loaded = load(store, ZoneInfo)
    took = time.perf_counter() - begin
    store.close()
    return took, loaded.seq


def median(work: Callable[[], float], rounds: int = 3) -> float:
    return sorted(work() for _ in range(rounds))[rounds // 2]
