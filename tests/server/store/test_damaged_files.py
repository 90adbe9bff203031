"""SQLite files cut anywhere, or with any byte changed: the log is whole, or lacks the cut group, or is refused."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from server.service.port import Answer, Checkpoint, Deed, LogDamaged, TicketRow
from server.store import Store, open_store
from server.store.opening import FILE_NAME
from server.store.sqlite_file import page_size, wal_of
from tests.server.store.deeds import DAY, add, ticket

FRAME_HEAD = 24
T = TypeVar("T")


@dataclass(frozen=True)
class Content:
    """All that a store gives out."""

    deeds: list[Deed]
    answers: list[Answer]
    tickets: list[TicketRow]
    words: tuple[str | None, ...]
    checkpoint: Checkpoint | None


class Hall:
    """The files of one hall as they lay on disk at one moment, to be laid out again with one thing changed."""

    def __init__(self, directory: Path, *, served: bool) -> None:
        self.file = directory / "hall" / FILE_NAME
        store = open_store(self.file.parent, create=True)
        store.close()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA page_size=512" if served else "PRAGMA page_size=4096")
            connection.execute("VACUUM")
        store = open_store(self.file.parent)
        store.set_meta("hall_id", "一号大厅")
        for _ in range(4):
            add(store, [1, 2, 0])
        store.put_tickets([ticket(n) for n in range(1, 9)])
        store.save_checkpoint(Checkpoint(seq=12, rev=12, business_day=DAY, body="{}" * 300))
        self.page_size = page_size(self.file)
        self._add_until_a_group_takes_three_pages(store)
        self.whole = self._content_of(store)
        self.database, self.wal = self.file.read_bytes(), wal_of(self.file).read_bytes() if served else b""
        store.close()
        if not served:
            self.database = self.file.read_bytes()

    def _add_until_a_group_takes_three_pages(self, store: Store) -> None:
        """A group that finds room on the last page of each table: the shortest there is, to be cut at every byte."""
        growth = 0
        while growth != 3 * (FRAME_HEAD + self.page_size):
            self.before_last = self._content_of(store)
            self.wal_before_last = wal_of(self.file).stat().st_size
            add(store, [0])
            growth = wal_of(self.file).stat().st_size - self.wal_before_last

    @staticmethod
    def _content_of(store: Store) -> Content:
        return Content(
            deeds=list(store.deeds()),
            answers=list(store.answers(date.min)),
            tickets=list(store.tickets_of(date.min, date.max)),
            words=(store.meta("hall_id"),),
            checkpoint=store.checkpoint(),
        )

    def content(self, *, database: bytes | None = None, wal: bytes | None = None) -> Content | None:
        """What the store gives out when its files are these; None when it refuses. Any other error fails the test."""
        return self._read(self._content_of, database, wal)

    def deeds(self, *, wal: bytes) -> list[Deed] | None:
        """Only the deeds: quicker."""
        return self._read(lambda store: list(store.deeds()), None, wal)

    def _read(self, read: Callable[[Store], T], database: bytes | None, wal: bytes | None) -> T | None:
        shutil.rmtree(self.file.parent)
        self.file.parent.mkdir()
        self.file.write_bytes(self.database if database is None else database)
        if wal is not None:
            wal_of(self.file).write_bytes(wal)
        try:
            with closing(open_store(self.file.parent)) as store:
                return read(store)
        except LogDamaged:
            return None

    def is_right_or_refused(self, found: Content | None) -> bool:
        """Tickets and checkpoints are derived: one that cannot be read may be missing, never different."""
        if found is None:
            return True
        return (
            (found.deeds, found.answers, found.words) == (self.whole.deeds, self.whole.answers, self.whole.words)
            and all(row in self.whole.tickets for row in found.tickets)
            and found.checkpoint in (self.whole.checkpoint, None)
        )


@pytest.fixture
def served(fast_directory: Path) -> Hall:
    """The files of a running server: the newest groups are in the WAL only."""
    return Hall(fast_directory, served=True)


@pytest.fixture
def stopped(fast_directory: Path) -> Hall:
    """The one file of a server that has ended."""
    return Hall(fast_directory, served=False)


def _flipped(content: bytes, at: int, mask: int) -> bytes:
    return content[:at] + bytes([content[at] ^ mask]) + content[at + 1 :]


@pytest.mark.slow
def test_a_log_cut_at_any_byte_of_its_last_group_lacks_that_group_only(served: Hall):
    assert served.content(wal=served.wal) == served.whole
    assert served.content(wal=served.wal[: served.wal_before_last]) == served.before_last
    for end in range(served.wal_before_last + 1, len(served.wal)):
        assert served.deeds(wal=served.wal[:end]) == served.before_last.deeds, f"cut at byte {end}"


def test_a_log_with_a_changed_byte_in_its_last_group_lacks_that_group_only(served: Hall):
    for at in range(served.wal_before_last, len(served.wal), 37):
        assert served.deeds(wal=_flipped(served.wal, at, 0x10)) == served.before_last.deeds, f"byte {at}"


def test_a_log_with_a_changed_byte_before_its_last_group_is_refused(served: Hall):
    step = FRAME_HEAD + served.page_size
    heads = [at for frame in range(32, served.wal_before_last, step) for at in (*range(frame, frame + 24), frame + 99)]
    for at in [*range(24), *heads]:
        changed = _flipped(served.wal, at, 0x10)
        found = served.deeds(wal=changed)
        assert found is None, f"byte {at}"


def test_a_database_cut_short_is_refused(stopped: Hall):
    last_page = len(stopped.database) - stopped.page_size
    ends = [
        *range(0, len(stopped.database), stopped.page_size),
        *range(last_page, len(stopped.database), 97),
        1,
        99,
        100,
    ]
    for end in ends:
        found = stopped.content(database=stopped.database[:end])
        assert stopped.is_right_or_refused(found), f"cut at byte {end}"
        if end <= last_page:
            assert found is None, f"cut at byte {end}"


def _places(page: int) -> Iterator[int]:
    """Every byte of a page's head and first cells, and more of them all over it."""
    yield from range(24)
    yield from range(24, page, 263)
    yield from range(page - 8, page)


@pytest.mark.slow
@pytest.mark.parametrize("mask", [0x01, 0xFF])
def test_a_changed_byte_anywhere_in_the_database_is_harmless_or_refused(stopped: Hall, mask: int):
    refused = 0
    for page in range(0, len(stopped.database), stopped.page_size):
        for place in _places(stopped.page_size):
            found = stopped.content(database=_flipped(stopped.database, page + place, mask))
            assert stopped.is_right_or_refused(found), f"page {page // stopped.page_size + 1}, byte {place}"
            refused += found is None
    assert refused > 100


def test_a_file_that_is_no_database_is_refused(stopped: Hall):
    assert stopped.content(database=b"") is None
    assert stopped.content(database=b"\0" * 8192) is None
    assert stopped.content(database=b"SQLite format 3\0" + b"x" * 9000) is None
    assert stopped.content(wal=b"x" * 9000) in (None, stopped.whole)
