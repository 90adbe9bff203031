"""A backup is whole whatever the writer does meanwhile, and goes back into either database."""

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest

from server.service.port import Checkpoint, LogDamaged
from server.store import (
    Store,
    StoreBusy,
    StoreError,
    StoreMissing,
    StoreOccupied,
    backup,
    open_store,
    open_to_read,
    restore,
    verify_chain,
)
from server.store.opening import FILE_NAME, Location
from tests.server.store.deeds import DAY, add, ticket


def _content(store: Store) -> tuple[object, ...]:
    return (
        list(store.deeds()),
        list(store.answers(date.min)),
        list(store.tickets_of(date.min, date.max)),
        store.words(),
        store.checkpoint(),
        store.last_days(9),
    )


def _fill(store: Store) -> None:
    for _ in range(120):
        add(store, [1, 0, 2, 1, 3, 0, 1])
    store.put_tickets([ticket(n) for n in range(1, 600)])
    store.set_meta("hall_id", "一号大厅")
    store.save_checkpoint(Checkpoint(seq=7, rev=8, business_day=DAY, body="{}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.sqlite3"


def test_a_hall_comes_back_from_its_backup_as_it_was(store: Store, location: Location, file: Path, tmp_path: Path):
    _fill(store)
    assert backup(location, file) == 840
    before = _content(store)
    add(store, [1])
    assert restore(file, tmp_path / "restored") == 840
    with closing(open_store(tmp_path / "restored")) as restored:
        assert _content(restored) == before
        add(restored, [1])
        assert verify_chain(restored) == 841
    assert sorted(path.name for path in tmp_path.glob("backup*")) == ["backup.sqlite3"]


def test_a_backup_taken_while_deeds_are_appended_is_of_one_moment(store: Store, location: Location, file: Path):
    _fill(store)
    going, stop = Event(), Event()

    def write() -> None:
        while not stop.is_set():
            add(store, [1, 1, 1])
            going.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert going.wait(30)
        at_least = store.last_seq
        saved = backup(location, file)
    finally:
        stop.set()
        writer.join()
    assert at_least <= saved <= store.last_seq
    with closing(open_to_read(file)) as kept:
        assert list(kept.deeds()) == list(store.deeds(0, saved + 1))


@pytest.mark.postgres
def test_a_hall_moves_from_sqlite_to_postgresql_by_backup_and_restore(postgres, tmp_path: Path, file: Path):
    with closing(open_store(tmp_path / "hall", create=True)) as store:
        _fill(store)
        before = _content(store)
    backup(tmp_path / "hall", file)
    url = postgres()
    assert restore(file, url) == 840
    with closing(open_store(url)) as moved:
        assert _content(moved) == before


def test_only_the_hall_s_account_and_group_may_read_a_hall_or_a_backup(tmp_path: Path, file: Path):
    place, again = tmp_path / "hall", tmp_path / "again"
    with closing(open_store(place, create=True)) as made:
        add(made, [1])
        backup(place, file)
        restore(file, again)
        written = [*place.iterdir(), *again.iterdir(), file]
        assert {f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"} < {each.name for each in written}
        assert [each.name for each in written if each.stat().st_mode & 0o007] == []


def test_a_backup_does_not_overwrite(store: Store, location: Location, file: Path):
    file.write_text("mine")
    with pytest.raises(StoreOccupied):
        backup(location, file)
    assert file.read_text() == "mine"


def test_a_damaged_hall_leaves_no_backup(store: Store, location: Location, file: Path):
    _fill(store)
    store.session.script("UPDATE deed SET actor = 'x' WHERE seq = 5")
    with pytest.raises(LogDamaged):
        backup(location, file)
    assert list(file.parent.glob("backup*")) == []


def test_a_place_without_a_hall_has_no_backup(tmp_path: Path, file: Path):
    with pytest.raises(StoreMissing):
        backup(tmp_path / "nowhere", file)
    with pytest.raises(StoreMissing):
        restore(file, tmp_path / "hall")
    with pytest.raises(StoreError):
        backup("mysql://here/hall", file)


def test_a_damaged_backup_is_refused_and_changes_nothing(tmp_path: Path, file: Path):
    with closing(open_store(tmp_path / "hall", create=True)) as store:
        _fill(store)
    backup(tmp_path / "hall", file)
    good = file.read_bytes()
    middle = len(good) // 2
    for bad in (good[:middle], good[:middle] + bytes(64) + good[middle + 64 :], b"", b"not a database" * 99):
        file.write_bytes(bad)
        with pytest.raises(LogDamaged):
            restore(file, tmp_path / "hall", force=True)
    with closing(open_store(tmp_path / "hall")) as store:
        assert store.last_seq == 840


def test_a_place_that_is_not_empty_is_replaced_only_by_force(location: Location, file: Path):
    with closing(open_store(location, create=True)) as store:
        _fill(store)
        backup(location, file)
        before = _content(store)
        add(store, [1] * 3)
        with pytest.raises(StoreBusy):
            restore(file, location, force=True)
    with pytest.raises(StoreOccupied):
        restore(file, location)
    restore(file, location, force=True)
    with closing(open_store(location)) as replaced:
        assert _content(replaced) == before


def test_a_replaced_hall_stays_beside_the_new_one_even_if_it_had_been_killed(tmp_path: Path, file: Path):
    hall, killed = tmp_path / "hall", tmp_path / "killed"
    with closing(open_store(hall, create=True)) as store:
        _fill(store)
        backup(hall, file)
        add(store, [1])
        shutil.copytree(hall, killed)  # as a killed process leaves it: the newest deeds are in the WAL only
    restore(file, killed, force=True)
    with closing(open_store(killed)) as restored:
        assert restored.last_seq == 840
    with closing(open_to_read(killed / f"{FILE_NAME}.replaced")) as old:
        assert old.last_seq == 841
