"""When a pressed level counts: for the visit that just ended here, once, in time; and never otherwise."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Protocol

import pytest

from display.keypad import EvaluationKeypad
from display.outbox import Outbox
from display.report import Report
from display.view import from_snapshot
from server.client.errors import BadAnswer, ClientError, Refused
from server.vocab import Channel, Level, TicketState
from tests.display.fakes import PATIENCE_S, FakeEvaluations, FakePad
from tests.display.words import AT, board, counter, current, fact, snapshot, ticket

REASONS = ("等候过久", "态度")
VIEW = from_snapshot(snapshot(board(counter(2), counter(3)).model_copy(update={"evaluation_reasons": REASONS})))
LIMIT_S = 60.0


class Desk:
    """A keypad with everything around it under the test's hand."""

    def __init__(self, folder: Path, *, asks_reasons: bool = False, reason_s: float = 3600.0) -> None:
        self.now = 0.0
        self.hall = FakeEvaluations()
        self.pad = FakePad()
        self.outbox = Outbox(folder, lambda: self.hall, Report(None, lambda: AT), hall_id="demo")
        self._jobs: list[asyncio.Task[None]] = []
        self.keypad = EvaluationKeypad(
            2,
            self.pad,
            self.outbox,
            self._spawn,
            Report(None, lambda: AT),
            limit_s=LIMIT_S,
            new_id=uuid.uuid4,
            asks_reasons=asks_reasons,
            reason_s=reason_s,
            clock=lambda: self.now,
        )
        self.keypad.painted(VIEW)

    def _spawn(self, job: Coroutine[object, object, None]) -> None:
        self._jobs.append(asyncio.get_running_loop().create_task(job))

    def finish(self, number: str = "A005", *, counter_number: int = 2) -> None:
        done = ticket(number, TicketState.FINISHED, counter_number=counter_number)
        self.keypad.happened(VIEW, fact("ticket_finished", 2, ticket=done))

    def serve(self, number: str = "A005") -> None:
        now = current(number, TicketState.SERVING, int(number[1:]))
        self.keypad.painted(from_snapshot(snapshot(board(counter(2, current=now), counter(3)))))

    async def ended(self) -> None:
        """The box ends."""
        await asyncio.sleep(0)
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)

    async def settled(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*self._jobs)


class Make(Protocol):
    def __call__(self, *, asks_reasons: bool = False, reason_s: float = 3600.0) -> Desk: ...


@pytest.fixture
async def make_desk(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[Desk] = []

    def make(*, asks_reasons: bool = False, reason_s: float = 3600.0) -> Desk:
        made.append(Desk(tmp_path, asks_reasons=asks_reasons, reason_s=reason_s))
        return made[-1]

    yield make
    for desk in made:
        await desk.outbox.close()


@pytest.fixture
async def desk(make_desk: Make) -> Desk:
    return make_desk()


async def test_a_press_after_the_visit_is_its_evaluation_and_the_second_press_is_not(desk: Desk) -> None:
    desk.finish()
    desk.keypad.pressed(4)
    desk.keypad.pressed(1)
    await desk.settled()
    assert desk.hall.stored == [(5, Level.SATISFIED, Channel.KEYPAD)]


async def test_what_was_stored_is_shown_and_a_second_press_only_beeps(desk: Desk) -> None:
    desk.finish()
    desk.keypad.pressed(4)
    await desk.settled()
    desk.keypad.pressed(1)
    await desk.settled()
    assert desk.pad.did == ["ask", "level 4", "beep"]


async def test_a_level_pressed_before_the_news_of_the_finish_is_not_lost(desk: Desk) -> None:
    desk.serve()
    desk.keypad.pressed(5)
    assert desk.hall.stored == []
    desk.now = 1.5
    desk.finish()
    await desk.settled()
    assert desk.hall.stored == [(5, Level.VERY_SATISFIED, Channel.KEYPAD)]
    assert desk.pad.did == ["level 5"]


async def test_somebody_who_is_only_called_has_nothing_to_evaluate(desk: Desk) -> None:
    desk.keypad.painted(from_snapshot(snapshot(board(counter(2, current=current())))))
    desk.keypad.pressed(5)
    desk.finish()
    await desk.settled()
    assert desk.hall.stored == []


async def test_the_pad_may_ask_again_until_there_is_an_evaluation(desk: Desk) -> None:
    assert not desk.keypad.invite()
    desk.finish()
    assert desk.keypad.invite()
    assert desk.pad.did == ["ask", "ask"]
    desk.keypad.pressed(5)
    assert not desk.keypad.invite()
    await desk.settled()


async def test_whoever_is_dissatisfied_is_asked_for_a_reason_and_others_are_not(make_desk: Make) -> None:
    desk = make_desk(asks_reasons=True)
    desk.finish()
    desk.keypad.pressed(2)
    assert desk.pad.did == ["ask", "beep"]
    desk.keypad.reason_pressed(2)
    await desk.settled()
    desk.finish("A006")
    desk.keypad.pressed(3)
    await desk.settled()
    assert desk.hall.stored == [(5, Level.DISSATISFIED, Channel.KEYPAD), (6, Level.FAIRLY_SATISFIED, Channel.KEYPAD)]
    assert desk.hall.reasons == [("态度",), ()]


async def test_a_level_without_a_reason_counts_all_the_same(make_desk: Make) -> None:
    desk = make_desk(asks_reasons=True, reason_s=0.0)
    desk.finish()
    desk.keypad.pressed(1)
    await desk.settled()
    assert desk.hall.stored == [(5, Level.VERY_DISSATISFIED, Channel.KEYPAD)]
    assert desk.hall.reasons == [()]
    desk.keypad.reason_pressed(1)
    await desk.settled()
    assert desk.hall.reasons == [()]


async def test_a_key_that_is_no_reason_ends_no_wait(make_desk: Make) -> None:
    desk = make_desk(asks_reasons=True)
    desk.finish()
    desk.keypad.pressed(1)
    desk.keypad.reason_pressed(9)
    desk.keypad.reason_pressed(1)
    await desk.settled()
    assert desk.hall.reasons == [("等候过久",)]


async def test_two_bad_levels_in_a_row_keep_their_own_reasons(make_desk: Make) -> None:
    desk = make_desk(asks_reasons=True)
    desk.finish()
    desk.keypad.pressed(1)
    desk.finish("A006")
    desk.keypad.pressed(2)
    desk.keypad.reason_pressed(2)
    await desk.settled()
    assert sorted(zip(desk.hall.stored, desk.hall.reasons, strict=True)) == [
        ((5, Level.VERY_DISSATISFIED, Channel.KEYPAD), ()),
        ((6, Level.DISSATISFIED, Channel.KEYPAD), ("态度",)),
    ]


async def test_the_keypad_invites_when_the_visit_ends_here(desk: Desk) -> None:
    desk.finish(counter_number=3)
    await desk.settled()
    assert desk.pad.did == []
    desk.finish()
    await desk.settled()
    assert desk.pad.did == ["ask"]


async def test_a_press_without_a_visit_is_logged_and_nothing_else(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk.keypad.pressed(5)
    await desk.settled()
    assert desk.hall.stored == []
    assert "pressed without a visit" in caplog.text


async def test_a_press_that_comes_too_late_does_not_count(desk: Desk) -> None:
    desk.finish()
    desk.now = LIMIT_S + 0.1
    desk.keypad.pressed(5)
    await desk.settled()
    assert desk.hall.stored == []


async def test_only_the_last_visit_can_be_evaluated(desk: Desk) -> None:
    desk.finish("A005")
    desk.finish("A006")
    desk.keypad.pressed(3)
    await desk.settled()
    assert desk.hall.stored == [(6, Level.FAIRLY_SATISFIED, Channel.KEYPAD)]


async def test_a_visit_evaluated_by_phone_needs_no_press(desk: Desk) -> None:
    desk.finish()
    evaluation = {"ticket_id": 5, "level": 5, "channel": "qr", "at": AT}
    desk.keypad.happened(VIEW, fact("ticket_evaluated", 3, evaluation=evaluation))
    desk.keypad.pressed(5)
    await desk.settled()
    assert desk.hall.stored == []


@pytest.mark.parametrize(
    ("error", "level"),
    [(Refused("already_evaluated", "已经评价过了。", 409), "INFO"), (BadAnswer("?"), "WARNING")],
)
async def test_a_no_is_noted_and_stops_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture, error: ClientError, level: str
) -> None:
    caplog.set_level("INFO")
    desk.hall.error = error
    desk.finish()
    desk.keypad.pressed(5)
    await desk.settled()
    assert [record.levelname for record in caplog.records if "A005" in record.getMessage()] == [level]
    desk.hall.error = None
    desk.finish("A006")
    desk.keypad.pressed(5)
    await desk.settled()
    assert [ticket_id for ticket_id, _, _ in desk.hall.stored] == [6]
