"""Whatever is sent, the answer is a problem with a stable code, and repeats nothing of what was sent."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.api.limit import LARGEST
from server.wire.problem import MEDIA_TYPE
from tests.server.running import RunningHall

JSON = {"Content-Type": "application/json"}
SECRETIVE = "绝密13800000000"


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return True


def wish(**fields: Any) -> str:
    return json.dumps({"request_id": str(uuid4()), "service_id": "general", **fields})


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/hall/", 404, "not_found"),
        ("POST", "/tickets/1/fly", 404, "not_found"),
        ("DELETE", "/hall", 405, "method_not_allowed"),
        ("GET", "/tickets/1/recall", 405, "method_not_allowed"),
        ("GET", "/events", 426, "upgrade_required"),
        ("GET", "/tickets/999", 404, "unknown_ticket"),
        ("GET", "/queue/preview?counter_id=99", 404, "unknown_counter"),
        ("GET", "/tickets?service_id=none", 404, "unknown_service"),
        ("GET", "/tickets/0", 422, "malformed"),
        ("GET", "/tickets/one", 422, "malformed"),
        ("GET", f"/tickets/{10**30}", 422, "malformed"),
        ("GET", "/tickets/%ff%fe", 422, "malformed"),
        ("GET", "/tickets?state=flying", 422, "malformed"),
        ("GET", "/queue/preview?counter_id=1&n=1000000", 422, "malformed"),
        ("GET", "/queue/preview", 422, "malformed"),
        ("GET", "/audit?after=-1", 422, "malformed"),
        ("GET", "/bookings/slots?service_id=household&day=0001-01-01", 422, "malformed"),
        ("GET", "/bookings/slots?service_id=household&day=9999-12-31", 422, "malformed"),
        ("GET", "/reports/estimates?first=yesterday&last=today", 422, "malformed"),
    ],
)
def test_a_call_that_cannot_be(shared: RunningHall, method: str, path: str, status: int, code: str) -> None:
    assert is_problem(shared.ask(method, path), status, code)


def test_what_is_allowed_instead_is_said(shared: RunningHall) -> None:
    assert "GET" in shared.ask("DELETE", "/hall").headers["allow"]
    assert shared.ask("GET", "/events").headers["upgrade"] == "websocket"
    assert shared.ask("GET", "/hall", None).headers["www-authenticate"] == "Bearer"


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"hello",
    "half a body": wish().encode()[:-5],
    "two bodies": wish().encode() * 2,
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "no UTF-8": b'{"request_id":"\xff\xfe"}',
    "UTF-16 without saying so": wish().encode("utf-16-le")[1:],
    "deep lists": b"[" * 100_000,
    "deep in a field nobody knows": b'{"x":' + b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a lone surrogate": wish(service_id="\ud800").encode(),
    "a lone surrogate as class": wish(**{"class": "\udfff"}).encode(),
    "a huge number": wish(counter_id=10**400).encode(),
    "more digits than are read": wish().encode().replace(b"}", b',"counter_id":' + b"9" * 6000 + b"}"),
    "a float for an id": wish(counter_id=1.5).encode(),
    "infinity": wish().encode().replace(b"}", b',"counter_id":1e999}'),
    "not a number": wish().encode().replace(b"}", b',"counter_id":NaN}'),
    "no request_id": b'{"service_id":"general"}',
    "a request_id that is none": wish(request_id=SECRETIVE).encode(),
    "a text too long": wish(service_id="x" * 100_000).encode(),
    "a control character": wish(service_id="a\x00b").encode(),
    "too many services": wish(services=["general"] * 9).encode(),
    "an object for a text": wish(service_id={"a": 1}).encode(),
    "a class nobody has": wish(**{"class": SECRETIVE}).encode(),
    "a language that is a path": wish(language="../../etc").encode(),
}


@pytest.mark.parametrize("path", ["/tickets", "/session"])  # read by our own route, and by the framework's
@pytest.mark.parametrize("what", BROKEN)
def test_a_body_that_is_none(shared: RunningHall, what: str, path: str) -> None:
    answer = shared.ask("POST", path, content=BROKEN[what], headers=JSON)
    assert is_problem(answer, 422, "malformed")
    assert SECRETIVE[:1] not in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; as=json", "text/json", "application/jsonish", "json", ""])
def test_json_under_another_name_is_no_json(shared: RunningHall, kind: str) -> None:
    answer = shared.ask("POST", "/tickets", content=wish(), headers={"Content-Type": kind})
    assert is_problem(answer, 422, "malformed")


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(shared: RunningHall) -> None:
    with socket.create_connection(("127.0.0.1", int(shared.url.rpartition(":")[2])), timeout=20) as line:
        head = f"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
        line.sendall(head.encode())
        answer = line.recv(2000)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert MEDIA_TYPE.encode() in answer


@pytest.mark.parametrize(("token", "status", "code"), [("admin", 413, "too_large"), (None, 401, "unauthorized")])
def test_a_body_of_unknown_length_is_refused_when_it_is_too_large_and_unread_without_a_token(
    shared: RunningHall, token: str | None, status: int, code: str
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"request_id":"'
        for _ in range(LARGEST // 500_000 + 1):
            yield b"x" * 500_000

    assert is_problem(shared.ask("POST", "/tickets", token, content=pieces(), headers=JSON), status, code)


def test_the_largest_body_that_is_allowed_is_read(shared: RunningHall) -> None:
    body = wish().encode()
    body += b" " * (LARGEST - len(body))
    assert shared.ask("POST", "/tickets", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize("field", ["reason", "contact"])
def test_what_was_sent_is_not_repeated(shared: RunningHall, field: str) -> None:
    answer = shared.wish("/counters/1/pause", **{field: SECRETIVE * 50, "back_at": SECRETIVE})
    assert is_problem(answer, 422, "malformed")
    assert "138" not in answer.text
    places = {each["place"] for each in answer.json()["places"]}
    assert places == {f"body.{field}", "body.back_at"}


@pytest.mark.parametrize("slot_at", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59Z"])
def test_a_time_at_the_end_of_the_calendar_is_malformed(shared: RunningHall, slot_at: str) -> None:
    answer = shared.wish("/bookings", service_id="household", slot_at=slot_at)
    assert is_problem(answer, 422, "malformed")


def test_a_hall_file_with_mistakes_lists_them(shared: RunningHall) -> None:
    answer = shared.wish("/set-up", toml="[hall]\nid = 5\n")
    assert is_problem(answer, 422, "bad_hall_file")
    assert any(each.startswith("hall.id") for each in answer.json()["problems"])


def test_a_hall_file_nested_without_end_is_a_bad_one(shared: RunningHall) -> None:
    assert is_problem(shared.wish("/set-up", toml="a = " + "[" * 50_000), 422, "bad_hall_file")


@pytest.mark.parametrize("path", ["/staff", "/tokens"])
def test_a_counter_nobody_has_is_not_found(shared: RunningHall, path: str) -> None:
    fields: dict[str, Any] = {"role": "clerk", "name": "x", "password": "12345678", "counters": [99], "counter_id": 99}
    assert is_problem(shared.wish(path, **fields), 404, "unknown_counter")


RULES: list[tuple[str, dict[str, Any], int, str]] = [
    ("/tickets", {"service_id": "none"}, 404, "unknown_service"),
    ("/tickets", {}, 409, "bad_services"),
    ("/tickets", {"service_id": "general", "item_id": "none"}, 404, "unknown_item"),
    ("/tickets", {"service_id": "general", "class": "green"}, 409, "reason_required"),
    ("/tickets", {"service_id": "general", "class": "booking"}, 409, "booking_needs_check_in"),
    ("/tickets", {"service_id": "general", "counter_id": 99}, 404, "unknown_counter"),
    ("/tickets/999/start", {}, 404, "unknown_ticket"),
    ("/tickets/999/evaluation", {"level": 5, "channel": "kiosk"}, 403, "forbidden"),
    ("/counters/99/open", {}, 404, "unknown_counter"),
    ("/counters/2/call-next", {}, 409, "counter_closed"),
    ("/counters/2/close", {}, 409, "illegal_step"),
    ("/counters/2/pause", {"reason": "x", "contact": "y"}, 409, "illegal_step"),
    ("/bookings/cancel", {"code": "00000000"}, 404, "unknown_booking"),
    ("/staff/remove", {"name": "nobody"}, 404, "unknown_staff"),
    ("/tokens/0000000000000000/revoke", {}, 404, "unknown_token"),
]


@pytest.mark.parametrize(("path", "fields", "status", "code"), RULES, ids=[f"{row[0]} {row[3]}" for row in RULES])
def test_a_rule_says_no_with_its_word(
    shared: RunningHall, path: str, fields: dict[str, Any], status: int, code: str
) -> None:
    assert is_problem(shared.wish(path, **fields), status, code)


def test_a_second_evaluation_is_refused(shared: RunningHall) -> None:
    shared.wish("/counters/3/open")
    ticket = shared.issue("civil-affairs")["id"]
    for path in (f"/counters/3/call#{ticket}", f"/tickets/{ticket}/start", f"/tickets/{ticket}/finish"):
        assert shared.wish(path.partition("#")[0], ticket_id=ticket).status_code == 200
    path, level = f"/tickets/{ticket}/evaluation", {"level": 5, "channel": "keypad"}
    assert shared.wish(path, "display", **level).status_code == 201
    assert is_problem(shared.wish(path, "display", **level), 409, "already_evaluated")


def test_our_own_fault_is_a_problem_without_details(shared: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise RuntimeError(SECRETIVE)

    monkeypatch.setattr("server.api.hall.to_board", fall)
    answer = shared.ask("GET", "/board")
    assert is_problem(answer, 500, "internal_error")
    assert SECRETIVE not in answer.text
