"""My ticket at the kiosk: found by what stands on the slip, and by nothing else; evaluated also some days later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.wire.slip_code import short_code
from tests.server.running import FakeClock, Prepared, RunningHall, running


@pytest.fixture
def days(prepared: Prepared, clock: FakeClock) -> Iterator[RunningHall]:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        yield hall


def look_up(hall: RunningHall, code: str) -> httpx.Response:
    return hall.ask("POST", "/tickets/look-up", "kiosk", json={"code": code})


def served(hall: RunningHall) -> dict[str, Any]:
    ticket = hall.issue()
    hall.wish("/counters/1/open")
    hall.wish("/counters/1/call", ticket_id=ticket["id"])
    for step in ("start", "finish"):
        hall.wish(f"/tickets/{ticket['id']}/{step}")
    return ticket


def next_day(hall: RunningHall, clock: FakeClock, days: int = 1) -> None:
    for _ in range(days):
        clock.go_on(days=1)
        hall.beat()
        hall.beat()


def codes_of(ticket: dict[str, Any]) -> list[str]:
    number, code = ticket["number"], short_code(ticket["secret"])
    url = f"http://hall:8000/t/{ticket['id']}#{ticket['secret']}"
    return [url, f"{number}{code}", f"{number.lower()} {code}", f" {number}-{code} "]


def test_a_ticket_is_found_by_its_qr_code_and_by_its_number_and_code(shared: RunningHall) -> None:
    ticket = shared.issue(**{"class": "green", "class_reason": "elderly"})
    for code in codes_of(ticket):
        found = look_up(shared, code).json()
        assert (found["ticket"]["id"], found["business_day"], found["may_evaluate"]) == (ticket["id"], None, False)
        assert not {"class_reason", "secret", "clerk", "level"} & set(found["ticket"])


def test_nothing_else_finds_it_and_every_no_is_the_same(shared: RunningHall) -> None:
    ticket, other = shared.issue(), shared.issue()
    code = short_code(ticket["secret"])
    wrong = [
        f"{ticket['number']} {(int(code) + 1) % 10**6:06d}",
        f"{other['number']} {code}",
        f"http://hall/t/{other['id']}#{ticket['secret']}",
        f"http://hall/t/{ticket['id']}#{'0' * 32}",
        ticket["number"],
        "A0120",
        "110101199003070000",
    ]
    answers = [look_up(shared, each) for each in wrong]
    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1


def test_guesses_of_one_number_and_of_one_kiosk_come_to_an_end(fresh: RunningHall) -> None:
    tickets = [fresh.issue() for _ in range(5)]
    answers = [look_up(fresh, f"{ticket['number']} 00000{n}") for ticket in tickets for n in range(6)]
    assert [each.status_code for each in answers[:6]] == [404] * 5 + [429]
    assert answers[5].json()["code"] == "too_many_guesses"
    assert answers[-1].status_code == 429
    assert sum(each.status_code == 404 for each in answers) == 20


def test_a_ticket_a_kiosk_issued_alone_is_found_by_its_own_code(fresh: RunningHall) -> None:
    request_id = uuid4()
    now = "2026-11-24T04:00:00Z"
    ticket = {"request_id": str(request_id), "number": "L1001", "sequence": 1, "service_id": "general"}
    ticket |= {"issued_at": now, "heard_rev": 1, "printed": True}
    fresh.ask("POST", "/tickets/hand-in", "kiosk", json={"clock": now, "tickets": [ticket]})
    assert look_up(fresh, f"L1001 {short_code(request_id.hex)}").json()["ticket"]["number"] == "L1001"


def test_the_holder_cancels_and_comes_back_at_the_kiosk(fresh: RunningHall) -> None:
    ticket = fresh.issue()
    assert fresh.wish(f"/tickets/{ticket['id']}/cancel", "kiosk").json()["ticket"]["state"] == "cancelled"
    missed = fresh.issue()
    fresh.wish("/counters/1/open")
    fresh.wish("/counters/1/call-next")
    fresh.wish(f"/tickets/{missed['id']}/no-show")
    assert look_up(fresh, codes_of(missed)[0]).json()["ticket"]["state"] == "no_show"
    assert fresh.wish(f"/tickets/{missed['id']}/reinstate", "kiosk").json()["ticket"]["state"] == "waiting"


def evaluate(hall: RunningHall, ticket_id: int, token: str = "kiosk", **fields: Any) -> httpx.Response:
    return hall.wish(f"/tickets/{ticket_id}/evaluation", token, level=5, channel="kiosk", **fields)


def test_a_visit_is_evaluated_once_within_a_week_of_its_day(days: RunningHall, clock: FakeClock) -> None:
    ticket, late = served(days), served(days)
    next_day(days, clock, 7)
    for code in codes_of(ticket):
        found = look_up(days, code).json()
        assert (found["ticket"]["number"], found["may_evaluate"]) == (ticket["number"], True)
        assert found["business_day"] < days.ask("GET", "/hall").json()["hall"]["business_day"]
    answer = evaluate(days, ticket["id"])
    assert answer.status_code == 201
    assert answer.json()["evaluation"]["counter_id"] == 1
    assert evaluate(days, ticket["id"]).json()["code"] == "already_evaluated"
    assert look_up(days, codes_of(ticket)[0]).json()["may_evaluate"] is False
    next_day(days, clock)
    assert evaluate(days, ticket["id"]).json()["code"] == "already_evaluated"
    assert evaluate(days, late["id"]).json()["code"] == "evaluation_over"
    assert look_up(days, codes_of(late)[1]).status_code == 404


def test_by_its_secret_too_and_a_bad_one_needs_a_reason(days: RunningHall, clock: FakeClock) -> None:
    ticket = served(days)
    next_day(days, clock)
    bad = {"level": 1, "channel": "qr"}
    path = f"/tickets/{ticket['id']}/evaluation"
    assert days.wish(path, ticket["secret"], **bad).json()["code"] == "reason_required"
    assert days.wish(path, ticket["secret"], **bad, comment="等了很久").json()["evaluation"]["channel"] == "qr"


def test_a_level_pressed_without_a_reason_gets_one_by_the_slip_within_a_week(
    days: RunningHall, clock: FakeClock
) -> None:
    ticket, late = served(days), served(days)
    for each in (ticket, late):
        days.wish(f"/tickets/{each['id']}/evaluation", "display", level=2, channel="keypad")
    next_day(days, clock, 7)
    path, body = f"/tickets/{ticket['id']}/evaluation/reasons", {"reasons": ["等候过久"]}
    for code in codes_of(ticket):
        seen = look_up(days, code).json()
        assert (seen["unexplained"], seen["may_evaluate"]) == (2, False)
    answer = days.wish(path, ticket["secret"], **body)
    assert answer.status_code == 201
    assert answer.json()["explanation"] == {
        "ticket_id": ticket["id"],
        "channel": "qr",
        "reasons": ["等候过久"],
        "comment": None,
        "at": answer.json()["explanation"]["at"],
    }
    assert days.wish(path, ticket["secret"], **body).json()["code"] == "nothing_to_explain"
    assert look_up(days, codes_of(ticket)[0]).json()["unexplained"] is None
    next_day(days, clock)
    over = days.wish(f"/tickets/{late['id']}/evaluation/reasons", late["secret"], **body)
    assert over.json()["code"] == "nothing_to_explain"


def test_what_lacks_a_reason_is_known_after_a_restart(prepared: Prepared, clock: FakeClock) -> None:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        ticket = served(hall)
        hall.wish(f"/tickets/{ticket['id']}/evaluation", "display", level=1, channel="keypad")
        next_day(hall, clock)
    with running(prepared, clock) as hall:
        assert look_up(hall, codes_of(ticket)[0]).json()["unexplained"] == 1


def test_who_was_not_served_has_nothing_to_evaluate_later(days: RunningHall, clock: FakeClock) -> None:
    ticket = days.issue()
    next_day(days, clock)
    found = look_up(days, codes_of(ticket)[0]).json()
    assert (found["ticket"]["state"], found["may_evaluate"]) == ("closed_unserved", False)
    assert evaluate(days, ticket["id"]).json()["code"] == "illegal_step"


def test_a_late_evaluation_stands_in_the_books_after_its_day(prepared: Prepared, clock: FakeClock) -> None:
    clock.go_on(days=400)
    with running(prepared, clock) as hall:
        ticket = served(hall)
        next_day(hall, clock)
        evaluate(hall, ticket["id"])
    with running(prepared, clock) as hall:
        assert evaluate(hall, ticket["id"]).json()["code"] == "already_evaluated"
        next_day(hall, clock)
        row = hall.call(lambda: hall.service.read(lambda log: log.ticket(ticket["id"])))
        assert row is not None
        assert row.level == 5
