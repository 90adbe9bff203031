"""Whatever happens to a row in either database, reading it finds out."""

from collections.abc import Callable
from datetime import date

import pytest

from server.service.port import Checkpoint, LogDamaged
from server.store import Store, open_store, verify_chain
from server.store.opening import Location
from tests.server.store.deeds import DAY, add, ticket

CHANGES = {
    "seq": "UPDATE deed SET seq = 99 WHERE seq = {}",
    "first_rev": "UPDATE deed SET first_rev = first_rev + 1 WHERE seq = {}",
    "count": "UPDATE deed SET count = count + 1 WHERE seq = {}",
    "at": "UPDATE deed SET at = at - 1 WHERE seq = {}",
    "business_day": "UPDATE deed SET business_day = '2025-03-04' WHERE seq = {}",
    "request_id": "UPDATE deed SET request_id = 'f' WHERE seq = {}",
    "actor": "UPDATE deed SET actor = 'counter:9' WHERE seq = {}",
    "command": "UPDATE deed SET command = 'CallTicket' WHERE seq = {}",
    "facts": "UPDATE deed SET facts = replace(facts, 'A00', 'A01') WHERE seq = {}",
    "chain": "UPDATE deed SET chain = chain + 1 WHERE seq = {}",
    "loss": "DELETE FROM deed WHERE seq = {}",
}


def _filled(location: Location) -> Store:
    store = open_store(location, create=True)
    for _ in range(3):
        add(store, [1, 2])
    store.put_tickets([ticket(1), ticket(2)])
    store.set_meta("hall_id", "一")
    store.save_checkpoint(Checkpoint(seq=4, rev=6, business_day=DAY, body="{}"))
    return store


def _read_all(location: Location) -> None:
    store = open_store(location)
    try:
        list(store.deeds())
    finally:
        store.close()


@pytest.mark.parametrize("seq", [1, 3, 6], ids=["first", "middle", "last"])
def test_a_changed_or_lost_deed_is_found(location: Location, seq: int):
    store = _filled(location)
    store.session.script("CREATE TABLE good AS SELECT * FROM deed")
    store.close()
    for change in CHANGES.values():
        store = open_store(location)
        store.session.script(change.format(seq))
        store.close()
        with pytest.raises(LogDamaged, match="损坏"):
            _read_all(location)
        _mend(location)
    _read_all(location)


def _mend(location: Location) -> None:
    """Put the good rows back without opening the store, which refuses."""
    from server.store import opening, sqlite_file

    session = (
        opening._postgres(str(location))
        if opening.is_url(location)
        else sqlite_file.writing_session(location / opening.FILE_NAME)  # type: ignore[operator]
    )
    session.script("DELETE FROM deed")
    session.script("INSERT INTO deed SELECT * FROM good")
    session.close()


def test_two_deeds_in_each_others_place_are_found(store: Store):
    for _ in range(3):
        add(store, [1, 1])
    store.session.script("UPDATE deed SET seq = -seq WHERE seq IN (3, 4)")
    store.session.script("UPDATE deed SET seq = 7 + seq WHERE seq < 0")
    with pytest.raises(LogDamaged, match="第 3 条"):
        list(store.deeds())


def _answers(store: Store) -> None:
    list(store.answers(DAY))


def _answer(store: Store) -> None:
    store.answer("x", [DAY])


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ("UPDATE answer SET body = 'x' WHERE seq = 2", _answers),
        ("UPDATE answer SET seq = 20 WHERE seq = 2", _answers),
        ("UPDATE answer SET business_day = '2025-03-01' WHERE seq = 2", _answers),
        ("DELETE FROM answer WHERE seq = 2", _answers),
        ("DELETE FROM answer WHERE seq = 6", _answer),
        ("UPDATE ticket SET level = 1 WHERE ticket_id = 2", lambda store: store.ticket(2)),
        ("UPDATE ticket SET called_at = NULL WHERE ticket_id = 1", lambda store: list(store.tickets_of(DAY, DAY))),
        ("UPDATE meta SET value = '二'", lambda store: store.meta("hall_id")),
        ("UPDATE deed SET chain = 5 WHERE seq = 4", lambda store: store.checkpoint()),
        ("UPDATE deed SET first_rev = first_rev + 1 WHERE seq = 3", lambda store: store.deed_of_rev(4)),
        ("UPDATE checkpoint SET body = 'x'", verify_chain),
    ],
)
def test_a_changed_row_of_another_table_is_found_when_it_is_read(
    location: Location, change: str, read: Callable[[Store], object]
):
    store = _filled(location)
    assert verify_chain(store) == 6
    read(store)
    store.session.script(change)
    store.reload()
    with pytest.raises(LogDamaged, match="损坏"):
        read(store)
    with pytest.raises(LogDamaged, match="损坏"):
        verify_chain(store)
    store.close()


@pytest.mark.parametrize("change", ["UPDATE day SET deeds = 5", "UPDATE day SET answers = 7", "DELETE FROM day"])
def test_a_changed_count_of_a_day_is_found_on_opening(location: Location, change: str):
    store = _filled(location)
    store.session.script(change)
    store.close()
    with pytest.raises(LogDamaged, match="损坏"):
        open_store(location)


def test_the_whole_log_is_counted_when_verified(store: Store):
    assert verify_chain(store) == 0
    add(store, [1] * 5)
    store.forget_answers(date.max)
    assert verify_chain(store) == 5
