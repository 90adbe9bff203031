"""A disk that takes no more: what is not on it is not answered; the server says so, ends, and starts again whole."""

import asyncio
import resource
from random import Random

import httpx
import pytest

from server.api.app import create_app
from server.bootstrap import build_parts, running_service
from server.store import StoreFailed, open_store
from server.store.opening import FILE_NAME
from server.store.sqlite_file import wal_of
from tests.e2e.conftest import SERVICES, TrialHall
from tests.e2e.load import Book, Line, press
from tests.e2e.process import Running, Starter
from tests.e2e.proof import Log, prove

SEED = 20250606


@pytest.mark.slow
@pytest.mark.parametrize("room", [0, 30_000, 100_001])
def test_a_full_disk_ends_the_server_and_loses_nothing_it_acknowledged(console: Starter, hall: TrialHall, room: int):
    """The process may write no file longer than its log now is, and `room` bytes more."""
    book = Book(Random(SEED))

    def fill(server: Running) -> None:
        limit = wal_of(hall.data / FILE_NAME).stat().st_size + room
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (limit, limit))

    with console.serving(*hall.where) as server:
        book.on_ack = lambda acked: fill(server) if acked == 40 else None
        asyncio.run(press(book, server.port, hall.tokens, SERVICES))
        assert server.wait() == 1
        said = server.err.rest()
        assert "the log could not be written" in said
        assert "Traceback" not in said
    assert {reply.status for _, reply in book.failed} <= {503}
    assert len(book.acked) >= 40
    assert "日志完好" in console.run("verify", *hall.where).out
    before = Log.of(hall)
    prove(before, [], book.acked)
    assert not any(wish.request_id in before.by_request for wish, _ in book.failed), "refused and yet carried out"
    with console.serving(*hall.where) as server:

        async def again() -> None:
            line = await Line.to(server.port)
            for wish in [*book.open.values(), *(wish for wish, _ in book.failed)]:
                reply = await line.call("POST", wish.path, wish.token, wish.body)
                assert reply.status < 500
            line.close()

        asyncio.run(again())


async def test_a_server_whose_log_failed_is_not_ready_and_shows_nothing(
    hall: TrialHall, monkeypatch: pytest.MonkeyPatch
):
    """Until it has ended: 503 for readiness, for commands and for what would be read; it is still alive."""
    store = open_store(hall.data)
    assert store.meta("hall_uid")
    admin = {"Authorization": f"Bearer {hall.tokens.admin}"}
    wish = {"request_id": "0" * 31 + "1", "service_id": "general"}

    def fail(*_: object) -> None:
        raise StoreFailed("磁盘已满。")

    async with running_service(store) as service:
        transport = httpx.ASGITransport(
            create_app(build_parts(service, b"k" * 32, hall.data)), raise_app_exceptions=False
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://hall") as client:
            assert (await client.get("/ready")).status_code == 200
            monkeypatch.setattr(store, "append", fail)
            for _ in range(2):
                refused = await client.post("/api/v1/tickets", json=wish, headers=admin)
                assert refused.status_code == 503
                assert refused.json()["code"]
            assert (await client.get("/ready")).status_code == 503
            assert (await client.get("/health")).status_code == 200
            assert (await client.get("/api/v1/tickets", headers=admin)).status_code == 503
            assert (await client.get("/api/v1/hall", headers=admin)).status_code == 503
            assert (await client.get("/api/v1/board", headers=admin)).status_code == 503
