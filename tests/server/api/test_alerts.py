"""What a counter's clerk is shown at once: long waits, lost slips, broken devices, calls for a hand, an empty post."""

from __future__ import annotations

from typing import Any

from tests.server.running import CLERK, FakeClock, Prepared, RunningHall, running


def alerts(hall: RunningHall, counter: int = 1) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hall.ask("GET", f"/counters/{counter}/alerts", "clerk").json()["alerts"]
    return [{key: value for key, value in each.items() if value is not None} for each in found]


def test_who_waits_longer_than_the_limit_is_shown_where_it_can_be_served(prepared: Prepared) -> None:
    clock = FakeClock()
    with running(prepared, clock) as hall:
        first = hall.issue()
        clock.go_on(minutes=20)
        hall.issue()
        assert alerts(hall) == []
        clock.go_on(minutes=12)
        told = {"code": "waiting_long", "ticket_id": first["id"], "number": first["number"]}
        assert alerts(hall) == [{**told, "count": 1, "limit": 30, "minutes": 32}]
        clock.go_on(minutes=20)
        assert alerts(hall)[0]["count"] == 2
        services = {each["id"]: each["services"] for each in hall.ask("GET", "/hall").json()["counters"]}
        other = next(each for each, has in services.items() if "general" not in has)
        assert alerts(hall, other) == []
        hall.wish(f"/tickets/{first['id']}/transfer", counter_id=other)
        assert [each["number"] for each in alerts(hall, other)] == [first["number"]]


def test_a_slip_that_did_not_print_is_shown_until_somebody_settles_it(fresh: RunningHall) -> None:
    ticket = fresh.issue(slip="print")
    fresh.wish(f"/tickets/{ticket['id']}/slip", "kiosk", printed=False, detail="paper_out")
    assert [(each["code"], each["number"]) for each in alerts(fresh)] == [("slip_failed", ticket["number"])]
    assert fresh.wish(f"/tickets/{ticket['id']}/release", "clerk").status_code == 200
    assert alerts(fresh) == []


def test_a_broken_device_is_shown_at_its_counter_alone(fresh: RunningHall) -> None:
    said = [
        {"name": "1号窗口评价器", "condition": "fault", "code": "silent", "detail": "没有应答"},
        {"name": "12号窗口屏", "condition": "fault", "code": "silent", "detail": "没有应答"},
        {"name": "1号窗口屏", "condition": "up", "code": "ok", "detail": ""},
    ]
    fresh.ask("POST", "/devices/health", "display", json={"devices": said})
    shown = alerts(fresh)
    assert [(each["code"], each["name"], each["detail"]) for each in shown] == [
        ("device_red", "1号窗口评价器", "没有应答")
    ]
    assert alerts(fresh, 2) == []


def test_a_call_for_a_hand_is_shown_everywhere(fresh: RunningHall) -> None:
    fresh.wish("/kiosks/me/help", "kiosk")
    assert [each["code"] for each in alerts(fresh)] == ["help_wanted"]
    fresh.wish(f"/kiosks/{alerts(fresh)[0]['kiosk']}/help-given", "clerk")
    assert alerts(fresh) == []


def test_the_other_post_of_a_colleague_who_is_away_is_called(fresh: RunningHall) -> None:
    """D-9: the system calls B; who is B stands in the published roster."""
    toml = fresh.ask("GET", "/set-up").json()["toml"]
    roster = "\n".join(
        f'[[roster]]\ncounter = {counter}\npost = "{post}"\nname = "{name}"\n'
        for counter, post, name in ((3, "A", "liu.yang"), (3, "B", CLERK), (1, "A", CLERK))
    )
    kept = toml if "[[roster]]" not in toml else toml[: toml.index("[[roster]]")]
    assert fresh.wish("/set-up", toml=f"{kept}\n{roster}").status_code in {200, 204}
    fresh.wish("/counters/3/open")
    as_clerk = fresh.client()
    session = as_clerk.post("/session", json={"name": CLERK, "password": "correct horse 8"})
    as_clerk.headers["X-CSRF-Token"] = session.json()["csrf"]
    body = {"request_id": "0b54a3a8-5b0c-4f5e-8f4f-0a7f0e2f9a11"}
    assert as_clerk.post("/counters/1/open", json=body).status_code == 200
    as_clerk.close()
    assert alerts(fresh) == []
    fresh.wish("/counters/3/pause", reason="县民政局送件", contact="0000-1234567")
    assert [(each["code"], each["counter_number"]) for each in alerts(fresh)] == [("post_empty", 3)]
