"""The log keeps what it acknowledged, gives it back in order, and refuses what does not follow."""

from datetime import date, timedelta
from threading import Thread

import pytest

from server.service.port import Checkpoint, Deed
from server.store import Store, StoreBusy, StoreFailed, StoreMissing, open_store, open_to_read
from server.store.opening import Location
from tests.server.store.deeds import DAY, add, answer, deed, groups, next_rev, request_of, ticket

NEXT_DAY = DAY + timedelta(days=1)


def test_what_was_appended_is_there_after_the_store_is_opened_again(location: Location):
    store = open_store(location, create=True)
    written = [one for counts in groups([1, 20, 3]) for one in add(store, counts)]
    store.close()
    again = open_store(location)
    assert list(again.deeds()) == written
    assert list(again.answers(DAY)) == [answer(one.seq) for one in written]
    assert again.last_seq == 24
    again.close()


def test_a_log_longer_than_one_reading_comes_out_whole(store: Store):
    written = [one for _ in range(3) for one in add(store, [1] * 700)]
    assert list(store.deeds()) == written
    assert len(list(store.answers(DAY))) == 2100


def test_deeds_are_read_between_two_others(store: Store):
    written = add(store, [1] * 9)
    assert list(store.deeds(3, 7)) == written[3:6]
    assert list(store.deeds(8)) == written[8:]
    assert list(store.deeds(9)) == []
    assert list(store.deeds(40)) == []
    assert list(store.deeds(0, 1)) == []


def test_every_rev_leads_to_the_deed_that_caused_it(store: Store):
    written = [one for counts in groups([7, 1, 5, 2]) for one in add(store, counts)]
    causes: dict[int, Deed] = {rev: one for one in written for rev in range(one.first_rev, one.first_rev + one.count)}
    assert {rev: store.deed_of_rev(rev) for rev in causes} == causes
    assert store.deed_of_rev(0) is None
    assert store.deed_of_rev(next_rev(store)) is None


def test_an_empty_log_has_nothing_and_says_so(store: Store):
    assert list(store.deeds()) == []
    assert store.deed_of_rev(1) is None
    assert list(store.answers(DAY)) == []
    assert store.checkpoint() is None
    assert store.last_days(3) == []


@pytest.mark.parametrize(
    ("seq", "first_rev"), [(3, 3), (5, 4), (4, 3), (4, 5)], ids=["again", "a gap", "a rev again", "a rev left out"]
)
def test_a_deed_that_does_not_follow_is_refused_and_its_group_with_it(store: Store, seq: int, first_rev: int):
    written = add(store, [1, 1])
    with pytest.raises(ValueError, match="does not follow"):
        store.append([deed(3, 3), deed(seq, first_rev)], [])
    assert list(store.deeds()) == written
    add(store, [1])


def test_an_answer_to_no_deed_of_its_group_is_refused(store: Store):
    add(store, [1])
    with pytest.raises(ValueError, match="belongs to no deed"):
        store.append([deed(2, 2)], [answer(2), answer(1)])
    assert store.last_seq == 1


def test_a_group_that_the_database_refuses_leaves_nothing(store: Store):
    add(store, [1])
    store.session.script("INSERT INTO answer VALUES (3, '2025-03-03', 'x', 'y', 0)")
    with pytest.raises(StoreFailed):
        store.append([deed(2, 2), deed(3, 3)], [answer(2), answer(3)])
    store.session.script("DELETE FROM answer WHERE seq = 3")
    assert [one.seq for one in store.deeds()] == [1]
    assert len(add(store, [1, 1])) == 2


def test_a_kept_answer_is_found_by_its_request_on_the_days_asked_for(store: Store):
    add(store, [1, 1])
    assert store.answer(request_of(2), [DAY]) == answer(2)
    add(store, [1], day=NEXT_DAY)
    assert store.answer(request_of(3), [DAY, NEXT_DAY]) == answer(3, day=NEXT_DAY)
    assert store.answer(request_of(3), [DAY]) is None
    assert store.answer(request_of(4), [DAY, NEXT_DAY]) is None


def test_forgotten_answers_are_gone_and_their_deeds_stay(location: Location):
    store = open_store(location, create=True)
    add(store, [1, 1])
    add(store, [1], day=NEXT_DAY)
    assert [one.request_id for one in store.answers(NEXT_DAY)] == [request_of(3)]
    assert store.answer(request_of(1), [DAY]) is not None
    store.forget_answers(NEXT_DAY)
    for _ in range(2):
        assert store.answer(request_of(1), [DAY]) is None
        assert [one.request_id for one in store.answers(date.min)] == [request_of(3)]
        assert len(list(store.deeds())) == 3
        store.close()
        store = open_store(location)
    store.close()


@pytest.mark.parametrize("reopened", [False, True])
def test_the_days_the_log_was_in_last_come_first_and_each_once(location: Location, reopened: bool):
    store = open_store(location, create=True)
    for days in (1, 0, 400, 1):  # a wrong clock led to the next year, and back
        add(store, [1, 0], day=DAY + timedelta(days=days))
    if reopened:
        store.close()
        store = open_store(location)
    assert store.last_days(2) == [DAY + timedelta(days=1), DAY + timedelta(days=400)]
    assert store.last_days(9) == [DAY + timedelta(days=1), DAY + timedelta(days=400), DAY]
    add(store, [1], day=DAY)
    assert store.last_days(9) == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=400)]
    store.close()


def test_the_newest_of_three_kept_checkpoints_is_given(store: Store):
    for _ in range(5):
        last = add(store, [2])[-1]
        newest = Checkpoint(seq=last.seq, rev=last.first_rev + 1, business_day=DAY, body="状态" * last.seq)
        store.save_checkpoint(newest)
    assert store.checkpoint() == newest
    for kept in (4, 3):
        store.session.script(
            "UPDATE checkpoint SET body = 'x' WHERE seq = (SELECT max(seq) FROM checkpoint WHERE body <> 'x')"
        )
        found = store.checkpoint()
        assert found is not None
        assert found.seq == kept
    store.session.script("UPDATE checkpoint SET body = 'x'")
    assert store.checkpoint() is None


@pytest.mark.parametrize(("seq", "rev"), [(3, 3), (2, 1), (0, 0)], ids=["a deed to come", "another rev", "no deed"])
def test_a_checkpoint_that_does_not_fit_is_not_saved(store: Store, seq: int, rev: int):
    add(store, [1, 1])
    with pytest.raises(ValueError, match="does not fit"):
        store.save_checkpoint(Checkpoint(seq=seq, rev=rev, business_day=DAY, body=""))


def test_a_ticket_put_again_replaces_the_first(store: Store):
    store.put_tickets([ticket(1), ticket(2), ticket(3, day=NEXT_DAY)])
    store.put_tickets([ticket(2, state="cancelled")])
    assert store.ticket(1) == ticket(1)
    assert store.ticket(2) == ticket(2, state="cancelled")
    assert store.ticket(9) is None
    assert [row.ticket_id for row in store.tickets_of(DAY, DAY)] == [1, 2]
    assert [row.ticket_id for row in store.tickets_of(NEXT_DAY, NEXT_DAY)] == [3]


def test_more_tickets_than_one_reading_come_by_day_and_id(store: Store):
    days = [DAY + timedelta(days=n % 3) for n in range(2500)]
    store.put_tickets([ticket(n, day=day) for n, day in enumerate(days)])
    found = [(row.business_day, row.ticket_id) for row in store.tickets_of(DAY, DAY + timedelta(days=1))]
    assert found == sorted((day, n) for n, day in enumerate(days) if n % 3 < 2)
    store.clear_read_models()
    assert list(store.tickets_of(date.min, date.max)) == []


def test_a_word_about_the_hall_is_kept(location: Location):
    store = open_store(location, create=True)
    assert store.meta("hall_id") is None
    store.set_meta("hall_id", "一")
    store.set_meta("hall_id", "二")
    store.close()
    again = open_store(location)
    assert again.meta("hall_id") == "二"
    again.close()


def test_only_one_may_write_and_many_may_read(location: Location):
    store = open_store(location, create=True)
    add(store, [1])
    with pytest.raises(StoreBusy):
        open_store(location)
    reader = open_to_read(location)
    add(store, [1])
    assert [one.seq for one in reader.deeds()] == [1], "a reader sees the moment it opened"
    reader.close()
    store.close()
    open_store(location).close()


def test_a_place_without_a_hall_is_not_made_into_one_unasked(location: Location):
    with pytest.raises(StoreMissing):
        open_store(location)
    open_store(location, create=True).close()
    open_store(location).close()


def test_a_store_may_be_used_by_another_thread_than_opened_it(store: Store):
    writer = Thread(target=add, args=(store, [1, 1]))
    writer.start()
    writer.join()
    assert store.last_seq == 2
