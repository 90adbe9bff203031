"""Boards, evaluators and call pads of several counters on one line, through the whole box."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.vocab import TicketState
from tests.display.fakes import PATIENCE_S
from tests.display.row import Row, at_work
from tests.display.stub_hall import TOKEN, StubHall, serving
from tests.display.words import board, counter, ticket

COUNTERS = 3


@pytest.fixture
def row(tmp_path: Path) -> Iterator[Row]:
    row = Row(tmp_path, COUNTERS)
    with row.host:
        yield row


@pytest.fixture
def hall(row: Row, tmp_path: Path) -> Iterator[StubHall]:
    hall = StubHall(board(*(counter(n) for n in row.counters)))
    config = tmp_path / "display.toml"
    with serving(hall) as tcp_port:
        head = f'server = "http://127.0.0.1:{tcp_port}"\ntoken = "{TOKEN}"\n'
        head += f'call_seconds = 0.1\nstate_dir = "{tmp_path}"\n'
        config.write_text(head + row.tables(), encoding="utf-8")
        with at_work(config):
            hall.wait_for_listener()
            for n, glass in row.glasses.items():
                glass.wait_for(f"{n}号 社保")
            yield hall


def wait_until(hall: StubHall, name: str, **how: object) -> dict[str, Any]:
    """The hall's next word about the device that says so."""
    while True:
        device = hall.health.get(timeout=PATIENCE_S).get(name, {})
        if how.items() <= device.items():
            return device


def test_each_counter_has_its_own_board_and_pads(row: Row, hall: StubHall) -> None:
    for n in row.counters:
        hall.tell("ticket_called", ticket=ticket(f"A00{n}", counter_number=n))
    for n in row.counters:
        row.glasses[n].wait_for(f"A00{n} {n}号")
    row.press(2, "call_next")
    assert hall.asked.get(timeout=PATIENCE_S)[0] == "/counters/12/call-next"
    hall.tell("ticket_finished", ticket=ticket("A003", TicketState.FINISHED, counter_number=3))
    row.wait_said({"asked": 3})
    row.press(3, "4")
    path, wish = hall.asked.get(timeout=PATIENCE_S)
    assert (path, wish["level"]) == ("/tickets/3/evaluation", 4)


def test_a_dead_board_is_red_and_hinders_nobody(row: Row, hall: StubHall) -> None:
    wait_until(hall, "2号窗口屏", condition="up")
    row.host.command("board-2 silent on")
    hall.tell("ticket_called", ticket=ticket("A002", counter_number=2))
    dead = wait_until(hall, "2号窗口屏", condition="down", code="silent")
    assert dead["errors"] > 0
    hall.tell("ticket_called", ticket=ticket("A001", counter_number=1))
    row.glasses[1].wait_for("A001 1号")
    row.press(2, "call_next")
    assert hall.asked.get(timeout=PATIENCE_S)[0] == "/counters/12/call-next"
    row.host.command("board-2 silent off")
    wait_until(hall, "2号窗口屏", condition="up")


def test_a_line_that_is_pulled_is_red_with_all_its_devices_and_comes_back_with_the_state_of_now(
    row: Row, hall: StubHall
) -> None:
    row.host.command("line unplug")
    while {device["code"] for device in hall.health.get(timeout=PATIENCE_S).values()} != {"line"}:
        pass
    hall.tell("ticket_called", ticket=ticket("A001", counter_number=1))
    hall.tell("ticket_finished", ticket=ticket("A001", TicketState.FINISHED, counter_number=1))
    hall.tell("ticket_called", ticket=ticket("A002", counter_number=2))
    row.host.command("line replug")
    wait_until(hall, "2号窗口呼叫器", condition="up")
    row.glasses[2].wait_for("A002 2号")
    row.glasses[1].wait_for("1号 社保")
    row.wait_said({"address": 102, "number": "002"})
