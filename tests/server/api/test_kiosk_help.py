"""Somebody at a kiosk needs a hand: staff see it at once, also after a restart, until one of them looks after it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from tests.server.running import FakeClock, Prepared, RunningHall, running


def kiosk_of(hall: RunningHall, token: str = "clerk") -> dict[str, Any]:
    found: list[dict[str, Any]] = hall.ask("GET", "/kiosks", token).json()["kiosks"]
    return found[0]


def alarms(hall: RunningHall) -> dict[str, str]:
    hall.beat()
    return {each["code"]: each["detail"] for each in hall.ask("GET", "/alarms").json()["alarms"]}


def call(hall: RunningHall) -> None:
    answer = hall.wish("/kiosks/me/help", "kiosk")
    assert answer.status_code == 200, answer.text
    assert answer.json()["kiosk"]["help_since"] is not None


def test_staff_hear_of_it_and_it_stands_until_one_of_them_looks_after_it(fresh: RunningHall) -> None:
    fresh.beat()  # the day begins
    with fresh.stream("clerk") as stream:
        stream.recv(timeout=20)
        call(fresh)
        told = json.loads(stream.recv(timeout=20))
    kiosk = kiosk_of(fresh)
    assert (told["type"], told["body"]["kiosk"]) == ("help_called", kiosk)
    assert kiosk["help_since"] is not None
    assert alarms(fresh)["help_wanted"] == f"自助机「{kiosk['name']}」旁有人需要帮办，请导办人员前去。"
    given = fresh.wish(f"/kiosks/{kiosk['id']}/help-given", "clerk").json()["kiosk"]
    assert given["help_since"] is None
    assert "help_wanted" not in alarms(fresh)


def test_who_presses_twice_is_one_call_and_who_comes_twice_is_one_help(fresh: RunningHall) -> None:
    for _ in range(2):
        call(fresh)
    for _ in range(2):
        fresh.wish(f"/kiosks/{kiosk_of(fresh)['id']}/help-given", "clerk")
    assert len(fresh.facts("help_called")) == 1
    assert len(fresh.facts("help_given")) == 1


def test_the_same_wish_sent_again_after_somebody_came_calls_nobody(fresh: RunningHall) -> None:
    wish = {"request_id": str(uuid4())}
    fresh.ask("POST", "/kiosks/me/help", "kiosk", json=wish)
    fresh.wish(f"/kiosks/{kiosk_of(fresh)['id']}/help-given", "clerk")
    fresh.ask("POST", "/kiosks/me/help", "kiosk", json=wish)
    assert kiosk_of(fresh)["help_since"] is None


def test_a_call_outlasts_the_server_but_not_the_day(prepared: Prepared) -> None:
    clock = FakeClock()
    with running(prepared, clock) as hall:
        call(hall)
    with running(prepared, clock) as hall:
        assert kiosk_of(hall)["help_since"] is not None
        clock.go_on(days=1)
        assert "help_wanted" not in alarms(hall)
        assert kiosk_of(hall)["help_since"] is None
