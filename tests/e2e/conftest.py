"""Halls to try things on: made once with the real commands, copied for each test; and who may speak to them."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from server.bootstrap import running_service
from server.operate import operate
from server.service.hallfile import dump_toml
from server.service.hallfile_sample import sample_hall
from server.store import open_store
from server.vocab import CounterId
from tests.e2e.load import Tokens
from tests.e2e.process import Starter, starter

SERVICES = ["general", "civil-affairs", "social-security"]
COUNTERS = range(1, 9)


@dataclass(frozen=True)
class TrialHall:
    """A data directory with a hall of eight counters, and the secrets of its stations."""

    data: Path
    config: Path
    tokens: Tokens

    @property
    def where(self) -> tuple[object, ...]:
        return ("--data", self.data, "--config", self.config)


@pytest.fixture(scope="session")
def console() -> Iterator[Starter]:
    with starter() as started:
        yield started


@pytest.fixture(scope="session")
def fast_place() -> Iterator[Path]:
    """In memory where there is such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="bianmin-e2e-") as directory:
        yield Path(directory)


def _hall_file() -> str:
    sample = sample_hall()
    first = sample.counters[0]
    services = tuple(each.id for each in sample.services)
    counters = tuple(replace(first, id=CounterId(n), number=n, services=services) for n in COUNTERS)
    return dump_toml(replace(sample, counters=counters))


async def _tokens(data: Path) -> Tokens:
    async with running_service(open_store(data)) as service:

        async def token(role: str, counter: int | None = None) -> str:
            request = {"do": "token", "role": role, "counter": counter, "name": f"{role} {counter}"}
            return str((await operate(service, request))["secret"])

        return Tokens(
            kiosks=[await token("kiosk") for _ in range(3)],
            clerks={n: await token("clerk", n) for n in COUNTERS},
            supervisor=await token("supervisor"),
            admin=await token("admin"),
        )


@pytest.fixture(scope="session")
def made_hall(console: Starter, fast_place: Path) -> TrialHall:
    """Made once; not to be touched."""
    (fast_place / "hall.toml").write_text(_hall_file())
    config = fast_place / "server.toml"
    config.write_text('discovery = false\nlog_level = "WARNING"\n')
    data = fast_place / "made"
    done = console.run("init", "--data", data, "--hall", fast_place / "hall.toml", "--always-open")
    assert (done.code, done.err) == (0, "")
    return TrialHall(data, config, asyncio.run(_tokens(data)))


@pytest.fixture(scope="session")
def _names() -> Iterator[int]:
    return count(1)


@pytest.fixture
def new_hall(made_hall: TrialHall, fast_place: Path, _names: Iterator[int]) -> Iterator[Callable[[], TrialHall]]:
    """Makes halls that nothing has happened in yet."""
    made: list[Path] = []

    def copy() -> TrialHall:
        data = fast_place / f"hall{next(_names)}"
        made.append(data)
        shutil.copytree(made_hall.data, data)
        return replace(made_hall, data=data)

    yield copy
    for data in made:
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def hall(new_hall: Callable[[], TrialHall]) -> TrialHall:
    return new_hall()
