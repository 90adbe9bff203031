"""Every figure of a report is what the log's facts say, counted anew by the plainest way; a rebuild changes none."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.bootstrap import opened_books
from server.domain import command as c
from server.domain.command import Actor
from server.domain.decide import Command
from server.domain.errors import Refusal, RuleSaysNo
from server.service.my_ticket import to_past
from server.service.report import Question, Reports
from server.service.report_day import AXES
from server.service.report_figure import percentile
from server.service.report_list import WHATS
from server.service.verify import rebuild
from server.store import open_store, open_to_read
from server.vocab import Channel, CounterId, CounterState, Level, TicketClass, TicketId, TicketState
from server.wire import report as wr
from tests.server.domain.playground import BOSS, CIVIL, EXPRESS, GENERAL, KIOSK, PAD, SOCIAL, staff
from tests.server.service.plain_report import Plain, Seen, plain_figures
from tests.server.service.trial import Desk, Trial

FIRST, LAST = date(2025, 6, 1), date(2025, 6, 30)
WHOLE = Question(first=FIRST, last=LAST)
CLERKS = (staff("张明"), staff("李华"))
ACTS: tuple[str, ...] = ("issue",) * 5 + ("call",) * 5 + ("start",) * 4 + ("finish",) * 4 + ("evaluate",) * 2
ACTS += ("miss", "back", "hold", "resume", "transfer", "cancel", "pause", "open", "close", "late")
Script = list[tuple[int, int, int]]
SCRIPTS = st.lists(
    st.tuples(st.integers(0, 25), st.sampled_from(range(len(ACTS))), st.integers(0, 50)), min_size=10, max_size=40
)


OF = {
    "start": TicketState.CALLED,
    "finish": TicketState.SERVING,
    "miss": TicketState.CALLED,
    "back": TicketState.NO_SHOW,
    "hold": TicketState.SERVING,
    "resume": TicketState.HELD,
    "evaluate": TicketState.FINISHED,
}


def wishes(counter: CounterId, ticket: TicketId, which: int) -> dict[str, tuple[Command, Actor]]:
    service = (GENERAL, SOCIAL, EXPRESS, CIVIL)[which % 4]
    kind, reason = (TicketClass.GREEN, "elderly") if which % 5 == 0 else (TicketClass.ORDINARY, None)
    level = Level(1 + which % 5)
    return {
        "issue": (c.IssueTicket(services=(service,), ticket_class=kind, class_reason=reason), KIOSK),
        "call": (c.CallNext(counter_id=counter), BOSS),
        "start": (c.Start(ticket_id=ticket), BOSS),
        "finish": (c.Finish(ticket_id=ticket), BOSS),
        "miss": (c.MarkNoShow(ticket_id=ticket), BOSS),
        "back": (c.Reinstate(ticket_id=ticket), BOSS),
        "hold": (c.Hold(ticket_id=ticket, reason="复印", minutes=5), BOSS),
        "resume": (c.Resume(ticket_id=ticket), BOSS),
        "cancel": (c.Cancel(ticket_id=ticket), BOSS),
        "transfer": (c.Transfer(ticket_id=ticket, service_id=SOCIAL), BOSS),
        "open": (c.OpenCounter(counter_id=counter, handover="移交"), CLERKS[which % 2]),
        "pause": (c.PauseCounter(counter_id=counter, reason="开会", contact="1"), BOSS),
        "close": (c.CloseCounter(counter_id=counter), BOSS),
        "evaluate": (c.Evaluate(ticket_id=ticket, level=level, channel=Channel.KEYPAD, reasons=("态度",)), KIOSK),
    }


async def act(desk: Desk, what: str, which: int) -> None:
    """One thing that somebody does; many are refused."""
    counter = CounterId(1 + which % 2)
    fit = [each.id for each in desk.hall.tickets.values() if OF.get(what, each.state) is each.state]
    ticket = fit[which % len(fit)] if fit else TicketId(1 + which)
    if what != "late":
        await desk.do(*wishes(counter, ticket, which)[what])
        return
    row = await desk.service.read(lambda log: log.ticket(1 + which % 20))
    if row is not None:
        ticket = TicketId(row.ticket_id)
        late = c.Evaluate(ticket_id=ticket, level=Level.SATISFIED, channel=Channel.QR, past=to_past(row))
        await desk.do(late, KIOSK)


async def play(desk: Desk, script: Script) -> None:
    for counter, clerk in zip((CounterId(1), CounterId(2)), CLERKS, strict=True):
        if desk.hall.posts[counter].state is CounterState.CLOSED:
            await desk.do(c.OpenCounter(counter_id=counter), clerk)
    for minutes, what, which in script:
        await desk.after(60 * minutes + 7)
        try:
            await act(desk, ACTS[what], which)
        except Refusal:
            continue


def figures(trial: Trial) -> object:
    with closing(open_to_read(trial.data)) as store:
        axes = [",".join(each) for n in (0, 1, 2) for each in combinations(AXES, n)]
        return [store.books.figures(date.min, date.max, each) for each in axes]


def same(answer: wr.Figures, found: list[Seen]) -> None:
    """Times that are sums may round the other way: the report adds up whole microseconds."""
    plain = plain_figures(found, 30)
    told = {name: each for name, each in answer.model_dump().items() if name in plain}
    for name in ("busy", "idle", "paused"):
        assert told.pop(name) == pytest.approx(plain.pop(name), abs=0.11)
    assert told.pop("levels") == plain.pop("levels")
    assert told == pytest.approx(plain, abs=0.011)


async def compare(desk: Desk, trial: Trial) -> None:
    """A report by everything, and by everything of each key of everything else, against the plain way."""
    reports = Reports(desk.service, lambda: opened_books(trial.data))
    plain = Plain()
    plain.walk(await desk.service.read(lambda log: list(log.deeds())))
    seen = list(plain.all(desk.service.now()))
    (whole,) = await reports.report(Question(first=FIRST, last=LAST, by="day"))
    same(whole.total, seen)
    assert {each.key for each in whole.lines} >= {each.day.isoformat() for each in seen}
    for line in whole.lines:
        same(line.figures, [each for each in seen if each.day.isoformat() == line.key])
    asked = [
        (axis, key, other)
        for axis, other in combinations(AXES, 2)
        for key in sorted({each.where.get(axis, "") for each in seen} - {""})
    ]
    questions = [Question(first=FIRST, last=LAST, by=other, keys=((axis, key),)) for axis, key, other in asked]
    for (axis, key, other), answer in zip(asked, await reports.report(*questions), strict=True):
        here = [each for each in seen if each.where.get(axis, "") == key]
        same(answer.total, here)
        assert {line.key for line in answer.lines} == {each.where.get(other, "") for each in here} - {""}
        for line in answer.lines:
            same(line.figures, [each for each in here if each.where.get(other, "") == line.key])
    await compare_lists(reports, whole.total)


async def compare_lists(reports: Reports, total: wr.Figures) -> None:
    """Behind each number stand so many tickets, page after page, each once."""
    whole = Question(first=FIRST, last=LAST)
    names = ("tickets", "open", "finished", "no_show", "cancelled", "closed_unserved", "unrated")
    for name in (*names, "calls", "missed", "served", "transferred", "held", "wait_over"):
        found = await reports.tickets(whole, WHATS[name], None, 10_000)
        assert (name, len(found)) == (name, getattr(total, name))
    lines = await reports.tickets(whole, WHATS["tickets"], None, 10_000)
    pages, before = [], None
    while page := await reports.tickets(whole, WHATS["tickets"], before, 3):
        pages += page
        assert page[-1].ticket is not None
        before = (page[-1].ticket.business_day, page[-1].ticket.ticket_id, 0)
    assert pages == lines


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(days=st.lists(SCRIPTS, min_size=1, max_size=3))
def test_every_figure_is_what_the_log_says_and_a_rebuild_changes_none(
    new_trial: Callable[[], Trial], days: list[Script]
) -> None:
    trial = new_trial()

    async def all_days() -> None:
        for script in days:
            async with trial.running() as desk:  # each day begins with a start of the server
                await desk.after(9 * 3600)
                await desk.after(9 * 3600)
                await play(desk, script)
        async with trial.running() as desk:
            await compare(desk, trial)

    asyncio.run(all_days())
    before = figures(trial)
    with closing(open_store(trial.data)) as store:
        rebuild(store, ZoneInfo)
    assert figures(trial) == before


def test_a_percentile_is_the_least_wait_that_so_many_did_not_exceed() -> None:
    chance = Random(3)
    for _ in range(200):
        waits = sorted(chance.choices(range(40), k=chance.randint(1, 60)))
        counts = [(minutes, waits.count(minutes)) for minutes in sorted(set(waits))]
        for per_cent in (50, 90, 100):
            found = percentile(counts, per_cent)
            assert found is not None
            assert sum(each <= found for each in waits) * 100 >= per_cent * len(waits)
            assert sum(each < found for each in waits) * 100 < per_cent * len(waits)
    assert percentile([], 50) is None


def test_three_axes_at_once_and_days_the_wrong_way_round_are_refused(trial: Trial) -> None:
    keys = (("service", "general"), ("counter", "1"))

    async def ask(question: Question) -> list[wr.ReportAnswer]:
        async with trial.running() as desk:
            return await Reports(desk.service, lambda: opened_books(trial.data)).report(question)

    with pytest.raises(RuleSaysNo, match="两项"):
        asyncio.run(ask(Question(first=FIRST, last=LAST, by="hour", keys=keys)))
    with pytest.raises(RuleSaysNo, match="从早到晚"):
        asyncio.run(ask(Question(first=LAST, last=FIRST)))
    assert asyncio.run(ask(Question(first=FIRST, last=LAST, by="day", keys=keys)))


def test_what_is_said_days_later_counts_on_the_day_of_the_visit(trial: Trial) -> None:
    """The level on the second day, its reason on the third; and no rebuild changes that."""

    async def visits() -> list[wr.ReportAnswer]:
        async with trial.running() as desk:
            await play(desk, [(1, ACTS.index(what), 0) for what in ("issue", "call", "start", "finish")])
            first = desk.hall.business_day
            await next_day(desk)
            row = await desk.service.read(lambda log: log.ticket(1))
            assert row is not None
            ticket, level = TicketId(1), Level.DISSATISFIED
            await desk.do(c.Evaluate(ticket_id=ticket, level=level, channel=Channel.KEYPAD, past=to_past(row)), PAD)
            await next_day(desk)
            await desk.do(c.ExplainEvaluation(ticket_id=ticket, channel=Channel.QR, reasons=("等候过久",)), KIOSK)
            await next_day(desk)
            assert first is not None
            day = Question(first=first, last=first)
            return await Reports(desk.service, lambda: opened_books(trial.data)).report(day, WHOLE)

    for answer in asyncio.run(visits()):
        assert answer.total.levels == [0, 0, 0, 1, 0]
        assert [(each.name, each.count) for each in answer.total.reasons] == [("等候过久", 1)]
    before = figures(trial)
    with closing(open_store(trial.data)) as store:
        rebuild(store, ZoneInfo)
    assert figures(trial) == before


async def next_day(desk: Desk) -> None:
    for _ in range(3):
        await desk.after(9 * 3600)


def test_days_without_figures_are_named_until_a_rebuild_makes_them(trial: Trial) -> None:
    """As after an update from a version that had no reports."""

    async def missing() -> list[date]:
        async with trial.running() as desk:
            await desk.after(9 * 3600)
            await desk.after(9 * 3600)
            (answer,) = await Reports(desk.service, lambda: opened_books(trial.data)).report(WHOLE)
            return answer.missing

    assert asyncio.run(missing()) == []
    with closing(open_store(trial.data)) as store:
        store.books.clear()
    found = asyncio.run(missing())
    assert found
    with closing(open_store(trial.data)) as store:
        rebuild(store, ZoneInfo)
    assert not set(asyncio.run(missing())) & set(found)
