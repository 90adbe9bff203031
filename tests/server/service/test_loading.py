"""A start from the log is the same hall, by the short way and the long one, also when a night was cut in half."""

import asyncio
import json
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.domain import command as c
from server.domain.command_admin import ImportCatalogue
from server.domain.errors import Refusal
from server.domain.hall import Hall
from server.service.committer import ServiceFailed
from server.service.loading import load
from server.service.port import Log, LogDamaged, TicketRow
from server.store import StoreFailed, open_store
from tests.server.domain.playground import BOSS, GENERAL, KIOSK, ONE, SMALL, always_open, state_of
from tests.server.service.random_day import DayAt, random_jumps, random_script
from tests.server.service.trial import Desk, Trial

TAKE = c.IssueTicket(services=(GENERAL,))
NIGHT = 16 * 3600


State = dict[str, Any]


def state(hall: Hall) -> State:
    """All of a hall but a count of changes, which only a running forecast looks at."""
    dumped, set_up = state_of(hall)
    kept = {key: value for key, value in dumped.items() if key not in {"staffing", "uid", "lanes"}}
    lanes = [lane.places for lane in hall.lanes.all() if lane.places]  # an empty lane is as good as none
    return {
        **kept,
        **set_up,
        "lanes": sorted(lanes),
        "green_run": {key: n for key, n in hall.lanes.green_run.items() if n},
    }


def different(one: State, other: State) -> dict[str, tuple[str, str]]:
    """What differs, shortly: whole halls are too long to be shown."""
    keys = [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    return {key: (repr(one.get(key))[:300], repr(other.get(key))[:300]) for key in keys}


def loaded(trial: Trial) -> Hall:
    with closing(open_store(trial.data)) as store:
        return load(store, ZoneInfo).hall


def change(trial: Trial, *statements: str) -> None:
    with closing(open_store(trial.data)) as store:
        for statement in statements:
            store.session.script(statement)


async def busy_days(desk: Desk, days: int) -> None:
    """On each day three come, one is served, one is missed, one still waits at night and is closed by it."""
    for _ in range(days):
        await desk.do(c.OpenCounter(counter_id=ONE))
        for _ in range(3):
            await desk.after(120)
            await desk.do(TAKE, KIOSK)
        first = json.loads((await desk.do(c.CallNext(counter_id=ONE))).text)["ticket"]["id"]
        await desk.do(c.Start(ticket_id=first))
        await desk.after(300)
        await desk.do(c.Finish(ticket_id=first))
        second = json.loads((await desk.do(c.CallNext(counter_id=ONE))).text)["ticket"]["id"]
        await desk.do(c.MarkNoShow(ticket_id=second))
        await desk.after(NIGHT)
        await desk.after(8 * 3600)


def rows(trial: Trial) -> list[TicketRow]:
    with closing(open_store(trial.data)) as store:
        return list(store.tickets_of(date.min, date.max))


@pytest.mark.parametrize("seed", range(8))
def test_a_start_gives_the_state_that_was(new_trial: Callable[[], Trial], seed: int):
    """After a random day with random jumps, restarts and nights: live, from a checkpoint, and from the first deed."""
    chance = Random(seed)
    trial = new_trial()
    day = DayAt(trial, random_script(chance), random_jumps(chance))
    asyncio.run(day.play())

    async def go_on() -> Hall:
        async with trial.running() as desk:
            await desk.after(NIGHT)
            later = DayAt(trial, [], [])
            later.desk = desk
            for step in random_script(chance):
                await desk.after(60 * step.minutes)
                try:
                    await later.act(step.what, step.which)
                except Refusal:
                    continue
            return desk.hall

    live = state(asyncio.run(go_on()))
    assert different(state(loaded(trial)), live) == {}
    assert different(state(trial.verified()), live) == {}
    change(trial, "DELETE FROM checkpoint")
    assert different(state(loaded(trial)), live) == {}


async def test_a_start_reads_only_what_came_after_the_checkpoint(trial: Trial, monkeypatch: pytest.MonkeyPatch):
    async with trial.running() as desk:
        await busy_days(desk, 2)
        await desk.do(TAKE, KIOSK)
    read: list[int] = []
    with closing(open_store(trial.data)) as store:
        deeds = store.deeds

        def counted(after_seq: int = 0, before_seq: int | None = None) -> Any:
            for deed in deeds(after_seq, before_seq):
                read.append(deed.seq)
                yield deed

        monkeypatch.setattr(store, "deeds", counted)
        hall = load(store, ZoneInfo).hall
        last = store.last_seq
    assert hall.tickets
    assert len(read) < last // 2


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE checkpoint SET body = '{}'",
        "UPDATE checkpoint SET body = 'x' WHERE seq = (SELECT max(seq) FROM checkpoint)",
        "UPDATE checkpoint SET rev = rev + 1",
        "DELETE FROM checkpoint",
        "DELETE FROM checkpoint WHERE seq = (SELECT max(seq) FROM checkpoint)",
    ],
)
async def test_a_damaged_or_lost_checkpoint_costs_time_and_nothing_else(trial: Trial, damage: str):
    async with trial.running() as desk:
        await busy_days(desk, 3)
        await desk.do(TAKE, KIOSK)
        live = state(desk.hall)
    change(trial, damage)
    assert different(state(loaded(trial)), live) == {}


async def test_a_checkpoint_whose_text_is_sound_and_senseless_is_refused_in_plain_words(trial: Trial):
    """Its check sum is right, so it was written so: by another program version, or by someone."""
    async with trial.running() as desk:
        await busy_days(desk, 1)
    with closing(open_store(trial.data)) as store:
        found = store.checkpoint()
        assert found is not None
        store.save_checkpoint(type(found)(seq=found.seq, rev=found.rev, business_day=found.business_day, body="[]"))
    with pytest.raises(LogDamaged, match="检查点"):
        loaded(trial)


async def test_a_new_day_writes_the_rows_of_the_day_before(trial: Trial):
    async with trial.running() as desk:
        await busy_days(desk, 2)
        await desk.do(TAKE, KIOSK)
    assert [(row.business_day.day, row.number, row.state) for row in rows(trial)] == [
        (9, "A001", "finished"),
        (9, "A002", "closed_unserved"),
        (9, "A003", "closed_unserved"),
        (10, "A001", "finished"),
        (10, "A002", "closed_unserved"),
        (10, "A003", "closed_unserved"),
    ]
    served = rows(trial)[0]
    assert served.called_at is not None
    assert served.finished_at is not None
    assert served.finished_at - served.called_at == timedelta(minutes=5)


async def test_yesterdays_answers_are_given_again_and_older_ones_are_forgotten(trial: Trial):
    request_id = trial.id()
    async with trial.running() as desk:
        first = await desk.do(TAKE, KIOSK, request_id)
        await desk.after(NIGHT)
        assert (await desk.do(TAKE, KIOSK, request_id)).text == first.text
    async with trial.running() as desk:
        assert (await desk.do(TAKE, KIOSK, request_id)).text == first.text
        assert len(desk.hall.tickets) == 0
        await desk.after(24 * 3600)
    with closing(open_store(trial.data)) as store:
        kept = {answer.request_id for answer in store.answers(date.min)}
    assert request_id not in kept
    async with trial.running() as desk:
        again = await desk.do(TAKE, KIOSK, request_id)
        assert json.loads(again.text)["ticket"]["id"] == 2, "forgotten: a new wish, and a new ticket"


@pytest.mark.parametrize("cut", ["enter", "save_checkpoint", "forget_answers"])
async def test_a_night_that_was_cut_short_is_finished_at_the_next_start(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, cut: str
):
    """The new day is in the log; the process died before rows, checkpoint or forgetting were done."""
    async with trial.running() as desk:
        await busy_days(desk, 1)
        await desk.do(TAKE, KIOSK)
    store = open_store(trial.data)

    def die(*_: object) -> None:
        raise StoreFailed("断电。")

    monkeypatch.setattr(store.books if cut == "enter" else store, cut, die)
    async with trial.running(store) as desk:
        with pytest.raises(ServiceFailed):
            await desk.after(NIGHT)
    monkeypatch.undo()
    async with trial.running() as desk:
        day = desk.hall.business_day
        assert day == date(2025, 6, 11)
        live = state(desk.hall)
    assert [row.business_day.day for row in rows(trial)] == [9, 9, 9, 10]
    with closing(open_store(trial.data)) as again:
        found = again.checkpoint()
        assert found is not None
        assert found.business_day == day
        assert min(answer.business_day for answer in again.answers(date.min)) == date(2025, 6, 10)
    assert different(state(trial.verified()), live) == {}


async def test_a_set_up_that_took_a_counter_away_survives_the_start(trial: Trial):
    """The checkpoint is older than the set-up: both ways must still lead to the same hall."""
    smaller = always_open(SMALL)
    async with trial.running() as desk:
        await busy_days(desk, 1)
        await desk.do(TAKE, KIOSK)
        await desk.do(ImportCatalogue(catalogue=smaller), BOSS)
        await desk.after(NIGHT + 8 * 3600)
        await desk.do(TAKE, KIOSK)
        live = state(desk.hall)
    assert different(state(loaded(trial)), live) == {}
    assert different(state(trial.verified()), live) == {}


def test_a_log_without_a_deed_is_an_empty_hall(trial: Trial, tmp_path: Any):
    store: Log = open_store(tmp_path / "empty", create=True)
    with closing(store):
        found = load(store, ZoneInfo)
    assert (found.seq, found.hall.rev, found.today, found.before) == (0, 0, {}, {})
