"""A board's worker: the state, each call in its turn and for its time, a line that breaks."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from display.board import Screen
from display.plan import counter_plan, hall_plan
from display.render.text import Caps
from display.report import Report
from display.view import View, from_snapshot, lost
from drivers.device.fault import fault
from drivers.errors import TransportError
from drivers.runner import Runner
from server.vocab import TicketState
from server.wire.event import Envelope
from tests.display import words
from tests.display.fakes import FakeBoard
from tests.display.words import board, call, counter, current, snapshot, ticket

MUTE = Report(None, lambda: words.AT)
CAPS = Caps(2, 16)
CALL_SECONDS = 0.05


def view(*, number: str | None = None, state: TicketState = TicketState.CALLED) -> View:
    calls = (call(number),) if number else ()
    return from_snapshot(snapshot(board(counter(current=current(number, state) if number else None), calls=calls)))


def called(number: str) -> Envelope:
    return words.fact("ticket_called", 2, ticket=ticket(number))


@contextmanager
def at_work(screen: Screen) -> Iterator[None]:
    runner = Runner(
        screen,
        lambda device, stop: device.round(stop),
        lambda _: None,
        name="board",
        delays=(0.001, 0.001),
        fault_poll_s=0.001,
    )
    runner.start()
    try:
        yield
    finally:
        screen.end()
        runner.stop()


@pytest.fixture
def device() -> FakeBoard:
    return FakeBoard()


@pytest.fixture
def screen(device: FakeBoard) -> Screen:
    return Screen("counter-2", device, counter_plan(2, CAPS), MUTE, call_seconds=CALL_SECONDS)


def test_calls_come_in_order_and_each_has_its_time(device: FakeBoard) -> None:
    times: list[float] = []
    screen = Screen("hall", device, hall_plan(CAPS), MUTE, call_seconds=CALL_SECONDS)
    show = device.show

    def timed(lines: list[str], *, colour: str = "red", flash: bool = False) -> None:
        times.append(time.monotonic())
        show(lines, colour=colour, flash=flash)

    device.show = timed  # type: ignore[method-assign, assignment]
    for number in ("A001", "A002", "A003"):
        screen.happened(view(number=number), called(number))
        screen.painted(view(number=number))
    with at_work(screen):
        # Opening the line drops what was called before; these come while it is at work.
        device.wait_for(1)
        for number in ("A004", "A005", "A006"):
            screen.happened(view(number=number), called(number))
            screen.painted(view(number=number))
        shown = device.wait_for(5)
    assert shown == [
        (["A003 请到2号窗口"], "red", False),
        (["A004 请到2号窗口"], "red", True),
        (["A005 请到2号窗口"], "red", True),
        (["A006 请到2号窗口"], "red", True),
        (["A006 请到2号窗口"], "red", False),
    ]
    assert all(later - earlier >= CALL_SECONDS for earlier, later in pairwise(times[1:]))


def test_a_call_keeps_its_time_though_the_visit_starts_at_once(device: FakeBoard, screen: Screen) -> None:
    screen.painted(view())
    with at_work(screen):
        device.wait_for(1)
        screen.happened(view(number="A005"), called("A005"))
        screen.painted(view(number="A005"))
        screen.painted(view(number="A005", state=TicketState.SERVING))
        shown = device.wait_for(3)
    assert shown[-2:] == [(["A005 请到2号窗口"], "red", True), (["A005 正在办理"], "green", False)]


def test_the_last_state_stays_marked_when_the_hall_is_lost(device: FakeBoard, screen: Screen) -> None:
    screen.painted(view(number="A005"))
    with at_work(screen):
        device.wait_for(1)
        screen.painted(lost(view(number="A005")))
        assert device.wait_for(2)[-1] == (["A005 请到2号窗口", "离线"], "yellow", False)


def test_a_board_that_comes_back_is_painted_anew(device: FakeBoard, screen: Screen) -> None:
    device.failures = [TransportError("unplugged"), TransportError("unplugged")]
    screen.painted(view(number="A005"))
    with at_work(screen):
        assert device.wait_for(1) == [(["A005 请到2号窗口"], "red", False)]


def test_a_call_the_board_refuses_does_not_block_the_next(device: FakeBoard, screen: Screen) -> None:
    screen.painted(view())
    with at_work(screen):
        device.wait_for(1)
        device.failures = [fault("board_rejected")]
        screen.happened(view(number="A001"), called("A001"))
        screen.happened(view(number="A002"), called("A002"))
        assert (["A002 请到2号窗口"], "red", True) in device.wait_for(2)


def test_another_counters_call_is_not_mine(device: FakeBoard, screen: Screen) -> None:
    elsewhere = words.fact("ticket_called", 2, ticket=ticket(counter_number=3))
    both = from_snapshot(snapshot(board(counter(2), counter(3, current=current()))))
    screen.painted(both)
    with at_work(screen):
        device.wait_for(1)
        screen.happened(both, elsewhere)
        screen.painted(view(number="B001"))
        assert device.wait_for(2) == [(["2号窗口 社保"], "green", False), (["B001 请到2号窗口"], "red", False)]


def test_a_counter_the_hall_does_not_have_is_told_on_its_board() -> None:
    assert counter_plan(9, CAPS).paint(view()).lines == ("无9号窗口",)


def test_before_the_hall_is_found_a_board_says_so() -> None:
    assert counter_plan(2, CAPS).paint(None).lines == ("离线",)


def test_a_board_goes_dark_at_the_end(device: FakeBoard, screen: Screen) -> None:
    screen.painted(view())
    with at_work(screen):
        device.wait_for(1)
    assert device.cleared == 1


def test_the_thread_ends_while_nothing_is_known(screen: Screen) -> None:
    with at_work(screen):
        assert "driver-board" in {thread.name for thread in threading.enumerate()}
