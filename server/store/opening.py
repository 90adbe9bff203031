"""Opens the store of a hall by path or URL, to write or to read. Knows the two databases' manners, no table."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from server.store.errors import StoreBusy, StoreError, StoreMissing
from server.store.lock import lock_directory
from server.store.log import Store
from server.store.migrate import bring_up_to_date, require_current, version_of
from server.store.session import Session
from server.store.sqlite_file import (
    create_file,
    page_size,
    reading_session,
    require_sound_words,
    wal_of,
    writing_session,
)
from server.store.wal import require_whole

FILE_NAME = "hall.sqlite3"
Location = str | Path

_NO_HALL = "数据库里没有大厅数据，请先运行 bianmin-server init。"
_POSTGRES = "postgresql+psycopg"
# One hall to a database; the number only has to differ from other programs' advisory locks.
_ADVISORY_LOCK = 0x6269616E6D696E


def is_url(location: Location) -> bool:
    return isinstance(location, str) and "://" in location


def open_store(location: Location, *, create: bool = False) -> Store:
    """Open a hall's store to write: a data directory (SQLite) or a `postgresql+psycopg://` URL.

    `create` makes the store when there is none. Raises StoreBusy, StoreMissing, StoreFailed or LogDamaged.
    """
    if is_url(location):
        return _guarded(
            lambda: _postgres(str(location)), lambda session: _prepare_postgres(session, create=create), _nothing
        )
    directory = Path(location)
    if create:
        directory.mkdir(parents=True, exist_ok=True)
    if not directory.is_dir():
        raise StoreMissing(f"{directory} 不是数据目录，请先运行 bianmin-server init。")
    if not create:
        _require_file(directory / FILE_NAME)  # before the lock leaves its file in somebody else's directory
    release = lock_directory(directory)
    return _guarded(lambda: _connect_to_file(directory / FILE_NAME, create=create), _prepare_file, release)


def open_to_read(location: Location) -> Store:
    """One moment of a hall's store, also while its server is writing; also of a single (backup) file.

    Raises StoreMissing, StoreFailed or LogDamaged.
    """
    if is_url(location):
        return _guarded(lambda: _postgres(str(location), reading=True), _prepare_to_read, _nothing)
    path = Path(location)
    if not path.exists():
        raise StoreMissing(f"{path} 不存在。")
    file = path / FILE_NAME if path.is_dir() else path
    _require_file(file)
    if path.is_dir():
        _require_whole_unless_served(path)
    return _guarded(lambda: reading_session(file), _prepare_to_read, _nothing)


def _nothing() -> None:
    return None


def _guarded(connect: Callable[[], Session], prepare: Callable[[Session], None], release: Callable[[], None]) -> Store:
    """Make a store of a session that has been prepared; whatever goes wrong, let go of all that was taken."""
    session: Session | None = None
    try:
        session = connect()
        prepare(session)
        return Store(session, release)
    except BaseException:
        if session is not None:
            session.close()
        release()
        raise


def _prepare_to_read(session: Session) -> None:
    version, is_file = version_of(session), session.engine.dialect.name == "sqlite"
    if version is None and not is_file:
        raise StoreMissing(_NO_HALL)
    require_current(version)
    if is_file:
        require_sound_words(session)


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise StoreMissing(f"{file.parent} 里没有大厅数据（{file.name}），请先运行 bianmin-server init。")


def _connect_to_file(file: Path, *, create: bool) -> Session:
    if create and not file.exists() and not wal_of(file).exists():
        create_file(file)
    _require_file(file)
    return writing_session(file)


def _prepare_file(session: Session) -> None:
    version = version_of(session)
    if version is None:  # a file gets its name only when its tables are there: it is damaged, not new
        require_current(version)
    bring_up_to_date(session, version)
    require_sound_words(session)


def _require_whole_unless_served(directory: Path) -> None:
    """A running server has looked at its WAL when it started, and changes it; otherwise it is looked at now."""
    try:
        release = lock_directory(directory)
    except StoreBusy:
        return
    try:
        file = directory / FILE_NAME
        require_whole(wal_of(file), page_size(file))
    finally:
        release()


def _postgres(url: str, *, reading: bool = False) -> Session:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"数据库地址写法不对，应为 {_POSTGRES}://用户@主机/库名。") from error
    if parsed.drivername != _POSTGRES:
        raise StoreError(f"数据库地址须以 {_POSTGRES}:// 开头。")
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT", poolclass=NullPool, paramstyle="format")
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if reading else "BEGIN"
    return Session(engine, begin=begin, in_snapshot=reading)


def _prepare_postgres(session: Session, *, create: bool) -> None:
    _lock_postgres(session)
    session.script("SET synchronous_commit = on")  # whatever the server's own setting
    version = version_of(session)
    if version is None and not create:
        raise StoreMissing(_NO_HALL)
    bring_up_to_date(session, version)


def _lock_postgres(session: Session) -> None:
    """Waits a little: the server notices the end of a killed process only when it next looks at the connection."""
    session.script("SET lock_timeout = '2s'")
    try:
        session.script(f"SELECT pg_advisory_lock({_ADVISORY_LOCK})")
    except StoreError as error:
        raise StoreBusy("数据库正被另一个进程使用，同一时间只能有一个服务写入。") from error
