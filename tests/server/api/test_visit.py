"""A visit as its holder's phone shows it: by the slip's secret alone, today and some days later, not too often."""

from __future__ import annotations

from typing import Any

import httpx

from server.service.visit import LOOKS
from tests.server.running import FakeClock, RunningHall


def look(hall: RunningHall, ticket: dict[str, Any], secret: str | None = None) -> httpx.Response:
    return hall.ask("GET", f"/tickets/{ticket['id']}/visit", secret or ticket["secret"])


def visit(hall: RunningHall, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = look(hall, ticket)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["visit"]
    return found


def serve(hall: RunningHall, ticket: dict[str, Any]) -> None:
    hall.wish("/counters/1/open")
    hall.wish("/counters/1/call", ticket_id=ticket["id"])
    for step in ("start", "finish"):
        hall.wish(f"/tickets/{ticket['id']}/{step}")


def next_day(hall: RunningHall, clock: FakeClock, days: int = 1) -> None:
    for _ in range(days):
        clock.go_on(days=1)
        hall.beat()
        hall.beat()


def test_the_holder_sees_place_and_service_and_nothing_about_a_person(shared: RunningHall) -> None:
    shared.issue()
    ticket = shared.issue(**{"class": "green", "class_reason": "elderly"})
    found = visit(shared, ticket)
    assert (found["ticket"]["number"], found["service"], found["business_day"]) == (ticket["number"], "综合受理", None)
    assert not {"class_reason", "secret", "clerk", "level", "note"} & set(found["ticket"])
    assert found["opening"]["is_open"]


def test_a_wrong_secret_is_refused_and_after_many_it_takes_a_while(fresh: RunningHall) -> None:
    ticket, other = fresh.issue(), fresh.issue()
    for wrong in [other["secret"], "0" * 32, *["f" * 32] * 18]:
        assert look(fresh, ticket, wrong).status_code == 401
    answer = look(fresh, ticket, "f" * 32)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_guesses")
    assert int(answer.headers["Retry-After"]) > 0


def test_one_ticket_is_not_looked_at_without_end(timed: RunningHall, clock: FakeClock) -> None:
    ticket = timed.issue()
    assert {look(timed, ticket).status_code for _ in range(LOOKS)} == {200}
    answer = look(timed, ticket)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_looks")
    clock.go_on(seconds=61)
    assert look(timed, ticket).status_code == 200


def test_a_served_visit_may_be_evaluated_for_some_days_and_is_then_gone(timed: RunningHall, clock: FakeClock) -> None:
    ticket, unserved = timed.issue(), timed.issue()
    day = timed.service.hall.business_day
    serve(timed, ticket)
    today = visit(timed, ticket)
    assert (today["may_evaluate"], today["evaluated"]) == (True, False)
    timed.wish("/counters/1/close")
    next_day(timed, clock)
    later = visit(timed, ticket)
    assert (later["business_day"], later["may_evaluate"], later["ticket"]["state"]) == (str(day), True, "finished")
    assert later["evaluate_until"] == today["evaluate_until"]
    assert visit(timed, unserved)["ticket"]["state"] == "closed_unserved"
    timed.wish(f"/tickets/{ticket['id']}/evaluation", ticket["secret"], level=5, channel="qr")
    done = visit(timed, ticket)
    assert (done["may_evaluate"], done["evaluated"]) == (False, True)
    next_day(timed, clock)
    assert visit(timed, ticket)["evaluated"]
    next_day(timed, clock, 6)
    gone = look(timed, ticket)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_ticket")
