"""Backup, restore, and moving a hall from one database to another. Knows stores, not what is in them.

A backup is one SQLite file, whatever the hall runs on; the same call puts it back into either.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, select

from server.service.port import Answer
from server.store.errors import StoreError, StoreOccupied, damaged, plain_errors
from server.store.lock import LOCK_NAME, lock_directory
from server.store.log import Store
from server.store.opening import FILE_NAME, Location, is_url, open_store, open_to_read
from server.store.schema import METADATA
from server.store.sqlite_file import (
    connect,
    create_file,
    integrity,
    put_in_place,
    remove,
    shm_of,
    sync,
    wal_of,
    writing_session,
)
from server.store.verify import verify_chain

_BATCH = 500
_T = TypeVar("_T")


def backup(location: Location, file: Path) -> int:
    """Write the hall at `location` into one file, also while its server is running; the number of deeds in it.

    The file is proved whole and on disk before it gets its name. Raises StoreOccupied when the name is taken,
    LogDamaged when the hall is damaged (no backup is left then).
    """
    if file.exists():
        raise StoreOccupied(f"{file} 已存在，备份不会覆盖它。")
    if not file.parent.is_dir():
        raise StoreError(f"{file.parent} 不是目录。")
    unfinished = file.with_name(file.name + ".part")
    remove(unfinished)
    try:
        with closing(open_to_read(location)) as source:
            _write(source, location, unfinished)
        count = verify_file(unfinished)
        put_in_place(unfinished, file)
    finally:
        remove(unfinished)
    return count


def _write(source: Store, location: Location, file: Path) -> None:
    if is_url(location):
        create_file(file)
        with closing(Store(writing_session(file), lambda: None)) as target:
            copy(source, target)
    else:
        path = Path(location)
        _copy_pages(path / FILE_NAME if path.is_dir() else path, file)
    with plain_errors(), closing(connect(file, "rw")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it


def _copy_pages(source: Path, target: Path) -> None:
    """SQLite's own online copy: all pages in one step, hence of one moment."""
    with plain_errors(), closing(connect(source, "ro")) as old, closing(connect(target, "rwc")) as new:
        old.backup(new)


def verify_file(file: Path) -> int:
    """Prove a backup: SQLite's structure and every row; the number of deeds. Raises LogDamaged or StoreMissing."""
    with closing(open_to_read(file)) as store:
        with plain_errors(), closing(connect(file, "ro")) as connection:
            integrity(connection)
        return verify_chain(store)


def restore(file: Path, location: Location, *, force: bool = False) -> int:
    """Put a backup into an empty place; the number of deeds in it.

    A damaged backup raises LogDamaged before anything changes; a place that is not empty StoreOccupied, unless `force`:
    then a hall's files stay beside as `hall.sqlite3.replaced`, and the rows of PostgreSQL are replaced in one
    transaction. While a server is running there: StoreBusy.
    """
    count = verify_file(file)
    if is_url(location):
        _restore_rows(file, location, force=force)
    else:
        _restore_file(file, Path(location), force=force)
    return count


def _restore_rows(file: Path, location: Location, *, force: bool) -> None:
    with closing(open_to_read(file)) as source, closing(open_store(location, create=True)) as target:
        session = target.session
        rows = any(session.row(select(table).limit(1)) for table in METADATA.sorted_tables)
        if rows and not force:
            raise StoreOccupied("数据库里已有大厅数据；确要替换请加 --force。")
        with session.transaction():
            for table in METADATA.sorted_tables:
                session.run(delete(table))
            target.reload()
            copy(source, target)


def _restore_file(file: Path, directory: Path, *, force: bool) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    release = lock_directory(directory)
    try:
        if not force and any(entry.name != LOCK_NAME for entry in directory.iterdir()):
            raise StoreOccupied(f"{directory} 不是空目录；确要替换其中的大厅数据请加 --force。")
        target = directory / FILE_NAME
        unfinished = target.with_name(target.name + ".new")
        remove(unfinished)
        shutil.copyfile(file, unfinished)
        verify_file(unfinished)
        _set_aside(target)
        put_in_place(unfinished, target)
    finally:
        release()


def _set_aside(file: Path) -> None:
    """Move a hall out of the way: from the first step on there is none, so that a power cut leaves no mixture."""
    replaced = file.with_name(file.name + ".replaced")
    if file.exists():
        remove(replaced)
        file.replace(replaced)
    if wal_of(file).exists():
        wal_of(file).replace(wal_of(replaced))
    shm_of(file).unlink(missing_ok=True)
    sync(file.parent)


def copy(source: Store, target: Store) -> None:
    """Append everything of `source` to `target`, which must be empty; the chain comes out the same."""
    for key, value in source.words():
        target.set_meta(key, value)
    answers = source.answers(date.min)
    waiting = next(answers, None)
    for deeds in _batches(source.deeds()):
        requests = {(deed.business_day, deed.request_id) for deed in deeds}
        group: list[Answer] = []
        while waiting is not None and (waiting.business_day, waiting.request_id) in requests:
            group.append(waiting)
            waiting = next(answers, None)
        target.append(deeds, group)
    if waiting is not None:
        raise damaged("有答复找不到它的记录")
    for rows in _batches(source.tickets_of(date.min, date.max)):
        target.put_tickets(rows)
    source.books.copy_to(target.books)
    checkpoint = source.checkpoint()
    if checkpoint is not None:
        target.save_checkpoint(checkpoint)


def _batches(rows: Iterator[_T]) -> Iterator[list[_T]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
