"""Whose turn it is on a board: every call once and in order, none that is over, pages by the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.turn import FRESH_S, LONGEST, PAGE_S, Heard, Waiting, next_call, offered, page_at
from display.view import View, from_snapshot
from server.vocab import TicketState
from tests.display.words import board, call, counter, current, snapshot


def heard(number: str, at: float, counter_number: int = 2) -> Heard:
    return Heard(call(number, counter_number), at)


def waiting(*calls: Heard) -> Waiting:
    kept: Waiting = ()
    for each in calls:
        kept = offered(kept, each)
    return kept


def calling(number: str, state: TicketState = TicketState.CALLED) -> View:
    return from_snapshot(snapshot(board(counter(current=current(number, state, ticket_id=int(number[1:]))))))


def shown(kept: Waiting, view: View | None, now: float) -> list[str]:
    numbers: list[str] = []
    while True:
        found, kept = next_call(kept, view, now)
        if found is None:
            return numbers
        numbers.append(found.number)


def test_calls_within_two_seconds_are_shown_in_order() -> None:
    kept = waiting(heard("A001", 0.0, 1), heard("A005", 1.0), heard("B002", 2.0, 3))
    assert shown(kept, None, 2.0) == ["A001", "A005", "B002"]


def test_two_calls_of_one_counter_are_both_shown_the_later_last() -> None:
    kept = waiting(heard("A005", 0.0), heard("A006", FRESH_S))
    assert shown(kept, calling("A006"), FRESH_S) == ["A005", "A006"]


def test_a_call_that_is_over_is_not_shown_late() -> None:
    kept = waiting(heard("A005", 0.0), heard("A006", 0.0))
    assert shown(kept, calling("A006"), FRESH_S + 0.1) == ["A006"]
    assert shown(kept, calling("A006", TicketState.SERVING), FRESH_S + 0.1) == []
    assert shown(kept, None, FRESH_S + 0.1) == []


def test_a_ticket_called_again_before_its_turn_is_shown_once_where_it_is_called_now() -> None:
    kept = waiting(heard("A005", 0.0), heard("A001", 0.5, 1), heard("A005", 1.0, 3))
    assert [(each.call.number, each.call.counter_number) for each in kept] == [("A001", 1), ("A005", 3)]


def test_calls_are_not_heaped_up() -> None:
    kept = waiting(*(heard(f"A{n:03d}", 0.0) for n in range(LONGEST + 3)))
    assert shown(kept, None, 0.0) == [f"A{n:03d}" for n in range(3, LONGEST + 3)]


@pytest.mark.parametrize(
    ("stood_s", "late_s", "page", "left_s"),
    [(0.0, 0.0, 0, PAGE_S), (PAGE_S, 0.0, 1, PAGE_S), (3 * PAGE_S + 1, 0.0, 0, PAGE_S - 1),
     (PAGE_S, 2.0, 0, 2.0), (PAGE_S + 2, 2.0, 1, PAGE_S), (1.0, 2.0, 0, PAGE_S + 1)],
)  # fmt: skip
def test_pages_turn_with_the_time(stood_s: float, late_s: float, page: int, left_s: float) -> None:
    assert page_at(3, stood_s, late_s) == (page, left_s)


@given(st.integers(1, 9), st.floats(0, 1e6), st.floats(0, PAGE_S))
def test_there_always_is_a_page_and_a_time_it_ends(pages: int, stood_s: float, late_s: float) -> None:
    page, left_s = page_at(pages, stood_s, late_s)
    assert 0 <= page < pages
    assert 0 < left_s <= PAGE_S + late_s
