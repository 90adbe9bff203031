"""The stream over real sockets: no gap, no fact too early, no listener that holds up another."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.api.door import COOKIE, PREFIX
from server.api.events import TOO_SLOW_OR_REVOKED
from server.domain.hall import Hall
from server.operate import operate
from server.service.view import to_board
from server.store import Store
from server.wire.event import Envelope, Snapshot
from server.wire.example_event import EVENTS
from server.wire.hall import Board
from tests.server.running import BOSS, CLERK, PASSWORD, FakeClock, Prepared, RunningHall, running

PATIENCE_S = 20.0


def read(stream: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(stream.recv(timeout=PATIENCE_S))
    return message


def first_of(hall: RunningHall) -> dict[str, Any]:
    with hall.stream() as stream:
        return read(stream)


def read_to(stream: ClientConnection, rev: int) -> list[dict[str, Any]]:
    """Messages up to the one with this rev."""
    found = [read(stream)]
    while found[-1]["rev"] < rev:
        found.append(read(stream))
    return found


def close_code(stream: ClientConnection) -> int | None:
    """Read until the server ends the stream."""
    try:
        while True:
            stream.recv(timeout=PATIENCE_S)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def a_day(hall: RunningHall) -> None:
    """One visit and more, so that many types of facts come by."""
    hall.wish("/counters/1/open")
    ticket = hall.issue(slip="print", **{"class": "green", "class_reason": "elderly"})["id"]
    hall.wish(f"/tickets/{ticket}/slip", "kiosk", printed=True)
    hall.wish("/counters/1/call", ticket_id=ticket)
    for step in ("recall", "start", "finish"):
        hall.wish(f"/tickets/{ticket}/{step}")
    hall.wish(f"/tickets/{ticket}/evaluation", "display", level=1, channel="keypad")
    hall.wish("/counters/1/pause", reason="x", contact="y")
    hall.wish("/tokens", role="kiosk")
    hall.wish("/day/end")


@pytest.mark.parametrize("role", ["display", "clerk"])
def test_what_is_sent_is_what_the_wire_says(fresh: RunningHall, role: str) -> None:
    with fresh.stream(role) as stream:
        first = read(stream)
        Snapshot.model_validate(first)
        a_day(fresh)
        told = read_to(stream, fresh.service.hall.rev)
    for each in told:
        Envelope.model_validate(each)
        assert list(each) == ["v", "rev", "type", "at", "body"]
    assert {each["type"] for each in told} <= set(EVENTS)
    assert "skipped" in {each["type"] for each in told}
    assert [each["rev"] for each in told] == list(range(first["rev"] + 1, fresh.service.hall.rev + 1))


def test_a_ticket_that_leaves_its_counter_tells_which_one_became_free(fresh: RunningHall) -> None:
    fresh.wish("/counters/1/open")
    ticket = fresh.issue()["id"]
    with fresh.stream() as stream:
        read(stream)
        fresh.wish("/counters/1/call-next")
        fresh.wish(f"/tickets/{ticket}/transfer", service_id="certificates")
        called, left = read(stream), read(stream)
    assert called["body"]["counter"]["current"]["ticket_id"] == ticket
    assert left["type"] == "ticket_transferred"
    assert "counter_id" not in left["body"]["ticket"]
    assert (left["body"]["counter"]["id"], left["body"]["counter"].get("current")) == (1, None)


def test_nobody_misses_a_fact_under_load(fresh: RunningHall) -> None:
    joined: list[ClientConnection] = []

    def work(n: int) -> None:
        for each in range(15):
            fresh.issue("general" if n % 2 else "household")
            if each % 5 == 0:
                joined.append(fresh.stream("display" if n % 2 else "admin"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    last = fresh.service.hall.rev
    assert len(joined) == 18
    with ExitStack() as streams:
        for stream in joined:
            streams.enter_context(stream)
        listened = [read_to(stream, last) for stream in joined]
    for told in listened:
        assert told[0]["type"] == "snapshot"
        assert all(after["rev"] == before["rev"] + 1 for before, after in pairwise(told))


def test_a_snapshot_holds_what_happened_up_to_its_rev(fresh: RunningHall) -> None:
    numbers = [fresh.issue()["number"] for _ in range(3)]
    with fresh.stream("clerk") as stream:
        snapshot = read(stream)
    assert [each["number"] for each in snapshot["body"]["tickets"]] == numbers
    assert snapshot["rev"] == snapshot["body"]["board"]["rev"] == fresh.service.hall.rev
    with fresh.stream("display") as stream:
        assert read(stream)["body"]["tickets"] == []


def test_who_comes_back_gets_exactly_what_they_missed(fresh: RunningHall) -> None:
    with fresh.stream() as stream:
        rev = read(stream)["rev"]
    for _ in range(5):
        fresh.issue()
    with fresh.stream(query=f"?since={rev}") as stream:
        assert [each["rev"] for each in read_to(stream, rev + 5)] == [rev + 1, rev + 2, rev + 3, rev + 4, rev + 5]
    with fresh.stream(query=f"?since={rev + 3}") as stream:
        assert [each["rev"] for each in read_to(stream, rev + 5)] == [rev + 4, rev + 5]


def test_who_missed_nothing_hears_only_of_the_next_fact(fresh: RunningHall) -> None:
    fresh.issue()
    rev = fresh.service.hall.rev
    with fresh.stream(query=f"?since={rev}") as stream:
        fresh.issue()
        assert (read(stream)["rev"], fresh.service.hall.rev) == (rev + 1, rev + 1)


@pytest.mark.parametrize("since", [0, 10**6, 2**70])
def test_what_is_not_at_hand_is_a_snapshot(fresh: RunningHall, since: int) -> None:
    with fresh.stream(query=f"?since={since}") as stream:
        assert read(stream)["type"] == "snapshot"


def test_after_a_restart_one_starts_from_a_snapshot(prepared: Prepared) -> None:
    with running(prepared) as hall:
        rev = hall.service.hall.rev
        hall.issue()
    with running(prepared) as hall, hall.stream(query=f"?since={rev}") as stream:
        assert read(stream)["type"] == "snapshot"


def test_who_was_away_too_long_starts_from_a_snapshot(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.hub.KEPT", 4)
    with running(prepared) as hall:
        for _ in range(6):
            hall.issue()
        rev = hall.service.hall.rev
        with hall.stream(query=f"?since={rev - 4}") as stream:
            assert read(stream)["rev"] == rev - 3
        with hall.stream(query=f"?since={rev - 5}") as stream:
            assert read(stream)["type"] == "snapshot"


def test_a_listener_that_does_not_read_is_dropped_and_holds_up_nobody(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.hub.QUEUE", 16)
    with running(prepared, send_buffer=8192) as hall:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", int(hall.url.rpartition(":")[2])))
        options: dict[str, Any] = {"max_queue": 1, "proxy": None, "compression": None, "close_timeout": 0}
        options["additional_headers"] = {"Authorization": f"Bearer {hall.tokens['admin']}"}
        url = hall.url.replace("http", "ws") + PREFIX + "/events"
        with (
            connect(url, sock=line, **options) as slow,
            hall.stream() as quick,
            hall.client("admin") as admin,
        ):
            told = [read(quick)]
            for _ in range(600):
                if hall.parts.hub.count == 1:
                    break
                admin.post("/tickets", json={"request_id": str(uuid4()), "service_id": "general"})
                told.append(read(quick))
            assert hall.parts.hub.count == 1
            assert all(after["rev"] == before["rev"] + 1 for before, after in pairwise(told))
            assert close_code(slow) in {TOO_SLOW_OR_REVOKED, None}


@pytest.mark.parametrize("how", ["api", "console"])
def test_the_stream_of_a_revoked_token_ends_at_once(fresh: RunningHall, how: str) -> None:
    made = fresh.wish("/tokens", role="display").json()
    token_id = made["token"]["id"]
    with fresh.stream(made["secret"]) as stream, fresh.stream() as other:
        assert (read(stream)["type"], read(other)["type"]) == ("snapshot", "snapshot")
        if how == "api":
            assert fresh.wish(f"/tokens/{token_id}/revoke").status_code == 204
        else:
            fresh.call(lambda: operate(fresh.service, {"do": "revoke", "id": token_id}))
        fresh.issue()
        assert close_code(stream) == TOO_SLOW_OR_REVOKED
        assert [each["type"] for each in read_to(other, fresh.service.hall.rev)] == ["skipped", "ticket_issued"]


@pytest.mark.parametrize("how", ["log out", "password", "removal", "time"])
def test_the_stream_of_a_session_ends_with_it(timed: RunningHall, clock: FakeClock, how: str) -> None:
    def session(name: str) -> dict[str, str]:
        """What the session's browser sends."""
        answer = timed.ask("POST", "/session", None, json={"name": name, "password": PASSWORD})
        return {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}", "X-CSRF-Token": answer.json()["csrf"]}

    mine, other = session(CLERK), session(BOSS)
    with (
        timed.stream(headers=mine) as stream,
        timed.stream("admin" if how == "time" else None, headers=None if how == "time" else other) as stays,
    ):
        read(stream)
        read(stays)
        if how == "log out":
            assert timed.ask("DELETE", "/session", None, headers=mine).status_code == 204
        elif how == "password":
            timed.wish("/staff", name=CLERK, role="clerk", password="a new password")
        elif how == "removal":
            timed.wish("/staff/remove", name=CLERK)
        else:
            clock.go_on(hours=13)
        timed.issue()
        assert close_code(stream) == TOO_SLOW_OR_REVOKED
        assert read_to(stays, timed.service.hall.rev)[-1]["type"] == "ticket_issued"


def test_what_a_listener_says_is_ignored(fresh: RunningHall) -> None:
    with fresh.stream() as stream:
        read(stream)
        for said in ("hello", b"\x00\xff", json.dumps({"type": "ticket_called"}), "x" * 60_000):
            stream.send(said)
        fresh.issue()
        assert "ticket_issued" in (read(stream)["type"], read(stream)["type"])  # the day opens first


def test_a_listener_that_says_too_much_is_sent_away_alone(fresh: RunningHall) -> None:
    with fresh.stream() as loud, fresh.stream() as other:
        read(loud)
        read(other)
        loud.send("x" * 100_000)
        assert close_code(loud) == 1009
        fresh.issue()
        assert "ticket_issued" in (read(other)["type"], read(other)["type"])  # the day opens first


def test_a_since_that_is_no_rev_is_malformed(fresh: RunningHall) -> None:
    for since in ("x", "-1", "1.5", ""):
        with pytest.raises(Exception, match="422"):
            fresh.stream(query=f"?since={since}")


class Gate:
    """Stands in the way of the log until it is opened, or breaks it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, breaks: bool = False) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()
        append = Store.append

        def held(store: Store, *args: Any) -> None:
            self.reached.set()
            assert self.opened.wait(PATIENCE_S)
            if breaks:
                raise OSError("the disk is gone")
            append(store, *args)

        monkeypatch.setattr(Store, "append", held)


def test_nothing_is_told_before_it_is_on_disk(fresh: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = fresh.issue()["id"]
    rev = fresh.service.hall.rev
    with fresh.stream() as stream, ThreadPoolExecutor(8) as pool:
        read(stream)
        gate = Gate(monkeypatch)

        def told(ask: Any) -> tuple[bool, Any]:
            """The answer, and whether it came after the gate was opened."""
            answer = ask()
            return gate.opened.is_set(), answer

        issuing = pool.submit(told, fresh.issue)
        assert gate.reached.wait(PATIENCE_S)
        assert fresh.service.hall.rev == rev + 1, "it is decided, but nobody may know"
        asked = [
            pool.submit(told, ask)
            for ask in (
                lambda: read(stream),
                lambda: fresh.ask("GET", "/board").json(),
                lambda: fresh.ask("GET", "/tickets").json(),
                lambda: fresh.ask("GET", f"/tickets/{ticket_id}").json(),
                lambda: first_of(fresh),
            )
        ]
        for _ in range(20):  # the loop goes round; whoever does not wait for the disk would have answered
            assert fresh.ask("GET", fresh.url + "/health").status_code == 200
        assert not any(each.done() for each in (issuing, *asked))
        gate.opened.set()
        answers = [each.result(PATIENCE_S) for each in (issuing, *asked)]
    assert [after for after, _ in answers] == [True] * 6
    assert [answers[1][1]["rev"], answers[2][1]["rev"], answers[5][1]["rev"]] == [rev + 1] * 3


def test_what_did_not_reach_the_disk_is_never_told(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(prepared) as hall, hall.stream() as stream, ThreadPoolExecutor(4) as pool:
        rev = read(stream)["rev"]
        gate = Gate(monkeypatch, breaks=True)
        issuing = pool.submit(hall.wish, "/tickets", service_id="general")
        assert gate.reached.wait(PATIENCE_S)
        looking = pool.submit(hall.ask, "GET", "/board")
        gate.opened.set()
        for each in (issuing, looking):
            answer = each.result(PATIENCE_S)
            assert (answer.status_code, answer.json()["code"]) == (503, "service_failed")
        assert hall.ask("GET", hall.url + "/ready").status_code == 503
        assert hall.wish("/tickets", service_id="general").status_code == 503
        assert hall.ask("GET", "/board").status_code == 503
        with pytest.raises(Exception, match="503"):
            hall.stream()
        hall.call(_close(hall))
        assert close_code(stream) == TOO_SLOW_OR_REVOKED
        monkeypatch.undo()
    with running(prepared) as hall:
        assert hall.service.hall.rev == rev


def _close(hall: RunningHall) -> Any:
    async def close() -> None:
        hall.parts.hub.close()

    return close


def test_a_snapshot_is_made_once_for_all_who_come_in_the_same_second(
    timed: RunningHall, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def counted(hall: Hall, now: datetime) -> Board:
        made.append(hall.rev)
        return to_board(hall, now)

    monkeypatch.setattr("server.realtime.hub.to_board", counted)
    assert len({json.dumps(first_of(timed)) for _ in range(3)}) == 1
    assert len(made) == 1
    timed.issue()
    rev = first_of(timed)["rev"]
    assert made[1:] == [rev]
    clock.go_on(seconds=2)
    first_of(timed)
    assert made[2:] == [rev]
