"""The gate without HTTP, on a time of its own: who is known, how tries are counted, what is written down."""

from __future__ import annotations

import asyncio
import itertools
import threading
from datetime import timedelta

import pytest

from server.domain.command import Actor
from server.service import setup
from server.service.gate import (
    FIRST_WAIT,
    FREE_TRIES,
    LONGEST_WAIT,
    NOTED_EVERY,
    SESSION_LASTS,
    Gate,
    TooManyTries,
    WrongPassword,
)
from server.service.hall import HallService
from server.service.secret import is_password
from server.vocab import CounterId, Role
from tests.server.running import BOSS, CLERK, PASSWORD, FakeClock, Prepared

HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def gate(service: HallService) -> Gate:
    numbers = itertools.count(1)
    return Gate(service, lambda: f"{next(numbers):032x}")


async def wrong(gate: Gate, name: str = CLERK, source: str = HERE) -> None:
    with pytest.raises(WrongPassword):
        await gate.log_in(name, "wrong", source)


async def locked(gate: Gate, name: str = CLERK, source: str = HERE) -> int:
    with pytest.raises(TooManyTries) as refused:
        await gate.log_in(name, PASSWORD, source)
    return refused.value.seconds


async def test_a_token_is_its_role_and_counter(gate: Gate, prepared: Prepared) -> None:
    found = gate.who(prepared.tokens["clerk"])
    assert found is not None
    assert found == Actor(role=Role.CLERK, name="clerk", counter_id=CounterId(1), token_id=found.token_id)
    assert found.token_id in {token.id for token in gate.service.hall.doors.tokens.values()}
    for nobody in ("", "x", prepared.tokens["clerk"] + "x", "\ud800".encode("utf-8", "replace").decode()):
        assert gate.who(nobody) is None


async def test_a_token_without_a_name_has_one_to_be_told_by(gate: Gate, service: HallService) -> None:
    _, secret = await setup.issue_token(
        service, Actor(role=Role.ADMIN, name="x"), "a" * 32, role=Role.KIOSK, name="", counter_id=None
    )
    found = gate.who(secret or "")
    assert found is not None
    assert len(found.name) == 8


async def test_a_session_is_staff_with_their_counters_until_it_ends(gate: Gate, clock: FakeClock) -> None:
    secret, until = await gate.log_in(CLERK, PASSWORD, HERE)
    found = gate.who(secret)
    assert found == Actor(role=Role.CLERK, name=CLERK, counters=(CounterId(1), CounterId(2)), is_staff=True)
    assert until == clock.wall() + SESSION_LASTS
    clock.go_on(seconds=SESSION_LASTS.total_seconds())
    assert gate.who(secret) is None


async def test_sessions_that_ended_are_forgotten(gate: Gate, service: HallService, clock: FakeClock) -> None:
    await gate.log_in(CLERK, PASSWORD, HERE)
    clock.go_on(hours=13)
    await gate.log_in(BOSS, PASSWORD, HERE)
    assert [session.name for session in service.hall.doors.sessions.values()] == [BOSS]


async def test_logging_out_somebody_unknown_changes_nothing(gate: Gate, service: HallService) -> None:
    await service.beat()
    rev = service.hall.rev
    await gate.log_out("no session", Actor(role=Role.CLERK, name=CLERK, is_staff=True))
    assert service.hall.rev == rev


async def test_a_name_is_locked_from_everywhere_and_an_address_for_every_name(gate: Gate) -> None:
    for n in range(FREE_TRIES):
        await wrong(gate, source=f"10.0.1.{n}")
    await locked(gate, CLERK, THERE)
    assert await gate.log_in(BOSS, PASSWORD, THERE)
    for n in range(FREE_TRIES):
        await wrong(gate, f"name{n}", HERE)
    await locked(gate, BOSS, HERE)
    assert await gate.log_in(BOSS, PASSWORD, THERE)


async def test_each_further_try_doubles_the_wait_up_to_a_bound(gate: Gate, clock: FakeClock) -> None:
    for _ in range(FREE_TRIES):
        await wrong(gate)
    for n in range(9):
        seconds = await locked(gate)
        assert timedelta(seconds=seconds - 1) == min(LONGEST_WAIT, FIRST_WAIT * 2**n)
        clock.go_on(seconds=seconds)
        await wrong(gate)


async def test_a_jump_of_the_wall_clock_opens_no_lock(gate: Gate, clock: FakeClock) -> None:
    for _ in range(FREE_TRIES):
        await wrong(gate)
    clock.jump(days=1)
    assert timedelta(seconds=await locked(gate) - 1) == FIRST_WAIT


async def test_a_flood_of_names_does_not_fill_the_memory(gate: Gate) -> None:
    for n in range(10_050):
        gate._count_wrong(f"name:{n}")
    assert len(gate._tries) <= 10_000


async def test_tries_at_one_moment_are_not_all_free(gate: Gate) -> None:
    tries = (gate.log_in(CLERK, "wrong", HERE) for _ in range(20))
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, WrongPassword) for each in found) <= FREE_TRIES + 1


def refusals(service: HallService, facts: list[str]) -> list[tuple[str, int]]:
    """Codes and counts of what was written."""
    return [(text.partition('"code":"')[2].partition('"')[0], _times(text)) for text in facts]


def _times(text: str) -> int:
    return int(text.partition('"times":')[2].partition("}")[0] or 1)


async def _written(service: HallService) -> list[tuple[str, int]]:
    deeds = await service.read(lambda log: list(log.deeds()))
    return refusals(service, [deed.facts for deed in deeds if "access_refused" in deed.facts])


async def test_the_first_refusal_is_written_at_once_and_its_repeats_once_a_minute(
    gate: Gate, service: HallService, clock: FakeClock
) -> None:
    def turn_away(code: str, times: int = 1) -> None:
        for _ in range(times):
            gate.note(code=code, source=HERE, actor=None, call="GET /x")

    turn_away("unauthorized")
    await gate.write_refusals()
    assert await _written(service) == [("unauthorized", 1)]
    turn_away("unauthorized", 1000)
    turn_away("forbidden", 2)
    clock.go_on(seconds=1)
    await gate.write_refusals()
    assert await _written(service) == [("unauthorized", 1), ("forbidden", 2)]
    clock.go_on(seconds=NOTED_EVERY.total_seconds() - 1)
    await gate.write_refusals()
    assert (await _written(service))[2:] == [("unauthorized", 1000)]
    clock.go_on(seconds=NOTED_EVERY.total_seconds() * 2)
    await gate.write_refusals()
    await gate.write_refusals()
    assert len(await _written(service)) == 3
    assert gate._refused == {}, "what is over is forgotten"


async def test_refusals_are_told_apart_by_code_source_caller_and_call(gate: Gate, service: HallService) -> None:
    clerk = Actor(role=Role.CLERK, name=CLERK)
    for code, source, actor, call in itertools.product("ab", (HERE, THERE), (None, clerk), ("GET /x", "GET /y")):
        gate.note(code=code, source=source, actor=actor, call=call)
    await gate.write_refusals()
    assert await _written(service) == [("a", 1)] * 8 + [("b", 1)] * 8


async def test_a_stop_writes_what_is_not_yet_in_the_log(gate: Gate, service: HallService) -> None:
    for times in (1, 7):
        for _ in range(times):
            gate.note(code="unauthorized", source=HERE, actor=None, call="GET /x")
        await gate.write_refusals(all_now=True)
        await gate.write_refusals(all_now=True)
    assert await _written(service) == [("unauthorized", 1), ("unauthorized", 7)]


async def test_a_clock_that_was_set_back_keeps_no_refusal_out_of_the_log(
    gate: Gate, service: HallService, clock: FakeClock
) -> None:
    for _ in range(2):
        gate.note(code="unauthorized", source=HERE, actor=None, call="GET /x")
        await gate.write_refusals()
        clock.jump(hours=-1)
        await service.beat()
    assert await _written(service) == [("unauthorized", 1)] * 2


async def test_a_password_that_is_changed_while_it_is_checked_opens_nothing(
    gate: Gate, service: HallService, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = threading.Event()
    monkeypatch.setattr("server.service.gate.is_password", lambda *said: changed.wait(60) and is_password(*said))
    coming = asyncio.create_task(gate.log_in(CLERK, PASSWORD, HERE))
    await asyncio.wait({coming}, timeout=0)
    boss = Actor(role=Role.ADMIN, name="x")
    await setup.set_staff(service, boss, "b" * 32, name=CLERK, role=Role.CLERK, password="another one", counters=())
    changed.set()
    with pytest.raises(WrongPassword):
        await coming
    assert not service.hall.doors.sessions
