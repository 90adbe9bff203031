"""How a session ends: idle, by the settings, at another log-in, everywhere; and what does not count as being there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from server.api.door import COOKIE
from server.config import ServerConfig
from server.service.gate import IDLE, SESSION_LASTS
from tests.server.running import BOSS, CLERK, PASSWORD, FakeClock, RunningHall

NEARLY = IDLE - timedelta(seconds=1)


@contextmanager
def logged_in(hall: RunningHall, name: str = CLERK, former: str | None = None) -> Iterator[httpx.Client]:
    """A browser in which somebody has logged in; it had the `former` secret before."""
    with hall.client(None) as client:
        had = {"Cookie": f"{COOKIE}={former}"} if former else {}
        answer = client.post("/session", json={"name": name, "password": PASSWORD}, headers=had)
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        yield client


def collect(stream: ClientConnection) -> None:
    """Hear everything until it is cut off."""
    while True:
        stream.recv(20)


def pass_time(hall: RunningHall, clock: FakeClock, span: timedelta) -> None:
    hall.beat()
    clock.go_on(seconds=span.total_seconds())
    hall.beat()


def test_the_settings_are_as_documented() -> None:
    config = ServerConfig()
    assert (timedelta(hours=config.session_hours), timedelta(minutes=config.idle_minutes)) == (SESSION_LASTS, IDLE)


def test_a_session_nobody_uses_ends_and_the_record_says_so(timed: RunningHall, clock: FakeClock) -> None:
    with logged_in(timed) as staff:
        pass_time(timed, clock, NEARLY)
        assert len(timed.service.hall.doors.sessions) == 1
        pass_time(timed, clock, timedelta(seconds=1))
        assert staff.get("/tickets").status_code == 401
    (last,) = [each for each in timed.audit() if each["command"] == "log_out"]
    assert last["facts"] == ["staff_logged_out"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/session"), ("POST", "/counters/1/open")])
def test_who_does_something_or_touches_a_page_stays(
    timed: RunningHall, clock: FakeClock, method: str, path: str
) -> None:
    with logged_in(timed) as staff:
        for _ in range(3):
            pass_time(timed, clock, NEARLY)
            staff.request(method, path, json={"request_id": "0" * 32} if method == "POST" else None)
        pass_time(timed, clock, NEARLY)
        assert staff.get("/tickets").status_code == 200


def test_what_a_page_reads_by_itself_keeps_nobody(timed: RunningHall, clock: FakeClock) -> None:
    with logged_in(timed) as staff:
        stream = timed.stream(None, headers={"Cookie": f"{COOKIE}={staff.cookies[COOKIE]}"})
        with stream:
            stream.recv(20)
            pass_time(timed, clock, NEARLY)
            assert staff.get("/tickets").status_code == 200
            pass_time(timed, clock, timedelta(seconds=1))
            assert staff.get("/tickets").status_code == 401
            with pytest.raises(ConnectionClosed):
                collect(stream)


def test_a_clock_that_is_set_logs_nobody_out(timed: RunningHall, clock: FakeClock) -> None:
    with logged_in(timed) as staff:
        timed.beat()
        clock.jump(hours=-5)
        timed.beat()
        assert staff.get("/session").status_code == 200


def test_a_session_ends_after_its_time_however_busy(timed: RunningHall, clock: FakeClock) -> None:
    with logged_in(timed) as staff:
        for _ in range(int(SESSION_LASTS / NEARLY)):
            pass_time(timed, clock, NEARLY)
            assert staff.get("/session").status_code == 200
        pass_time(timed, clock, NEARLY)
        assert staff.get("/session").status_code == 401


def test_a_log_in_ends_the_session_that_was_there(timed: RunningHall) -> None:
    """A secret somebody might have planted or seen is worth nothing after it."""
    with logged_in(timed) as former:
        secret = former.cookies[COOKIE]
        with logged_in(timed, BOSS, secret) as staff:
            assert staff.cookies[COOKIE] != secret
            assert former.get("/session").status_code == 401
            assert [each.name for each in timed.service.hall.doors.sessions.values()] == [BOSS]


def test_a_secret_somebody_has_chosen_is_not_taken_over(timed: RunningHall) -> None:
    with logged_in(timed, CLERK, "f" * 64) as staff:
        assert staff.cookies[COOKIE] != "f" * 64
    with timed.client(None, cookies={COOKIE: "f" * 64}) as planted:
        assert planted.get("/session").status_code == 401


def test_one_logs_out_everywhere_and_nobody_else_does(timed: RunningHall) -> None:
    with logged_in(timed) as one, logged_in(timed) as other, logged_in(timed, BOSS) as boss:
        assert one.delete("/session/all").status_code == 204
        assert [each.get("/session").status_code for each in (one, other, boss)] == [401, 401, 200]


def test_a_token_has_no_sessions_to_end(timed: RunningHall) -> None:
    with logged_in(timed) as staff:
        assert timed.ask("DELETE", "/session/all", "admin").status_code == 204
        assert staff.get("/session").status_code == 200
