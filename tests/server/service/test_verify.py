"""What verify must find: each violation is planted in a log whose check sums are right again."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.domain import command as c
from server.service.my_ticket import to_past
from server.service.port import Answer, Checkpoint, Deed, LogDamaged, TicketRow
from server.service.report_figure import estimate_errors
from server.service.verify import Verified, Violation, rebuild, verify
from server.store import Store, open_store
from server.vocab import Channel, Level, TicketId
from server.wire.admin import EstimateError
from tests.server.domain.playground import GENERAL, KIOSK, ONE, TWO
from tests.server.service.trial import Trial

Fact = dict[str, Any]


async def busy(trial: Trial) -> None:
    """Two days: four tickets on each, of all fates; the second is still going on."""
    async with trial.running() as desk:
        for day in range(2):
            for counter in (ONE, TWO):
                await desk.do(c.OpenCounter(counter_id=counter))
            for _ in range(4):
                await desk.after(60)
                await desk.do(c.IssueTicket(services=(GENERAL,)), KIOSK)
            one, two = [
                json.loads((await desk.do(c.CallNext(counter_id=counter))).text)["ticket"]["id"]
                for counter in (ONE, TWO)
            ]
            await desk.after(600)
            await desk.do(c.Start(ticket_id=one))
            await desk.do(c.Finish(ticket_id=one))
            await desk.do(c.Hold(ticket_id=two, reason="补材料", minutes=60))
            if day == 0:
                await desk.after(24 * 3600)


def remade(trial: Trial, place: Path, change: Callable[[list[Deed]], list[Deed]]) -> Store:
    """A store with other deeds, its chain and check sums made as if they had always been there."""
    with closing(open_store(trial.data)) as store:
        deeds = list(store.deeds())
    store = open_store(place, create=True)
    rev = 1
    for seq, deed in enumerate(change(deeds), 1):
        count = len(json.loads(deed.facts))
        deed = replace(deed, seq=seq, first_rev=rev, count=count)  # noqa: PLW2901
        rev += count
        store.append([deed], [Answer(business_day=deed.business_day, request_id=deed.request_id, body="{}")])
    return store


def found_in(trial: Trial, place: Path, change: Callable[[list[Deed]], list[Deed]]) -> str:
    """The sentence of what is found, or "" when all is well."""
    with closing(remade(trial, place, change)) as store:
        try:
            verify(store, ZoneInfo)
        except (Violation, LogDamaged) as violation:
            return str(violation)
    return ""


def with_fact(kind: str, change: Callable[[Fact], Fact | None], which: int = 0) -> Callable[[list[Deed]], list[Deed]]:
    """Change the body of the `which`-th fact of a kind; None takes it away."""

    def changed(deeds: list[Deed]) -> list[Deed]:
        result, seen = [], 0
        for deed in deeds:
            facts = []
            for fact in json.loads(deed.facts):
                body: Fact | None = fact["body"]
                if fact["type"] == kind:
                    body = change(fact["body"]) if seen == which else body
                    seen += 1
                if body is not None:
                    facts.append({**fact, "body": body})
            result.append(replace(deed, facts=json.dumps(facts)))
        assert seen > which, f"there is no such fact: {kind}"
        return result

    return changed


def twice(kind: str) -> Callable[[list[Deed]], list[Deed]]:
    """The first deed that caused such a fact happens once more, under another request."""

    def changed(deeds: list[Deed]) -> list[Deed]:
        at = next(i for i, deed in enumerate(deeds) if f'"{kind}"' in deed.facts)
        return [*deeds[: at + 1], replace(deeds[at], request_id="f" * 32), *deeds[at + 1 :]]

    return changed


async def test_a_sound_log_is_counted(trial: Trial, tmp_path: Path):
    await busy(trial)
    with closing(open_store(trial.data)) as store:
        found = verify(store, ZoneInfo)
        assert found == Verified(deeds=store.last_seq, facts=found.facts, tickets=8)
        assert found.facts > store.last_seq
    assert found_in(trial, tmp_path / "same", lambda deeds: deeds) == ""


PLANTED: dict[str, tuple[Callable[[list[Deed]], list[Deed]], str]] = {
    "a number twice": (with_fact("ticket_issued", lambda body: {**body, "number": "A001"}, 1), "A001"),
    "a ticket id twice": (with_fact("ticket_issued", lambda body: {**body, "ticket_id": 1}, 1), "编号 1 重复"),
    "a gap in the numbers": (
        with_fact("ticket_issued", lambda body: {**body, "number": "A009", "seq": 9}, 3),
        "A009 不连续",
    ),
    "a lost ticket": (with_fact("ticket_issued", lambda _: None, 0), "不连续"),
    "a lost last ticket": (with_fact("ticket_issued", lambda _: None, 7), ""),
    "a call of a ticket that is not there": (with_fact("ticket_called", lambda body: {**body, "ticket_id": 99}), "99"),
    "two tickets at one counter": (with_fact("ticket_called", lambda body: {**body, "counter_id": 1}, 1), "第二张"),
    "a call at a counter that is not there": (with_fact("ticket_called", lambda body: {**body, "counter_id": 9}), "9"),
    "a call twice": (twice("ticket_called"), "第二张"),
    "a start twice": (twice("ticket_started"), "不可能发生"),
    "a finish without a start": (with_fact("ticket_started", lambda _: None), "不可能发生"),
    "a request twice": (lambda deeds: [*deeds, replace(deeds[-1], facts="[]")], "请求号重复"),
    "a fact nobody knows": (
        lambda deeds: [replace(deeds[0], facts='[{"type":"x","body":{}}]'), *deeds[1:]],
        "不认识的记录",
    ),
    "a fact without its fields": (with_fact("ticket_called", lambda _: {}), "读不懂"),
}


@pytest.mark.parametrize("planted", PLANTED)
async def test_a_planted_violation_is_found_and_named(trial: Trial, tmp_path: Path, planted: str):
    await busy(trial)
    change, word = PLANTED[planted]
    found = found_in(trial, tmp_path / "planted", change)
    assert word in found
    assert (found == "") == (planted == "a lost last ticket"), "nothing in the log speaks of the last ticket any more"
    assert "\n" not in found


async def test_a_checkpoint_that_disagrees_with_the_log_is_found(trial: Trial):
    await busy(trial)
    with closing(open_store(trial.data)) as store:
        good = store.checkpoint()
        assert good is not None
        other = json.loads(good.body)
        other["next_ticket_id"] += 1
        store.save_checkpoint(replace(good, body=json.dumps(other)))
        with pytest.raises(Violation, match="检查点与日志不一致"):
            verify(store, ZoneInfo)
        store.save_checkpoint(good)
        verify(store, ZoneInfo)


async def test_a_changed_byte_of_a_fact_is_found_by_its_check_sum(trial: Trial):
    await busy(trial)
    with closing(open_store(trial.data)) as store:
        store.session.script("UPDATE deed SET facts = replace(facts, 'A003', 'A004') WHERE facts LIKE '%A003%'")
        with pytest.raises(LogDamaged, match="已损坏"):
            verify(store, ZoneInfo)


def content(store: Store) -> tuple[list[TicketRow], list[EstimateError], Checkpoint, object]:
    rows = list(store.tickets_of(date.min, date.max))
    checkpoint = store.checkpoint()
    assert checkpoint is not None
    body = json.loads(checkpoint.body)
    return rows, list(estimate_errors(rows)), replace(checkpoint, body=""), body


async def test_rebuild_makes_rows_reports_and_checkpoint_as_they_were(trial: Trial):
    await busy(trial)
    with closing(open_store(trial.data)) as store:
        before = content(store)
        assert before[0]
        assert before[1]
        store.session.script("DELETE FROM checkpoint")
        store.put_tickets([replace(before[0][0], level=1), replace(before[0][1], ticket_id=77)])
        store.session.script("UPDATE ticket SET number = 'X' WHERE ticket_id = 3")
        store.session.script("DELETE FROM ticket WHERE ticket_id = 4")
        assert rebuild(store, ZoneInfo) == store.last_seq
        assert content(store) == before
        verify(store, ZoneInfo)


async def test_a_late_evaluation_is_in_the_books_again_after_a_rebuild(trial: Trial):
    async with trial.running() as desk:
        await desk.do(c.OpenCounter(counter_id=ONE))
        await desk.do(c.IssueTicket(services=(GENERAL,)), KIOSK)
        await desk.do(c.CallNext(counter_id=ONE))
        for step in (c.Start, c.Finish):
            await desk.do(step(ticket_id=TicketId(1)))
        await desk.after(24 * 3600)
        row = await desk.service.read(lambda log: log.ticket(1))
        assert row is not None
        late = c.Evaluate(ticket_id=TicketId(1), level=Level.SATISFIED, channel=Channel.QR, past=to_past(row))
        await desk.do(late, KIOSK)
        await desk.after(24 * 3600)
    with closing(open_store(trial.data)) as store:
        rebuild(store, ZoneInfo)
        row = store.ticket(1)
        assert row is not None
        assert row.level == Level.SATISFIED
    trial.verified()
