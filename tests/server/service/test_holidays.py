"""Official arrangements that come with a package."""

from datetime import date

from server.domain.catalogue import Calendar
from server.domain.opening import add_working_days
from server.service.holidays import with_known_years


def test_a_known_year_comes_whole() -> None:
    calendar = with_known_years(Calendar(), [2025])
    assert calendar.years == {2025}
    assert date(2025, 10, 8) in calendar.off_days
    assert {date(2025, 9, 28), date(2025, 10, 11)} < calendar.work_days
    assert add_working_days(calendar, date(2025, 9, 26), 20) == date(2025, 10, 30)
    assert {day.year for day in calendar.off_days | calendar.work_days} == {2025}


def test_a_year_the_package_lacks_is_left_unknown() -> None:
    assert with_known_years(Calendar(), [1999, 2090]) == Calendar()


def test_an_imported_year_is_left_as_it_was_imported() -> None:
    imported = Calendar(years=frozenset({2025}), off_days=frozenset({date(2025, 1, 1)}))
    assert with_known_years(imported, [2025]) == imported


def test_a_single_imported_day_wins_over_the_package() -> None:
    imported = Calendar(work_days=frozenset({date(2025, 10, 8)}), off_days=frozenset({date(2025, 10, 11)}))
    calendar = with_known_years(imported, [2025])
    assert date(2025, 10, 8) in calendar.work_days - calendar.off_days
    assert date(2025, 10, 11) in calendar.off_days - calendar.work_days
