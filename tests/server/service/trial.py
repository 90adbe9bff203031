"""A hall in a data directory under a clock that the test turns: started, killed, started again. Knows no HTTP."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from server.bootstrap import running_service
from server.domain.catalogue import Catalogue
from server.domain.command import Actor
from server.domain.command_admin import ImportCatalogue
from server.domain.decide import Command
from server.domain.hall import Hall
from server.service.hall import Done, HallService
from server.service.loading import fold_deed
from server.service.verify import verify
from server.store import Store, open_store, open_to_read
from tests.server.domain.playground import BOSS, SMALL, always_open

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2025, 6, 9, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)


class TurnedClock:
    """`pass_time` moves both clocks, `jump` only the one on the wall."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self._wall = at
        self._monotonic = 1000.0

    def wall(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._monotonic

    def pass_time(self, seconds: float) -> None:
        self._wall += timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, by: timedelta) -> None:
        self._wall += by

    def set(self, at: datetime) -> None:
        self._wall = at


class Trial:
    """One data directory and its clock. `ids` are request ids, each once."""

    def __init__(self, data: Path, clock: TurnedClock, first_id: int = 1) -> None:
        self.data = data
        self.clock = clock
        self._ids = count(first_id)

    def id(self) -> str:
        return f"{next(self._ids):032x}"

    @asynccontextmanager
    async def running(self, store: Store | None = None) -> AsyncIterator["Desk"]:
        """The hall at work until the block ends."""
        async with running_service(store or open_store(self.data), self.clock) as service:
            yield Desk(service, self)

    def as_killed(self, place: Path) -> "Trial":
        """A copy of the files as they are now: what a killed process leaves. The trial itself goes on."""
        shutil.copytree(self.data, place)
        copy = Trial(place, self.clock)
        copy._ids = self._ids
        return copy

    def verified(self) -> Hall:
        """The state by the long way; raises what `verify` finds."""
        with closing(open_to_read(self.data)) as store:
            verify(store, ZoneInfo)
            hall = Hall(zone_of=ZoneInfo)
            for deed in store.deeds():
                fold_deed(hall, deed)
            return hall


class Desk:
    """A running service with short words."""

    def __init__(self, service: HallService, trial: Trial) -> None:
        self.service = service
        self.trial = trial

    @property
    def hall(self) -> Hall:
        return self.service.hall

    async def do(self, wish: Command, actor: Actor = BOSS, request_id: str | None = None) -> Done:
        return await self.service.do(wish, actor, request_id or self.trial.id())

    async def after(self, seconds: float) -> None:
        """Time passes, and the hall's heart beats."""
        self.trial.clock.pass_time(seconds)
        await self.beat()

    async def beat(self) -> None:
        """Until nothing more is due: the real one comes every second."""
        before = -1
        while before != self.hall.rev:
            before = self.hall.rev
            await self.service.beat()


async def found(data: Path, clock: TurnedClock, catalogue: Catalogue | None = None) -> Trial:
    """A new hall; always open unless told otherwise."""
    open_store(data, create=True).close()
    trial = Trial(data, clock)
    async with trial.running() as desk:
        await desk.do(ImportCatalogue(catalogue=catalogue or always_open(SMALL)))
    return trial
