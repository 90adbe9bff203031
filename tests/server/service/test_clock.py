"""The hall's time goes on by itself and only listens to the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.service.clock import PLAUSIBLE_BACK, TOLERANCE, HallClock, SystemClock
from tests.server.running import FakeClock

START = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def started(wall: FakeClock, last: datetime | None = None) -> HallClock:
    hall = HallClock(wall)
    hall.start(last)
    return hall


def test_time_goes_on_by_the_monotonic_clock() -> None:
    wall = FakeClock(START)
    hall = started(wall)
    wall.go_on(seconds=90)
    assert hall.now() == START + timedelta(seconds=90)
    assert hall.take_step() is None


def test_time_begins_where_the_log_ended_when_the_wall_clock_is_behind() -> None:
    last = START + timedelta(hours=1)
    hall = started(FakeClock(START), last)
    assert hall.now() == last
    assert hall.is_wrong


def test_time_begins_at_the_wall_clock_when_the_log_is_behind() -> None:
    hall = started(FakeClock(START), START - timedelta(days=3))
    assert hall.now() == START
    assert not hall.is_wrong


@pytest.mark.parametrize("seconds", [3600, -3600, 3, -3])
def test_a_jump_is_told_once_and_followed(seconds: int) -> None:
    wall = FakeClock(START)
    hall = started(wall)
    wall.jump(seconds=seconds)
    assert hall.now() == START, "not before it is told"
    assert hall.take_step() == timedelta(seconds=seconds)
    assert hall.now() == START + timedelta(seconds=seconds)
    assert hall.take_step() is None


@pytest.mark.parametrize("seconds", [0.5, -0.5, TOLERANCE.total_seconds(), -TOLERANCE.total_seconds()])
def test_a_drift_is_no_jump_and_never_leads_back(seconds: float) -> None:
    wall = FakeClock(START)
    hall = started(wall)
    wall.jump(seconds=seconds)
    assert hall.take_step() is None
    assert hall.now() == START + timedelta(seconds=max(0.0, seconds))


def test_a_clock_without_battery_is_not_followed() -> None:
    wall = FakeClock(START)
    hall = started(wall)
    wall.jump(days=-20_000)
    assert hall.take_step() is None
    assert hall.is_wrong
    wall.go_on(seconds=5)
    assert hall.now() == START + timedelta(seconds=5)
    wall.jump(days=20_000)
    assert hall.take_step() is None
    assert not hall.is_wrong


def test_two_days_back_is_the_furthest_a_clock_is_believed() -> None:
    for beyond, followed in ((timedelta(0), True), (timedelta(seconds=1), False)):
        wall = FakeClock(START)
        hall = started(wall)
        wall.jump(seconds=-(PLAUSIBLE_BACK + beyond).total_seconds())
        assert (hall.take_step() is not None) is followed


def test_the_machine_knows_utc() -> None:
    clock = SystemClock()
    assert clock.wall().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
