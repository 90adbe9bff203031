"""Alarms: they last until they are over, and keep their beginning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from server.service.alarm import Alarm, Alarms

AT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def test_an_alarm_is_new_once_and_keeps_its_beginning() -> None:
    alarms = Alarms()
    assert alarms.set("twin_server", "first", AT)
    assert not alarms.set("twin_server", "second", LATER)
    assert alarms.all() == [Alarm("twin_server", "second", AT)]


def test_an_alarm_that_comes_back_begins_anew() -> None:
    alarms = Alarms()
    alarms.set("clock_wrong", "x", AT)
    assert alarms.clear("clock_wrong")
    assert not alarms.clear("clock_wrong")
    assert alarms.all() == []
    assert alarms.set("clock_wrong", "x", LATER)
    assert alarms.all()[0].since == LATER


def test_the_oldest_alarm_comes_first() -> None:
    alarms = Alarms()
    alarms.set("b", "x", LATER)
    alarms.set("a", "x", AT)
    assert [alarm.code for alarm in alarms.all()] == ["a", "b"]
