"""Places for a store: an empty data directory, or a database in a PostgreSQL that lives as long as these tests."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from server.store import Store, open_store
from server.store.opening import Location


def _as_postgres(*command: str | Path) -> None:
    """PostgreSQL refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        pytest.fail(f"{command[0]}: {done.stdout}{done.stderr}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes the URL of a new, empty database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="bianmin-postgres-"))
    if os.geteuid() == 0:
        os.chown(home, pwd.getpwnam("postgres").pw_uid, -1)
    options = f"-c listen_addresses='' -k {home}"
    control = programs[-1] / "pg_ctl"
    _as_postgres(
        *(programs[-1] / "initdb", "-D", home / "db", "-A", "trust", "-U", "hall", "--no-instructions"),
        *("--locale=C.UTF-8", "-E", "UTF8"),
    )
    _as_postgres(control, "-D", home / "db", "-w", "-l", home / "log", "-o", options, "start")
    names = count(1)

    def new_database() -> str:
        name = f"hall{next(names)}"
        with psycopg.connect(host=str(home), user="hall", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://hall@/{name}?host={home}"

    yield new_database
    _as_postgres(control, "-D", home / "db", "-w", "-m", "immediate", "stop")
    shutil.rmtree(home)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    """An empty place: every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return tmp_path / "hall"
    url: str = request.getfixturevalue("postgres")()
    return url


@pytest.fixture
def store(location: Location) -> Iterator[Store]:
    opened = open_store(location, create=True)
    yield opened
    opened.close()


@pytest.fixture
def fast_directory(tmp_path: Path) -> Iterator[Path]:
    """In memory where the machine has such a place: for tests that open hundreds of stores and need no disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="bianmin-") as directory:
        yield Path(directory)
