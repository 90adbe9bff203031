"""What leaders tell the public reaches every station, lasts over a restart, and stands in the record."""

from __future__ import annotations

import json
from typing import Any

from tests.server.running import FakeClock, Prepared, RunningHall, running


def service_of(hall: RunningHall, token: str = "kiosk") -> dict[str, Any]:
    services: list[dict[str, Any]] = hall.ask("GET", "/hall", token).json()["services"]
    return next(each for each in services if each["id"] == "general")


def texts(hall: RunningHall, path: str = "/board", token: str = "display") -> list[str]:
    return [each["text"] for each in hall.ask("GET", path, token).json()["announcements"]]


def test_kiosks_are_told_why_a_service_is_closed_until_it_is_opened(fresh: RunningHall) -> None:
    answer = fresh.wish("/services/general/close", "supervisor", reason="系统检修，请下午再来。")
    assert answer.json()["service"] == service_of(fresh)
    assert (service_of(fresh)["closed"], service_of(fresh)["offered"]) == ("系统检修，请下午再来。", True)
    refused = fresh.wish("/tickets", "kiosk", service_id="general")
    assert (refused.status_code, refused.json()["code"]) == (409, "service_closed")
    assert refused.json()["detail"] == "「综合受理」今天暂停取号：系统检修，请下午再来。"
    assert fresh.wish("/services/general/open", "supervisor").json()["service"]["closed"] == ""
    fresh.issue()


def test_what_is_announced_is_read_by_every_station_until_its_time_is_over(prepared: Prepared) -> None:
    clock = FakeClock()
    with running(prepared, clock) as hall:
        hall.beat()
        with hall.stream("display") as stream:
            stream.recv(timeout=20)
            made = hall.wish("/announcements", "supervisor", text="停电检修", text_en="Power cut", minutes=30)
            assert json.loads(stream.recv(timeout=20))["type"] == "announcement_made"
        [shown] = made.json()["announcements"]
        assert hall.ask("GET", "/board", "display").json()["announcements"] == [shown]
        assert hall.ask("GET", "/hall", "kiosk").json()["announcements"] == [shown]
        assert (shown["since"], shown["until"]) == ("2026-11-24T01:30:00Z", "2026-11-24T02:00:00Z")
        clock.go_on(minutes=29)
        assert texts(hall) == ["停电检修"]
        clock.go_on(minutes=1)
        assert texts(hall) == texts(hall, "/hall", "kiosk") == []


def test_an_announcement_is_taken_back(fresh: RunningHall) -> None:
    made = fresh.wish("/announcements", text="x", minutes=5, is_spoken=True).json()["announcements"]
    assert made[0]["is_spoken"]
    assert fresh.wish(f"/announcements/{made[0]['id']}/end").json() == {"announcements": []}
    assert texts(fresh) == []
    assert fresh.wish("/announcements/7/end").json()["code"] == "unknown_announcement"


def test_both_last_over_a_restart_and_stand_in_the_record(prepared: Prepared) -> None:
    with running(prepared, FakeClock()) as hall:
        hall.wish("/services/general/close", "supervisor", reason="停电")
        hall.wish("/announcements", "supervisor", text="停电", minutes=30)
    with running(prepared, FakeClock()) as hall:
        assert service_of(hall)["closed"] == "停电"
        assert texts(hall) == ["停电"]
        deeds = {each["command"]: each["actor"] for each in hall.audit()}
        assert "supervisor" in deeds["close_service"]
        assert "supervisor" in deeds["announce"]


def test_minutes_and_texts_have_bounds(shared: RunningHall) -> None:
    for fields in (
        {"minutes": 0},
        {"minutes": 1441},
        {"minutes": 5, "text": "x" * 201},
        {"minutes": 5, "text": "\x07"},
    ):
        wish: dict[str, Any] = {"text": "x", **fields}
        assert shared.wish("/announcements", **wish).status_code == 422
