"""The single writer: nothing is answered or told before it is on disk, and the same wish twice is one deed."""

import asyncio
import json
import threading
from collections.abc import Sequence
from contextlib import closing

import pytest

from server.bootstrap import _beat
from server.domain import command as c
from server.domain.command_admin import SetStaff
from server.domain.errors import Refusal
from server.service import gate as doors
from server.service.alarm import Alarms
from server.service.committer import ServiceFailed
from server.service.news import News
from server.service.port import Answer, Deed
from server.service.stations import Stations
from server.service.watch import Watch
from server.store import Store, StoreFailed, open_store, open_to_read
from server.vocab import Role
from tests.server.domain.playground import BOSS, GENERAL, KIOSK, ONE, TWO, clerk_at, dump, state_of
from tests.server.service.trial import Desk, Trial

TAKE = c.IssueTicket(services=(GENERAL,))


class Gate:
    """Makes a store's appends wait for the test, or fail; counts the groups."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.groups: list[int] = []
        self.reached = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.may_go = threading.Event()
        self.may_go.set()
        self.error: Exception | None = None
        self._append = store.append
        monkeypatch.setattr(store, "append", self.append)

    def append(self, deeds: Sequence[Deed], answers: Sequence[Answer]) -> None:
        self._loop.call_soon_threadsafe(self.reached.set)
        assert self.may_go.wait(60)
        if self.error is not None:
            raise self.error
        self.groups.append(len(deeds))
        self._append(deeds, answers)

    async def at_the_gate(self) -> None:
        await asyncio.wait_for(self.reached.wait(), 60)


@pytest.fixture
def store(trial: Trial) -> Store:
    return open_store(trial.data)


@pytest.fixture
async def gate(store: Store, monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(store, monkeypatch)


def deeds(trial: Trial) -> list[Deed]:
    with closing(open_to_read(trial.data)) as log:
        return list(log.deeds())


def number(text: str) -> str:
    return str(json.loads(text)["ticket"]["number"])


def told(desk: Desk) -> list[str]:
    heard: list[str] = []

    def listen(news: Sequence[News]) -> None:
        heard.extend(each.type for each in news)

    desk.service.listen(listen)
    return heard


async def test_nothing_is_answered_told_or_shown_before_it_is_on_disk(trial: Trial, store: Store, gate: Gate):
    async with trial.running(store) as desk:
        heard = told(desk)
        gate.may_go.clear()
        doing = asyncio.create_task(desk.do(TAKE))
        await gate.at_the_gate()
        reading = asyncio.create_task(desk.service.settled())
        done, _ = await asyncio.wait({doing, reading}, timeout=0)
        assert (done, heard) == (set(), [])
        gate.may_go.set()
        assert number((await doing).text) == "A001"
        await reading
        assert heard == ["ticket_issued"]


async def test_what_comes_while_a_group_is_written_goes_into_the_next_one_in_order(
    trial: Trial, store: Store, gate: Gate
):
    async with trial.running(store) as desk:
        gate.may_go.clear()
        first = asyncio.create_task(desk.do(TAKE))
        await gate.at_the_gate()
        others = [asyncio.create_task(desk.do(TAKE)) for _ in range(20)]
        await asyncio.wait(others, timeout=0)
        gate.may_go.set()
        numbers = [number((await each).text) for each in (first, *others)]
    assert gate.groups == [1, 20]
    assert numbers == [f"A{n:03}" for n in range(1, 22)]
    assert [deed.seq for deed in deeds(trial)] == list(range(1, len(deeds(trial)) + 1))


async def test_the_same_request_is_one_deed_whenever_it_comes_again(trial: Trial, store: Store, gate: Gate):
    """While the first is being written, after it, and after a new start."""
    request_id = trial.id()
    async with trial.running(store) as desk:
        gate.may_go.clear()
        tasks = [asyncio.create_task(desk.do(TAKE, KIOSK, request_id)) for _ in range(3)]
        await gate.at_the_gate()
        gate.may_go.set()
        first, *more = [await each for each in tasks]
        more.append(await desk.do(TAKE, KIOSK, request_id))
    async with trial.running() as desk:
        more.append(await desk.do(TAKE, KIOSK, request_id))
        assert len(desk.hall.tickets) == 1
    assert not first.again
    assert [(each.text, each.again) for each in more] == [(first.text, True)] * 4
    assert [deed.request_id for deed in deeds(trial)].count(request_id) == 1


async def test_a_request_id_is_not_good_for_another_command(trial: Trial):
    async with trial.running() as desk:
        request_id = trial.id()
        await desk.do(TAKE, KIOSK, request_id)
        with pytest.raises(Refusal) as refusal:
            await desk.do(c.OpenCounter(counter_id=ONE), BOSS, request_id)
        assert refusal.value.code == "request_id_reused"


async def test_an_answer_stays_the_same_whatever_happened_since(trial: Trial):
    async with trial.running() as desk:
        await desk.do(c.OpenCounter(counter_id=ONE))
        await desk.do(TAKE)
        request_id = trial.id()
        called = await desk.do(c.CallNext(counter_id=ONE), BOSS, request_id)
        ticket_id = json.loads(called.text)["ticket"]["id"]
        await desk.do(c.Start(ticket_id=ticket_id))
        await desk.do(c.Finish(ticket_id=ticket_id))
        await desk.do(TAKE)
        assert (await desk.do(c.CallNext(counter_id=ONE), BOSS, request_id)).text == called.text


async def test_a_refused_command_changes_nothing_and_may_be_sent_again(trial: Trial):
    async with trial.running() as desk:
        await desk.do(TAKE)
        before, count = dump(state_of(desk.hall)[0]), len(deeds(trial))
        request_id = trial.id()
        for wish, actor in ((c.CallNext(counter_id=ONE), clerk_at(TWO)), (c.CallNext(counter_id=ONE), BOSS)):
            with pytest.raises(Refusal):
                await desk.do(wish, actor, request_id)
        assert (dump(state_of(desk.hall)[0]), len(deeds(trial))) == (before, count)
        await desk.do(c.OpenCounter(counter_id=ONE))
        assert number((await desk.do(c.CallNext(counter_id=ONE), BOSS, request_id)).text) == "A001"


async def test_a_log_that_cannot_be_written_ends_the_service_and_no_answer_leaves(
    trial: Trial, store: Store, gate: Gate
):
    """Not those of the group, not those behind it, none later; a new start has what was on disk."""
    lost = [trial.id() for _ in range(3)]
    async with trial.running(store) as desk:
        assert number((await desk.do(TAKE)).text) == "A001"
        heard = told(desk)
        gate.error = StoreFailed("磁盘已满。")
        gate.may_go.clear()
        gate.reached.clear()
        first = asyncio.create_task(desk.do(TAKE, KIOSK, lost[0]))
        await gate.at_the_gate()
        behind = [asyncio.create_task(desk.do(TAKE, KIOSK, each)) for each in lost[1:]]
        await asyncio.wait(behind, timeout=0)
        gate.may_go.set()
        for task in (first, *behind):
            with pytest.raises(ServiceFailed):
                await task
        assert desk.service.has_failed
        with pytest.raises(ServiceFailed):
            await desk.service.settled()
        gate.error = None
        for work in (desk.do(TAKE), desk.do(TAKE, KIOSK, lost[0]), desk.service.settled()):
            with pytest.raises(ServiceFailed):
                await work
        assert heard == []
    assert gate.groups == [1]
    async with trial.running() as desk:
        assert [each.number for each in desk.hall.tickets.values()] == ["A001"]
        assert number((await desk.do(TAKE, KIOSK, lost[0])).text) == "A002"
    trial.verified()


async def test_what_cannot_be_told_ends_the_service_and_loses_nothing(trial: Trial):
    def deaf(_: Sequence[News]) -> None:
        raise KeyError("a mistake in a listener")

    wish = trial.id()
    async with trial.running() as desk:
        desk.service.listen(deaf)
        with pytest.raises(ServiceFailed):
            await asyncio.wait_for(desk.do(TAKE, KIOSK, wish), 60)
        assert desk.service.has_failed
    async with trial.running() as desk:
        assert (await desk.do(TAKE, KIOSK, wish)).again


async def test_a_command_that_cannot_be_written_changes_nothing(trial: Trial):
    async with trial.running() as desk:
        before = state_of(desk.hall)
        with pytest.raises(ValueError, match="surrogate"):
            await desk.do(SetStaff(name="\udcff", role=Role.CLERK, password_hash="x"))
        assert state_of(desk.hall) == before
        assert number((await desk.do(TAKE)).text) == "A001"
    trial.verified()


async def test_a_beat_that_fails_ends_the_service(trial: Trial, monkeypatch: pytest.MonkeyPatch):
    async def broken(_: Watch) -> None:
        raise KeyError("a mistake in what time brings")

    monkeypatch.setattr(Watch, "beat", broken)
    async with trial.running() as desk:
        await asyncio.wait_for(
            _beat(Watch(desk.service, doors.Gate(desk.service, trial.id), Alarms(), Stations(desk.service))), 60
        )
        assert desk.service.has_failed


@pytest.mark.parametrize("waiting", [0, 1, 20])
async def test_a_stop_writes_and_answers_all_that_was_accepted(trial: Trial, store: Store, gate: Gate, waiting: int):
    async with trial.running(store) as desk:
        gate.may_go.clear()
        tasks = [asyncio.create_task(desk.do(TAKE))]
        await gate.at_the_gate()
        tasks += [asyncio.create_task(desk.do(TAKE)) for _ in range(waiting)]
        await asyncio.wait(tasks, timeout=0)
        asyncio.get_running_loop().call_soon(gate.may_go.set)  # once the stop has begun
    answered = [number(task.result().text) for task in tasks]
    assert answered == [f"A{n:03}" for n in range(1, waiting + 2)]
    assert len(trial.verified().tickets) == waiting + 1


async def test_a_stopping_service_accepts_nothing_more(trial: Trial):
    async with trial.running() as desk:
        pass
    for work in (desk.do(TAKE), desk.service.settled()):
        with pytest.raises(ServiceFailed):
            await work


@pytest.mark.parametrize("kiosks", [1, 7, 50])
async def test_commands_at_the_same_time_get_numbers_without_gap(trial: Trial, kiosks: int):
    async with trial.running() as desk:
        numbers = [number(done.text) for done in await asyncio.gather(*(desk.do(TAKE) for _ in range(kiosks)))]
    assert numbers == [f"A{n:03}" for n in range(1, kiosks + 1)]


async def test_the_order_of_news_is_the_order_of_the_log(trial: Trial):
    async with trial.running() as desk:
        revs: list[int] = []
        desk.service.listen(lambda news: revs.extend(each.stamp.rev for each in news))
        first = desk.hall.rev + 1
        await desk.do(c.OpenCounter(counter_id=ONE))
        await asyncio.gather(*(desk.do(TAKE) for _ in range(30)))
        await desk.do(c.CallNext(counter_id=ONE))
        assert revs == list(range(first, desk.hall.rev + 1))
