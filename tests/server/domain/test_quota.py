"""Caps of a day and of its periods."""

from datetime import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.domain.catalogue import PeriodCap, Service, Span
from server.domain.opening import END_OF_DAY
from server.domain.quota import is_full, period_of, remaining
from server.vocab import ServiceId

PERIODS = (
    PeriodCap(span=Span(time(8, 30), time(12)), cap=3),
    PeriodCap(span=Span(time(14), END_OF_DAY), cap=2),
)


def service(day_cap: int | None = None, period_caps: tuple[PeriodCap, ...] = ()) -> Service:
    return Service(
        id=ServiceId("a"), name="综合受理", name_en="General", prefix="A", day_cap=day_cap, period_caps=period_caps
    )


def test_a_service_without_caps_is_never_full() -> None:
    assert remaining(service(), issued_today=10_000, issued_in_period=0, period=None) is None
    assert not is_full(service(), issued_today=10_000, issued_in_period=0, period=None)


def test_a_period_includes_its_start_and_not_its_end() -> None:
    capped = service(period_caps=PERIODS)
    assert period_of(capped, time(8, 29)) is None
    assert period_of(capped, time(8, 30)) == 0
    assert period_of(capped, time(12)) is None
    assert period_of(capped, time(23, 59)) == 1


def test_the_tighter_of_day_and_period_counts() -> None:
    capped = service(day_cap=4, period_caps=PERIODS)
    assert remaining(capped, issued_today=0, issued_in_period=0, period=0) == 3
    assert remaining(capped, issued_today=3, issued_in_period=0, period=1) == 1
    assert remaining(capped, issued_today=3, issued_in_period=9, period=None) == 1


def test_a_cap_lowered_below_what_was_issued_leaves_nothing_and_not_less() -> None:
    assert remaining(service(day_cap=2), issued_today=5, issued_in_period=0, period=None) == 0


@given(
    day_cap=st.none() | st.integers(1, 12),
    caps=st.lists(st.integers(1, 6), max_size=4),
    minutes=st.lists(st.integers(0, 24 * 60 - 1), max_size=40),
)
def test_issuing_while_not_full_never_passes_a_cap_and_stops_only_at_one(
    day_cap: int | None, caps: list[int], minutes: list[int]
) -> None:
    hours = [time(6 + 3 * index) for index in range(len(caps) + 1)]
    spans = [Span(start, end) for start, end in pairwise(hours)]
    capped = service(day_cap, tuple(PeriodCap(span=span, cap=cap) for span, cap in zip(spans, caps, strict=True)))
    issued: list[time] = []
    for minute in sorted(minutes):
        now = time(minute // 60, minute % 60)
        period = period_of(capped, now)
        in_period = sum(spans[period].start <= at < spans[period].end for at in issued) if period is not None else 0
        day_is_full = day_cap is not None and len(issued) >= day_cap
        period_is_full = period is not None and in_period >= caps[period]
        full = is_full(capped, issued_today=len(issued), issued_in_period=in_period, period=period)
        assert full == (day_is_full or period_is_full)
        if not full:
            issued.append(now)
    assert day_cap is None or len(issued) <= day_cap
    for span, cap in zip(spans, caps, strict=True):
        assert sum(span.start <= at < span.end for at in issued) <= cap
