"""How stations are: heard, shown to leaders, alarmed of while something is wrong, forgotten with the token."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.server.running import FakeClock, RunningHall

UP = {"name": "printer", "condition": "up", "code": "ok"}
PAPER = {"name": "printer", "condition": "fault", "code": "paper_out", "detail": "打印机缺纸，请换纸。", "for_s": 60}


def report(hall: RunningHall, *devices: dict[str, Any], token: str = "kiosk") -> httpx.Response:
    return hall.ask("POST", "/devices/health", token, json={"devices": devices})


def station(hall: RunningHall, name: str = "kiosk") -> dict[str, Any]:
    stations = hall.ask("GET", "/devices", "supervisor").json()["stations"]
    found: dict[str, Any] = next(each for each in stations if each["name"] == name)
    return found


def alarms(hall: RunningHall) -> dict[str, str]:
    hall.beat()
    return {each["code"]: each["detail"] for each in hall.ask("GET", "/alarms").json()["alarms"]}


def test_leaders_see_how_a_station_s_devices_are_and_since_when(timed: RunningHall, clock: FakeClock) -> None:
    assert station(timed)["heard_at"] is None
    assert report(timed, PAPER).json()["station"]["devices"][0]["code"] == "paper_out"
    clock.go_on(seconds=5)
    found = station(timed)
    [device] = found["devices"]
    assert (device["condition"], found["is_away"]) == ("fault", False)
    assert device["since"] < found["heard_at"]
    assert {each["role"] for each in timed.ask("GET", "/devices").json()["stations"]} == {"kiosk", "display"}


def test_a_device_in_trouble_is_an_alarm_until_it_is_well(timed: RunningHall) -> None:
    report(timed, PAPER, {"name": "scanner", "condition": "down", "code": "line"})
    said = alarms(timed)["device_red"]
    assert said == "自助机「kiosk」的 printer：打印机缺纸，请换纸；自助机「kiosk」的 scanner：line。"
    report(timed, UP)
    assert "device_red" not in alarms(timed)


def test_a_station_not_heard_of_for_half_a_minute_is_away_and_its_devices_unknown(
    timed: RunningHall, clock: FakeClock
) -> None:
    report(timed, PAPER)
    clock.go_on(seconds=30)
    assert not station(timed)["is_away"]
    clock.go_on(seconds=1)
    assert station(timed)["is_away"]
    assert set(alarms(timed)) >= {"station_away"}
    assert "device_red" not in alarms(timed)
    report(timed, UP)
    assert "station_away" not in alarms(timed)


def test_a_clock_that_jumps_sends_nobody_away(timed: RunningHall, clock: FakeClock) -> None:
    report(timed, UP)
    clock.jump(hours=5)
    assert "station_away" not in alarms(timed)
    assert not station(timed)["is_away"]


def test_a_revoked_station_is_no_alarm_any_more(timed: RunningHall, clock: FakeClock) -> None:
    made = timed.wish("/tokens", role="display", name="旧屏").json()
    report(timed, PAPER, token=made["secret"])
    timed.wish(f"/tokens/{made['token']['id']}/revoke")
    clock.go_on(minutes=5)
    assert not {"station_away", "device_red"} & set(alarms(timed))


def test_an_alarm_names_five_and_counts_the_rest(timed: RunningHall) -> None:
    report(timed, *({**PAPER, "name": f"printer-{n}"} for n in range(9)))
    said = alarms(timed)["device_red"]
    assert said.endswith("等 9 处。")
    assert "printer-4" in said
    assert "printer-5" not in said


@pytest.mark.parametrize("wrong", [{"condition": "sad"}, {"name": ""}, {"for_s": -1}, {"detail": "x" * 201}])
def test_what_no_station_can_mean_is_malformed(timed: RunningHall, wrong: dict[str, Any]) -> None:
    assert report(timed, {**UP, **wrong}).status_code == 422


def test_reports_write_nothing_into_the_log(timed: RunningHall) -> None:
    before = timed.service.hall.rev
    report(timed, PAPER)
    assert timed.service.hall.rev == before


def test_a_device_that_works_but_needs_somebody_soon_is_an_alarm_of_its_own(timed: RunningHall) -> None:
    report(timed, {**UP, "code": "paper_low", "detail": "纸将用完，请准备换纸。"})
    said = alarms(timed)
    assert said["device_yellow"] == "自助机「kiosk」的 printer：纸将用完，请准备换纸。"
    assert "device_red" not in said
    report(timed, UP)
    assert "device_yellow" not in alarms(timed)
