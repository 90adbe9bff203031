"""What a leader is told of the queue: long waits, slips that did not come out, posts without anybody."""

from __future__ import annotations

from tests.server.running import FakeClock, RunningHall


def alarms(hall: RunningHall) -> dict[str, str]:
    hall.beat()
    return {each["code"]: each["detail"] for each in hall.ask("GET", "/alarms").json()["alarms"]}


def test_who_waits_longer_than_the_limit_is_told_with_the_longest(timed: RunningHall, clock: FakeClock) -> None:
    timed.wish("/counters/1/open")
    first = timed.issue()
    clock.go_on(minutes=10)
    timed.issue()
    clock.go_on(minutes=20)
    assert "waiting_long" not in alarms(timed)
    clock.go_on(minutes=1)
    assert alarms(timed)["waiting_long"] == f"1 人等候超过 30 分钟，最久的 {first['number']} 已等 31 分钟。"
    timed.wish("/counters/1/call-next")
    assert "waiting_long" not in alarms(timed)


def test_a_slip_that_did_not_come_out_is_told_until_it_is_settled(fresh: RunningHall) -> None:
    ticket = fresh.issue(slip="print")
    assert "slip_failed" not in alarms(fresh)
    fresh.wish(f"/tickets/{ticket['id']}/slip", "kiosk", printed=False)
    assert alarms(fresh)["slip_failed"] == f"号票 {ticket['number']} 没有打出，暂不叫号，请补打或放行。"
    fresh.wish(f"/tickets/{ticket['id']}/release")
    assert "slip_failed" not in alarms(fresh)


def test_people_who_wait_while_no_counter_is_open_for_them_are_told_as_an_empty_post(
    timed: RunningHall, clock: FakeClock
) -> None:
    timed.issue()
    timed.issue()
    clock.go_on(minutes=10)
    assert "post_empty" not in alarms(timed)
    clock.go_on(minutes=1)
    assert alarms(timed)["post_empty"] == "「综合受理」2 人等候，最久 11 分钟，没有窗口在办。"
    timed.wish("/counters/1/open")
    assert "post_empty" not in alarms(timed)


def test_an_open_counter_that_calls_nobody_who_waits_is_told_as_an_empty_post(
    timed: RunningHall, clock: FakeClock
) -> None:
    timed.wish("/counters/1/open")
    done = timed.issue()
    timed.wish("/counters/1/call-next")
    for step in ("start", "finish"):
        timed.wish(f"/tickets/{done['id']}/{step}")
    clock.go_on(minutes=20)
    assert "post_empty" not in alarms(timed), "nobody waits"
    timed.issue()
    clock.go_on(minutes=11)
    assert alarms(timed)["post_empty"] == "1 号窗口有人等候，31 分钟没有叫号。"
    timed.wish("/counters/1/call-next")
    assert "post_empty" not in alarms(timed)
