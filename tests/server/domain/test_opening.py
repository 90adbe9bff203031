"""Opening days, opening hours and working days, with the 2025 arrangement as announced."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.catalogue import Calendar, Service, Span
from server.domain.content import Item
from server.domain.opening import (
    END_OF_DAY,
    DayKind,
    NeverOpen,
    UnknownYear,
    add_calendar_days,
    add_working_days,
    after_open_minutes,
    day_opening,
    is_working_day,
    offered_today,
    open_minutes_between,
    opening_at,
)
from server.vocab import ItemId, ServiceId

ZONE = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = Span(time(8, 30), time(12)), Span(time(14), time(17, 30))
DUTY = Span(time(9), time(12))


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"2025-{text}") for text in texts)


OFF_2025 = days(
    *("01-01", "01-28", "01-29", "01-30", "01-31", "02-01", "02-02", "02-03", "02-04", "04-04", "04-05", "04-06"),
    *("05-01", "05-02", "05-03", "05-04", "05-05", "05-31", "06-01", "06-02"),
    *(f"10-0{day}" for day in range(1, 9)),
)
WORK_2025 = days("01-26", "02-08", "04-27", "09-28", "10-11")
CALENDAR = Calendar(
    hours=(MORNING, AFTERNOON), off_days=OFF_2025, work_days=WORK_2025, years=frozenset({2025}), duty_weekdays=(5,)
)
ON_DUTY = Calendar(
    duty_hours=(DUTY,), duty_weekdays=(5,), off_days=OFF_2025, work_days=WORK_2025, years=frozenset({2025})
)
ALWAYS = Calendar(always_open=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-{text}").replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2025-09-26", 2, "2025-09-29"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-10-10", 1, "2025-10-11"),
        ("2025-10-10", 10, "2025-10-23"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-04-25", 1, "2025-04-27"),
        ("2025-04-30", 1, "2025-05-06"),
        ("2025-06-13", 1, "2025-06-16"),
    ],
)
def test_working_days_follow_the_official_arrangement(start: str, n: int, due: str) -> None:
    assert add_working_days(CALENDAR, date.fromisoformat(start), n) == date.fromisoformat(due)


@pytest.mark.parametrize(("start", "n", "due"), [("2025-10-10", 10, "2025-10-20"), ("2025-09-25", 10, "2025-10-09")])
def test_a_last_calendar_day_that_is_off_moves_to_the_next_working_day(start: str, n: int, due: str) -> None:
    assert add_calendar_days(CALENDAR, date.fromisoformat(start), n) == date.fromisoformat(due)


def test_a_year_without_data_is_refused_and_not_guessed() -> None:
    with pytest.raises(UnknownYear) as refusal:
        add_working_days(CALENDAR, date(2025, 12, 30), 5)
    assert refusal.value.year == 2026
    with pytest.raises(UnknownYear):
        is_working_day(ALWAYS, date(2025, 6, 9))


def test_working_days_cannot_be_counted_backwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(CALENDAR, date(2025, 6, 9), -1)


def test_closures_of_the_hall_and_duty_hours_do_not_change_what_a_working_day_is() -> None:
    calendar = Calendar(
        years=frozenset({2025}), closed_days=frozenset({date(2025, 6, 9)}), duty_hours=(DUTY,), duty_weekdays=(5,)
    )
    assert is_working_day(calendar, date(2025, 6, 9))
    assert not is_working_day(calendar, date(2025, 6, 14))


def test_an_adjusted_weekend_is_a_working_day_with_full_hours() -> None:
    opening = day_opening(ON_DUTY, date(2025, 10, 11))
    assert (opening.kind, opening.spans) == (DayKind.WORKING, (MORNING, AFTERNOON))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2025, 6, 14), DayKind.DUTY),  # a Saturday, which has duty
        (date(2025, 6, 15), DayKind.OFF),  # a Sunday, which has none
        (date(2025, 10, 1), DayKind.DUTY),  # a holiday on a Wednesday
        (date(2025, 6, 13), DayKind.WORKING),
    ],
)
def test_duty_is_done_on_duty_weekdays_and_on_holidays(day: date, kind: DayKind) -> None:
    assert day_opening(ON_DUTY, day).kind is kind


def test_nobody_is_on_duty_where_no_duty_hours_are_set() -> None:
    assert day_opening(CALENDAR, date(2025, 6, 14)).kind is DayKind.OFF


@pytest.mark.parametrize("day", [date(2025, 6, 9), date(2025, 6, 14), date(2025, 10, 11)])
def test_a_closure_of_the_hall_ends_hours_and_duty_alike(day: date) -> None:
    calendar = Calendar(duty_hours=(DUTY,), work_days=WORK_2025, closed_days=frozenset({day}))
    assert day_opening(calendar, day).spans == ()


def test_an_unknown_year_follows_the_week_and_warns() -> None:
    opening = day_opening(CALENDAR, date(2026, 10, 1))
    assert (opening.kind, opening.known) == (DayKind.WORKING, False)
    assert "2026" in opening.warning
    assert day_opening(CALENDAR, date(2025, 6, 9)).warning == ""


def test_a_hall_that_is_always_open_has_the_whole_of_every_day_and_no_closing() -> None:
    opening = opening_at(ALWAYS, at("10-01T03:00"), ZONE)
    assert opening.is_open
    assert opening.day.known
    assert opening.day.spans == (Span(time(0), END_OF_DAY),)
    assert (opening.opens_at, opening.closes_at, opening.next_change) == (None, None, None)


@pytest.mark.parametrize(
    ("now", "is_open", "opens", "closes", "change"),
    [
        ("06-09T08:29", False, "06-09T08:30", "06-09T17:30", "06-09T08:30"),
        ("06-09T08:30", True, "06-09T14:00", "06-09T17:30", "06-09T12:00"),
        ("06-09T12:00", False, "06-09T14:00", "06-09T17:30", "06-09T14:00"),
        ("06-09T17:29", True, None, "06-09T17:30", "06-09T17:30"),
        ("06-09T17:30", False, None, None, "06-10T08:30"),
        ("06-13T20:00", False, None, None, "06-14T09:00"),
        ("06-15T10:00", False, None, None, "06-16T08:30"),
    ],
)
def test_the_opening_tells_what_is_and_what_comes(
    now: str, is_open: bool, opens: str | None, closes: str | None, change: str
) -> None:
    opening = opening_at(ON_DUTY, at(now), ZONE)
    assert opening.is_open is is_open
    assert opening.opens_at == (opens and at(opens))
    assert opening.closes_at == (closes and at(closes))
    assert opening.next_change == at(change)


def test_the_day_is_the_hall_s_own_not_that_of_utc() -> None:
    late_on_sunday_in_utc = datetime(2025, 6, 8, 23, 0, tzinfo=UTC)  # Monday 07:00 in the hall
    assert opening_at(CALENDAR, late_on_sunday_in_utc, ZONE).day.day == date(2025, 6, 9)


def test_spans_that_touch_are_no_change() -> None:
    calendar = Calendar(hours=(Span(time(8), time(12)), Span(time(12), END_OF_DAY)), years=frozenset({2025}))
    opening = opening_at(calendar, at("06-13T09:00"), ZONE)
    assert opening.next_change == opening.closes_at == at("06-14T00:00")
    assert opening_at(calendar, at("06-13T23:59"), ZONE).is_open


def test_a_hall_that_never_opens_has_no_next_change() -> None:
    assert opening_at(Calendar(hours=()), at("06-09T09:00"), ZONE).next_change is None


def test_open_minutes_leave_out_lunch_nights_and_weekends() -> None:
    assert open_minutes_between(CALENDAR, at("06-09T11:50"), at("06-09T14:10"), ZONE) == 20
    assert open_minutes_between(CALENDAR, at("06-13T17:00"), at("06-16T09:00"), ZONE) == 60
    assert open_minutes_between(CALENDAR, at("06-09T09:00"), at("06-09T08:00"), ZONE) == 0
    assert open_minutes_between(ALWAYS, at("06-09T11:50"), at("06-09T14:10"), ZONE) == 140


def test_waiting_goes_on_after_lunch_and_on_the_next_working_day() -> None:
    assert after_open_minutes(CALENDAR, at("06-09T11:50"), 20, ZONE) == at("06-09T14:10")
    assert after_open_minutes(CALENDAR, at("06-09T11:50"), 10, ZONE) == at("06-09T12:00")
    assert after_open_minutes(CALENDAR, at("06-13T17:20"), 15, ZONE) == at("06-16T08:35")
    assert after_open_minutes(CALENDAR, at("06-09T13:00"), 0, ZONE) == at("06-09T13:00")
    assert after_open_minutes(ALWAYS, at("06-09T11:50"), 20, ZONE) == at("06-09T12:10")


def test_minutes_that_never_come_are_refused() -> None:
    with pytest.raises(NeverOpen):
        after_open_minutes(Calendar(hours=()), at("06-09T11:50"), 1, ZONE)


MOMENTS = st.integers(0, 300 * 86_400).map(lambda second: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second))


@given(start=MOMENTS, minutes=st.integers(1, 5000), always=st.booleans())
def test_the_open_minutes_until_after_open_minutes_are_those_asked_for(
    start: datetime, minutes: int, always: bool
) -> None:
    calendar = ALWAYS if always else ON_DUTY
    end = after_open_minutes(calendar, start, minutes, ZONE)
    assert open_minutes_between(calendar, start, end, ZONE) == pytest.approx(minutes)
    before = open_minutes_between(calendar, start, end - timedelta(seconds=1), ZONE)
    assert minutes - 1 / 60 == pytest.approx(before)  # not a second later than needed


@given(moment=MOMENTS)
def test_the_hall_does_not_turn_before_the_next_change_and_turns_at_it(moment: datetime) -> None:
    opening = opening_at(ON_DUTY, moment, ZONE)
    change = opening.next_change
    assert change is not None
    assert change > moment
    assert opening_at(ON_DUTY, change, ZONE).is_open is not opening.is_open
    assert opening_at(ON_DUTY, change - timedelta(microseconds=1), ZONE).is_open is opening.is_open


def test_only_what_is_extended_is_offered_on_a_duty_day() -> None:
    extended = Service(id=ServiceId("c"), name="社会保障", name_en="Social", prefix="C", extended=True)
    ordinary = Service(id=ServiceId("a"), name="综合受理", name_en="General", prefix="A")
    yes = Item(id=ItemId("1"), name="参保", service=extended.id, extended=True)
    no = Item(id=ItemId("2"), name="其他", service=extended.id)
    duty, working, off = (day_opening(ON_DUTY, date(2025, 6, day)) for day in (14, 13, 15))
    assert offered_today(extended, None, duty)
    assert offered_today(extended, yes, duty)
    assert not offered_today(extended, no, duty)
    assert not offered_today(ordinary, None, duty)
    assert offered_today(ordinary, no, working)
    assert not offered_today(extended, yes, off)
