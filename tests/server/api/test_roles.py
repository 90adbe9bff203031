"""Every call against everyone who might make it: who may, who may not (403), who is nobody (401)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIWebSocketRoute
from starlette.routing import Route
from websockets.exceptions import InvalidStatus

from server.api.app import create_app
from server.api.door import COOKIE, PREFIX
from tests.server.running import CLERK, PASSWORD, RunningHall

SESSION, SECRET, NONE, REVOKED, GARBAGE = "session", "ticket_secret", "none", "revoked", "garbage"
TOKENS = {"kiosk", "display", "clerk", "clerk_elsewhere", "supervisor", "admin"}
NOBODIES = {SECRET, NONE, REVOKED, GARBAGE}

ANY = TOKENS | {SESSION}
STAFF = ANY - {"kiosk", "display"}
HERE = STAFF - {"clerk_elsewhere"}  # `clerk` and the session are at counter 1, where it all happens
AT_COUNTER = HERE | {"display"}
ISSUERS = STAFF | {"kiosk"}
LEADERS = {"supervisor", "admin"}
ADMINS = {"admin"}
ALL = ANY | NOBODIES

Body = dict[str, Any]
OFFLINE = {"number": "L1001", "sequence": 1, "service_id": "general", "heard_rev": 1, "printed": True}
NOON = "2026-11-24T04:00:00Z"
HAND_IN: Body = {"clock": NOON, "tickets": [{"request_id": str(uuid4()), "issued_at": NOON, **OFFLINE}]}


@dataclass(frozen=True)
class Row:
    """A call, who may make it, and the answer they get."""

    call: str
    may: set[str]
    answer: int = 200
    body: Body | None = None
    needs: str = ""  # the state in which its ticket must be
    query: str = ""


def _wishes() -> Iterator[Row]:
    yield Row("POST /tickets", ISSUERS, 201, {"service_id": "general"})
    yield Row("POST /tickets/{ticket_id}/slip", {"kiosk"}, body={"printed": True}, needs="waiting")
    yield Row("POST /tickets/{ticket_id}/release", STAFF, body={}, needs="waiting")
    for step, state in (("recall", "called"), ("no-show", "called"), ("start", "called"), ("finish", "serving")):
        yield Row(f"POST /tickets/{{ticket_id}}/{step}", AT_COUNTER, body={}, needs=state)
    yield Row("POST /tickets/{ticket_id}/cancel", ANY, body={}, needs="waiting")
    yield Row("POST /tickets/{ticket_id}/reinstate", ANY, body={}, needs="no_show")
    yield Row("POST /tickets/{ticket_id}/transfer", AT_COUNTER, body={"service_id": "certificates"}, needs="called")
    yield Row("POST /tickets/{ticket_id}/hold", AT_COUNTER, body={"reason": "x"}, needs="serving")
    yield Row("POST /tickets/{ticket_id}/resume", AT_COUNTER, body={}, needs="held")
    may = {"kiosk", "display", SECRET}
    yield Row("POST /tickets/{ticket_id}/evaluation", may, 201, {"level": 5, "channel": "kiosk"}, needs="finished")
    needs_no_reason = {"kiosk", SECRET}
    yield Row("POST /tickets/{ticket_id}/evaluation/reasons", needs_no_reason, 409, {"comment": "x"}, needs="finished")
    yield Row("POST /counters/{counter_id}/open", HERE, body={})  # a display only ends a pause; there is none
    yield Row("POST /counters/{counter_id}/pause", AT_COUNTER, body={"reason": "x", "contact": "y"})
    yield Row("POST /counters/{counter_id}/close", HERE, body={})
    yield Row("POST /counters/{counter_id}/call-next", AT_COUNTER, body={})
    yield Row("POST /counters/{counter_id}/call", HERE, body={"ticket_id": 0}, needs="waiting")
    yield Row("POST /counters/{counter_id}/serve", HERE, 201, {"service_id": "general"})
    notice: Body = {"counter_id": 1, "item_id": "unknown", "missing": ["x"]}
    yield Row("POST /notices", HERE, 404, notice)
    yield Row("POST /bookings", ISSUERS, 409, {"service_id": "general", "slot_at": "2100-01-01T01:00:00Z"})
    yield Row("POST /bookings/cancel", ISSUERS, 404, {"code": "00000000"})
    yield Row("POST /bookings/check-in", ISSUERS, 404, {"code": "00000000"})
    yield Row("POST /tokens", ADMINS, 201, {"role": "kiosk"})
    yield Row("POST /tokens/{token_id}/revoke", ADMINS, 404, {})
    yield Row("POST /staff", ADMINS, 204, {"name": "new", "role": "clerk", "password": PASSWORD})
    yield Row("POST /staff/remove", ADMINS, 404, {"name": "unknown"})
    yield Row("POST /set-up", ADMINS, 422, {"toml": ""})
    yield Row("POST /set-up/preview", LEADERS, body={"changes": []})
    yield Row("POST /set-up/change", ADMINS, 409, {"edition": 0, "changes": [{"part": "hall", "deed": "put"}]})
    yield Row("POST /tickets/hand-in", {"kiosk"}, body=HAND_IN)
    yield Row("POST /tickets/look-up", {"kiosk"}, 404, {"code": "A001 000000"})
    yield Row("PUT /stations/{station_id}/devices", ADMINS, 404, {"devices": {}})
    yield Row("POST /devices/health", {"kiosk", "display"}, body={"devices": []})
    yield Row("POST /kiosks/{kiosk_id}/direct", LEADERS, 404, {})
    yield Row("POST /kiosks/me/help", {"kiosk"}, body={})
    yield Row("POST /kiosks/{kiosk_id}/help-given", STAFF, 404, {})
    yield Row("POST /pairing", ALL, body={"kind": "kiosk"})
    yield Row("POST /pairing/reveal", ALL, 404, {"claim": "x" * 43, "nonce": "0" * 64})
    yield Row("POST /pairing/claim", ALL, 404, {"claim": "x" * 43})
    yield Row("POST /pairing/accept", ADMINS, 404, {"code": "000000"})
    yield Row("POST /services/{service_id}/close", LEADERS, body={"reason": "x"})
    yield Row("POST /services/{service_id}/open", LEADERS, body={})
    yield Row("POST /announcements/{announcement_id}/end", LEADERS, 404, {})
    yield Row("POST /announcements", LEADERS, body={"text": "x", "minutes": 1})
    yield Row("POST /day/end", LEADERS, 204, {})
    text: Body = {"record": {"name": "x", "service": "general"}}
    yield Row("POST /catalogue/items/{item_id}/draft", LEADERS, 409, {"seen": 1, "text": text})
    yield Row("POST /catalogue/items/{item_id}/drop", LEADERS, 404, {})
    yield Row("POST /catalogue/items/{item_id}/return", LEADERS, 404, {"reason": "x"})
    yield Row("POST /catalogue/items/{item_id}/withdraw", LEADERS, 404, {"reason": "x"})
    yield Row("POST /catalogue/submit", LEADERS, 404, {"item_ids": ["unknown"]})
    yield Row("POST /catalogue/publish", LEADERS, 404, {"item_ids": ["unknown"]})
    yield Row("POST /catalogue/preview", LEADERS, body={"item_id": "unknown", "text": text})
    yield Row("POST /catalogue/workbook", LEADERS, 422, {}, query=f"?request_id={uuid4()}")
    yield Row("POST /media", LEADERS, 409, {})


def _questions() -> Iterator[Row]:
    yield Row("GET /devices", LEADERS)
    yield Row("GET /stations/me/devices", {"display"})
    yield Row("GET /stations/{station_id}/devices", LEADERS)
    yield Row("GET /kiosks", STAFF)
    yield Row("GET /kiosks/me", {"kiosk"})
    for path in ("/hall", "/board", "/items", "/content", "/session"):
        yield Row(f"GET {path}", ANY)
    yield Row("GET /media/{name}", ANY, 404)
    yield Row("GET /tickets/{ticket_id}", STAFF | {"kiosk", SECRET}, needs="waiting")
    yield Row("GET /tickets/{ticket_id}/visit", {SECRET}, needs="waiting")
    yield Row("GET /tickets", STAFF)
    yield Row("GET /queue/preview", STAFF, query="?counter_id=1")
    yield Row("GET /bookings/slots", ISSUERS, query="?service_id=household&day=2026-11-25")
    yield Row("GET /counters/{counter_id}/today", STAFF)
    yield Row("GET /counters/{counter_id}/alerts", STAFF)
    yield Row("GET /notices", STAFF)
    yield Row("GET /notices/{number}", STAFF, 404)
    yield Row("GET /tokens", ADMINS)
    yield Row("GET /staff", ADMINS)
    yield Row("GET /pairing", ADMINS)
    yield Row("GET /pairing/hall", ALL)
    for path in (
        "/set-up",
        "/set-up/parts",
        "/set-up/drafts",
        "/policy",
        "/audit",
        "/audit/latest",
        "/audit/latest.xlsx",
        "/alarms",
    ):
        yield Row(f"GET {path}", LEADERS)
    yield Row("GET /catalogue/items", LEADERS)
    yield Row("GET /catalogue/filing", LEADERS)
    yield Row("GET /catalogue/items/{item_id}", LEADERS, 404)
    yield Row("GET /catalogue/workbook", LEADERS, query="?empty=true")
    yield Row("GET /catalogue/booklet", STAFF)
    for path in ("estimates", "figures", "figures.xlsx", "figures.pdf", "tickets", "tickets.xlsx", "ledger.xlsx"):
        yield Row(f"GET /reports/{path}", LEADERS, query="?first=2026-11-24&last=2026-11-25")
    yield Row("GET /reports/tickets/{ticket_id}", LEADERS, needs="waiting")
    yield Row("GET /audit/{seq}/set-up", LEADERS, 404)
    yield Row("GET /events", ALL, 426)
    yield Row("POST /session/station", ALL, 404, {"claim": "x" * 43})
    yield Row("GET /session/station", ANY, 204)
    yield Row("GET /content/qr", ANY)
    yield Row("POST /session", ALL, 200, {"name": CLERK, "password": PASSWORD})
    yield Row("DELETE /session", ANY, 204)
    yield Row("DELETE /session/all", ANY, 204)
    yield Row("DELETE /session/others", ANY, 204)
    for path in ("/health", "/ready", "/metrics", "/openapi.json"):
        yield Row(f"GET {path}", ALL)


ROWS = {row.call: row for row in (*_wishes(), *_questions())}
AT_ROOT = {"/health", "/ready", "/metrics", "/openapi.json"}


@dataclass
class Cast:
    """Everyone who might call, at one hall whose counter 1 is open and served by the member of staff."""

    hall: RunningHall
    admin: httpx.Client
    callers: dict[str, httpx.Client] = field(default_factory=dict)
    secret: str = ""

    def log_in(self) -> None:
        """The member of staff comes (again) and takes a seat at counter 1."""
        staff = self.callers[SESSION]
        staff.cookies.clear()
        session = staff.post("/session", json={"name": CLERK, "password": PASSWORD})
        assert session.status_code == 200
        staff.headers["X-CSRF-Token"] = session.json()["csrf"]
        assert self.do(staff, "/counters/1/open")["counter"]["clerk"] == CLERK

    def do(self, client: httpx.Client, path: str, **fields: Any) -> Any:
        answer = client.post(path, json={"request_id": str(uuid4()), **fields})
        assert answer.is_success, answer.text
        return answer.json()

    def ready(self, state: str) -> int:
        """Counter 1 free and served, and a new ticket in `state` there; its id."""
        session = self.callers[SESSION].get("/session")
        if session.status_code != 200:
            self.log_in()
        else:
            self.callers[SESSION].headers["X-CSRF-Token"] = session.json()["csrf"]
        counter = self.do(self.callers[SESSION], "/counters/1/open")["counter"]
        if counter["current"]:
            self.do(self.admin, f"/tickets/{counter['current']['ticket_id']}/finish")
        ticket = self.do(self.admin, "/tickets", service_id="general")["ticket"]
        self.secret = ticket["secret"]
        for step in _WAY[state]:
            if step == "call":
                self.do(self.admin, "/counters/1/call", ticket_id=ticket["id"])
            else:
                self.do(self.admin, f"/tickets/{ticket['id']}/{step}", reason="x")
        return int(ticket["id"])


_WAY: dict[str, tuple[str, ...]] = {
    "": (),
    "waiting": (),
    "called": ("call",),
    "serving": ("call", "start"),
    "held": ("call", "start", "hold"),
    "no_show": ("call", "no-show"),
    "finished": ("call", "start", "finish"),
}


async def _no_pdf(html: str) -> bytes:
    """A booklet takes seconds to set; `test_catalogue` reads a real one."""
    return b"%PDF-"


@pytest.fixture(scope="module")
def cast(shared: RunningHall) -> Iterator[Cast]:
    revoked = shared.wish("/tokens", role="admin").json()
    shared.wish(f"/tokens/{revoked['token']['id']}/revoke")
    shared.parts.press.pdf_of = _no_pdf  # type: ignore[method-assign]
    cast = Cast(shared, shared.client("admin"))
    cast.callers = {name: shared.client(name) for name in TOKENS}
    cast.callers |= {name: shared.client() for name in (NONE, SESSION, SECRET)}
    cast.callers |= {REVOKED: shared.client(revoked["secret"]), GARBAGE: shared.client("garbage")}
    cast.log_in()
    yield cast
    for client in (cast.admin, *cast.callers.values()):
        client.close()


def _answer(cast: Cast, row: Row, caller: str) -> httpx.Response:
    method, path = row.call.split(" ")
    ticket_id = cast.ready(row.needs)
    path = (
        path.format(
            ticket_id=ticket_id,
            counter_id=1,
            token_id="0" * 16,
            seq=1,
            kiosk_id="0" * 16,
            station_id="0" * 16,
            service_id="household",
            announcement_id=2**53,
            item_id="unknown",
            name="0" * 64 + ".png",
            number="GZC-000001",
        )
        + row.query
    )
    url = cast.hall.url + (path if path in AT_ROOT else PREFIX + path)
    body = None if row.body is None else {"request_id": str(uuid4()), **row.body}
    if body and "ticket_id" in body:
        body["ticket_id"] = ticket_id
    headers = {"Authorization": f"Bearer {cast.secret}"} if caller == SECRET else {}
    before = cast.hall.service.hall.rev
    answer = cast.callers[caller].request(method, url, json=body, headers=headers)
    if answer.status_code in {401, 403}:
        assert cast.hall.service.hall.rev == before, "who is refused changes nothing"
    return answer


def _free(cast: Cast) -> None:
    """Leave the counter as the next call wants it."""
    current = cast.hall.service.hall.posts[1].current  # type: ignore[index]
    if current is not None:
        state = cast.hall.service.hall.tickets[current].state
        cast.do(cast.admin, f"/tickets/{current}/{'finish' if state == 'serving' else 'no-show'}")


@pytest.mark.parametrize("call", ROWS)
def test_who_may_make_this_call(cast: Cast, call: str) -> None:
    row = ROWS[call]
    found, expected = {}, {}
    for caller in sorted(ALL):
        _free(cast)
        answer = _answer(cast, row, caller)
        found[caller] = answer.status_code
        expected[caller] = row.answer if caller in row.may else 401 if caller in NOBODIES else 403
        if answer.status_code in {401, 403}:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] in {"unauthorized", "forbidden", "not_your_counter"}
    cast.callers[NONE].cookies.clear()
    for caller in NOBODIES | TOKENS:
        cast.callers[caller].cookies.clear()
    assert found == expected


def test_every_call_of_the_application_is_in_the_matrix(shared: RunningHall) -> None:
    routes = create_app(shared.parts).routes
    calls = {
        f"{method} {route.path.removeprefix(PREFIX)}"
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert calls == set(ROWS)
    streams = [route.path for route in routes if isinstance(route, APIWebSocketRoute)]
    assert streams == [f"{PREFIX}/events"]
    assert all(isinstance(route, Route | APIWebSocketRoute) for route in routes), "nothing is mounted unseen"


@pytest.mark.parametrize("caller", sorted(ANY))
def test_any_token_and_any_session_may_follow_the_stream(cast: Cast, caller: str) -> None:
    client = cast.callers[caller]
    headers = {name: client.headers[name] for name in ("authorization",) if name in client.headers}
    if caller == SESSION:
        headers["Cookie"] = f"{COOKIE}={client.cookies[COOKIE]}"
    with cast.hall.stream(headers=headers) as stream:
        assert '"type":"snapshot"' in str(stream.recv(timeout=20))


@pytest.mark.parametrize("caller", sorted(NOBODIES))
def test_nobody_else_may_follow_the_stream(cast: Cast, caller: str) -> None:
    cast.ready("waiting")
    token = {SECRET: cast.secret, NONE: None}.get(caller, cast.callers[caller].headers.get("authorization", "")[7:])
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with pytest.raises(InvalidStatus) as refused:
        cast.hall.stream(headers=headers)
    assert refused.value.response.status_code == 401
    assert b'"code":"unauthorized"' in (refused.value.response.body or b"")


def test_a_secret_opens_no_other_ticket(cast: Cast) -> None:
    cast.ready("waiting")
    other = cast.secret
    ticket_id = cast.ready("finished")
    body = {"request_id": str(uuid4()), "level": 5, "channel": "qr"}
    with cast.hall.client(other) as client:
        assert client.post(f"/tickets/{ticket_id}/evaluation", json=body).status_code == 401


def test_a_bearer_that_is_none_does_not_fall_back_to_the_cookie(cast: Cast) -> None:
    cast.ready("")
    answer = cast.callers[SESSION].get("/session", headers={"Authorization": "Bearer garbage"})
    assert answer.status_code == 401


def test_a_clerk_may_only_sit_where_staff_were_told(cast: Cast) -> None:
    cast.ready("")
    answer = cast.callers[SESSION].post("/counters/3/open", json={"request_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_counter")


def test_urgent_tickets_are_for_supervisors_to_approve(cast: Cast) -> None:
    wish = {"service_id": "general", "class": "urgent", "class_reason": "x"}
    codes = {name: cast.hall.wish("/tickets", name, **wish).status_code for name in ("kiosk", "clerk", "supervisor")}
    assert codes == {"kiosk": 403, "clerk": 403, "supervisor": 201}
