"""Promises held against what happened, on simulated days: the range must be honest and the middle better than naive."""

from dataclasses import dataclass
from functools import cache

import pytest

from server.domain.forecast import Estimate
from server.vocab import TicketClass
from tests.server.domain.plain_hall import Memory, PlainHall
from tests.server.domain.sample_plan import LOADS, LUNCH, POSTS, TRADES, sample_plan
from tests.server.domain.simulated_day import Arrival, make_day, play

DAYS = 8

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Visit:
    """One ticket: who came, what was promised, what a naive machine would print, how long it was."""

    arrival: Arrival
    promise: Estimate
    naive: float
    wait: float


@cache
def days(load: str, counters: int) -> tuple[Visit, ...]:
    """Return the visits of some days in a row in one hall, which begins knowing nothing."""
    memory = Memory.fresh(TRADES)
    visits = []
    for number in range(DAYS):
        day = make_day(sample_plan(counters, LOADS[load]), seed=100 * counters + number)
        hall = PlainHall(day, memory)
        for outcome in play(day, hall):
            assert outcome.promise is not None
            naive = hall.naive[outcome.visit]
            visits.append(Visit(day.arrivals[outcome.visit], outcome.promise, naive, outcome.wait))
        memory.midnights += 1
    return tuple(visits)


def of_load(load: str) -> list[Visit]:
    return [visit for counters in POSTS for visit in days(load, counters)]


def uncertain(visits: list[Visit]) -> list[Visit]:
    """Leave out the promises of nought: they are not a range, and have a test of their own."""
    return [visit for visit in visits if visit.promise.p90_minutes > 0]


def inside(visits: list[Visit]) -> float:
    return sum(v.promise.p50_minutes <= v.wait <= v.promise.p90_minutes for v in visits) / len(visits)


def above(visits: list[Visit]) -> float:
    return sum(v.wait > v.promise.p90_minutes for v in visits) / len(visits)


def error(visits: list[Visit]) -> float:
    return sum(abs(v.wait - v.promise.p50_minutes) for v in visits) / len(visits)


def naive_error(visits: list[Visit]) -> float:
    return sum(abs(v.wait - v.naive) for v in visits) / len(visits)


@pytest.mark.parametrize("load", LOADS)
def test_four_of_ten_waits_end_inside_the_range_and_few_above_it(load):
    visits = uncertain(of_load(load))
    assert len(visits) > 900
    assert 0.30 <= inside(visits) <= 0.50
    assert above(visits) <= 0.15


def test_all_days_together_are_close_to_what_the_quantiles_claim():
    visits = uncertain([visit for load in LOADS for visit in of_load(load)])
    assert 0.36 <= inside(visits) <= 0.46
    assert above(visits) <= 0.13


@pytest.mark.parametrize("counters", POSTS)
@pytest.mark.parametrize("load", LOADS)
def test_the_middle_errs_less_than_people_ahead_times_average_over_counters(load, counters):
    visits = uncertain(list(days(load, counters)))
    assert error(visits) < naive_error(visits)


def test_the_middle_wins_clearly_even_where_no_lunch_is_in_the_way():
    visits = [
        visit
        for load in LOADS
        for visit in uncertain(of_load(load))
        if visit.arrival.at >= LUNCH[1] or visit.arrival.at + visit.wait < LUNCH[0]
    ]
    assert error(visits) < 0.9 * naive_error(visits)


@pytest.mark.parametrize("ticket_class", [TicketClass.ORDINARY, TicketClass.GREEN])
def test_both_classes_are_promised_honestly(ticket_class):
    visits = uncertain([v for load in LOADS for v in of_load(load) if v.arrival.ticket_class is ticket_class])
    assert 0.30 <= inside(visits) <= 0.50
    assert above(visits) <= 0.15


def test_a_promise_of_nought_is_kept():
    nought = [v for load in LOADS for v in of_load(load) if v.promise.p90_minutes == 0]
    assert len(nought) > 500
    assert all(visit.wait == 0 for visit in nought)


def test_the_first_day_on_guesses_alone_is_already_fair():
    visits = []
    for seed in range(20):
        day = make_day(sample_plan(3, LOADS["medium"]), seed=7000 + seed)
        hall = PlainHall(day, Memory.fresh(TRADES))
        visits += [
            Visit(day.arrivals[o.visit], o.promise, hall.naive[o.visit], o.wait) for o in play(day, hall) if o.promise
        ]
    assert 0.30 <= inside(uncertain(visits)) <= 0.50
    assert above(uncertain(visits)) <= 0.17
