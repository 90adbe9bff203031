"""What the hall has published: asked for again and again, told when it is new, never waited for."""

import asyncio
from collections.abc import Callable

import pytest

from display import publication
from display.publication import kept_fresh
from server.client.copy import ContentCopy
from server.client.errors import Unreachable
from server.wire.content import Content
from tests.display.boards import content
from tests.display.fakes import PATIENCE_S


class Shelf:
    """Gives out copies in turn, the last one for ever; None: it is away."""

    def __init__(self, *copies: ContentCopy | None) -> None:
        self._left = list(copies)
        self.asked: list[ContentCopy | None] = []
        self.is_empty = asyncio.Event()

    async def ask(self, kept: ContentCopy | None) -> ContentCopy:
        self.asked.append(kept)
        found = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        if len(self.asked) > 4:
            self.is_empty.set()
        if found is None:
            raise Unreachable("away")
        return found


def copy(slogan: str) -> ContentCopy:
    return ContentCopy(content(board={"slogan": slogan, "language": "zh"}).model_dump_json().encode(), "")


async def kept_until_empty(shelf: Shelf, take: Callable[[Content], None]) -> None:
    task = asyncio.create_task(kept_fresh(shelf.ask, take))
    async with asyncio.timeout(PATIENCE_S):
        await shelf.is_empty.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "REFRESH_S", 0.0)
    monkeypatch.setattr(publication, "RETRY_S", 0.0)


async def test_what_is_new_is_told_once_and_a_hall_that_is_away_is_asked_again() -> None:
    first, second = copy("一"), copy("二")
    shelf, told = Shelf(None, first, first, second), []

    def take(found: Content) -> None:
        told.append(found.board.slogan)

    await kept_until_empty(shelf, take)
    assert told == ["一", "二"]
    assert shelf.asked[:5] == [None, None, first, first, second]
