"""What another set-up would make of the hall as it is now, told without touching it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from server.domain.catalogue import Catalogue, Span
from server.service.setup_preview import preview_of
from server.vocab import CounterId, ServiceId
from server.wire.setup import SetUpPreview
from tests.server.domain.playground import ONE, SMALL, TWO, Play, state_of, with_policy


def busy() -> Play:
    """Two ordinary people, and a green one who came 40 minutes later."""
    play = Play()
    play.open(ONE, TWO)
    play.issue()
    play.issue(after=1)
    play.green(after=40)
    return play


def preview(play: Play, catalogue: Catalogue) -> SetUpPreview:
    before = state_of(play.hall)
    found = preview_of(play.hall, catalogue, play.now)
    assert state_of(play.hall) == before, "the hall itself is not touched"
    assert play.order() == found.counters[0].before
    return found


def test_a_set_up_that_is_the_same_changes_nothing() -> None:
    found = preview(busy(), SMALL)
    assert (found.waiting, found.moved) == (3, 0)
    assert all(each.before == each.after for each in found.services)
    assert all(each.before == each.after for each in found.counters)


def test_a_larger_bonus_brings_green_tickets_to_the_front_and_others_one_back() -> None:
    found = preview(busy(), with_policy(green_bonus=60))
    assert (found.counters[0].before, found.counters[0].after) == (["A001", "A002", "A003"], ["A003", "A001", "A002"])
    assert found.moved == 3
    general = found.services[0]
    assert general.green_before
    assert general.green_after
    assert general.green_after.p50_minutes < general.green_before.p50_minutes


def test_the_run_rule_is_played_on_the_queue_of_now() -> None:
    play = Play()
    play.open(ONE)
    for _ in range(3):
        play.green()
    play.issue(after=1)
    found = preview(play, with_policy(max_run=1))
    assert found.counters[0].before == ["A001", "A002", "A004", "A003"]
    assert found.counters[0].after == ["A001", "A004", "A002", "A003"]


def test_a_ticket_that_came_back_keeps_its_place_behind_another() -> None:
    play = busy()
    first, green = (play.hall.tickets[each] for each in sorted(play.hall.tickets)[::2])
    play.hall.lanes.remove(green)
    green.rank = (first.rank[0], first.rank[1], 1)
    play.hall.lanes.add(green)
    assert preview(play, with_policy(green_bonus=240)).counters[0].after == ["A001", "A003", "A002"]


def test_a_counter_that_serves_less_leaves_longer_waits() -> None:
    counters = tuple(replace(each, services=each.services[1:]) if each.id == TWO else each for each in SMALL.counters)
    found = preview(busy(), replace(SMALL, counters=counters))
    general = found.services[0]
    assert general.before
    assert general.after
    assert general.after.p50_minutes > general.before.p50_minutes
    assert [each.after for each in found.counters if each.counter_id == TWO] == [[]]


def test_hours_and_days_to_book_are_told() -> None:
    calendar = replace(SMALL.calendar, hours=(Span(time(9), time(12)),))
    found = preview(busy(), replace(with_policy(booking_horizon_days=2), calendar=calendar))
    assert (found.hours_before, found.hours_after) == (["08:30-12:00", "14:00-17:30"], ["09:00-12:00"])
    assert (found.days_before, found.days_after) == (
        [date(2025, 6, 10), date(2025, 6, 16)],
        [date(2025, 6, 10), date(2025, 6, 11)],
    )
    unknown = replace(SMALL, calendar=replace(SMALL.calendar, years=frozenset()))
    assert preview(busy(), unknown).days_after == []


def test_a_service_and_a_counter_that_are_new_have_no_before() -> None:
    new = replace(SMALL.services[0], id=ServiceId("new"), prefix="N")
    counter = replace(SMALL.counters[0], id=CounterId(9), number=9, services=(ServiceId("new"),))
    found = preview(busy(), replace(SMALL, services=(*SMALL.services, new), counters=(*SMALL.counters, counter)))
    assert [each.before for each in found.services if each.service_id == "new"] == [None]
