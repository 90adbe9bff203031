"""Reports over a year of a large hall: how long each kind takes, and what calls notice of it."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bench import site
from server.bootstrap import open_hall_store, opened_books, running_service
from server.config import ServerConfig
from server.domain import command as c
from server.domain.command import Actor
from server.domain.record import Away, Outcome, Said, TimeKey
from server.service.books import hours_of
from server.service.port import TicketRow
from server.service.report import Question, Reports
from server.service.report_day import Day, figures_of
from server.service.report_list import WHATS
from server.service.report_port import TurnRow
from server.store import Store, open_store
from server.vocab import Channel, CounterId, Level, Role, ServiceId, TicketId

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 250
COUNTERS = 30
SERVICES = 20
LAST = date(2026, 11, 23)
BOUND_S = 2.0
LEVELS = (*(Level.VERY_SATISFIED,) * 30, *(Level.SATISFIED,) * 8, *(Level.FAIRLY_SATISFIED,) * 2, Level.DISSATISFIED)
CLASSES = (*("ordinary",) * 17, "green", "green", "booking")
Figure = tuple[str, float, str, str, bool | None]


def working_days(last: date, count: int) -> list[date]:
    """The `count` last days of a hall that rests at week-ends, earliest first."""
    days: list[date] = []
    while len(days) < count:
        if last.weekday() < 5:
            days.append(last)
        last -= timedelta(days=1)
    return days[::-1]


def made_day(day: date, first_id: int, count: int, *, services: list[str], counters: int, seed: int) -> Day:
    """A day of `count` visits from eight to six, some missed, most evaluated; all chance from one seed."""
    chance = Random(seed)
    begin = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE).astimezone(UTC)
    rows, turns, said = [], [], {}
    for n in range(count):
        issued = begin + timedelta(hours=9) * ((n + 0.5) / count)
        row, turn = _visit(chance, issued, first_id + n, n, services=services, counters=counters)
        rows.append(row)
        if turn is not None:
            turns.append(turn)
        if row.level is not None:
            reasons = ("等候过久",) if row.level < Level.FAIRLY_SATISFIED else ()
            said[TicketId(row.ticket_id)] = Said(Level(row.level), Channel.KEYPAD, reasons)
    times: dict[TimeKey, int] = {
        (CounterId(k), f"clerk{k}", hour, kind): chance.randrange(300, 1200) * 1_000_000
        for k in range(1, counters + 1)
        for hour in range(8, 18)
        for kind in (Away.IDLE, Away.PAUSED)
    }
    return Day(
        business_day=day, part=first_id, tickets=rows, turns=turns, times=times, said=said, hour_of=hours_of(ZONE)
    )


def _visit(
    chance: Random, issued: datetime, ticket_id: int, n: int, *, services: list[str], counters: int
) -> tuple[TicketRow, TurnRow | None]:
    day = issued.astimezone(ZONE).date()
    called = issued + timedelta(minutes=chance.gammavariate(2, 5))
    started = called + timedelta(seconds=chance.randint(10, 70))
    fate = chance.random()
    is_missed, is_cancelled = fate < 0.05, fate > 0.98
    ended = started if is_missed else started + timedelta(minutes=chance.gammavariate(3, 3))
    service, counter = services[n % len(services)], 1 + n % counters
    kind, clerk = chance.choice(CLASSES), f"clerk{counter}"
    level = chance.choice(LEVELS) if 0.05 <= fate < 0.85 else None
    row = TicketRow(
        ticket_id=ticket_id,
        business_day=day,
        number=f"A{n:03d}",
        service_id=service,
        ticket_class=kind,
        class_reason=None,
        state="cancelled" if is_cancelled else "closed_unserved" if is_missed else "finished",
        counter_id=None if is_cancelled else counter,
        clerk=None if is_cancelled else clerk,
        issued_at=issued,
        called_at=None if is_cancelled else called,
        started_at=None if is_missed or is_cancelled else started,
        finished_at=None if is_missed or is_cancelled else ended,
        calls=0 if is_cancelled else 1,
        promised_p50=9.0,
        promised_p90=19.0,
        level=None if level is None else int(level),
    )
    return row, None if is_cancelled else _turn(row, called, ended)


def _turn(row: TicketRow, called: datetime, ended: datetime) -> TurnRow:
    is_missed = row.started_at is None
    return TurnRow(
        business_day=row.business_day,
        ticket_id=row.ticket_id,
        n=1,
        service_id=row.service_id,
        ticket_class=row.ticket_class,
        counter_id=row.counter_id or CounterId(0),
        clerk=row.clerk or "",
        issued_at=row.issued_at,
        called_at=called,
        started_at=row.started_at,
        ended_at=ended,
        outcome=Outcome.MISSED if is_missed else Outcome.FINISHED,
        is_called=True,
    )


def fill(store: Store, tickets: int, days: int = DAYS) -> None:
    """A year's books without its log: reports read nothing else."""
    a_day = max(1, tickets // days)
    services = [f"service{n}" for n in range(SERVICES)]
    for n, day in enumerate(working_days(LAST, days)):
        made = made_day(day, 1 + n * a_day, a_day, services=services, counters=COUNTERS, seed=n)
        store.books.enter(made.tickets, made.turns, list(figures_of(made)))


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    begin = time.perf_counter()
    await work()
    return time.perf_counter() - begin


def _kinds(reports: Reports, first: date) -> Iterator[tuple[str, Callable[[], Awaitable[object]]]]:
    def ask(by: str, **keys: str) -> Callable[[], Awaitable[object]]:
        return lambda: reports.report(Question(first=first, last=LAST, by=by, keys=tuple(keys.items())))

    for by in ("month", "day", "hour", "weekday", "service", "counter", "clerk", "class"):
        yield f"by {by}", ask(by)
    yield "one service by counter", ask("counter", service="service3")
    yield "one counter by hour", ask("hour", counter="7")
    whole = Question(first=first, last=LAST)
    yield "tickets missed, newest", lambda: reports.tickets(whole, WHATS["missed"], None, 50)
    yield "tickets dissatisfied, newest", lambda: reports.tickets(whole, WHATS["dissatisfied"], None, 50)
    one = Question(first=first, last=LAST, keys=(("clerk", "nobody"),))
    yield "tickets of somebody who has none", lambda: reports.tickets(one, WHATS["no_show"], None, 50)


async def _measure(where: site.Site, tickets: int) -> list[Figure]:
    found: list[Figure] = []
    first = working_days(LAST, DAYS)[0]
    store = open_hall_store(where.data, ServerConfig())
    async with running_service(store) as service:
        reports = Reports(service, lambda: opened_books(where.data))
        for what, work in _kinds(reports, first):
            seconds = await _timed(work)
            found.append(
                (f"report of {tickets:,} tickets: {what}", seconds, "s", f"≤ {BOUND_S:.0f}", seconds <= BOUND_S)
            )
        actor = Actor(role=Role.SUPERVISOR, name="bench")
        numbers = iter(range(1, 10**6))

        async def call() -> float:
            wish = c.IssueTicket(services=(ServiceId(site.SERVICE),))
            return await _timed(lambda: service.do(wish, actor, f"{next(numbers):032x}"))

        alone = sorted([await call() for _ in range(300)])
        year = Question(first=first, last=LAST, by="clerk")
        task = asyncio.create_task(reports.report(year, year, year, year))
        beside = []
        while not task.done():
            beside.append(await call())
        await task
        beside.sort()
        found.append(("a command alone, p50", statistics.median(alone) * 1e3, "ms", "", None))
        found.append(
            (f"a command beside reports, p50 of {len(beside)}", statistics.median(beside) * 1e3, "ms", "", None)
        )
        worst = beside[int(len(beside) * 0.99)] * 1e3
        found.append(("a command beside reports, p99", worst, "ms", "≤ 100", worst <= 100))
    return found


def figures(tickets: int) -> Iterator[Figure]:
    """Lines of the table: what, value, unit, bound, ok."""
    with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as name:
        where = site.build(Path(name) / "reports")
        with closing(open_store(where.data)) as store:
            begin = time.perf_counter()
            fill(store, tickets)
            yield f"books of {tickets:,} tickets entered", time.perf_counter() - begin, "s", "", None
        size = sum(file.stat().st_size for file in where.data.iterdir() if file.is_file()) / 1e6
        yield "disk of those books", size, "MB", "", None
        yield from asyncio.run(_measure(where, tickets))
