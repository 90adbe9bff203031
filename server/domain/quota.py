"""限号: how many tickets of a service may still be issued. Knows counts it is given, not tickets.

Callers count per business day what was issued and not cancelled: of the service, and of each of its periods
(a ticket counts in the period of its issue). Both are plain counters, so a check costs no walk through tickets.
"""

from datetime import time

from server.domain.catalogue import Service
from server.domain.opening import contains


def period_of(service: Service, at: time) -> int | None:
    """Index in `service.period_caps` of the period that holds the local time `at`; None outside all of them."""
    if not service.period_caps:
        return None
    return next((index for index, period in enumerate(service.period_caps) if contains(period.span, at)), None)


def remaining(service: Service, *, issued_today: int, issued_in_period: int, period: int | None) -> int | None:
    """Tickets that may still be issued now, never negative; None without a cap.

    `issued_in_period` is the count of `period`; it is not looked at when `period` is None (then only the day counts).
    """
    rests = []
    if service.day_cap is not None:
        rests.append(service.day_cap - issued_today)
    if period is not None:
        rests.append(service.period_caps[period].cap - issued_in_period)
    return max(0, min(rests)) if rests else None


def is_full(service: Service, *, issued_today: int, issued_in_period: int, period: int | None) -> bool:
    """Must a further ticket be refused now?"""
    return remaining(service, issued_today=issued_today, issued_in_period=issued_in_period, period=period) == 0
