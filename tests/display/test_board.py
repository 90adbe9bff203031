"""A board's worker: the state, each call in its turn and for its time, a line that breaks."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from display import board as board_module
from display import turn
from display.board import Deed, Picture, Plan, Screen
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
CAPS = Caps(1, 16)
CALL_SECONDS = 0.05


def view(*, number: str | None = None, state: TicketState = TicketState.CALLED) -> View:
    calls = (call(number),) if number else ()
    now = current(number, state, ticket_id=int(number[1:])) if number else None
    return from_snapshot(snapshot(board(counter(current=now), calls=calls)))


def called(number: str) -> Envelope:
    return words.fact("ticket_called", 2, ticket=ticket(number))


GREEN = Picture(("一",), "green")


def two_pages(_: View | None) -> tuple[Picture, ...]:
    return GREEN, Picture(("二",), "green")


class Desk:
    """A screen with its board under the test's hand."""

    def __init__(self, plan: Plan) -> None:
        self.board = FakeBoard()
        self.place = FakePlace()
        self.screen = Screen("counter-2", self.board, self.place, plan, MUTE, call_seconds=CALL_SECONDS)

    def texts(self) -> list[str]:
        return ["｜".join(lines) for lines, _, _ in self.board.shown]

    def call(self, number: str) -> None:
        self.screen.happened(view(number=number), called(number))
        self.screen.painted(view(number=number))


@pytest.fixture
async def desk() -> Desk:
    return Desk(counter_plan(2, CAPS, lambda: words.AT))


async def test_calls_come_in_order_and_each_has_its_time() -> None:
    times: list[float] = []
    desk = Desk(hall_plan(CAPS, lambda: words.AT))
    show = desk.board.show

    def timed(lines: Sequence[str], *, colour: str = "red", flash: bool = False) -> None:
        times.append(time.monotonic())
        show(lines, colour=colour, flash=flash)

    desk.board.show = timed  # type: ignore[method-assign]
    desk.screen.painted(view())
    for number in ("A004", "A005", "A006"):
        desk.call(number)
    assert await desk.board.wait_for(5) == [
        (["便民服务中心"], "green", False),
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


async def test_pages_turn_while_nothing_happens_and_a_call_interrupts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PAGE_S", CALL_SECONDS)
    desk = Desk(replace(counter_plan(2, CAPS, lambda: words.AT), paint=two_pages))
    desk.screen.painted(view())
    await desk.board.wait_for(3)
    assert desk.texts() == ["一", "二", "一"]
    desk.call("A005")
    await desk.board.wait_for(6)
    assert desk.texts()[3:6] == ["A005 请到2号窗口", "一", "二"]
    await desk.screen.end(PATIENCE_S)


async def test_a_new_count_does_not_begin_the_pages_anew_but_a_new_state_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PAGE_S", CALL_SECONDS)
    pages = [(GREEN, Picture(("等候1人",), "green"))]
    desk = Desk(replace(counter_plan(2, CAPS, lambda: words.AT), paint=lambda _: pages[-1]))
    desk.screen.painted(view())
    await desk.board.wait_for(2)
    monkeypatch.setattr(turn, "PAGE_S", PATIENCE_S)
    pages.append((GREEN, Picture(("等候2人",), "green")))
    monkeypatch.setattr(board_module, "page_at", lambda count, stood_s, late_s: (int(stood_s > CALL_SECONDS / 2), 20.0))
    desk.screen.painted(view())
    pages.append((Picture(("暂停服务",), "yellow"), Picture(("等候2人",), "green")))
    desk.screen.painted(view())
    assert desk.texts() == ["一", "等候1人", "等候2人", "暂停服务"]
    await desk.screen.end(PATIENCE_S)


async def test_a_call_that_is_over_when_its_turn_comes_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "FRESH_S", CALL_SECONDS / 2)
    desk = Desk(hall_plan(CAPS, lambda: words.AT))
    desk.screen.painted(view())
    for number in ("A004", "A005", "A006"):
        desk.call(number)
    await desk.board.wait_for(4)
    assert desk.texts()[1:3] == ["A004 请到2号窗口", "A006 请到2号窗口"]


async def test_a_hall_come_back_shows_no_old_call_as_new(desk: Desk) -> None:
    desk.screen.painted(view())
    desk.screen.painted(lost(view()))
    desk.screen.painted(view(number="A005"))
    assert [(lines, flash) for lines, _, flash in desk.board.shown] == [
        (["2号窗口 社保"], False), (["2号 社保 离线"], False), (["A005 请到2号窗口"], False),
    ]  # fmt: skip


async def test_the_report_tells_states_and_calls_but_no_turned_pages(tmp_path: Path) -> None:
    file = tmp_path / "report.jsonl"
    place = FakePlace()
    plan = replace(counter_plan(2, CAPS, lambda: words.AT), paint=two_pages)
    screen = Screen("counter-2", FakeBoard(), place, plan, Report(file, lambda: words.AT), call_seconds=CALL_SECONDS)
    screen.painted(view())
    screen._want(two_pages(None)[1])
    screen.happened(view(number="A005"), called("A005"))
    heard = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(2 * CALL_SECONDS, heard.set_result, None)
    await heard
    told = [json.loads(line)["lines"] for line in file.read_text(encoding="utf-8").splitlines()]
    assert told == [["一"], ["A005 请到2号窗口"], ["一"]]
    await screen.end(PATIENCE_S)


async def test_the_last_state_stays_marked_when_the_hall_is_lost(desk: Desk) -> None:
    desk.screen.painted(view(number="A005"))
    desk.screen.painted(lost(view(number="A005")))
    assert desk.board.shown[-1] == (["A005 2号 离线"], "yellow", False)


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


async def test_a_board_whose_answer_was_lost_goes_dark_too(desk: Desk) -> None:
    desk.board.failures = [TransportError("it shows, but its answer came too late")]
    desk.screen.painted(view())
    await desk.screen.end(PATIENCE_S)
    assert desk.board.cleared == 1


async def test_the_end_does_not_wait_for_a_board_that_never_had_a_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[Deed] = []
    monkeypatch.setattr(desk.place, "want", wished.append)
    desk.screen.painted(view())
    before = list(wished)
    await desk.screen.end(PATIENCE_S)
    assert wished == before, "nothing is left to be waited for"
