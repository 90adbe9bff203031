"""Machines and a hall a test can look into."""

import threading
from collections.abc import Sequence
from uuid import UUID

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
        self.cleared = 0
        self._news = threading.Condition()

    def open(self) -> None: ...

    def close(self) -> None: ...

    def show(self, lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None:
        with self._news:
            if self.failures:
                raise self.failures.pop(0)
            self.shown.append((list(lines), colour, flash))
            self._news.notify_all()

    def clear(self) -> None:
        self.cleared += 1

    def wait_for(self, count: int) -> list[tuple[list[str], str, bool]]:
        with self._news:
            assert self._news.wait_for(lambda: len(self.shown) >= count, PATIENCE_S), self.shown
            return list(self.shown)


class FakePad:
    """Remembers what the pad was asked to do."""

    def __init__(self) -> None:
        self.did: list[str] = []

    async def ask(self) -> None:
        self.did.append("ask")

    async def beep(self) -> None:
        self.did.append("beep")

    async def show_number(self, number: int) -> None:
        self.did.append(f"number {number}")


class FakeEvaluations:
    """Takes evaluations, or refuses with `error`."""

    def __init__(self, error: ClientError | None = None) -> None:
        self.stored: list[tuple[int, Level, Channel]] = []
        self.error = error

    async def evaluate(self, ticket_id: int, *, request_id: UUID, level: Level, channel: Channel) -> EvaluationAnswer:
        if self.error is not None:
            raise self.error
        self.stored.append((ticket_id, level, channel))
        return EvaluationAnswer(evaluation=Evaluation(ticket_id=ticket_id, level=level, channel=channel, at=AT))
