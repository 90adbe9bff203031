"""A kiosk is told what to do: it hears of it at once, is held to it, and remembers it over a restart."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.server.running import Prepared, RunningHall, running

TEXT = "本机维护中，请到导办台取号"


def me(hall: RunningHall) -> dict[str, Any]:
    found: dict[str, Any] = hall.ask("GET", "/kiosks/me", "kiosk").json()["kiosk"]
    return found


def direct(hall: RunningHall, token: str = "supervisor", **what: Any) -> httpx.Response:
    return hall.wish(f"/kiosks/{me(hall)['id']}/direct", token, **what)


def test_a_locked_kiosk_hears_of_it_and_issues_nothing_until_it_is_let_go(fresh: RunningHall) -> None:
    with fresh.stream("kiosk") as stream:
        stream.recv(timeout=20)
        assert direct(fresh, is_locked=True, text=TEXT).json()["kiosk"]["is_locked"] is True
        while (told := json.loads(stream.recv(timeout=20)))["type"] == "day_opened":
            continue
    assert (told["type"], told["body"]["kiosk"]["text"]) == ("kiosk_directed", TEXT)
    assert told["body"]["kiosk"]["id"] == me(fresh)["id"]
    refused = fresh.wish("/tickets", "kiosk", service_id="general")
    assert (refused.status_code, refused.json()["code"]) == (409, "kiosk_stopped")
    assert fresh.wish("/bookings/check-in", "kiosk", code="00000000").json()["code"] == "kiosk_stopped"
    fresh.issue(token="clerk")
    assert direct(fresh).json()["kiosk"]["text"] == ""
    fresh.issue()


def test_a_kiosk_told_to_issue_nothing_may_still_hand_in(fresh: RunningHall) -> None:
    direct(fresh, may_issue=False)
    assert fresh.wish("/tickets", "kiosk", service_id="general").json()["code"] == "kiosk_stopped"
    now = "2026-11-24T04:00:00Z"
    ticket = {"request_id": "0b54a3a8-5b0c-4f5e-8f4f-0a7f0e2f9a11", "number": "L1001", "sequence": 1}
    ticket |= {"service_id": "general", "issued_at": now, "heard_rev": 1, "printed": True}
    answer = fresh.ask("POST", "/tickets/hand-in", "kiosk", json={"clock": now, "tickets": [ticket]})
    assert answer.json()["tickets"][0]["state"] == "waiting"


def test_what_a_kiosk_was_told_outlasts_the_server(prepared: Prepared) -> None:
    with running(prepared) as hall:
        direct(hall, is_locked=True, text=TEXT)
    with running(prepared) as hall:
        assert (me(hall)["is_locked"], me(hall)["text"]) == (True, TEXT)


def test_a_lock_says_why_and_is_for_kiosks_only(fresh: RunningHall) -> None:
    assert direct(fresh, is_locked=True, text=" ").json()["code"] == "reason_required"
    clerk = next(each for each in fresh.ask("GET", "/tokens").json()["tokens"] if each["role"] == "clerk")
    assert fresh.wish(f"/kiosks/{clerk['id']}/direct", may_issue=False).json()["code"] == "unknown_kiosk"


def test_telling_it_again_is_no_news(fresh: RunningHall) -> None:
    direct(fresh, may_issue=False)
    before = fresh.service.hall.rev
    direct(fresh, may_issue=False)
    assert fresh.service.hall.rev == before
