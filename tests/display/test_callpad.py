"""A call pad's keys as the clerk's commands: in turn, in time, on what is so now; its digits say the same."""

import asyncio
import uuid
from collections.abc import Coroutine
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from display.callpad import MOST_AT_ONCE, PRESS_S, TYPED_S, CallPad
from display.counter_now import AHEAD_S
from display.pad_command import HOLD_REASON, Away, PadCommands
from display.report import Report
from display.view import apply, counted, from_snapshot
from server.client.errors import Refused
from server.vocab import CounterState, TicketState
from server.wire.hall import BoardWaiting, Counter, CounterAnswer
from server.wire.ticket import CallAnswer, TicketAnswer
from tests.display.fakes import FakePad
from tests.display.words import AT, board, counter, current, fact, snapshot, ticket

PHONE = "0535-0000000"


class FakeCommands:
    """Does what it is asked, when `gate` is open; the next ticket is A006, or nobody."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refusal: Refused | None = None
        self.next: str | None = "A006"
        self.offer: str | None = None
        self.began = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def call_next(self, counter_id: int, *, request_id: UUID) -> CallAnswer:
        await self._take(f"call_next {counter_id}")
        return CallAnswer(ticket=ticket(self.next) if self.next else None)

    async def recall(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step("recall", ticket_id, TicketState.CALLED)

    async def start(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step("start", ticket_id, TicketState.SERVING)

    async def finish(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step("finish", ticket_id, TicketState.FINISHED)

    async def no_show(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step("no_show", ticket_id, TicketState.NO_SHOW)

    async def hold(self, ticket_id: int, *, request_id: UUID, reason: str = "") -> TicketAnswer:
        return await self._step(f"hold {reason}", ticket_id, TicketState.HELD)

    async def resume(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer:
        return await self._step("resume", ticket_id, TicketState.SERVING)

    async def transfer(self, ticket_id: int, *, request_id: UUID, counter_id: int | None = None) -> TicketAnswer:
        return await self._step(f"transfer {counter_id}", ticket_id, TicketState.WAITING)

    async def open_counter(self, counter_id: int, *, request_id: UUID) -> CounterAnswer:
        await self._take("open")
        return CounterAnswer(counter=counter(counter_id - 10))

    async def pause_counter(
        self, counter_id: int, *, request_id: UUID, reason: str = "", contact: str = "", back_at: datetime | None = None
    ) -> CounterAnswer:
        away = None if back_at is None else int((back_at - AT) / timedelta(minutes=1))
        await self._take(f"pause {reason} {contact} {away}")
        return CounterAnswer(counter=counter(counter_id - 10, state=CounterState.PAUSED))

    async def _step(self, step: str, ticket_id: int, state: TicketState) -> TicketAnswer:
        await self._take(f"{step} {ticket_id}")
        at = None if state is TicketState.WAITING else 2
        return TicketAnswer(ticket=ticket(f"A{ticket_id:03d}", state, counter_number=at), offer=self.offer)

    async def _take(self, what: str) -> None:
        self.asked.append(what)
        self.began.set()
        await self.gate.wait()
        if self.refusal is not None:
            raise self.refusal


class Desk:
    """A call pad with everything around it under the test's hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.hall = FakeCommands()
        self.pad = FakePad()
        self.to_invite = False
        self._jobs: list[asyncio.Task[None]] = []
        away = Away("暂时离开", None, 15)
        commands = PadCommands(lambda: self.hall, uuid.uuid4, lambda: self.to_invite, away, lambda: AT)
        report = Report(None, lambda: AT)
        self.callpad = CallPad(2, self.pad, commands, self._spawn, report, clock=lambda: self.now)
        self.is_now()

    def is_now(self, **now: object) -> None:
        """The counter is so, says the stream."""
        self.callpad.painted(from_snapshot(snapshot(board(self._counter(now), counter(3)))))

    def _counter(self, now: dict[str, object]) -> Counter:
        return counter(2).model_copy(update=now)

    def _spawn(self, job: Coroutine[object, object, None]) -> None:
        self._jobs.append(asyncio.get_running_loop().create_task(job))

    async def press(self, *keys: str) -> list[str]:
        """Press one after the other, at once; what was asked of the hall until all are done."""
        for key in keys:
            self.callpad.pressed(key)
        return await self.settled()

    async def settled(self) -> list[str]:
        await asyncio.gather(*self._jobs)
        asked, self.hall.asked = self.hall.asked, []
        return asked

    def beeps(self) -> int:
        return self.pad.did.count("beep")


@pytest.fixture
def desk() -> Desk:
    return Desk()


CALLED, SERVING = current("A005"), current("A005", TicketState.SERVING)


@pytest.mark.parametrize(
    ("now", "keys", "asked"),
    [
        ({}, ["call_next"], ["call_next 12"]),
        ({"current": CALLED}, ["recall"], ["recall 5"]),
        ({"current": CALLED}, ["confirm"], ["start 5"]),
        ({"current": CALLED}, ["start"], ["start 5"]),
        ({"current": CALLED}, ["no_show"], ["no_show 5"]),
        ({"current": SERVING}, ["finish"], ["finish 5"]),
        ({"current": SERVING}, ["evaluate"], ["finish 5"]),
        ({"current": CALLED}, ["evaluate"], ["start 5", "finish 5"]),
        ({"current": SERVING}, ["hold"], [f"hold {HOLD_REASON} 5"]),
        ({"held": (4, 7)}, ["resume"], ["resume 4"]),
        ({"current": SERVING}, ["3", "transfer"], ["transfer 13 5"]),
        ({}, ["pause"], [f"pause 暂时离开 {PHONE} 15"]),
        ({}, ["3", "0", "pause"], [f"pause 暂时离开 {PHONE} 30"]),
        ({"state": CounterState.PAUSED}, ["pause"], ["open"]),
    ],
)
async def test_each_key_is_its_command(desk: Desk, now: dict[str, object], keys: list[str], asked: list[str]) -> None:
    desk.is_now(**now)
    assert await desk.press(*keys) == asked
    assert desk.beeps() == 0


@pytest.mark.parametrize(
    ("now", "keys"),
    [
        ({}, ["recall"]),
        ({}, ["finish"]),
        ({}, ["evaluate"]),
        ({}, ["resume"]),
        ({"current": SERVING}, ["transfer"]),
        ({"current": SERVING}, ["2", "transfer"]),
        ({"current": SERVING}, ["9", "transfer"]),
        ({}, ["0", "pause"]),
        ({}, ["5", "call_next"]),
    ],
)
async def test_a_key_that_means_nothing_now_beeps_and_does_nothing(
    desk: Desk, now: dict[str, object], keys: list[str]
) -> None:
    desk.is_now(**now)
    assert await desk.press(*keys) == []
    assert desk.beeps() == 1


async def test_typed_digits_are_taken_back_or_forgotten(desk: Desk) -> None:
    assert await desk.press("5", "cancel", "call_next") == ["call_next 12"]
    desk.is_now()
    desk.callpad.pressed("5")
    desk.now += TYPED_S
    assert await desk.press("pause") == [f"pause 暂时离开 {PHONE} 15"]


async def test_a_key_nobody_knows_does_nothing(desk: Desk) -> None:
    assert await desk.press("one_metre_line") == []
    assert desk.beeps() == 0


async def test_keys_go_by_the_answers_before_the_stream_tells(desk: Desk) -> None:
    assert await desk.press("call_next", "recall", "confirm", "evaluate") == [
        "call_next 12",
        "recall 6",
        "start 6",
        "finish 6",
    ]
    assert await desk.press("pause", "pause") == [f"pause 暂时离开 {PHONE} 15", "open"]


async def test_a_held_ticket_can_be_resumed_before_the_stream_tells(desk: Desk) -> None:
    desk.is_now(current=SERVING)
    assert await desk.press("hold", "resume", "finish") == [f"hold {HOLD_REASON} 5", "resume 5", "finish 5"]


async def test_the_stream_counts_again_once_it_has_told_what_was_answered(desk: Desk) -> None:
    await desk.press("call_next")
    desk.is_now(current=current("A006", TicketState.CALLED, 6))
    desk.is_now()  # passed at the browser
    assert await desk.press("recall") == []
    await desk.press("call_next")
    desk.now += AHEAD_S  # the stream never told: it is what counts
    assert await desk.press("recall") == []


async def test_news_from_before_an_answer_does_not_undo_it(desk: Desk) -> None:
    await desk.press("call_next", "confirm")
    desk.is_now(current=current("A006", TicketState.CALLED, 6))
    assert await desk.press("evaluate") == ["finish 6"]


async def test_what_the_browser_did_is_on_the_digits_with_the_next_event(desk: Desk) -> None:
    view = from_snapshot(snapshot(board(counter(2))))
    desk.callpad.painted(view)
    view = apply(view, fact("ticket_called", 2, ticket=ticket("A007")))
    desk.callpad.painted(view)
    view = apply(view, fact("ticket_finished", 3, ticket=ticket("A007", TicketState.FINISHED)))
    desk.callpad.painted(view)
    assert desk.pad.did == ["number 000 waiting 0", "number 007 waiting 0", "number 000 waiting 0"]


async def test_the_digits_say_how_many_wait_for_the_services_of_the_counter(desk: Desk) -> None:
    view = from_snapshot(snapshot(board(counter(2))))
    waiting = [
        BoardWaiting(service_id=service, name="", name_en="", waiting=count)
        for service, count in (("social", 4), ("tax", 9))
    ]
    desk.callpad.painted(counted(view, board().model_copy(update={"waiting": waiting})))
    assert desk.pad.did == ["number 000 waiting 0", "number 000 waiting 4"]


async def test_nobody_waiting_and_the_last_recall_beep(desk: Desk) -> None:
    desk.hall.next = None
    await desk.press("call_next")
    desk.is_now(current=CALLED)
    desk.hall.offer = "no_show"
    await desk.press("recall")
    assert desk.beeps() == 2


async def test_a_refusal_beeps_and_the_next_key_works(desk: Desk) -> None:
    desk.hall.refusal = Refused("counter_busy", "窗口正在办理。", 409)
    await desk.press("call_next")
    desk.hall.refusal = None
    assert await desk.press("call_next") == ["call_next 12"]
    assert desk.beeps() == 1


async def test_what_was_hammered_while_the_server_was_away_calls_nobody_later(desk: Desk) -> None:
    desk.hall.gate.clear()
    for _ in range(MOST_AT_ONCE + 4):
        desk.callpad.pressed("call_next")
    await desk.hall.began.wait()
    assert desk.beeps() == 4
    desk.now += PRESS_S
    desk.hall.gate.set()
    assert await desk.settled() == ["call_next 12"]
    assert desk.beeps() == 4 + MOST_AT_ONCE - 1


async def test_the_evaluate_key_asks_again_after_the_visit(desk: Desk) -> None:
    desk.to_invite = True
    assert await desk.press("evaluate") == []
    assert desk.beeps() == 0
