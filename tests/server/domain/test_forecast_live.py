"""Estimates ticket after ticket: right at once, cheap under load, awake to changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from server.domain.forecast import Estimate, Gap, OpenCounter, Overtaker, ServingNow, Waiting
from server.domain.forecast_live import FORECASTS_PER_SECOND, Estimator, overtakers_of, rates_at
from server.domain.learned import ArrivalRate, ServiceTimes
from server.domain.policy import Policy
from server.vocab import CounterId, ServiceId, TicketClass

A, B, LONE = ServiceId("a"), ServiceId("b"), ServiceId("lone")
ORDINARY, GREEN = TicketClass.ORDINARY, TicketClass.GREEN
NOON = datetime(2025, 6, 9, 4, 0, tzinfo=UTC)


@dataclass
class Hall:
    """A `QueueView` with its state laid open; counts how often the dear questions are asked."""

    waiting: list[ServiceId] = field(default_factory=list)
    lanes: list[OpenCounter] = field(default_factory=list)
    busy: list[ServingNow] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)
    staffing: int = 0
    asked: int = 0
    known: dict[ServiceId, ServiceTimes] = field(
        default_factory=lambda: {A: ServiceTimes(6), B: ServiceTimes(12), LONE: ServiceTimes(9)}
    )

    def ahead(self, service: ServiceId, ticket_class: TicketClass) -> int:
        return self.waiting.count(service) if ticket_class is ORDINARY else 0

    def queue(self, services: frozenset[ServiceId], ticket_class: TicketClass) -> list[Waiting]:
        return [Waiting(s) for s in self.waiting if s in services] if ticket_class is ORDINARY else []

    def counters(self) -> list[OpenCounter]:
        self.asked += 1
        return self.lanes

    def serving(self) -> list[ServingNow]:
        return self.busy

    def times(self, service: ServiceId) -> ServiceTimes:
        return self.known[service]

    def gaps(self) -> list[Gap]:
        return self.closed

    def overtakers(self, ticket_class: TicketClass) -> list[Overtaker]:
        return []


def two_counters(*, busy: bool = True, closed: tuple[Gap, ...] = ()) -> Hall:
    lanes = [OpenCounter(CounterId(n), frozenset({A, B})) for n in (1, 2)]
    serving = [ServingNow(lane.counter, A, 1.0) for lane in lanes] if busy else []
    return Hall(lanes=lanes, busy=serving, closed=list(closed))


def p50(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.p50_minutes


def test_an_empty_hall_with_idle_counters_promises_nought():
    assert Estimator().estimate(two_counters(busy=False), A, ORDINARY, NOON) == Estimate(0.0, 0.0)


def test_without_a_counter_for_the_service_the_wait_is_unknown():
    assert Estimator().estimate(two_counters(), LONE, ORDINARY, NOON) is None
    assert Estimator().estimate(Hall(), A, ORDINARY, NOON) is None


def test_a_thousand_tickets_in_one_second_cost_few_full_forecasts_and_stay_near_them():
    hall, estimator = two_counters(), Estimator()
    worst = 0.0
    for n in range(1000):
        given = p50(estimator.estimate(hall, A, ORDINARY, NOON))
        if n >= 24:
            worst = max(worst, abs(given / p50(Estimator().estimate(hall, A, ORDINARY, NOON)) - 1))
        hall.waiting.append(A)
    asked_by_fresh_ones = 1000 - 24
    assert hall.asked - asked_by_fresh_ones <= FORECASTS_PER_SECOND + 25
    assert worst < 0.05


def test_between_full_forecasts_each_ticket_ahead_lengthens_the_promise():
    hall, estimator = two_counters(), Estimator()
    promises = []
    for _ in range(200):
        promises.append(p50(estimator.estimate(hall, A, ORDINARY, NOON)))
        hall.waiting.append(A)
    later = promises[FORECASTS_PER_SECOND:]
    # A new full forecast may correct the extrapolation a little, never by as much as two tickets.
    assert all(after > before - 2 * hall.known[A].mean / 2 for before, after in pairwise(later))
    assert later[-1] - later[0] == pytest.approx(len(later) * hall.known[A].mean / 2, rel=0.1)


def test_a_counter_that_opens_is_seen_by_the_very_next_ticket():
    hall, estimator = two_counters(), Estimator()
    for _ in range(3 * FORECASTS_PER_SECOND):
        before = p50(estimator.estimate(hall, A, ORDINARY, NOON))
    hall.lanes.append(OpenCounter(CounterId(3), frozenset({A})))
    hall.staffing += 1
    assert before > 0
    assert estimator.estimate(hall, A, ORDINARY, NOON) == Estimate(0.0, 0.0)


def test_the_next_second_brings_fresh_forecasts():
    hall, estimator = two_counters(), Estimator()
    for _ in range(3 * FORECASTS_PER_SECOND):
        before = p50(estimator.estimate(hall, A, ORDINARY, NOON))
    hall.busy.pop()
    assert p50(estimator.estimate(hall, A, ORDINARY, NOON)) == before
    assert p50(estimator.estimate(hall, A, ORDINARY, NOON + timedelta(seconds=1))) == 0


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_forecast_from_another_hour_is_never_moved_on_not_even_when_the_clock_jumps_back(hours):
    hall, estimator = two_counters(), Estimator()
    estimator.estimate(hall, B, ORDINARY, NOON)
    then = NOON + timedelta(hours=hours)
    for _ in range(2 * FORECASTS_PER_SECOND):
        estimator.estimate(hall, A, ORDINARY, then)
    hall.busy.clear()
    assert p50(estimator.estimate(hall, B, ORDINARY, then)) == 0


def test_a_moved_promise_crosses_lunch_as_a_full_one_does():
    hall, estimator = two_counters(closed=(Gap(40.0, 160.0),)), Estimator()
    promises = []
    for _ in range(60):
        promises.append(p50(estimator.estimate(hall, A, ORDINARY, NOON)))
        if promises[-1] > 170:
            assert promises[-1] == pytest.approx(p50(Estimator().estimate(hall, A, ORDINARY, NOON)), abs=12)
        hall.waiting.append(A)
    assert not any(40 <= promise < 160 for promise in promises)
    assert promises[0] < 40
    assert promises[-1] > 200


def test_a_green_ticket_is_promised_its_place_at_the_front():
    hall = two_counters()
    hall.waiting = [A, B] * 30
    estimator = Estimator()
    assert p50(estimator.estimate(hall, A, GREEN, NOON)) < 10
    assert p50(estimator.estimate(hall, A, ORDINARY, NOON)) > 200


def test_work_of_a_service_sharing_the_counters_through_a_third_is_waited_for():
    chain = Hall(
        lanes=[OpenCounter(CounterId(1), frozenset({A, B})), OpenCounter(CounterId(2), frozenset({B, LONE}))],
        waiting=[LONE] * 10,
    )
    alone = p50(Estimator().estimate(chain, B, ORDINARY, NOON))
    chain.waiting = [LONE] * 10 + [A] * 10
    assert alone == 0
    assert p50(Estimator().estimate(chain, B, ORDINARY, NOON)) > 20


def test_the_same_calls_give_the_same_answers():
    def answers() -> list[Estimate | None]:
        hall, estimator, given = two_counters(), Estimator(), []
        for n in range(100):
            given.append(estimator.estimate(hall, (A, B)[n % 2], ORDINARY, NOON + timedelta(seconds=n / 20)))
            hall.waiting.append((A, B)[n % 2])
        return given

    assert answers() == answers()


def test_who_may_overtake_follows_from_the_bonus_of_the_classes():
    arrivals = {(A, ORDINARY): ArrivalRate(), (A, GREEN): ArrivalRate(), (B, TicketClass.BOOKING): ArrivalRate()}
    for rate in arrivals.values():
        rate.observe(100.0)
    rates = rates_at(arrivals, 100.0)
    assert [(late.service, late.within_minutes) for late in overtakers_of(ORDINARY, rates, Policy())] == [
        (A, 30),
        (B, 60),
    ]
    assert [(late.service, late.within_minutes) for late in overtakers_of(GREEN, rates, Policy())] == [(B, 30)]
    assert overtakers_of(TicketClass.URGENT, rates, Policy()) == []
