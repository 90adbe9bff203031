"""A half-duplex line in virtual time, true to the byte: latencies that do not depend on the machine under test."""

import heapq
import os
import select
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from drivers.sim.host import Machine

LISTEN_BYTES = 4


@dataclass
class Speech:
    """What one machine is saying now; spoilt by whoever speaks into it."""

    payload: bytes
    is_spoilt: bool = False


class VirtualLine:
    """What `drivers.device.bus` needs of a line. Machines listen before they speak, as pads do; what is spoken into
    anything else is lost, and so is that."""

    url = "serial:///dev/virtual"
    is_open = True

    def __init__(self, machines: Mapping[str, Machine], *, baud: int = 9600) -> None:
        self.now = 0.0
        self.collisions = 0
        self._byte_s = 10 / baud
        self._machines = machines
        self._to_host = bytearray()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._to_say: deque[bytes] = deque()
        self._speech = Speech(b"")
        self._free_at = 0.0

    def at(self, when: float, deed: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (when, self._number, deed))

    def command(self, name: str, text: str) -> None:
        self._say(self._machines[name].command(text.split(), self.now))

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, payload: bytes, *, timeout: float) -> None:
        if self._free_at > self.now:
            self.collisions += 1
            self._speech.is_spoilt = True
            payload = bytes(len(payload))
        self._free_at = max(self._free_at, self.now + len(payload) * self._byte_s)
        self.at(self._free_at, partial(self._machines_hear, payload))

    def read(self, limit: int, *, timeout: float) -> bytes:
        self._run(self.now + timeout, lambda: bool(self._to_host))
        chunk = bytes(self._to_host[:limit])
        del self._to_host[:limit]
        return chunk

    def wait(self, waker: int, *, timeout: float) -> None:
        self._run(self.now + timeout, lambda: bool(self._to_host) or bool(select.select([waker], [], [], 0)[0]))
        with suppress(BlockingIOError):
            os.eventfd_read(waker)

    def discard_input(self) -> None:
        self._to_host.clear()

    def _run(self, until: float, done: Callable[[], bool]) -> None:
        while not done():
            due = min((at for one in self._machines.values() if (at := one.due()) is not None), default=until + 1)
            event = self._events[0][0] if self._events else until + 1
            if min(due, event) > until:
                self.now = max(self.now, until)
                return
            self.now = max(self.now, min(due, event))
            if event <= due:
                heapq.heappop(self._events)[2]()
                continue
            for machine in self._machines.values():
                self._say(machine.tick(self.now))

    def _machines_hear(self, payload: bytes) -> None:
        for machine in self._machines.values():
            self._say(machine.receive(payload, self.now))

    def _say(self, answer: bytes) -> None:
        if answer:
            self._to_say.append(answer)
            self.at(self.now, self._speak)

    def _speak(self) -> None:
        begin = self._free_at + LISTEN_BYTES * self._byte_s
        if begin > self.now:
            self.at(begin, self._speak)
            return
        self._speech = speech = Speech(self._to_say.popleft())
        self._free_at = self.now + len(speech.payload) * self._byte_s
        for place in range(len(speech.payload)):
            self.at(self.now + (place + 1) * self._byte_s, partial(self._host_hears, speech, place))

    def _host_hears(self, speech: Speech, place: int) -> None:
        self._to_host.append(0 if speech.is_spoilt else speech.payload[place])
