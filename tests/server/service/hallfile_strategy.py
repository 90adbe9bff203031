"""Hypothesis strategies for whole catalogues that keep every rule of a hall file."""

from datetime import date, time
from string import ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from server.domain.catalogue import BookingRule, Calendar, Catalogue, Counter, PeriodCap, Service, Span
from server.domain.content import (
    BoardSetting,
    Facility,
    Item,
    Leader,
    Material,
    Notice,
    Post,
    Publicity,
    Question,
    Rule,
    Slide,
    Topic,
    Venue,
)
from server.domain.policy import GreenReason, Policy, VoiceHours
from server.vocab import BoardLanguage, CounterId, ItemId, LimitAction, ServiceId, TopicKind

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


MEDIA = st.from_regex(r"\A[0-9a-f]{64}\.(png|jpg|webp|mp4|webm)\Z")
WORD = LINE.filter(lambda text: not set(text) & set("、，,；;"))
BODY = NOTE.map(str.strip).filter(bool)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1).map(tuple)
DAY = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def _material(draw: Any, codes: tuple[str, ...]) -> str | Material:
    when = st.just("") | st.sampled_from([f"{sign}{code}" for code in codes for sign in ("", "!")] or [""])
    found = Material(
        name=draw(LINE),
        name_en=draw(MAYBE),
        original=draw(st.booleans()),
        copies=draw(st.integers(0, 99)),
        note=draw(MAYBE),
        when=draw(when),
    )
    return found.name if found == Material(name=found.name) else found


def boards() -> st.SearchStrategy[BoardSetting]:
    slides = st.builds(
        Slide, media=MEDIA, title=MAYBE, title_en=MAYBE, seconds=st.integers(3, 600), from_day=DAY, until=DAY
    ).filter(lambda slide: not (slide.from_day and slide.until and slide.until < slide.from_day))
    return st.builds(
        BoardSetting,
        language=st.sampled_from(BoardLanguage),
        slogan=MAYBE,
        qr=MAYBE,
        qr_title=MAYBE,
        slides=st.lists(slides, max_size=2).map(tuple),
    )


@st.composite
def publicities(draw: Any, counters: tuple[CounterId, ...]) -> Publicity:
    topics = st.builds(Topic, kind=st.sampled_from(TopicKind), name=LINE, name_en=MAYBE)
    notices = st.builds(
        Notice, title=LINE, body=BODY, column=MAYBE, title_en=MAYBE, body_en=NOTE, from_day=DAY, until=DAY
    ).filter(lambda notice: not (notice.from_day and notice.until and notice.until < notice.from_day))
    posts = st.builds(
        Post,
        counter=st.sampled_from(counters),
        post=st.sampled_from("AB"),
        name=LINE,
        name_en=MAYBE,
        duty=MAYBE,
        phone=MAYBE,
        photo=st.just("") | MEDIA,
    )
    leaders = st.builds(Leader, name=LINE, rank=MAYBE, phone=MAYBE, weekdays=WEEKDAYS, dates=DATES)
    return Publicity(
        address=draw(MAYBE),
        supervision_phone=draw(MAYBE),
        emblem=draw(st.just("") | MEDIA),
        topics=tuple(draw(st.lists(topics, max_size=3, unique_by=lambda topic: (topic.kind, topic.name)))),
        rules=tuple(draw(st.lists(st.builds(Rule, title=LINE, body=BODY, title_en=MAYBE), max_size=2))),
        notices=tuple(draw(st.lists(notices, max_size=2))),
        venues=tuple(draw(st.lists(st.builds(Venue, name=LINE, hours=MAYBE, booking=st.booleans()), max_size=2))),
        facilities=tuple(draw(st.lists(st.builds(Facility, name=LINE, where=MAYBE), max_size=2))),
        roster=tuple(draw(st.lists(posts, max_size=3, unique_by=lambda post: (post.counter, post.post)))),
        leaders=tuple(draw(st.lists(leaders, max_size=2))),
        board=draw(boards()),
    )


@st.composite
def _item(draw: Any, ident: str, service: Service, before: tuple[str, ...]) -> Item:
    limit = draw(MAYBE)
    codes = tuple(draw(st.lists(IDENT, max_size=2, unique=True)))
    return Item(
        id=ItemId(ident),
        name=draw(LINE),
        service=service.id,
        category=draw(MAYBE),
        kind=draw(MAYBE),
        materials=tuple(draw(st.lists(_material(codes), max_size=3))),
        steps=tuple(draw(st.lists(LINE, max_size=3))),
        limit=limit,
        demo_limit=bool(limit) and draw(st.booleans()),
        basis=draw(NOTE),
        fee=draw(MAYBE),
        note=draw(NOTE),
        extended=service.extended and draw(st.booleans()),
        historic=draw(st.booleans()),
        name_en=draw(MAYBE),
        department=draw(MAYBE),
        life_events=tuple(draw(st.lists(WORD, max_size=2))),
        conditions=tuple(draw(st.lists(LINE, max_size=2))),
        questions=tuple(Question(code=code, text=draw(LINE), text_en=draw(MAYBE)) for code in codes),
        prerequisites=tuple(map(ItemId, before)) if draw(st.booleans()) else (),
        where=draw(MAYBE),
        plain=draw(NOTE),
        pictures=tuple(draw(st.lists(MEDIA, max_size=2))),
        hot=draw(st.booleans()),
        agent_allowed=draw(st.booleans()),
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
        offline_minutes=draw(st.integers(0, 1440)),
        offline_max=draw(st.integers(0, 999)),
        offline_prefix="LLL",
        voice_languages=tuple(draw(st.permutations(["zh", "en", "yue", "ticket"])))[: draw(st.integers(1, 4))],
        voice_hours=tuple(VoiceHours(span.start, span.end, draw(st.integers(0, 100))) for span in draw(spans())),
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
        items=tuple(
            draw(_item(ident, draw(st.sampled_from(services)), tuple(items[:place])))
            for place, ident in enumerate(items)
        ),
        calendar=draw(_calendar()),
        policy=draw(_policy()),
        publicity=draw(publicities(tuple(counter.id for counter in counters))),
    )
