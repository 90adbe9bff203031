"""Handing in over HTTP: what a kiosk sends and is answered, and who is told."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.server.running import FakeClock, Prepared, RunningHall, running

NOW = "2026-11-24T04:00:00Z"


def ticket(nth: int, **changed: Any) -> dict[str, Any]:
    given = {"number": f"L1{nth:03d}", "sequence": nth, "service_id": "general", "printed": True}
    return {"request_id": str(uuid4()), "issued_at": NOW, "age_s": 60, "heard_rev": 1, **given, **changed}


def hand_in(hall: RunningHall, *tickets: dict[str, Any]) -> list[dict[str, Any]]:
    answer = hall.ask("POST", "/tickets/hand-in", "kiosk", json={"clock": NOW, "tickets": tickets})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["tickets"]
    return found


def test_each_ticket_is_answered_and_a_stream_tells_of_it(fresh: RunningHall) -> None:
    with fresh.stream("kiosk") as stream:
        stream.recv(timeout=20)
        first, second = hand_in(fresh, ticket(2, service_id="gone"), ticket(1))
        told: list[dict[str, Any]] = []
        while len(told) < 2:
            told += [each for each in [json.loads(stream.recv(timeout=20))] if each["type"].startswith("offline")]
    assert (first["number"], first["state"], first["code"]) == ("L1001", "waiting", None)
    assert (second["number"], second["ticket_id"], second["code"]) == ("L1002", None, "unknown_service")
    assert "导办台" in second["detail"]
    assert [each["type"] for each in told] == ["offline_ticket_taken", "offline_ticket_refused"]
    assert told[0]["body"]["ticket"]["offline"] is True
    assert "asked_for" not in told[0]["body"]["ticket"]


def test_staff_are_alarmed_of_a_ticket_that_was_not_taken_until_the_day_is_over(
    prepared: Prepared, clock: FakeClock
) -> None:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        hand_in(hall, ticket(1, service_id="gone"))
        hall.beat()
        [alarm] = [each for each in hall.ask("GET", "/alarms").json()["alarms"] if each["code"] == "offline_refused"]
        assert "L1001" in alarm["detail"]
        clock.go_on(days=1)
        hall.beat()
        hall.beat()
        assert "offline_refused" not in hall.ask("GET", "/alarms").text


def test_staff_are_alarmed_of_a_slip_that_may_have_come_out(prepared: Prepared, clock: FakeClock) -> None:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        [taken] = hand_in(hall, ticket(1, printed=False, doubtful=True))
        hall.beat()
        [alarm] = [each for each in hall.ask("GET", "/alarms").json()["alarms"] if each["code"] == "slip_failed"]
        assert (taken["state"], "L1001" in alarm["detail"]) == ("waiting", True)


def test_a_kiosk_is_told_its_own_numbers(fresh: RunningHall) -> None:
    before = fresh.ask("GET", "/kiosks/me", "kiosk").json()["kiosk"]
    assert len(before.pop("id")) == 16
    assert before == {
        "is_locked": False,
        "text": "",
        "may_issue": True,
        "help_since": None,
        "name": "kiosk",
        "station": 1,
        "offline": {"prefix": "L1", "next_sequence": 1, "minutes": 60, "max_tickets": 50},
    }
    hand_in(fresh, ticket(1))
    assert fresh.ask("GET", "/kiosks/me", "kiosk").json()["kiosk"]["offline"]["next_sequence"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "A1"},
        {"sequence": 0},
        {"class": "urgent"},
        {"issued_at": "1969-12-31T00:00:00Z"},
        {"age_s": -1},
        {"heard_rev": -1},
    ],
)
def test_what_no_kiosk_can_mean_is_malformed(shared: RunningHall, wrong: dict[str, Any]) -> None:
    answer = shared.ask("POST", "/tickets/hand-in", "kiosk", json={"clock": NOW, "tickets": [ticket(1, **wrong)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
