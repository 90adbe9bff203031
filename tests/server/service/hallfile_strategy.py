"""Hypothesis strategies for whole catalogues that keep every rule of a hall file."""

from datetime import date, time
from string import ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from server.domain.catalogue import BookingRule, Calendar, Catalogue, Counter, Item, PeriodCap, Service, Span
from server.domain.policy import GreenReason, Policy
from server.vocab import CounterId, ItemId, LimitAction, ServiceId

_CHARS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
# What a spreadsheet could take for a formula, an error, a number, a date, a list or an escape.
_TRICKS = st.sampled_from(
    [
        "=1+1",
        "+86 10",
        "-5",
        "@x",
        "#N/A",
        "007",
        "1e3",
        "TRUE",
        "2025-10-01",
        "a、b；c",
        "_x000D_",
        "_x005F_",
        "'q",
        '"""',
    ]
)
LINE = _TRICKS | st.text(_CHARS, min_size=1, max_size=12).map(str.strip).filter(bool)
NOTE = st.lists(LINE, max_size=3).map("\n".join)
MAYBE = st.just("") | LINE
IDENT = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,8}\Z")
DATES = st.frozensets(st.dates(date(2000, 1, 1), date(2099, 12, 31)), max_size=5)


@st.composite
def spans(draw: Any, min_size: int = 0) -> tuple[Span, ...]:
    size = draw(st.integers(min_size, 3))
    minutes = sorted(draw(st.sets(st.integers(0, 96), min_size=2 * size, max_size=2 * size)))
    times = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in minutes]
    return tuple(Span(start, end) for start, end in zip(times[::2], times[1::2], strict=True))


@st.composite
def _service(draw: Any, ident: str, prefix: str) -> Service:
    caps = tuple(PeriodCap(span=span, cap=draw(st.integers(1, 9999))) for span in draw(spans()))
    booked = draw(spans())
    capacity = draw(st.integers(1, 999))
    return Service(
        id=ServiceId(ident),
        name=draw(LINE),
        name_en=draw(LINE),
        prefix=prefix,
        expected_minutes=draw(st.floats(0.5, 480)),
        extended=draw(st.booleans()),
        day_cap=draw(st.none() | st.integers(1, 9999)),
        period_caps=caps,
        booking=BookingRule(spans=booked, slot_minutes=draw(st.integers(5, 15)), capacity=capacity) if booked else None,
    )


@st.composite
def _item(draw: Any, ident: str, service: Service) -> Item:
    limit = draw(MAYBE)
    return Item(
        id=ItemId(ident),
        name=draw(LINE),
        service=service.id,
        category=draw(MAYBE),
        kind=draw(MAYBE),
        materials=tuple(draw(st.lists(LINE, max_size=3))),
        steps=tuple(draw(st.lists(LINE, max_size=3))),
        limit=limit,
        demo_limit=bool(limit) and draw(st.booleans()),
        basis=draw(NOTE),
        fee=draw(MAYBE),
        note=draw(NOTE),
        extended=service.extended and draw(st.booleans()),
        historic=draw(st.booleans()),
    )


@st.composite
def _calendar(draw: Any) -> Calendar:
    off_days = draw(DATES)
    always_open = draw(st.booleans())
    return Calendar(
        hours=draw(spans(0 if always_open else 1)),
        duty_hours=draw(spans()),
        duty_weekdays=tuple(draw(st.lists(st.integers(0, 6), unique=True))),
        off_days=off_days,
        work_days=draw(DATES) - off_days,
        years=draw(st.frozensets(st.integers(2000, 2099), max_size=4)),
        closed_days=draw(DATES),
        always_open=always_open,
    )


@st.composite
def _policy(draw: Any) -> Policy:
    word = LINE.filter(lambda text: not set(text) & set("|｜"))
    codes = draw(st.lists(st.from_regex(r"\A[a-z][a-z_]{0,8}\Z"), min_size=1, max_size=4, unique=True))
    return Policy(
        green_bonus=draw(st.integers(0, 1440)),
        max_run=draw(st.integers(1, 99)),
        booking_horizon_days=draw(st.integers(1, 90)),
        closing_guard=draw(st.sampled_from(LimitAction)),
        walk_up_prefix="WWW",
        green_reasons=tuple(GreenReason(code, draw(word), draw(word)) for code in codes),
    )


@st.composite
def catalogues(draw: Any) -> Catalogue:
    idents = draw(st.lists(IDENT, min_size=1, max_size=4, unique=True))
    prefixes = [ascii_uppercase[index] * (1 + index % 3) for index in range(len(idents))]
    services = tuple(draw(_service(ident, prefix)) for ident, prefix in zip(idents, prefixes, strict=True))
    numbers = draw(st.lists(st.integers(1, 999), min_size=1, max_size=3, unique=True))
    counters = tuple(
        Counter(
            id=CounterId(index + 1),
            number=number,
            name=draw(LINE),
            name_en=draw(LINE),
            services=tuple(service.id for service in services),
            zone=draw(MAYBE),
        )
        for index, number in enumerate(numbers)
    )
    items = draw(st.lists(IDENT, max_size=4, unique=True))
    return Catalogue(
        hall_id=draw(IDENT),
        name=draw(LINE),
        name_en=draw(LINE),
        timezone=draw(st.sampled_from(["Asia/Shanghai", "UTC"])),
        phone=draw(MAYBE),
        booking_phone=draw(MAYBE),
        services=services,
        counters=counters,
        items=tuple(draw(_item(ident, draw(st.sampled_from(services)))) for ident in items),
        calendar=draw(_calendar()),
        policy=draw(_policy()),
    )
