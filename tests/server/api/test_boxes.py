"""What hangs on display boxes: set by administrators, asked for by the box, in the audit, kept over a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from server.__main__ import parser
from server.commands import COMMANDS
from tests.server.running import PATIENCE_S, RunningHall, prepare, running

BOARD = {"port": "serial:///dev/ttyUSB0", "profile": "onbon-bx5k-64x16", "address": 3, "counter": 2}
PAD = {"port": "serial:///dev/ttyUSB0", "profile": "ff68-counter", "address": 9, "counter": 2}
DEVICES = {"boards": [BOARD], "callpads": [PAD], "voice": {"sound": "default"}}


def box_of(hall: RunningHall) -> str:
    stations = hall.ask("GET", "/devices").json()["stations"]
    found: str = next(each["id"] for each in stations if each["role"] == "display")
    return found


def fit(hall: RunningHall, devices: dict[str, Any], token: str = "admin", **more: Any) -> httpx.Response:
    body = {"request_id": str(uuid4()), "devices": devices, **more}
    return hall.ask("PUT", f"/stations/{box_of(hall)}/devices", token, json=body)


def mine(hall: RunningHall) -> dict[str, Any]:
    answer: dict[str, Any] = hall.ask("GET", "/stations/me/devices", "display").json()
    return answer


def test_a_box_gets_what_an_administrator_says_and_hears_of_it(timed: RunningHall) -> None:
    assert not mine(timed)["is_set"]
    with timed.stream("display") as stream:
        stream.recv()
        answer = fit(timed, DEVICES)
        assert answer.status_code == 200
        while '"type":"box_fitted"' not in str(stream.recv(timeout=PATIENCE_S)):
            pass
    found = mine(timed)
    assert found == answer.json()
    assert found["is_set"]
    assert found["devices"]["boards"] == [BOARD | {"zone": None}]
    assert found["devices"]["callpads"] == [PAD]
    assert timed.audit()[-1]["facts"] == ["box_fitted"]


def test_the_same_devices_again_are_no_fact(timed: RunningHall) -> None:
    rev = fit(timed, DEVICES).json()["rev"]
    assert fit(timed, DEVICES).json()["rev"] == rev


def test_what_the_hall_does_not_have_is_refused(timed: RunningHall) -> None:
    elsewhere = fit(timed, {"boards": [BOARD | {"counter": 77}]})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown_counter")
    unknown = timed.ask("PUT", f"/stations/{'0' * 16}/devices", json={"request_id": str(uuid4()), "devices": {}})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_station")
    assert fit(timed, {"boards": [BOARD | {"port": ""}]}).status_code == 422


def test_devices_outlive_a_restart_and_end_with_the_token(tmp_path: Path) -> None:
    prepared = prepare(tmp_path / "hall")
    with running(prepared) as hall:
        fit(hall, DEVICES)
    with running(prepared) as hall:
        assert mine(hall)["devices"]["boards"][0]["address"] == 3
        box = box_of(hall)
        hall.wish(f"/tokens/{box}/revoke")
        assert not hall.ask("GET", f"/stations/{box}/devices").json()["is_set"]


def test_the_command_line_lists_shows_and_sets(tmp_path: Path) -> None:
    prepared, said = prepare(tmp_path / "hall"), list[str]()

    def run(*words: str) -> list[str]:
        said.clear()
        args = parser().parse_args(["devices", "--data", str(prepared.data), *words])
        assert COMMANDS["devices"](args, said.append) == 0
        return list(said)

    assert "display\t未设置" in run()[0]
    file = tmp_path / "box.toml"
    file.write_text('[[boards]]\nport = "tcp://10.0.0.9:5005"\nprofile = "onbon-bx5k-64x16"\n', encoding="utf-8")
    run("display", "--file", str(file))
    assert run("display") == ['[[boards]]\nport = "tcp://10.0.0.9:5005"\nprofile = "onbon-bx5k-64x16"']
    file.write_text(run("display")[0], encoding="utf-8")
    run("display", "--file", str(file))
    assert "由服务器下发" in run()[0]
