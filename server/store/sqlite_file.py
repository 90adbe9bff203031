"""SQLite files: how one is connected to, created and made durable. Knows files and pragmas, no table."""

import os
import sqlite3
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from server.store.errors import damaged, plain_errors
from server.store.migrate import bring_up_to_date
from server.store.session import Session
from server.store.wal import require_whole

BEGIN = "BEGIN IMMEDIATE"
_BUSY_MS = 5000  # a backup that is being read can hold up the emptying of the WAL for a moment
# Pages in the WAL before a commit also carries them over: 8 MB. Fewer makes that pause shorter and more frequent.
_WAL_PAGES = 2000


def connect(file: Path, mode: Literal["ro", "rw", "rwc"]) -> sqlite3.Connection:
    """A raw connection in autocommit mode, usable from any one thread at a time."""
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000)


def _prepare(connection: sqlite3.Connection, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _session(file: Path, mode: Literal["ro", "rw", "rwc"], *pragmas: str, in_snapshot: bool = False) -> Session:
    common = (f"busy_timeout={_BUSY_MS}", "foreign_keys=ON", "cell_size_check=ON", "trusted_schema=OFF")
    engine = create_engine(
        "sqlite://", creator=lambda: _prepare(connect(file, mode), common + pragmas), poolclass=NullPool
    )
    return Session(engine, begin="BEGIN" if in_snapshot else BEGIN, in_snapshot=in_snapshot)


def writing_session(file: Path) -> Session:
    """The one connection that writes; raises LogDamaged when the WAL has lost more than a crash explains."""
    require_whole(wal_of(file), page_size(file))
    return _session(
        file,
        "rw",
        "journal_mode=WAL",
        "synchronous=FULL",
        "cache_spill=OFF",  # require_whole counts on it
        f"wal_autocheckpoint={_WAL_PAGES}",
        "wal_checkpoint(TRUNCATE)",  # and on this
    )


def reading_session(file: Path) -> Session:
    """One moment of a file that may be written to meanwhile."""
    # SQLite cannot read a WAL that a crash left behind without writing its index.
    return _session(file, "rw" if wal_of(file).exists() else "ro", in_snapshot=True)


def page_size(file: Path) -> int:
    """The page size in bytes that the file's header names; raises LogDamaged when it names none."""
    with file.open("rb") as stream:
        header = stream.read(100)
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    if len(header) < 100 or size < 512 or size & (size - 1):
        raise damaged("数据库文件头无法读取")
    return size


def wal_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def shm_of(file: Path) -> Path:
    return file.with_name(file.name + "-shm")


def create_file(file: Path) -> None:
    """Create a database with its tables: under another name first, so that the name always means a whole one."""
    unfinished = file.with_name(file.name + ".new")
    remove(unfinished)
    session = _session(unfinished, "rwc")
    try:
        bring_up_to_date(session, None)
    finally:
        session.close()
    put_in_place(unfinished, file)


def require_sound_words(session: Session) -> None:
    """Raise LogDamaged unless the two small tables that nothing else vouches for are sound: quick, both are small."""
    for table in ("meta", "day"):
        found = session.row(text(f"PRAGMA integrity_check({table})"))
        if found is None or found[0] != "ok":
            raise damaged(f"数据库文件结构有误（{table}）")


def integrity(connection: sqlite3.Connection) -> None:
    """Have SQLite check every page; raises LogDamaged. Takes time in proportion to the file."""
    with plain_errors():
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise damaged(f"数据库文件结构有误（{found[0].splitlines()[-1]}）")  # of several lines, the last says what


def remove(file: Path) -> None:
    """Remove a database file and what SQLite lays beside it."""
    for leftover in (file, wal_of(file), shm_of(file), file.with_name(file.name + "-journal")):
        leftover.unlink(missing_ok=True)


def put_in_place(unfinished: Path, file: Path) -> None:
    """Give a finished file its name; on disk, with all its bytes, when this returns.

    Only the hall's own account and group may read it: the key to every ticket's secret is in it. What SQLite lays
    beside it gets the same rights.
    """
    unfinished.chmod(0o640)
    sync(unfinished)
    unfinished.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
