"""Staff at the door: names and passwords, lock-out, sessions, and the book of those turned away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

import httpx
import pytest

from server.api.door import COOKIE
from server.service.gate import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, SESSION_LASTS
from tests.server.running import BOSS, CLERK, PASSWORD, FakeClock, Prepared, RunningHall, running

WRONG = "not the password"


def log_in(hall: RunningHall, name: str = CLERK, password: str = PASSWORD) -> httpx.Response:
    return hall.ask("POST", "/session", None, json={"name": name, "password": password})


def as_staff(hall: RunningHall, session: httpx.Response) -> httpx.Client:
    """The session's browser, with a page of this server in it."""
    client = hall.client(None, cookies={COOKIE: session.cookies[COOKIE]})
    client.headers["X-CSRF-Token"] = session.json()["csrf"]
    return client


def who(hall: RunningHall, session: httpx.Response) -> int:
    with as_staff(hall, session) as client:
        return client.get("/session").status_code


def fail_until_locked(hall: RunningHall, name: str = CLERK) -> int:
    """Wrong passwords until the door is locked; how many it took."""
    for tried in range(100):
        if log_in(hall, name, WRONG).status_code == 429:
            return tried
    raise AssertionError("never locked")


def test_who_logs_in_is_told_who_they_are(shared: RunningHall) -> None:
    answer = log_in(shared)
    assert answer.status_code == 200
    assert answer.json()["name"] == CLERK
    assert (answer.json()["role"], answer.json()["counters"]) == ("clerk", [1, 2])
    with as_staff(shared, answer) as staff:
        assert staff.get("/session").json()["name"] == CLERK
        assert staff.get("/tickets").status_code == 200
        assert staff.get("/tokens").status_code == 403


def test_the_cookie_is_for_this_site_only_and_no_script_reads_it(shared: RunningHall) -> None:
    cookie = SimpleCookie(log_in(shared).headers["set-cookie"])[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert int(cookie["max-age"]) == SESSION_LASTS.total_seconds()
    assert not cookie["secure"]  # plain HTTP on the LAN
    assert len(cookie.value) >= 32


def test_an_address_cannot_be_made_up(timed: RunningHall) -> None:
    body = {"name": CLERK, "password": WRONG}
    for n in range(FREE_TRIES):
        timed.ask("POST", "/session", None, json={**body, "name": f"name{n}"}, headers=_forwarded(n))
    assert timed.ask("POST", "/session", None, json=body, headers=_forwarded(99)).status_code == 429
    timed.beat()
    assert all('"source":"127.0.0.1"' in each for each in timed.facts("access_refused"))


def _forwarded(n: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"10.1.1.{n}", "X-Real-IP": f"10.1.1.{n}", "Forwarded": f"for=10.1.1.{n}"}


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(timed: RunningHall) -> None:
    wrong, unknown = log_in(timed, CLERK, WRONG), log_in(timed, "nobody", WRONG)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "wrong_password"
    assert set(wrong.headers) == set(unknown.headers)
    assert "set-cookie" not in wrong.headers


def test_an_unknown_name_is_locked_out_like_a_known_one(timed: RunningHall, clock: FakeClock) -> None:
    known = fail_until_locked(timed, CLERK)
    clock.go_on(hours=1)
    log_in(timed, BOSS)  # success forgives the address
    assert fail_until_locked(timed, "nobody") == known == FREE_TRIES


def test_the_lock_out_grows_and_ends_by_itself(timed: RunningHall, clock: FakeClock) -> None:
    fail_until_locked(timed)
    waits = []
    for _ in range(9):
        locked = log_in(timed)
        assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
        assert int(locked.headers["retry-after"]) == locked.json()["retry_after"]
        waits.append(int(locked.headers["retry-after"]))
        clock.go_on(seconds=waits[-1] - 2)
        assert log_in(timed).status_code == 429, "the right password does not open it either"
        clock.go_on(seconds=2)
        assert log_in(timed, CLERK, WRONG).status_code == 401
    first, longest = FIRST_WAIT.total_seconds(), LONGEST_WAIT.total_seconds()
    expected = [min(longest, first * 2**n) for n in range(9)]
    assert [abs(wait - want) <= 1 for wait, want in zip(waits, expected, strict=True)] == [True] * 9
    clock.go_on(seconds=longest + 1)
    assert log_in(timed).status_code == 200


def test_success_forgives(timed: RunningHall) -> None:
    for _ in range(3):
        for _ in range(FREE_TRIES - 1):
            assert log_in(timed, CLERK, WRONG).status_code == 401
        assert log_in(timed).status_code == 200


def test_an_address_that_tries_many_names_is_locked_out(timed: RunningHall) -> None:
    codes = [log_in(timed, f"name{n}", WRONG).status_code for n in range(FREE_TRIES + 1)]
    assert codes == [401] * FREE_TRIES + [429]
    assert log_in(timed).status_code == 429


def test_tries_at_the_same_moment_are_counted_too(timed: RunningHall) -> None:
    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(lambda _: log_in(timed, CLERK, WRONG).status_code, range(32)))
    assert codes.count(401) <= FREE_TRIES + 1  # two are checked at a time
    assert codes.count(401) + codes.count(429) == 32


def test_a_lock_out_does_not_end_the_session_one_has(timed: RunningHall) -> None:
    session = log_in(timed)
    fail_until_locked(timed)
    assert who(timed, session) == 200


def test_a_session_ends_after_its_time(timed: RunningHall, clock: FakeClock) -> None:
    session = log_in(timed)
    clock.go_on(seconds=(SESSION_LASTS - timedelta(seconds=1)).total_seconds())
    assert who(timed, session) == 200
    clock.go_on(seconds=1)
    assert who(timed, session) == 401


def test_a_session_outlives_a_restart(prepared: Prepared) -> None:
    with running(prepared) as hall:
        session = log_in(hall)
    with running(prepared) as hall:
        assert who(hall, session) == 200
        with as_staff(hall, session) as staff:
            assert staff.delete("/session").status_code == 204
    with running(prepared) as hall:
        assert who(hall, session) == 401


def test_logging_out_ends_this_session_and_no_other(shared: RunningHall) -> None:
    one, other = log_in(shared), log_in(shared)
    assert one.cookies[COOKIE] != other.cookies[COOKIE]
    with as_staff(shared, one) as staff:
        gone = staff.delete("/session")
    cookie = SimpleCookie(gone.headers["set-cookie"])[COOKIE]
    assert (cookie.value, cookie["max-age"]) == ("", "0")
    assert (who(shared, one), who(shared, other)) == (401, 200)


def test_a_station_that_logs_out_keeps_its_token(shared: RunningHall) -> None:
    assert shared.ask("DELETE", "/session", "kiosk").status_code == 204
    assert shared.ask("GET", "/session", "kiosk").status_code == 200


@pytest.mark.parametrize("change", ["password", "remove"])
def test_a_new_password_or_a_removal_ends_all_sessions(fresh: RunningHall, change: str) -> None:
    mine, other = (log_in(fresh), log_in(fresh)), log_in(fresh, BOSS)
    if change == "password":
        fields = {"name": CLERK, "role": "clerk", "password": "a new password"}
        assert fresh.wish("/staff", **fields).status_code == 204
    else:
        assert fresh.wish("/staff/remove", name=CLERK).status_code == 204
    assert [who(fresh, each) for each in (*mine, other)] == [401, 401, 200]
    assert log_in(fresh).status_code == 401
    assert log_in(fresh, CLERK, "a new password").status_code == (200 if change == "password" else 401)


def test_a_revoked_token_is_nobody_also_after_a_restart(prepared: Prepared) -> None:
    with running(prepared) as hall:
        made = hall.wish("/tokens", role="admin").json()
        assert hall.ask("GET", "/tokens", made["secret"]).status_code == 200
        assert hall.wish(f"/tokens/{made['token']['id']}/revoke").status_code == 204
        assert hall.ask("GET", "/tokens", made["secret"]).status_code == 401
        assert made["token"]["id"] not in {each["id"] for each in hall.ask("GET", "/tokens").json()["tokens"]}
    with running(prepared) as hall:
        assert hall.ask("GET", "/tokens", made["secret"]).status_code == 401


def test_only_hashes_are_on_disk(prepared: Prepared) -> None:
    with running(prepared) as hall:
        session = log_in(hall).cookies[COOKIE]
        secret = hall.issue()["secret"]
    everything = b"".join(path.read_bytes() for path in prepared.data.rglob("*") if path.is_file())
    assert b"$argon2id$" in everything
    for hidden in (session, secret, PASSWORD, *prepared.tokens.values()):
        assert hidden.encode() not in everything


def test_refusals_are_in_the_log_with_their_count_and_without_names_that_were_tried(
    timed: RunningHall, clock: FakeClock
) -> None:
    timed.ask("GET", "/hall", None)
    timed.beat()
    for _ in range(3):
        timed.ask("GET", "/hall", None)
        timed.ask("GET", "/tokens", "clerk")
    timed.wish("/counters/1/open", "clerk_elsewhere")
    log_in(timed, "一个不存在的人", WRONG)
    timed.beat()
    clock.go_on(seconds=61)
    timed.beat()
    found = timed.facts("access_refused")
    kinds = [("unauthorized", 1), ("forbidden", 3), ("not_your_counter", 1), ("wrong_password", 1), ("unauthorized", 3)]
    for fact, (code, times) in zip(found, kinds, strict=True):
        assert f'"code":"{code}"' in fact
        assert (f'"times":{times}' in fact) is (times > 1)
        assert '"source":"127.0.0.1"' in fact
    assert '"call":"GET /api/v1/tokens"' in found[1]
    assert '"role":"clerk","name":"clerk"' in found[1]
    assert '"call":"POST /api/v1/counters/{counter_id}/open"' in found[2]
    assert "一个不存在的人" not in "".join(found)


def test_lock_outs_and_refused_streams_are_in_the_log(timed: RunningHall) -> None:
    fail_until_locked(timed)
    with pytest.raises(Exception, match="401"):
        timed.stream("garbage")
    timed.beat()
    log = "".join(timed.facts("access_refused"))
    assert '"code":"locked_out"' in log
    assert '/api/v1/events"' in log


def test_every_administrative_act_is_in_the_audit_trail_with_who_did_it(fresh: RunningHall) -> None:
    with as_staff(fresh, log_in(fresh, BOSS)) as boss:
        before = fresh.audit()[-1]["seq"]
        made = fresh.wish("/tokens", role="kiosk").json()
        fresh.wish(f"/tokens/{made['token']['id']}/revoke")
        fresh.wish("/staff", name="new", role="clerk", password=PASSWORD)
        fresh.wish("/staff/remove", name="new")
        fresh.wish("/set-up", toml=fresh.ask("GET", "/set-up").json()["toml"])
        fresh.wish("/day/end", "supervisor")
        assert boss.delete("/session").status_code == 204
    deeds = [(each["actor"], each["command"], each["facts"]) for each in fresh.audit() if each["seq"] > before]
    assert [each for each in deeds if each[1] != "tick"] == [
        ("admin:admin", "issue_token", ["token_issued"]),
        ("admin:admin", "revoke_token", ["token_revoked"]),
        ("admin:admin", "set_staff", ["staff_set"]),
        ("admin:admin", "remove_staff", ["staff_removed"]),
        ("admin:admin", "import_catalogue", ["catalogue_imported"]),
        ("supervisor:supervisor", "end_day", []),
        (f"admin:{BOSS}", "log_out", ["staff_logged_out"]),
    ]


@pytest.mark.parametrize("sent", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 32}, {"X-CSRF-Token": "é"}])
def test_a_cookie_alone_moves_nothing(shared: RunningHall, sent: dict[str, str]) -> None:
    session = log_in(shared)
    with as_staff(shared, session) as staff:
        del staff.headers["X-CSRF-Token"]
        headers = httpx.Headers(sent, encoding="utf-8")
        wish = {"request_id": str(uuid4()), "post": "A"}
        refused = staff.post("/counters/1/open", json=wish, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
        assert staff.delete("/session", headers=headers).status_code == 403
        assert staff.get("/session").status_code == 200


def test_the_csrf_token_of_another_session_moves_nothing(shared: RunningHall) -> None:
    with as_staff(shared, log_in(shared)) as staff:
        staff.headers["X-CSRF-Token"] = log_in(shared).json()["csrf"]
        assert staff.delete("/session").status_code == 403


def test_a_page_learns_the_csrf_token_of_its_session_again(shared: RunningHall) -> None:
    session = log_in(shared)
    with as_staff(shared, session) as staff:
        assert staff.get("/session").json()["csrf"] == session.json()["csrf"]
        assert session.cookies[COOKIE] not in session.text
