"""A day of a hall by a clock in the test's hands: people come, clerks work with call pads and with their computers,
visits are evaluated. Knows the API and the devices, not what they should show."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.e2e.hall_floor import PAD_BEHIND, Floor
from tests.server.running import FakeClock, RunningHall

CONTACT = "0000-1234567"
CALLED, CALLED_SHARES = ("confirm", "recall", "no_show"), (8, 2, 1)
SERVING, SERVING_SHARES = ("evaluate", "transfer", "hold"), (8, 1, 1)
KEYS = (*CALLED, *SERVING, "call_next", "resume", "pause")
STEPS = {"confirm": "start", "recall": "recall", "no_show": "no-show", "evaluate": "finish", "resume": "resume"}
BY_PAD = 0.6
"""Of the deeds; the others are done at the clerk's computer."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One of the call pad's keys at a counter that is as `state` says."""

    counter: int
    state: dict[str, Any]
    key: str
    to: int = 0
    """The counter a ticket is transferred to."""

    @property
    def ticket(self) -> int:
        """The ticket it is about; 0: one that is not known before."""
        if self.key == "resume":
            return int(self.state["held"][0])
        return int(self.state["current"]["ticket_id"]) if self.state["current"] else 0

    @property
    def typed(self) -> str:
        return str(self.to) if self.to else ""

    def is_told_by(self, envelope: dict[str, Any]) -> bool:
        ticket, counter = envelope["body"].get("ticket"), envelope["body"].get("counter")
        if self.key == "pause":
            return counter is not None and counter["number"] == self.counter and ticket is None
        if self.key == "call_next":
            called = envelope["type"] == "ticket_called" and ticket is not None
            return called and ticket["counter_id"] == self.counter
        return ticket is not None and ticket["id"] == self.ticket


@dataclass
class Stream:
    """What the hall tells, heard in a thread of its own."""

    floor: Floor
    told: list[dict[str, Any]] = field(default_factory=list)

    def hear(self, line: ClientConnection) -> None:
        try:
            for text in line:
                self.told.append(json.loads(text))
                self.floor.note()
        except ConnectionClosed:
            return

    def has(self, since: int, fits: Callable[[dict[str, Any]], object]) -> bool:
        return any(fits(each) for each in self.told[since:])


class Day:
    """The hall, its people and its clerks. `chance` decides who comes and what is done."""

    def __init__(
        self, hall: RunningHall, clock: FakeClock, floor: Floor, stream: Stream, chance: random.Random
    ) -> None:
        self.hall, self.clock, self.floor, self.stream, self.chance = hall, clock, floor, stream, chance
        self.issued = 0
        self.evaluated: dict[int, int] = {}
        """The level pressed for each visit, by the ticket's id."""
        self.refused = 0
        """Second presses."""
        self.done = Counter[tuple[str, bool, bool]]()
        """How often each key was used, whether on the pad, and whether the hall did it."""
        self._finished: list[tuple[int, int]] = []
        self._visits = dict.fromkeys(floor.counters, 0)
        self._clerk = hall.client("supervisor")
        self._kiosk = hall.client("kiosk")
        self._levels = dict.fromkeys(floor.counters, 0)

    def close(self) -> None:
        self._clerk.close()
        self._kiosk.close()

    @property
    def now(self) -> datetime:
        return self.clock.wall()

    def board(self) -> dict[str, Any]:
        return dict(self._clerk.get("/board").raise_for_status().json())

    def go_on(self, seconds: float) -> None:
        """In the server's own loop: the two clocks must not be read between being set."""

        async def step() -> None:
            self.clock.go_on(seconds=seconds)

        self.hall.call(step)
        self.hall.beat()

    def come(self, count: int, services: Sequence[str]) -> None:
        """So many people take a ticket."""
        for _ in range(count):
            self._do("/tickets", self._kiosk, service_id=self.chance.choice(services))
            self.issued += 1

    def open(self, counter: int) -> None:
        self._do(f"/counters/{counter}/open")

    def shut(self, counter: int) -> None:
        self._do(f"/counters/{counter}/close")

    def work(self, counters: Sequence[int]) -> None:
        """One deed at each of these counters: the pads' presses all at once, meanwhile the computers' clicks."""
        states = {each["number"]: each for each in self.board()["counters"]}
        since, beeps = len(self.stream.told), dict(self.floor.beeps)
        deeds = [self._chosen(n, states[n]) for n in counters]
        by_pad = [deed for deed in deeds if self.chance.random() < BY_PAD and self._press(deed)]
        for deed in deeds:
            if deed not in by_pad:
                self._click(deed)
        for deed in by_pad:
            pad = PAD_BEHIND + deed.counter

            def is_answered(deed: Deed = deed, pad: int = pad) -> bool:
                return self.floor.beeps[pad] > beeps[pad] or self.stream.has(since, deed.is_told_by)

            self.floor.wait_until(is_answered, f"{deed.key} at {deed.counter}")
        for deed in deeds:
            self._note(deed, since, is_pad=deed in by_pad)

    def evaluate(self) -> None:
        """Most of those whose visit ended since the last time press a level; some press another one once more."""
        rated = [each for each in self._finished if self.chance.random() < 0.8]
        self._finished.clear()
        for counter, ticket in rated:
            self.floor.wait_until(partial(self._is_asked, counter), f"{counter} asks")
            self.evaluated[ticket] = self._press_level(counter)
        for counter, ticket in rated:
            self.floor.wait_until(partial(self.stream.has, 0, _evaluation_of(ticket)), f"{counter} is evaluated")
        for counter, _ in rated:
            if self.chance.random() < 0.2:
                beeps = self.floor.beeps[counter]
                self._press_level(counter)
                self.floor.wait_until(partial(self._beeped, counter, beeps), f"{counter} refuses")
                self.refused += 1

    def _is_asked(self, counter: int) -> bool:
        return self.floor.asked[counter] >= self._visits[counter]

    def _beeped(self, counter: int, before: int) -> bool:
        return self.floor.beeps[counter] > before

    def _press_level(self, counter: int) -> int:
        """Never the one pressed there before: that might be the pad's repeating itself."""
        level = self._levels[counter] = self._levels[counter] % 5 + 1
        self.floor.press(counter, str(level))
        return level

    def _chosen(self, counter: int, state: dict[str, Any]) -> Deed:
        current = state["current"]
        if state["state"] == "paused":
            return Deed(counter, state, "pause")
        if current is None:
            if state["held"] and self.chance.random() < 0.5:
                return Deed(counter, state, "resume")
            return Deed(counter, state, "pause" if self.chance.random() < 0.08 else "call_next")
        keys, shares = (CALLED, CALLED_SHARES) if current["state"] == "called" else (SERVING, SERVING_SHARES)
        key = self.chance.choices(keys, shares)[0]
        to = self.chance.choice([n for n in self.floor.counters if n != counter]) if key == "transfer" else 0
        return Deed(counter, state, key, to)

    def _press(self, deed: Deed) -> bool:
        """Whether a press would be understood as a press of its own."""
        if self.floor.is_repeat(deed.counter, deed.key):
            return False
        self.floor.press(deed.counter, deed.key, typed=deed.typed)
        return True

    def _click(self, deed: Deed) -> None:
        counter, ticket = f"/counters/{deed.counter}", f"/tickets/{deed.ticket}"
        match deed.key:
            case "call_next":
                self._do(f"{counter}/call-next")
            case "pause" if deed.state["state"] == "paused":
                self._do(f"{counter}/open")
            case "pause":
                self._do(f"{counter}/pause", reason="取材料", contact=CONTACT)
            case "transfer":
                self._do(f"{ticket}/transfer", counter_id=deed.to)
            case "hold":
                self._do(f"{ticket}/hold", reason="补材料")
            case _:
                self._do(f"{ticket}/{STEPS[deed.key]}")

    def _note(self, deed: Deed, since: int, *, is_pad: bool) -> None:
        is_done = self.stream.has(since, deed.is_told_by) if is_pad else True
        self.done[deed.key, is_pad, is_done] += 1
        if deed.key == "evaluate" and is_done:
            self._finished.append((deed.counter, deed.ticket))
            self._visits[deed.counter] += 1

    def _do(self, path: str, client: httpx.Client | None = None, **fields: object) -> None:
        answer = (client or self._clerk).post(path, json={"request_id": str(uuid4()), **fields})
        assert answer.is_success, (path, answer.text)


def _evaluation_of(ticket: int) -> Callable[[dict[str, Any]], object]:
    def fits(envelope: dict[str, Any]) -> bool:
        evaluation = envelope["body"].get("evaluation")
        return evaluation is not None and evaluation["ticket_id"] == ticket

    return fits


@contextmanager
def heard(hall: RunningHall, floor: Floor) -> Iterator[Stream]:
    """The hall's stream while the block lasts."""
    stream = Stream(floor)
    with hall.stream() as line:
        thread = threading.Thread(target=stream.hear, args=[line], name="stream")
        thread.start()
        yield stream
    thread.join()
