"""A board's worker: the state, each call in its turn and for its time, a line that breaks."""

import asyncio
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from display import board as board_module
from display.board import Plan, Screen
from display.plan import counter_plan, hall_plan
from display.render.text import Caps
from display.report import Report
from display.view import View, from_snapshot, lost
from drivers.device.fault import fault
from drivers.errors import TransportError
from server.vocab import TicketState
from server.wire.event import Envelope
from tests.display import words
from tests.display.fakes import PATIENCE_S, FakeBoard, FakePlace
from tests.display.words import board, call, counter, current, snapshot, ticket

MUTE = Report(None, lambda: words.AT)
CAPS = Caps(2, 16)
CALL_SECONDS = 0.05


def view(*, number: str | None = None, state: TicketState = TicketState.CALLED) -> View:
    calls = (call(number),) if number else ()
    return from_snapshot(snapshot(board(counter(current=current(number, state) if number else None), calls=calls)))


def called(number: str) -> Envelope:
    return words.fact("ticket_called", 2, ticket=ticket(number))


class Desk:
    """A screen with its board under the test's hand."""

    def __init__(self, plan: Plan) -> None:
        self.board = FakeBoard()
        self.place = FakePlace()
        self.screen = Screen("counter-2", self.board, self.place, plan, MUTE, call_seconds=CALL_SECONDS)

    def call(self, number: str) -> None:
        self.screen.happened(view(number=number), called(number))
        self.screen.painted(view(number=number))


@pytest.fixture
async def desk() -> Desk:
    return Desk(counter_plan(2, CAPS))


async def test_calls_come_in_order_and_each_has_its_time() -> None:
    times: list[float] = []
    desk = Desk(hall_plan(CAPS))
    show = desk.board.show

    def timed(lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None:
        times.append(time.monotonic())
        show(lines, colour=colour, flash=flash)

    desk.board.show = timed  # type: ignore[method-assign]
    desk.screen.painted(view())
    for number in ("A004", "A005", "A006"):
        desk.call(number)
    assert await desk.board.wait_for(5) == [
        (["便民服务中心"], "red", False),
        (["A004 请到2号窗口"], "red", True),
        (["A005 请到2号窗口"], "red", True),
        (["A006 请到2号窗口"], "red", True),
        (["A006 请到2号窗口"], "red", False),
    ]
    assert all(later - earlier >= CALL_SECONDS for earlier, later in pairwise(times[1:]))


async def test_a_call_keeps_its_time_though_the_visit_starts_at_once(desk: Desk) -> None:
    desk.screen.painted(view())
    desk.call("A005")
    desk.screen.painted(view(number="A005", state=TicketState.SERVING))
    shown = await desk.board.wait_for(3)
    assert shown[-2:] == [(["A005 请到2号窗口"], "red", True), (["A005 正在办理"], "green", False)]


async def test_the_last_state_stays_marked_when_the_hall_is_lost(desk: Desk) -> None:
    desk.screen.painted(view(number="A005"))
    desk.screen.painted(lost(view(number="A005")))
    assert desk.board.shown[-1] == (["A005 请到2号窗口", "离线"], "yellow", False)


async def test_a_board_that_comes_back_is_painted_anew(desk: Desk) -> None:
    desk.board.failures = [TransportError("unplugged"), TransportError("unplugged")]
    desk.screen.painted(view(number="A005"))
    desk.place.back()
    desk.place.check()
    assert desk.board.shown == [(["A005 请到2号窗口"], "red", False)]


async def test_a_board_that_stands_is_asked_and_not_painted_again(desk: Desk) -> None:
    desk.screen.painted(view(number="A005"))
    desk.place.check()
    assert (len(desk.board.shown), desk.board.asked) == (1, 1)


async def test_a_board_that_refused_is_shown_the_state_again(desk: Desk) -> None:
    desk.board.failures = [fault("board_busy")]
    desk.screen.painted(view(number="A005"))
    desk.place.check()
    assert desk.board.shown == [(["A005 请到2号窗口"], "red", False)]


async def test_calls_no_board_took_are_past(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "GIVE_UP_S", CALL_SECONDS)
    desk.screen.painted(view())
    desk.board.failures = [TransportError("dead")] * 2
    desk.call("A001")
    desk.call("A002")
    given_up = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(2 * CALL_SECONDS, given_up.set_result, None)
    await given_up
    desk.place.back()
    assert desk.board.shown[1:] == [(["A002 请到2号窗口"], "red", False)]


async def test_another_counters_call_is_not_mine(desk: Desk) -> None:
    elsewhere = words.fact("ticket_called", 2, ticket=ticket(counter_number=3))
    both = from_snapshot(snapshot(board(counter(2), counter(3, current=current()))))
    desk.screen.painted(both)
    desk.screen.happened(both, elsewhere)
    desk.screen.painted(view(number="B001"))
    assert desk.board.shown == [(["2号窗口 社保"], "green", False), (["B001 请到2号窗口"], "red", False)]


async def test_a_board_goes_dark_at_the_end(desk: Desk) -> None:
    desk.screen.painted(view())
    await desk.screen.end(PATIENCE_S)
    assert desk.board.cleared == 1


async def test_the_end_does_not_wait_for_a_board_that_is_not_there(desk: Desk) -> None:
    desk.board.failures = [TransportError("unplugged")]
    desk.screen.painted(view())
    async with asyncio.timeout(1):
        await desk.screen.end(PATIENCE_S)


def test_a_counter_the_hall_does_not_have_is_told_on_its_board() -> None:
    assert counter_plan(9, CAPS).paint(view()).lines == ("无9号窗口",)


def test_before_the_hall_is_found_a_board_says_so() -> None:
    assert counter_plan(2, CAPS).paint(None).lines == ("离线",)
