"""A browser as a station: paired by its code, let in by a cookie no script reads, and no foreign page uses it."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from server.api.door import COOKIE, STATION_COOKIE
from server.api.station import LASTS
from tests.server.running import CLERK, PASSWORD, RunningHall

Offer = dict[str, Any]


def ask(hall: RunningHall) -> Offer:
    offer: Offer = hall.ask("POST", "/pairing", None, json={"kind": "board", "name": "大厅屏"}).json()
    return offer


def keep(hall: RunningHall, offer: Offer) -> httpx.Response:
    return hall.ask("POST", "/session/station", None, json={"claim": offer["claim"]})


def paired(hall: RunningHall) -> httpx.Response:
    offer = ask(hall)
    assert hall.wish("/pairing/accept", code=offer["code"]).status_code == 201
    return keep(hall, offer)


def cookie_of(hall: RunningHall) -> dict[str, str]:
    return {"Cookie": f"{STATION_COOKIE}={paired(hall).cookies[STATION_COOKIE]}"}


def test_a_browser_whose_code_was_typed_is_let_in_by_a_cookie_alone(shared: RunningHall) -> None:
    offer = ask(shared)
    waiting = keep(shared, offer)
    assert (waiting.json()["state"], "set-cookie" in waiting.headers) == ("waiting", False)
    shared.wish("/pairing/accept", code=offer["code"])
    answer = keep(shared, offer)
    assert (answer.json()["state"], answer.json()["role"], answer.json()["token"]) == ("paired", "display", None)
    secret = answer.cookies[STATION_COOKIE]
    assert secret not in answer.text
    with shared.client(None, cookies={STATION_COOKIE: secret}) as board:
        assert board.get("/board").status_code == 200
        assert board.get("/tokens").status_code == 403


def test_the_cookie_is_kept_long_and_only_for_this_site(shared: RunningHall) -> None:
    jar = SimpleCookie()
    for line in paired(shared).headers.get_list("set-cookie"):
        jar.load(line)
    cookie = jar[STATION_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert (cookie["path"], int(cookie["max-age"])) == ("/", LASTS.total_seconds())
    assert jar[COOKIE]["max-age"] == "0", "who was logged in at this browser is not the station"


def test_the_cookie_lasts_anew_whenever_the_station_asks(shared: RunningHall) -> None:
    cookie = cookie_of(shared)
    answer = shared.ask("GET", "/session/station", None, headers=cookie)
    assert answer.status_code == 204
    assert answer.cookies[STATION_COOKIE] == cookie["Cookie"].partition("=")[2]
    assert "set-cookie" not in shared.ask("GET", "/session/station", "display").headers, "a bearer is no browser"


def test_a_revoked_station_is_a_stranger(fresh: RunningHall) -> None:
    cookie = cookie_of(fresh)
    tokens = fresh.ask("GET", "/tokens").json()["tokens"]
    board = next(each["id"] for each in tokens if each["name"] == "大厅屏")
    fresh.wish(f"/tokens/{board}/revoke")
    assert fresh.ask("GET", "/session/station", None, headers=cookie).status_code == 401


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://127.0.0.1", "http://127.0.0.1:1"])
def test_a_foreign_page_may_not_follow_the_hall_by_our_cookie(shared: RunningHall, origin: str) -> None:
    session = shared.ask("POST", "/session", None, json={"name": CLERK, "password": PASSWORD})
    for cookie in (cookie_of(shared), {"Cookie": f"{COOKIE}={session.cookies[COOKIE]}"}):
        with pytest.raises(InvalidStatus) as refused, shared.stream(headers={**cookie, "Origin": origin}):
            pass
        assert refused.value.response.status_code == 403


def test_our_own_page_follows_the_hall_by_its_cookie(shared: RunningHall) -> None:
    with shared.stream(headers={**cookie_of(shared), "Origin": shared.url}) as stream:
        assert '"type":"snapshot"' in str(stream.recv(timeout=20))


def test_a_foreign_page_may_not_change_anything_by_our_cookie(fresh: RunningHall) -> None:
    cookie = cookie_of(fresh)
    fresh.wish("/counters/1/open")
    fresh.issue()
    body = {"request_id": str(uuid4())}
    answer = fresh.ask("POST", "/counters/1/call-next", None, json=body, headers={**cookie, "Origin": "http://evil"})
    assert (answer.status_code, fresh.facts("ticket_called")) == (403, [])


def test_the_qr_code_is_the_set_ups(fresh: RunningHall) -> None:
    answer = fresh.ask("GET", "/content/qr", "display")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.text.startswith("<?xml")
    toml = fresh.ask("GET", "/set-up").json()["toml"]
    fresh.wish("/set-up", toml=toml.replace('qr = "/g"', 'qr = ""'))
    assert fresh.ask("GET", "/content/qr", "display").status_code == 404
    assert fresh.ask("GET", "/content/qr", None).status_code == 401
