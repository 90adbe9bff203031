"""The same wish twice is one deed: at once, later, at the same moment, and after a restart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.server.running import PASSWORD, FakeClock, Prepared, RunningHall, running

Wish = dict[str, Any]


def send(hall: RunningHall, path: str, wish: Wish, token: str = "admin") -> httpx.Response:
    return hall.ask("POST", path, token, json=wish)


def wish(**fields: Any) -> Wish:
    return {"request_id": str(uuid4()), **fields}


def test_a_ticket_is_issued_once(shared: RunningHall) -> None:
    sent = wish(service_id="general", slip="print")
    first, second = (send(shared, "/tickets", sent, "kiosk") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(first.json()["ticket"]["secret"]) >= 26


def test_a_request_id_may_be_written_in_any_way(shared: RunningHall) -> None:
    number = uuid4()
    for text in (str(number), number.hex, str(number).upper(), f"{{{number}}}", number.urn):
        answer = send(shared, "/tickets", {"request_id": text, "service_id": "general"})
        assert answer.json()["ticket"]["id"] == _ticket_of(shared, number)


def _ticket_of(hall: RunningHall, number: UUID) -> int:
    answer = send(hall, "/tickets", {"request_id": str(number), "service_id": "general"})
    assert answer.status_code == 200
    return int(answer.json()["ticket"]["id"])


def test_call_next_with_nobody_waiting_stays_so(shared: RunningHall) -> None:
    send(shared, "/counters/5/open", wish())
    sent = wish()
    first = send(shared, "/counters/5/call-next", sent)
    shared.issue("unresolved")
    second = send(shared, "/counters/5/call-next", sent)
    assert first.json() == second.json() == {"ticket": None, "reason": None, "why": None}
    assert send(shared, "/counters/5/call-next", wish()).json()["ticket"]["service_id"] == "unresolved"


def test_the_answer_is_the_first_one_though_the_world_went_on(shared: RunningHall) -> None:
    send(shared, "/counters/3/open", wish())
    shared.issue("civil-affairs")
    sent = wish()
    called = send(shared, "/counters/3/call-next", sent).json()
    ticket_id = called["ticket"]["id"]
    send(shared, f"/tickets/{ticket_id}/start", wish())
    send(shared, f"/tickets/{ticket_id}/finish", wish())
    assert send(shared, "/counters/3/call-next", sent).json() == called


def test_a_refused_wish_may_be_sent_again_with_the_same_id(shared: RunningHall) -> None:
    sent = wish()
    assert send(shared, "/counters/4/call-next", sent).json()["code"] == "counter_closed"
    send(shared, "/counters/4/open", wish())
    assert send(shared, "/counters/4/call-next", sent).status_code == 200


def test_another_command_under_the_same_id_is_refused(shared: RunningHall) -> None:
    sent = wish(service_id="general")
    ticket_id = send(shared, "/tickets", sent).json()["ticket"]["id"]
    for path in ("/counters/2/open", f"/tickets/{ticket_id}/cancel", "/day/end"):
        answer = send(shared, path, sent)
        assert (answer.status_code, answer.json()["code"]) == (409, "request_id_reused")
    assert shared.ask("GET", f"/tickets/{ticket_id}").json()["ticket"]["state"] == "waiting"


def test_the_same_wish_many_times_at_the_same_moment_is_one_deed(shared: RunningHall) -> None:
    sent = wish(service_id="certificates")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: send(shared, "/tickets", sent, "kiosk"), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [201]
    assert len({answer.text for answer in answers}) == 1
    waiting = shared.ask("GET", "/tickets?service_id=certificates").json()["tickets"]
    assert [each["id"] for each in waiting] == [answers[0].json()["ticket"]["id"]]


def test_different_wishes_at_the_same_moment_are_all_done(shared: RunningHall) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: send(shared, "/tickets", wish(service_id="household")), range(24)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["ticket"]["number"] for answer in answers}) == 24


def test_a_token_is_made_once_and_its_secret_is_shown_once(shared: RunningHall) -> None:
    sent = wish(role="kiosk", name="by the door")
    first, second = (send(shared, "/tokens", sent).json() for _ in range(2))
    assert first["token"] == second["token"]
    assert first["secret"]
    assert second["secret"] is None
    with shared.client(first["secret"]) as kiosk:
        assert kiosk.get("/session").json()["name"] == "by the door"


def test_staff_set_again_by_a_late_retry_keep_the_first_password(shared: RunningHall) -> None:
    sent = wish(name="late", role="clerk", password=PASSWORD)
    assert send(shared, "/staff", sent).status_code == 204
    assert send(shared, "/staff", {**sent, "password": "another one 1"}).status_code == 204
    answer = shared.ask("POST", "/session", None, json={"name": "late", "password": PASSWORD})
    assert answer.status_code == 200


def test_after_a_restart_the_same_wish_has_the_same_answer(prepared: Prepared) -> None:
    issue, open_it, call, again = wish(service_id="general"), wish(), wish(), wish()
    paths = {"/tickets": issue, "/counters/1/open": open_it, "/counters/1/call-next": call}
    with running(prepared) as hall:
        before = {path: send(hall, path, sent, "admin").json() for path, sent in paths.items()}
        send(hall, "/counters/2/open", wish())
        before["/counters/2/call-next"] = send(hall, "/counters/2/call-next", again).json()
        rev = hall.service.hall.rev
    with running(prepared) as hall:
        paths["/counters/2/call-next"] = again
        after = {path: send(hall, path, sent, "admin") for path, sent in paths.items()}
        assert {path: answer.json() for path, answer in after.items()} == before
        assert {answer.status_code for answer in after.values()} == {200}
        assert before["/counters/2/call-next"]["ticket"] is None
        assert hall.service.hall.rev == rev


def test_after_a_restart_another_command_under_the_same_id_is_refused(prepared: Prepared) -> None:
    sent = wish(service_id="general")
    with running(prepared) as hall:
        send(hall, "/tickets", sent)
    with running(prepared) as hall:
        answer = send(hall, "/counters/1/open", sent)
        assert (answer.status_code, answer.json().get("code")) == (409, "request_id_reused")


def test_a_wish_of_the_day_before_is_remembered(prepared: Prepared, clock: FakeClock) -> None:
    clock.go_on(days=400)
    sent = wish(service_id="general")
    with running(prepared, clock) as hall:
        first = send(hall, "/tickets", sent).json()
        clock.go_on(days=1)
        hall.beat()
        assert hall.issue()["number"] == first["ticket"]["number"] == "A001"
        assert send(hall, "/tickets", sent).json() == first
    with running(prepared, clock) as hall:
        assert send(hall, "/tickets", sent).json() == first


def test_a_wish_sent_again_by_who_may_not_is_still_refused(shared: RunningHall) -> None:
    sent = wish(service_id="general")
    assert send(shared, "/tickets", sent).status_code == 201
    assert send(shared, "/tickets", sent, "display").status_code == 403


def test_an_answer_and_its_secret_go_only_to_who_asked_first(prepared: Prepared) -> None:
    sent = wish(service_id="general")
    with running(prepared) as hall:
        assert "secret" in send(hall, "/tickets", sent, "kiosk").json()["ticket"]
        other = send(hall, "/tickets", sent, "supervisor")
        assert (other.status_code, other.json()["code"]) == (409, "request_id_reused")
    with running(prepared) as hall:
        assert send(hall, "/tickets", sent, "supervisor").status_code == 409
        assert "secret" in send(hall, "/tickets", sent, "kiosk").json()["ticket"]


def test_the_same_id_for_another_ticket_is_refused(fresh: RunningHall) -> None:
    send(fresh, "/counters/1/open", wish())
    first, second = fresh.issue()["id"], fresh.issue()["id"]
    for ticket in (first, second):
        sent = wish()
        assert send(fresh, f"/tickets/{ticket}/cancel", sent).status_code == 200
        assert send(fresh, f"/tickets/{ticket}/cancel", sent).status_code == 200
    other = send(fresh, f"/tickets/{first}/cancel", sent)
    assert (other.status_code, other.json()["code"]) == (409, "request_id_reused")
