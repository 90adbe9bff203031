"""Clerks and kiosks that press at the same instant, on a real server over real sockets."""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator
from random import Random
from uuid import UUID

import pytest

from tests.e2e.conftest import TrialHall
from tests.e2e.load import Line, Reply, Tokens
from tests.e2e.process import Running, Starter

ROUNDS = 200
SEED = 20250609


@pytest.fixture
def server(console: Starter, hall: TrialHall) -> Iterator[Running]:
    with console.serving(*hall.where) as running:
        yield running


class Room:
    """A connection for each clerk, and one for the kiosk."""

    def __init__(self, lines: list[Line], kiosk: Line, tokens: Tokens, chance: Random) -> None:
        self.lines, self.kiosk, self.tokens, self.chance = lines, kiosk, tokens, chance

    @classmethod
    async def of(cls, clerks: int, port: int, tokens: Tokens, chance: Random) -> "Room":
        lines = [await Line.to(port) for _ in range(clerks)]
        room = cls(lines, await Line.to(port), tokens, chance)
        for opened in await room.all_at_once([f"/api/v1/counters/{n}/open" for n in range(1, clerks + 1)]):
            assert opened.status == 200, opened
        return room

    def request_id(self) -> str:
        return UUID(int=self.chance.getrandbits(128)).hex

    async def all_at_once(self, paths: list[str]) -> list[Reply]:
        """Every clerk sends before any answer is read."""
        lines = self.lines[: len(paths)]
        for n, (line, path) in enumerate(zip(lines, paths, strict=True), 1):
            line.send("POST", path, self.tokens.clerks[n], {"request_id": self.request_id()})
        return [await line.answer() for line in lines]

    async def press_next(self) -> list[int | None]:
        """All press call-next at the same instant; the id of the ticket each of them got."""
        replies = await self.all_at_once([f"/api/v1/counters/{n}/call-next" for n in range(1, len(self.lines) + 1)])
        assert [reply.status for reply in replies] == [200] * len(replies), replies
        return [reply.body["ticket"] and reply.body["ticket"]["id"] for reply in replies]

    async def send_away(self, called: list[int | None]) -> None:
        """The called ones are cancelled, so that their counters are free again."""
        lines = [
            (line, n, ticket) for n, (line, ticket) in enumerate(zip(self.lines, called, strict=True), 1) if ticket
        ]
        for line, n, ticket in lines:
            path = f"/api/v1/tickets/{ticket}/cancel"
            line.send("POST", path, self.tokens.clerks[n], {"request_id": self.request_id()})
        for line, _, _ in lines:
            assert (await line.answer()).status == 200

    async def issue(self, number: int) -> list[int]:
        """Tickets in order of issue."""
        ids = []
        for _ in range(number):
            body = {"request_id": self.request_id(), "service_id": "general"}
            reply = await self.kiosk.call("POST", "/api/v1/tickets", self.tokens.kiosks[0], body)
            assert reply.status == 201, reply
            ids.append(reply.body["ticket"]["id"])
        return ids

    def close(self) -> None:
        for line in (*self.lines, self.kiosk):
            line.close()


@pytest.mark.slow
@pytest.mark.parametrize("clerks", [2, 8])
def test_clerks_who_press_next_at_the_same_instant_share_the_queue_out(server: Running, hall: TrialHall, clerks: int):
    """No ticket twice, none skipped, whoever finds nobody is told so; more and fewer tickets than clerks."""

    async def run() -> None:
        room = await Room.of(clerks, server.port, hall.tokens, Random(SEED))
        waiting: list[int] = []
        for number in range(ROUNDS):
            waiting += await room.issue(room.chance.randint(max(0, clerks - 2 - len(waiting)), clerks + 1))
            called = await room.press_next()
            due, waiting = waiting[:clerks], waiting[clerks:]
            got = sorted(ticket for ticket in called if ticket is not None)
            assert got == due, f"round {number}, seed {SEED}: {called}"
            await room.send_away(called)
        room.close()

    asyncio.run(run())


def test_a_clerk_who_loses_the_race_gets_the_next_ticket(server: Running, hall: TrialHall):
    async def run() -> None:
        room = await Room.of(2, server.port, hall.tokens, Random(SEED))
        for _ in range(20):
            first, second = await room.issue(2)
            called = await room.press_next()
            assert sorted(each or 0 for each in called) == [first, second]
            await room.send_away(called)
        room.close()

    asyncio.run(run())


def test_one_clerk_who_presses_twice_at_the_same_instant_gets_one_ticket(server: Running, hall: TrialHall):
    """The same request on two connections is one deed; a second request finds the counter busy."""

    async def run() -> None:
        room = await Room.of(1, server.port, hall.tokens, Random(SEED))
        first, _ = await room.issue(2)
        again = await Line.to(server.port)
        same, other = room.request_id(), room.request_id()
        lines = [(room.lines[0], same), (again, same), (room.kiosk, other)]
        for line, request_id in lines:
            line.send("POST", "/api/v1/counters/1/call-next", hall.tokens.clerks[1], {"request_id": request_id})
        one, two, three = [await line.answer() for line, _ in lines]
        again.close()
        room.close()
        replies = sorted((each.status, each.body.get("code")) for each in (one, two, three))
        called, busy = (200, None), (409, "counter_busy")
        # Whichever request comes first calls, the other is refused: as often as it was sent.
        assert replies in ([called, called, busy], [called, busy, busy])
        assert {each.body["ticket"]["id"] for each in (one, two, three) if each.status == 200} == {first}

    asyncio.run(run())


def test_the_preview_names_the_ticket_that_is_called_next(server: Running, hall: TrialHall):
    """For every counter, whatever waits there: green channel, bookings of an order, tickets bound to a counter."""

    async def run() -> None:
        room = await Room.of(4, server.port, hall.tokens, Random(SEED))
        for turn in range(120):
            extra: list[dict[str, object]] = [
                {},
                {"class": "green", "class_reason": "elderly"},
                {"counter_id": room.chance.randint(1, 4)},
            ]
            service = room.chance.choice(["general", "civil-affairs"])
            body = {"request_id": room.request_id(), "service_id": service, **room.chance.choice(extra)}
            taken = await room.kiosk.call("POST", "/api/v1/tickets", hall.tokens.kiosks[0], body)
            assert taken.status == 201, taken
            if turn % 3 == 2:
                continue  # let the queue grow
            counter = room.chance.randint(1, 4)
            path = f"/api/v1/queue/preview?counter_id={counter}&n=1"
            foreseen = (await room.kiosk.call("GET", path, hall.tokens.supervisor)).body["tickets"]
            body = {"request_id": room.request_id()}
            path = f"/api/v1/counters/{counter}/call-next"
            called = (await room.kiosk.call("POST", path, hall.tokens.clerks[counter], body)).body["ticket"]
            assert [each["id"] for each in foreseen] == ([called["id"]] if called else [])
            for step in ("start", "finish") if called else ():
                body = {"request_id": room.request_id()}
                path = f"/api/v1/tickets/{called['id']}/{step}"
                assert (await room.kiosk.call("POST", path, hall.tokens.clerks[counter], body)).status == 200
        room.close()

    asyncio.run(run())


THREADS, EACH = 8, 50


@pytest.mark.slow
def test_eight_threads_at_three_kiosks_get_numbers_without_gap_or_double(server: Running, hall: TrialHall):
    services = ["general", "civil-affairs", "social-security"]
    start = threading.Barrier(THREADS)
    taken: list[list[tuple[int, str]]] = [[] for _ in range(THREADS)]

    def take(thread: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        chance = Random(SEED + thread)
        start.wait(60)
        for _ in range(EACH):
            body = {"request_id": UUID(int=chance.getrandbits(128)).hex, "service_id": chance.choice(services)}
            head = {"Authorization": f"Bearer {hall.tokens.kiosks[thread % 3]}", "Content-Type": "application/json"}
            connection.request("POST", "/api/v1/tickets", json.dumps(body), head)
            answer = connection.getresponse()
            ticket = json.loads(answer.read())["ticket"]
            assert answer.status == 201
            taken[thread].append((ticket["id"], ticket["number"]))
        connection.close()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)

    assert [len(each) for each in taken] == [EACH] * THREADS
    everything = sorted(each for mine in taken for each in mine)
    assert len({ticket_id for ticket_id, _ in everything}) == THREADS * EACH
    for prefix in "ABC":
        numbers = [number for _, number in everything if number.startswith(prefix)]
        assert numbers == [f"{prefix}{n:03}" for n in range(1, len(numbers) + 1)], (
            "in order of their ids, none left out"
        )
    for mine in taken:
        assert mine == sorted(mine), "who asks later gets a later ticket"
