"""Machines and a hall a test can look into."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from display.board import Deed
from drivers.errors import DriverError
from server.client.errors import ClientError
from server.vocab import Channel, Level
from server.wire.ticket import Evaluation, EvaluationAnswer
from tests.display.words import AT

PATIENCE_S = 20.0


class FakeBoard:
    """Remembers what it was told to show; fails as often as it is told to."""

    def __init__(self) -> None:
        self.shown: list[tuple[list[str], str, bool]] = []
        self.failures: list[DriverError] = []
        self.asked = 0
        self.cleared = 0
        self._news = asyncio.Event()

    def ensure_ready(self) -> None:
        self.asked += 1

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.shown.append((list(lines), colour, flash))
        self._news.set()

    def clear(self) -> None:
        self.cleared += 1

    async def wait_for(self, count: int) -> list[tuple[list[str], str, bool]]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.shown) < count:
                self._news.clear()
                await self._news.wait()
        return list(self.shown)


class FakePlace:
    """A place on a line where the board's turn comes at once, and again when the test says so."""

    def __init__(self) -> None:
        self._wanted: Deed | None = None
        self._poll: Deed | None = None

    def want(self, deed: Deed) -> None:
        self._wanted = deed
        self._do(deed)

    def every(self, period_s: float, deed: Deed) -> None:
        self._poll = deed

    def back(self) -> None:
        """The line is open again: what was wanted is done again."""
        self._do(self._wanted)

    def check(self) -> None:
        self._do(self._poll)

    def _do(self, deed: Deed | None) -> None:
        if deed is not None:
            with suppress(DriverError):
                deed()


class FakePad:
    """Remembers what the pad was asked to do."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def ask(self) -> None:
        self.did.append("ask")

    def beep(self) -> None:
        self.did.append("beep")

    def show_number(self, number: int, *, waiting: int | None = None) -> None:
        self.did.append(f"number {number:03d} waiting {waiting}")

    def show_level(self, level: int) -> None:
        self.did.append(f"level {level}")


class FakeEvaluations:
    """Takes evaluations, or refuses with `error`."""

    def __init__(self, error: ClientError | None = None) -> None:
        self.stored: list[tuple[int, Level, Channel]] = []
        self.reasons: list[tuple[str, ...]] = []
        self.error = error
        self.asked = asyncio.Event()
        self.ids: set[UUID] = set()

    async def evaluate(
        self, ticket_id: int, *, request_id: UUID, level: Level, channel: Channel, reasons: tuple[str, ...] = ()
    ) -> EvaluationAnswer:
        self.asked.set()
        self.ids.add(request_id)
        if self.error is not None:
            raise self.error
        self.stored.append((ticket_id, level, channel))
        self.reasons.append(reasons)
        return EvaluationAnswer(evaluation=Evaluation(ticket_id=ticket_id, level=level, channel=channel, at=AT))
