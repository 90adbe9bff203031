"""What can go wrong with a store, and the one place where a database's own errors become these. Knows no table.

    Exception
     ├─ LogDamaged       (server.service.port) what is read is not what was written
     └─ StoreError       the files are not to blame, or not there at all
         ├─ StoreBusy      another process writes here
         ├─ StoreMissing   there is no hall at this place
         ├─ StoreOccupied  there is one already, where an empty place was asked for
         └─ StoreFailed    disk full, connection lost: nothing more can be stored or read now

Each carries one plain sentence in Chinese, fit for an operator.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from server.service.port import LogDamaged


class StoreError(Exception):
    """The store cannot be used; says why."""


class StoreBusy(StoreError):
    """Another process holds the right to write."""


class StoreMissing(StoreError):
    """No hall has been created here."""


class StoreOccupied(StoreError):
    """A hall, or something else, lies where an empty place is needed."""


class StoreFailed(StoreError):
    """The database refused or was lost; what was not acknowledged is not stored."""


# The disk, the rights or a rule said no; every other SQLite error means that the bytes make no sense.
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY: "数据库正被占用",
    sqlite3.SQLITE_LOCKED: "数据库正被占用",
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_READONLY: "数据库不可写",
    sqlite3.SQLITE_PERM: "没有访问数据库的权限",
    sqlite3.SQLITE_CANTOPEN: "数据库文件打不开",
    sqlite3.SQLITE_IOERR: "磁盘读写失败",
    sqlite3.SQLITE_CONSTRAINT: "数据库拒绝了重复的记录",
}
# A file that ends too early is an I/O error to SQLite and damage to us.
_CUT_SHORT = sqlite3.SQLITE_IOERR_SHORT_READ


def damaged(what: str) -> LogDamaged:
    """The one sentence about damage: `what` is damaged and from where; what to do is always the same."""
    return LogDamaged(f"大厅数据已损坏：{what}；请用 bianmin-server restore 恢复最近一次备份。")


def failed(what: str, detail: object) -> StoreFailed:
    return StoreFailed(f"{what}，未确认的操作没有保存（{detail}）。")


def _from_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code == _CUT_SHORT:
        return damaged(f"数据库无法读取（{error}）")
    reason = _NOT_DAMAGE.get(code & 0xFF)
    return failed(reason, error) if reason else damaged(f"数据库无法读取（{error}）")


def _from_database(error: BaseException | None) -> Exception:
    """The plain error for a driver's own; SQLSTATE class XX is PostgreSQL's word for corrupted pages."""
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error)
    if str(getattr(error, "sqlstate", None) or "").startswith("XX"):
        return damaged(f"数据库无法读取（{error}）")
    return failed("数据库连接或操作失败", error)


@contextmanager
def plain_errors(driver_error: type[Exception] = sqlite3.Error) -> Iterator[None]:
    """Inside, every error of a database driver leaves as LogDamaged or StoreError."""
    try:
        yield
    except DBAPIError as error:
        raise _from_database(error.orig) from error
    except UnicodeDecodeError as error:  # the driver, on text or on a message that quotes it
        raise damaged("数据库中的文字无法读取") from error
    except driver_error as error:
        raise _from_database(error) from error
