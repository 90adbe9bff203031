"""One forecast from one state: what it must say exactly, and in which direction it must move."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.forecast import (
    OVERDUE,
    Estimate,
    Gap,
    OpenCounter,
    Overtaker,
    Scene,
    ServingNow,
    Waiting,
    back_in,
    forecast,
)
from server.domain.forecast_long import SHORT_QUEUE, forecast_long, over_gaps
from server.domain.learned import ServiceTimes
from server.vocab import CounterId, ServiceId

A, B, C = ServiceId("a"), ServiceId("b"), ServiceId("c")
ALL = frozenset({A, B, C})


def learned(mean: float, seed: int) -> ServiceTimes:
    chance = random.Random(seed)
    return ServiceTimes(mean, [mean * chance.lognormvariate(-0.125, 0.5) for _ in range(50)])


TIMES = {A: learned(5, 1), B: learned(10, 2), C: learned(20, 3)}


def scene(
    counters: int = 2,
    busy: int | None = None,
    services: frozenset[ServiceId] = ALL,
    *,
    gaps: Sequence[Gap] = (),
    overtakers: Sequence[Overtaker] = (),
) -> Scene:
    """Return a hall whose first `busy` counters (all by default) began with somebody two minutes ago."""
    lanes = [OpenCounter(CounterId(n), services) for n in range(1, counters + 1)]
    serving = [ServingNow(lane.counter, A, 2.0) for lane in lanes[:busy]]
    return Scene(counters=lanes, serving=serving, times=TIMES, gaps=gaps, overtakers=overtakers)


def tickets(*services: ServiceId) -> list[Waiting]:
    return [Waiting(service) for service in services]


def test_an_idle_counter_and_nobody_ahead_is_exactly_zero():
    assert forecast(scene(counters=2, busy=1), queue=[], target=Waiting(A)) == Estimate(0.0, 0.0)


def test_an_idle_counter_is_zero_even_when_others_wait_for_another_service():
    lanes = [OpenCounter(CounterId(1), frozenset({A})), OpenCounter(CounterId(2), frozenset({B}))]
    busy = [ServingNow(CounterId(2), B, 1.0)]
    estimate = forecast(Scene(counters=lanes, serving=busy, times=TIMES), queue=tickets(B, B, B), target=Waiting(A))
    assert estimate == Estimate(0.0, 0.0)


def test_no_counter_for_the_service_means_unknown():
    lonely = scene(services=frozenset({B}))
    assert forecast(lonely, queue=[], target=Waiting(A)) is None
    assert forecast_long(lonely, ahead={B: 100}, target=A) is None


def test_a_paused_counter_is_waited_for_until_it_is_back():
    away = [OpenCounter(CounterId(1), ALL, available_in=25.0)]
    estimate = forecast(Scene(counters=away, serving=[], times=TIMES), queue=[], target=Waiting(A))
    assert estimate == Estimate(25.0, 25.0)


def test_a_counter_keeps_its_word_and_once_late_is_expected_soon():
    assert back_in(12.0) == 12.0
    assert back_in(0.0) == back_in(-40.0) == OVERDUE > 0


def test_the_range_opens_around_the_mean_remaining_time_of_the_one_in_service():
    estimate = forecast(scene(counters=1), queue=[], target=Waiting(A))
    assert estimate is not None
    assert 0 < estimate.p50_minutes < TIMES[A].mean
    assert estimate.p50_minutes < estimate.p90_minutes < 3 * TIMES[A].mean


def test_the_service_of_those_ahead_counts_not_only_their_number():
    quick = forecast(scene(), queue=tickets(A, A, A, A), target=Waiting(A))
    slow = forecast(scene(), queue=tickets(C, C, C, C), target=Waiting(A))
    assert quick is not None
    assert slow is not None
    assert slow.p50_minutes > 2 * quick.p50_minutes


def test_somebody_long_in_service_is_expected_to_leave_as_those_who_stayed_that_long_did():
    bimodal = {A: ServiceTimes(10, [2.0] * 40 + [30.0] * 10)}
    waits = []
    for elapsed in (0.0, 10.0):
        now = Scene(
            counters=[OpenCounter(CounterId(1), ALL)], serving=[ServingNow(CounterId(1), A, elapsed)], times=bimodal
        )
        estimate = forecast(now, queue=[], target=Waiting(A))
        assert estimate is not None
        waits.append(estimate.p50_minutes)
    assert waits[0] < 4
    assert waits[1] > 12


def test_a_ticket_bound_to_a_counter_waits_for_that_one():
    busy = scene(counters=2, busy=1)
    bound = forecast(busy, queue=[], target=Waiting(A, bound_to=CounterId(1)))
    assert bound is not None
    assert bound.p50_minutes > 0
    assert forecast(busy, queue=[Waiting(A, bound_to=CounterId(1))], target=Waiting(A)) == Estimate(0.0, 0.0)


def test_nobody_is_called_at_lunch():
    lunch = [Gap(5.0, 125.0)]
    estimate = forecast(scene(counters=1, gaps=lunch), queue=tickets(C), target=Waiting(A))
    assert estimate is not None
    assert estimate.p50_minutes >= 125
    issued_at_lunch = forecast(scene(busy=0, gaps=[Gap(-30.0, 90.0)]), queue=[], target=Waiting(A))
    assert issued_at_lunch == Estimate(90.0, 90.0)


def test_work_in_service_is_finished_into_lunch():
    queue = tickets(C, C)
    with_lunch = forecast(scene(gaps=[Gap(1.0, 121.0)]), queue=queue, target=Waiting(A))
    without = forecast(scene(), queue=queue, target=Waiting(A))
    assert with_lunch is not None
    assert without is not None
    assert 100 < with_lunch.p50_minutes - without.p50_minutes < 120


def test_green_tickets_still_to_come_lengthen_the_wait():
    late = scene(overtakers=[Overtaker(A, 0.1, 30.0)])
    pairs = [
        (forecast(where, queue=tickets(*[A] * 12), target=Waiting(A)) for where in (scene(), late)),
        (forecast_long(where, ahead={A: 200}, target=A) for where in (scene(), late)),
    ]
    for plain, overtaken in pairs:
        assert plain is not None
        assert overtaken is not None
        # three in half an hour, five minutes each, on two counters
        assert overtaken.p50_minutes - plain.p50_minutes == pytest.approx(7.5, abs=1.5)


def test_overtakers_later_than_the_bonus_do_not_count():
    near = forecast(scene(overtakers=[Overtaker(A, 0.1, 30.0)]), queue=tickets(*[C] * 20), target=Waiting(A))
    far = forecast(scene(overtakers=[Overtaker(A, 0.1, 90.0)]), queue=tickets(*[C] * 20), target=Waiting(A))
    assert near is not None
    assert far is not None
    assert near.p50_minutes < far.p50_minutes


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([A, B, C]), max_size=SHORT_QUEUE - 1), st.sampled_from([A, B, C]), st.integers(1, 5))
def test_one_more_ahead_never_shortens_the_wait(queue, one_more, counters):
    here = scene(counters=counters, busy=counters - 1)
    before = forecast(here, queue=tickets(*queue), target=Waiting(A))
    after = forecast(here, queue=tickets(*queue, one_more), target=Waiting(A))
    assert before is not None
    assert after is not None
    assert after.p50_minutes >= before.p50_minutes
    assert after.p90_minutes >= before.p90_minutes


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([A, B, C]), max_size=SHORT_QUEUE), st.integers(1, 4))
def test_one_more_counter_never_lengthens_the_wait(queue, counters):
    fewer = forecast(scene(counters=counters), queue=tickets(*queue), target=Waiting(A))
    more = forecast(scene(counters=counters + 1), queue=tickets(*queue), target=Waiting(A))
    assert fewer is not None
    assert more is not None
    assert more.p50_minutes <= fewer.p50_minutes
    assert more.p90_minutes <= fewer.p90_minutes


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({A: st.integers(SHORT_QUEUE, 5000), B: st.integers(0, 5000), C: st.integers(0, 5000)}),
    st.sampled_from([A, B, C]),
    st.integers(1, 9),
)
def test_one_more_in_a_long_queue_never_shortens_the_wait(ahead, one_more, counters):
    here = scene(counters=counters)
    before = forecast_long(here, ahead=ahead, target=A)
    after = forecast_long(here, ahead=ahead | {one_more: ahead[one_more] + 1}, target=A)
    assert before is not None
    assert after is not None
    assert after.p50_minutes >= before.p50_minutes - 1e-6  # sums of floats
    assert before.p50_minutes <= before.p90_minutes


@pytest.mark.parametrize("counters", [1, 3, 6])
@pytest.mark.parametrize("services", [[A], [A, B], [A, B, C]])
def test_short_and_long_forecast_agree_where_one_takes_over_from_the_other(counters, services):
    kinds = (services * SHORT_QUEUE)[: SHORT_QUEUE + 6]
    here = scene(counters=counters)
    played = forecast(here, queue=tickets(*kinds), target=Waiting(A))
    flowed = forecast_long(here, ahead={kind: kinds.count(kind) for kind in services}, target=A)
    assert played is not None
    assert flowed is not None
    assert flowed.p50_minutes == pytest.approx(played.p50_minutes, rel=0.10)
    assert flowed.p90_minutes == pytest.approx(played.p90_minutes, rel=0.12)


def test_counters_that_share_only_some_services_take_the_work_they_can():
    lanes = [
        OpenCounter(CounterId(1), frozenset({A})),
        OpenCounter(CounterId(2), frozenset({A, B})),
        OpenCounter(CounterId(3), frozenset({B})),
    ]
    here = Scene(counters=lanes, serving=[], times=TIMES)
    lonely = forecast_long(here, ahead={A: 100, B: 0}, target=A)
    crowded = forecast_long(here, ahead={A: 100, B: 100}, target=A)
    assert lonely is not None
    assert crowded is not None
    work = 100 * TIMES[A].mean
    assert lonely.p50_minutes == pytest.approx(work / 2, rel=0.05)
    # 500 minutes of A and 1000 of B on three counters: B keeps its own and the shared one busy
    assert work / 2 < crowded.p50_minutes < work


def test_a_counter_away_for_hours_does_not_help_a_long_queue():
    away = OpenCounter(CounterId(1), ALL, available_in=10_000.0)
    here = OpenCounter(CounterId(2), ALL)
    estimate = forecast_long(Scene(counters=[away, here], serving=[], times=TIMES), ahead={A: 100}, target=A)
    assert estimate is not None
    assert estimate.p50_minutes == pytest.approx(100 * TIMES[A].mean, rel=0.02)


def test_a_long_wait_runs_on_after_lunch():
    plain = forecast_long(scene(counters=3), ahead={A: 100}, target=A)
    lunch = forecast_long(scene(counters=3, gaps=[Gap(60.0, 180.0)]), ahead={A: 100}, target=A)
    assert plain is not None
    assert lunch is not None
    assert 110 < lunch.p50_minutes - plain.p50_minutes <= 120


def test_open_minutes_become_wall_clock_minutes_over_every_gap():
    gaps = [Gap(-5.0, 10.0), Gap(60.0, 90.0)]
    assert over_gaps(0.0, gaps) == 10
    assert over_gaps(49.0, gaps) == 59
    assert over_gaps(50.0, gaps) == 90
    assert over_gaps(100.0, []) == 100


@pytest.mark.parametrize("minutes", [0.0, 1e-12, 1e-9, 1e-3, 0.05])
def test_a_wait_of_nearly_nothing_has_a_range_within_reason(minutes: float):
    """Three counters that come free just as one ticket's work is shared out: the wait is what rounding leaves of it."""
    times = TIMES[A]
    free_in = times.variance / (3 * times.mean) + minutes
    lanes = [OpenCounter(CounterId(n), ALL, available_in=free_in) for n in (1, 2, 3)]
    estimate = forecast_long(Scene(counters=lanes, serving=[], times=TIMES), ahead={A: 1}, target=A)
    assert estimate is not None
    assert estimate.p50_minutes < 0.1
    assert estimate.p50_minutes <= estimate.p90_minutes <= 60
