"""A wall clock that jumps by hours, to 1970 or over midnight changes no order, loses nothing, reuses no number."""

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from server.domain import command as c
from server.service.hall import Done
from server.vocab import CounterState, TicketState
from tests.server.domain.playground import GENERAL, ONE, SMALL
from tests.server.service.random_day import ERA, DayAt, Jump, Outcome, Step, local, random_jumps, random_script
from tests.server.service.trial import MONDAY, Desk, Trial, TurnedClock, found


@pytest.mark.slow
def test_random_days_with_random_jumps_call_the_same_people_in_the_same_order(new_trial: Callable[[], Trial]):
    """A jump may end a day on which nobody is left; up to there everything is as if the clock had stood still."""
    seen = {"jumps": 0, "calls": 0, "whole": 0}
    for seed in range(DAYS):
        chance = Random(seed)
        script = random_script(chance)
        still, jumped = (_played(new_trial(), script, jumps) for jumps in ([], random_jumps(chance)))
        assert still.steps_of_clock == 0
        assert TicketState.CLOSED_UNSERVED not in jumped.states, f"seed {seed}: a jump closed a waiting ticket"
        assert jumped.issued == still.issued, f"seed {seed}"
        same = jumped.calls_before_new_day
        if same is None:
            same = jumped.calls
            assert jumped.numbers == still.numbers, f"seed {seed}"
            assert len(same) == len(still.calls), f"seed {seed}"
        assert same == still.calls[: len(same)], f"seed {seed}"
        seen["jumps"] += jumped.steps_of_clock
        seen["calls"] += len(same)
        seen["whole"] += jumped.calls_before_new_day is None
    assert seen["jumps"] > DAYS, seen
    assert seen["calls"] > 10 * DAYS, seen
    assert seen["whole"] > DAYS // 3, seen


def _played(trial: Trial, script: list[Step], jumps: list[Jump]) -> Outcome:
    day = DayAt(trial, script, jumps)
    asyncio.run(day.play())
    outcome = day.outcome()
    shutil.rmtree(trial.data)
    return outcome


DAYS = 50
TAKE = c.IssueTicket(services=(GENERAL,))


# -- what a technician does ------------------------------------------------------------------------------------------


async def waiting(desk: Desk, people: int) -> list[str]:
    """So many take a ticket, one a minute; their numbers."""
    numbers = []
    for _ in range(people):
        await desk.after(60)
        done = await desk.do(TAKE)
        numbers.append(json.loads(done.text)["ticket"]["number"])
    return numbers


def doubts_the_clock(desk: Desk) -> bool:
    return desk.service.clock.is_wrong


async def called(desk: Desk) -> str | None:
    """The number counter 1 calls next; that visit ends at once."""
    if desk.hall.posts[ONE].state is not CounterState.OPEN:
        await desk.do(c.OpenCounter(counter_id=ONE))
    ticket = json.loads((await desk.do(c.CallNext(counter_id=ONE))).text)["ticket"]
    if ticket is None:
        return None
    await desk.do(c.Start(ticket_id=ticket["id"]))
    await desk.do(c.Finish(ticket_id=ticket["id"]))
    return str(ticket["number"])


@pytest.mark.parametrize(
    "to",
    [
        local(9, 10),
        local(9, 8),
        ERA,
        local(10, 0, 5),
        local(8, 23, 55),
        local(9, 7, 59),
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
    ids=["hour on", "hour back", "1970", "over midnight", "back over midnight", "before UTC midnight", "next year"],
)
async def test_people_who_wait_are_called_in_their_order_and_the_numbers_go_on(trial: Trial, to: datetime):
    async with trial.running() as desk:
        assert await waiting(desk, 3) == ["A001", "A002", "A003"]
        trial.clock.set(to)
        await desk.beat()
        assert await waiting(desk, 2) == ["A004", "A005"]
        assert [await called(desk) for _ in range(5)] == ["A001", "A002", "A003", "A004", "A005"]
    trial.verified()


async def test_between_a_jump_and_the_next_beat_the_halls_time_goes_on(trial: Trial):
    async with trial.running() as desk:
        before = desk.service.now()
        trial.clock.jump(timedelta(days=-1))
        trial.clock.pass_time(10)
        assert desk.service.now() - before == timedelta(seconds=10)
        assert await desk.service.beat() == timedelta(days=-1)
        assert desk.service.now() == trial.clock.wall()


async def test_a_clock_that_drifts_is_followed_forward_without_a_word(trial: Trial):
    async with trial.running() as desk:
        rev = desk.hall.rev
        for by in (1, -1):
            trial.clock.jump(timedelta(seconds=by))
            before = desk.service.now()
            await desk.beat()
            assert desk.service.now() == max(before, trial.clock.wall())
        assert desk.hall.rev == rev


async def test_a_machine_that_starts_in_1970_goes_on_where_its_log_ended(trial: Trial):
    """An empty clock battery: numbers go on, time does not run backwards; then the network tells the time."""
    async with trial.running() as desk:
        await waiting(desk, 2)
        last = desk.service.now()
    real = trial.clock.wall() + timedelta(minutes=4)
    trial.clock.set(ERA)
    async with trial.running() as desk:
        assert doubts_the_clock(desk)
        assert desk.service.now() == last
        await desk.beat()
        assert await waiting(desk, 1) == ["A003"]
        trial.clock.set(real)
        await desk.beat()
        assert not doubts_the_clock(desk)
        assert await waiting(desk, 1) == ["A004"]
        assert [await called(desk) for _ in range(5)] == ["A001", "A002", "A003", "A004", None]
    trial.verified()


async def test_a_hall_made_in_1970_reaches_the_present_without_a_number_twice(trial_place: Path):
    """The very first start without a clock: who waits keeps place and number, the next day starts at 1."""
    trial = await found(trial_place / "made-in-1970", TurnedClock(ERA))
    async with trial.running() as desk:
        assert await waiting(desk, 2) == ["A001", "A002"]
        trial.clock.set(MONDAY)
        await desk.beat()
        assert await waiting(desk, 1) == ["A003"]
        assert [await called(desk) for _ in range(3)] == ["A001", "A002", "A003"]
        await desk.beat()
        assert desk.hall.business_day == date(2025, 6, 9)
        assert await waiting(desk, 1) == ["A001"]
    trial.verified()


async def test_midnight_ends_a_day_on_which_nobody_is_left_and_a_step_back_does_not_bring_it_back(trial: Trial):
    async with trial.running() as desk:
        assert await waiting(desk, 1) == ["A001"]
        assert await called(desk) == "A001"
        trial.clock.set(local(10, 0, 1))
        await desk.beat()
        assert await waiting(desk, 2) == ["A001", "A002"]
        trial.clock.set(local(9, 23, 50))
        await desk.beat()
        assert desk.hall.business_day == date(2025, 6, 10)
        assert await waiting(desk, 1) == ["A003"]
        assert [await called(desk) for _ in range(4)] == ["A001", "A002", "A003", None]
        await desk.beat()
        assert await waiting(desk, 1) == ["A004"], "the numbers of the 9th are not given twice"
    trial.verified()


async def test_midnight_in_greenwich_is_eight_in_the_morning(trial: Trial):
    async with trial.running() as desk:
        trial.clock.set(local(10, 7, 58))
        await desk.beat()
        assert await waiting(desk, 2) == ["A001", "A002"]
        assert [await called(desk) for _ in range(2)] == ["A001", "A002"]
        await desk.after(120)
        assert await waiting(desk, 1) == ["A003"]
    trial.verified()


async def test_a_clock_set_past_closing_time_sends_nobody_away_until_the_hall_has_rested(trial_place: Path):
    """With opening hours: after closing, who waits is closed as 未办理; a wrong clock must not do that."""
    trial = await found(trial_place / "with-hours", TurnedClock(), SMALL)
    async with trial.running() as desk:
        await waiting(desk, 2)
        trial.clock.set(local(9, 21))
        await desk.beat()
        assert await called(desk) == "A001"
        await desk.after(50 * 60)
        assert desk.hall.waiting[GENERAL] == 1
        await desk.after(11 * 60)
        assert [each.state for each in desk.hall.tickets.values()] == [
            TicketState.FINISHED,
            TicketState.CLOSED_UNSERVED,
        ]
    trial.verified()


async def test_a_year_set_by_mistake_is_left_again_once_nobody_is_in_the_hall(trial: Trial):
    """1970 is never believed; a clock put right is, for the numbers of its day go on where they were."""
    async with trial.running() as desk:
        (number,) = await waiting(desk, 1)
        trial.clock.set(trial.clock.wall() + timedelta(days=500))
        await desk.beat()
        trial.clock.set(trial.clock.wall() - timedelta(days=500))
        await desk.beat()
        assert doubts_the_clock(desk)  # someone waits
        await desk.do(c.EndDay())
        await desk.beat()
        assert not doubts_the_clock(desk)
        assert desk.service.now() - trial.clock.wall() < timedelta(seconds=1)
        assert (await waiting(desk, 1))[0] > number
        trial.clock.set(datetime(1970, 1, 1, tzinfo=UTC))
        await desk.do(c.EndDay())
        await desk.beat()
        assert doubts_the_clock(desk)


async def test_days_of_a_wrong_year_make_nobody_forget_what_was_wished_today(trial: Trial):
    """Two days of next year were opened before the clock was put right; then the same wish twice is still one deed."""
    real = trial.clock.wall()
    wish = trial.id()
    async with trial.running() as desk:
        for days in (400, 401):
            trial.clock.set(real + timedelta(days=days))
            await desk.beat()
            assert await waiting(desk, 1) == ["A001"]
            assert await called(desk) == "A001"
        trial.clock.set(real)
        await desk.beat()
        await desk.after(2 * 3600)
        first = await desk.do(TAKE, request_id=wish)
        assert desk.hall.business_day == date(2025, 6, 9)
        assert await desk.do(TAKE, request_id=wish) == Done(first.text, again=True)
    async with trial.running() as desk:
        assert await desk.do(TAKE, request_id=wish) == Done(first.text, again=True)
    trial.verified()
