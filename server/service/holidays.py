"""The national 放假调休 arrangements a package carries. Fills a calendar where it has none; never invents a year."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from server.domain.catalogue import Calendar


def with_known_years(calendar: Calendar, years: Iterable[int]) -> Calendar:
    """`calendar` with off days and work days of those `years` that chinesecalendar has whole.

    Years the calendar already has stay as imported; single days imported for other years win over the package.
    """
    from chinese_calendar import constants  # noqa: PLC0415 - a big table, wanted once at start-up

    holidays: set[date] = set(constants.holidays)
    workdays: set[date] = set(constants.workdays)
    # A table that stops after New Year's Day is not a year's arrangement; National Day is in every whole one.
    found = frozenset(year for year in years if date(year, 10, 1) in holidays) - calendar.years
    return replace(
        calendar,
        off_days=calendar.off_days | ({day for day in holidays if day.year in found} - calendar.work_days),
        work_days=calendar.work_days | ({day for day in workdays if day.year in found} - calendar.off_days),
        years=calendar.years | found,
    )
