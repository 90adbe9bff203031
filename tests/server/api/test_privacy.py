"""Secrets and personal words are planted wherever they can enter; then all that is public and every log is searched."""

from __future__ import annotations

import json
import logging
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.wire.ticket import STAFF_ONLY
from tests.server.running import CLERK, PASSWORD, RunningHall

PHONE = "138 0013 8000"
WORDS = {
    "note": "planted-note",
    "class_reason": "planted-urgency",
    "hold_reason": "planted-hold",
    "comment": "planted-comment",
    "reasons": "planted-complaint",
    "detail": "planted-slip-detail",
}
OURS = ("httpx", "httpcore", "websockets")
"""Loggers of the test's own clients."""
SLOT_PATH = "/bookings/slots?service_id=household&day="


def strings(value: Any) -> set[str]:
    """Every key of every object, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in strings(each)}
    return {key for each in value for key in strings(each)} if isinstance(value, list) else set()


def a_delicate_visit(hall: RunningHall) -> tuple[int, list[str]]:
    """A visit with all that is nobody's business; the ticket's id and what stations were answered."""
    answers: list[str] = []

    def do(path: str, token: str = "supervisor", **fields: Any) -> Any:
        answer = hall.wish(path, token, **fields)
        assert answer.is_success, answer.text
        if token in {"kiosk", "display"}:
            answers.append(answer.text)
        return answer.json()

    for counter in (1, 2):
        do(f"/counters/{counter}/open")
    wish = {"service_id": "general", "class": "urgent", "class_reason": WORDS["class_reason"]}
    ticket = do("/tickets", **wish)["ticket"]["id"]
    do(f"/tickets/{ticket}/slip", "kiosk", printed=False, detail=WORDS["detail"])
    do(f"/tickets/{ticket}/slip", "kiosk", printed=True)
    do("/counters/1/call-next", "display")
    do(f"/tickets/{ticket}/recall", "display")
    do(f"/tickets/{ticket}/start", "display")
    do(f"/tickets/{ticket}/hold", reason=WORDS["hold_reason"])
    do(f"/tickets/{ticket}/resume")
    do(f"/tickets/{ticket}/transfer", counter_id=2, note=WORDS["note"])
    do("/counters/2/call-next", "display")
    do(f"/tickets/{ticket}/no-show", "display")
    do(f"/tickets/{ticket}/reinstate", "kiosk")
    do("/counters/2/call-next", "display")
    do(f"/tickets/{ticket}/start", "display")
    do(f"/tickets/{ticket}/finish", "display")
    said: dict[str, Any] = {"level": 1, "channel": "kiosk", "reasons": [WORDS["reasons"]], "comment": WORDS["comment"]}
    assert hall.wish(f"/tickets/{ticket}/evaluation", "kiosk", **said).status_code == 201
    return ticket, answers


def test_what_is_planted_reaches_neither_the_public_nor_a_log(
    fresh: RunningHall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with fresh.stream("display") as board, fresh.stream("kiosk") as kiosk:
        ticket, told = a_delicate_visit(fresh)
        fresh.wish("/bookings", "kiosk", service_id="household", slot_at="2026-11-25T01:00:00Z", phone=PHONE)
        fresh.ask("POST", "/session", None, json={"name": CLERK, "password": PASSWORD})
        fresh.ask("POST", "/session", None, json={"name": CLERK, "password": "planted-password"})
        fresh.ask("GET", "/hall", "planted-token")
        fresh.beat()
        rev = fresh.service.hall.rev
        for stream in (board, kiosk):
            told.append(str(stream.recv(timeout=20)))
            while json.loads(told[-1])["rev"] < rev:
                told.append(str(stream.recv(timeout=20)))
    for role in ("display", "kiosk"):
        told += [fresh.ask("GET", path, role).text for path in ("/hall", "/board", "/items", "/session")]
    told += [fresh.ask("GET", f"/tickets/{ticket}", "kiosk").text]
    told += [fresh.ask("GET", fresh.url + path, None).text for path in ("/metrics", "/ready", "/openapi.json")]
    everything = "\n".join(told)
    planted = {*WORDS.values(), PHONE, PHONE.replace(" ", ""), PASSWORD, "planted", *fresh.tokens.values()}
    assert [each for each in planted if each in everything] == []
    logged = [record for record in caplog.records if not record.name.startswith(OURS)]
    assert [record for record in logged if any(each in record.getMessage() for each in planted)] == []
    assert logged, "a log without a line proves nothing"


def test_staff_see_what_they_need(fresh: RunningHall) -> None:
    with fresh.stream("clerk") as stream:
        ticket, _ = a_delicate_visit(fresh)
        rev, told = fresh.service.hall.rev, [str(stream.recv(timeout=20))]
        while json.loads(told[-1])["rev"] < rev:
            told.append(str(stream.recv(timeout=20)))
    everything = "\n".join(told)
    assert [word for key, word in WORDS.items() if word not in everything] == [WORDS["detail"]]
    assert fresh.ask("GET", f"/tickets/{ticket}", "clerk").json()["ticket"]["note"] == WORDS["note"]


@pytest.mark.parametrize("role", ["kiosk", "display"])
def test_a_station_is_sent_no_field_that_is_for_staff(fresh: RunningHall, role: str) -> None:
    with fresh.stream(role) as stream:
        ticket, answers = a_delicate_visit(fresh)
        rev, told = fresh.service.hall.rev, [json.loads(stream.recv(timeout=20))]
        while told[-1]["rev"] < rev:
            told.append(json.loads(stream.recv(timeout=20)))
    tickets = [each["body"]["ticket"] for each in told if "ticket" in each["body"]]
    tickets += [json.loads(each)["ticket"] for each in answers]
    tickets.append(fresh.ask("GET", f"/tickets/{ticket}", "kiosk").json()["ticket"])
    assert len(tickets) > 15
    assert {key for each in tickets for key in each} & {*STAFF_ONLY, "secret"} == set()
    evaluations = [each["body"]["evaluation"] for each in told if "evaluation" in each["body"]]
    assert [set(each) & {"comment", "reasons", "clerk"} for each in evaluations] == [set()]


def test_a_ticket_secret_is_given_to_its_issuer_only(fresh: RunningHall) -> None:
    with fresh.stream("admin") as stream:
        ticket = fresh.issue()
        stream.recv(timeout=20)
        told = str(stream.recv(timeout=20))
    assert ticket["secret"]
    assert ticket["secret"] not in told
    for path in (f"/tickets/{ticket['id']}", "/tickets", "/audit?n=500", "/board"):
        assert ticket["secret"] not in fresh.ask("GET", path).text
    fresh.wish("/counters/1/open")
    assert "secret" not in strings(fresh.wish("/counters/1/call-next").json())


def test_the_audit_trail_tells_deeds_and_no_contents(fresh: RunningHall) -> None:
    a_delicate_visit(fresh)
    fresh.wish("/staff", name="new", role="clerk", password=PASSWORD)
    text = fresh.ask("GET", "/audit?n=500").text
    assert [word for word in (*WORDS.values(), "argon2", PASSWORD) if word in text] == []


def test_tokens_and_staff_are_listed_without_secrets_and_hashes(shared: RunningHall) -> None:
    for path in ("/tokens", "/staff"):
        keys = strings(shared.ask("GET", path).json())
        assert keys & {"secret", "digest", "password", "password_hash"} == set()


def test_a_phone_number_is_not_kept(fresh: RunningHall) -> None:
    made = [
        fresh.wish("/bookings", "kiosk", service_id="household", slot_at=slot, phone=PHONE)
        for slot in _slots_ahead(fresh)
    ]
    assert made[0].status_code == 201
    assert (made[1].status_code, "phone" in strings(made[0].json())) == (409, False)  # one a day for one person
    stored = "".join(fresh.facts("booking_made"))
    assert PHONE not in stored
    assert PHONE.replace(" ", "") not in stored
    assert '"person":"' in stored


def _slots_ahead(hall: RunningHall) -> list[str]:
    """Two free slots of one day that may be booked now."""
    today = hall.service.now().astimezone(ZoneInfo("Asia/Shanghai"))
    for ahead in range(1, 6):
        day = today.date().fromordinal(today.date().toordinal() + ahead)
        slots = hall.ask("GET", f"{SLOT_PATH}{day}", "kiosk").json()["slots"]
        free = [each["slot_at"] for each in slots if each["left"]]
        if len(free) > 1:
            return free[:2]
    raise AssertionError("no free slot within days")
