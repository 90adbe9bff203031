"""Servers for tests: prepared once, copied for whoever wants a fresh one, shared where nobody minds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from server.bootstrap import open_hall_store, running_service
from server.config import ServerConfig
from server.service.hall import HallService
from tests.server.running import FakeClock, Prepared, RunningHall, copied, prepare, running


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A directory in memory where there is one: what a disk does with the log is told apart in `store`."""
    in_memory = Path("/dev/shm")
    with TemporaryDirectory(dir=in_memory if in_memory.is_dir() else None, prefix="bianmin-") as path:
        yield Path(path)


@pytest.fixture(scope="session")
def template(memory: Path) -> Prepared:
    """Nobody serves this one; it is copied."""
    return prepare(memory / "template")


@pytest.fixture
def prepared(template: Prepared, memory: Path) -> Prepared:
    """A data directory of its own, to be served as often as a test likes."""
    return copied(template, memory / uuid4().hex)


@pytest.fixture(scope="module")
def shared(template: Prepared, memory: Path) -> Iterator[RunningHall]:
    """One server for all tests of a module that do not mind each other."""
    with running(copied(template, memory / uuid4().hex)) as hall:
        yield hall


@pytest.fixture
def fresh(prepared: Prepared) -> Iterator[RunningHall]:
    """A server for one test."""
    with running(prepared) as hall:
        yield hall


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def timed(prepared: Prepared, clock: FakeClock) -> Iterator[RunningHall]:
    """A server for one test whose time is the test's."""
    clock.go_on(days=400)  # never before what the template's log says
    with running(prepared, clock) as hall:
        yield hall


@pytest.fixture
async def service(prepared: Prepared, clock: FakeClock) -> AsyncIterator[HallService]:
    """A hall without HTTP, in the test's own loop, on the test's own time."""
    clock.go_on(days=400)
    with ThreadPoolExecutor(max_workers=2) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        async with running_service(open_hall_store(prepared.data, ServerConfig()), clock) as found:
            yield found
