"""Learned times and rates: what they start from, follow, forget and keep."""

import json
import random

import pytest

from server.domain.learned import FLOOR, POINTS, WINDOW, ArrivalRate, OpenClock, ServiceTimes


def test_before_anything_is_seen_the_mean_is_the_guess_of_the_catalogue():
    times = ServiceTimes(10)
    assert times.mean == pytest.approx(10, rel=0.02)
    assert times.count == 0


def test_a_wrong_guess_is_outvoted_by_a_window_of_observations():
    times = ServiceTimes(5)
    for _ in range(WINDOW):
        times.observe(12)
    assert times.mean == pytest.approx(12, rel=0.06)


def test_only_the_recent_window_counts():
    times = ServiceTimes(10)
    for minutes in [30.0] * WINDOW + [6.0] * WINDOW:
        times.observe(minutes)
    assert times.count == WINDOW
    assert times.mean < 7


def test_an_observation_below_the_floor_counts_as_the_floor():
    times = ServiceTimes(10, [0.0, -3.0])
    times.observe(0.01)
    assert times.to_carry() == (FLOOR, FLOOR, FLOOR)


def test_who_forgot_to_press_finish_over_night_teaches_nothing() -> None:
    times = ServiceTimes(8)
    times.observe(12)
    before = (times.count, times.mean)
    times.observe(15 * 60)
    assert (times.count, times.mean) == before


def test_the_figures_follow_the_very_next_observation():
    times = ServiceTimes(10)
    before = times.mean
    times.observe(60)
    assert times.mean > before + 5


def test_points_are_ascending_quantiles_with_the_spread_of_what_was_seen():
    chance = random.Random(1)
    times = ServiceTimes(10, [chance.lognormvariate(2, 0.5) for _ in range(WINDOW)])
    assert len(times.points) == POINTS
    assert list(times.points) == sorted(times.points)
    assert times.variance**0.5 / times.mean == pytest.approx(0.53, abs=0.2)


def test_points_reach_beyond_the_longest_seen_because_fifty_have_no_tail():
    times = ServiceTimes(8, [8.0] * WINDOW)
    assert sum(point > 10 for point in times.points) > POINTS / 5
    assert times.mean == pytest.approx(8, rel=0.02)


def test_doubt_about_the_mean_shrinks_with_observations():
    chance = random.Random(2)
    times = ServiceTimes(8)
    fresh = times.doubt
    for _ in range(WINDOW):
        times.observe(chance.lognormvariate(2, 0.5))
    assert fresh > 0.2
    assert times.doubt < fresh / 2


def test_the_remaining_time_is_that_of_those_who_took_longer_than_the_elapsed():
    times = ServiceTimes(8, [2.0] * 25 + [20.0] * 25)
    after_five = times.remaining(5)
    assert min(after_five) > 0
    assert sum(after_five) / len(after_five) == pytest.approx(15, abs=2)


def test_somebody_served_longer_than_anybody_before_still_has_a_positive_rest():
    rest = ServiceTimes(8).remaining(500)
    assert list(rest) == sorted(rest)
    assert min(rest) > 0
    assert sum(rest) / len(rest) == pytest.approx(4, rel=0.15)


def test_service_times_survive_a_restart_as_json():
    times = ServiceTimes(10, [3.25, 7.5, 12.125])
    carried = json.loads(json.dumps(times.to_carry()))
    assert ServiceTimes.from_carry(10, carried).points == times.points


def test_a_steady_stream_is_seen_at_its_rate():
    rate = ArrivalRate()
    for minute in range(0, 900, 5):
        rate.observe(minute)
    assert rate.per_minute(900) == pytest.approx(0.2, rel=0.1)


def test_a_stream_that_stopped_is_forgotten():
    rate = ArrivalRate()
    for minute in range(100):
        rate.observe(minute)
    assert rate.per_minute(100 + 5 * ArrivalRate.MEMORY) < rate.per_minute(100) / 100


def test_a_clock_that_jumps_back_neither_fails_nor_inflates_the_rate():
    rate = ArrivalRate()
    rate.observe(100)
    rate.observe(10)
    assert rate.per_minute(10) == pytest.approx(2 / ArrivalRate.MEMORY)


def test_an_arrival_rate_survives_a_restart_as_json():
    rate = ArrivalRate()
    rate.observe(3)
    rate.observe(8)
    carried = json.loads(json.dumps(rate.to_carry()))
    assert ArrivalRate.from_carry(tuple(carried)).per_minute(20) == rate.per_minute(20)


def test_a_night_does_not_make_yesterdays_rate_forgotten():
    clock, rate = OpenClock(), ArrivalRate()
    for minute in range(0, 400, 4):
        rate.observe(clock.tick(minute))
    evening = rate.per_minute(clock.read(400))
    assert rate.per_minute(clock.read(1440)) == pytest.approx(evening, rel=0.2)


def test_an_open_clock_runs_with_the_wall_clock_while_tickets_come_and_never_backwards():
    clock = OpenClock(at=100)
    assert [clock.tick(at) for at in (105, 110, 40, 45)] == [5, 10, 10, 15]
    assert clock.read(5000) == 15 + OpenClock.SILENCE
    assert OpenClock.from_carry(clock.to_carry()).read(50) == clock.read(50)
