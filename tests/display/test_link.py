"""The way to the hall: a server that is frozen is lost within five seconds, and followed again when it answers."""

import asyncio

import pytest

from display import link as link_module
from display.follow import Follower
from display.link import Link
from display.report import Report
from display.view import View
from server.client.hall_client import HallClient
from server.wire.event import Envelope
from tests.display.fakes import PATIENCE_S
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import AT


class Ear:
    """Waits for the hall to be there or gone."""

    def __init__(self) -> None:
        self._views: asyncio.Queue[View | None] = asyncio.Queue()

    def painted(self, view: View | None) -> None:
        self._views.put_nowait(view)

    def happened(self, view: View, envelope: Envelope) -> None: ...

    async def hears(self, *, is_live: bool) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while (view := await self._views.get()) is None or view.is_live is not is_live:
                pass


async def test_a_frozen_hall_is_lost_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "CHECK_S", 0.05)
    monkeypatch.setattr(link_module, "ANSWER_S", 0.5)
    hall, ear = StubHall(), Ear()
    with serving(hall) as tcp_port:
        client = HallClient(f"http://127.0.0.1:{tcp_port}", TOKEN)

        async def find() -> HallClient:
            return client

        link = Link(find, Follower([ear], Report(None, lambda: AT)))
        work = asyncio.create_task(link.run())
        await ear.hears(is_live=True)
        hall.freeze()
        await ear.hears(is_live=False)
        hall.thaw()
        await ear.hears(is_live=True)
        work.cancel()
        await asyncio.wait([work])


def test_a_frozen_hall_is_marked_within_five_seconds() -> None:
    assert link_module.CHECK_S + link_module.ANSWER_S < 5
