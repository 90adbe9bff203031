"""Halls under a turned clock: made once, copied for each test."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.server.service.trial import Trial, TurnedClock, found


@pytest.fixture(scope="session")
def trial_place() -> Iterator[Path]:
    """In memory where the machine has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="bianmin-trial-") as directory:
        yield Path(directory)


@pytest.fixture(scope="session")
def new_trial(trial_place: Path) -> Callable[[], Trial]:
    """Makes halls that are always open, on a Monday at nine."""
    original = trial_place / "original"
    asyncio.run(found(original, TurnedClock()))
    numbers = count(1)

    def make() -> Trial:
        data = trial_place / f"trial{next(numbers)}"
        shutil.copytree(original, data)
        return Trial(data, TurnedClock(), first_id=1000)

    return make


@pytest.fixture
def trial(new_trial: Callable[[], Trial]) -> Trial:
    return new_trial()
