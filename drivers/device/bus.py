"""Many addressed devices on one RS-485 line, one thread: pads are heard whoever is being asked. Knows no counter.

The line carries one thing at a time. Pads and evaluators (FF 68) speak when they like; everybody else when asked, or
never. Whose turn it is decides `drivers.codec.plan`. While one member is being asked, every byte goes to its device and
to the pads: neither loses anything by the other.

From a press to its event pass at most

    frame + X       frame: the pad's own bytes, 10 bits each (10 bytes at 9600 baud: 10.4 ms)
                    X: the exchange under way, its request + `answer_s` + its answer

because what a pad says while a member is asked is dealt with when that is over. Where the member was silent the last
time it is dealt with at once, so dead members delay no press. From a wish to its turn: see the plan.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from drivers.codec.plan import Plan
from drivers.device.bus_branch import Branch, BusPad, Deed
from drivers.device.bus_wire import BusWire, WaitableLine
from drivers.device.keypad import KeypadEvent
from drivers.device.keypad_ff68 import PadBus
from drivers.device.link import Link
from drivers.errors import DeviceFault, DriverError, TransportError

ANSWER_S = 0.3
# How long a round may take to notice that it should stop.
LOOK_UP_S = 0.2
MOST_SAID = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberHealth:
    """How a member is. `code`: "ok", "silent", or a DeviceFault's; `heard_at`: by the bus's clock, None never;
    `errors`: turns that failed so far."""

    name: str
    code: str = "ok"
    detail: str = ""
    heard_at: float | None = None
    errors: int = 0


@dataclass(slots=True)
class _Member:
    health: MemberHealth
    poll: Deed | None = None
    wanted: Deed | None = None
    is_wanted: bool = False
    said: deque[Deed] = field(default_factory=lambda: deque(maxlen=MOST_SAID))

    @property
    def waits(self) -> bool:
        return self.is_wanted or bool(self.said)

    def drop(self, deed: Deed) -> None:
        """Want it no more, unless something else is wanted already."""
        if self.wanted is deed:
            self.wanted, self.is_wanted = None, False


def _nothing(_: object) -> None: ...


class Bus:
    """A device for a runner: `open`, `round`, `close` in its thread; wishes come from any thread.

    `on_event` gets what is pressed, at once, and `on_health` each change of a member, both in the runner's thread: they
    must not block. `answer_s` is how long a member may be silent before it answers, whatever its own profile says.
    """

    def __init__(
        self,
        port: str | WaitableLine,
        *,
        baud: int = 9600,
        pads: PadBus | None = None,
        on_event: Callable[[KeypadEvent], None] = _nothing,
        on_health: Callable[[MemberHealth], None] = _nothing,
        answer_s: float = ANSWER_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._line = Link(port, baud=baud) if isinstance(port, str) else port
        self._wire = BusWire(self._line, baud=baud, pads=pads, on_event=on_event, answer_s=answer_s, clock=clock)
        self._on_health = on_health
        self._clock = clock
        self._turn = threading.Lock()
        self._plan = Plan()
        self._members: dict[str, _Member] = {}
        self._waker: int | None = None

    @property
    def url(self) -> str:
        return self._line.url

    @property
    def heard_at(self) -> float | None:
        """When the line brought anything last, by the bus's clock."""
        return self._wire.heard_at

    def health(self) -> Mapping[str, MemberHealth]:
        """How every member is now, by name; a pad that has spoken is a member."""
        with self._turn:
            all_of_them = {name: member.health for name, member in self._members.items()}
        for address, at in list(self._wire.pads_heard.items()):
            name = _pad_name(address)
            all_of_them[name] = replace(all_of_them.get(name, MemberHealth(name=name)), heard_at=at)
        return all_of_them

    def branch(self, name: str) -> Branch:
        """The line as the member of this name sees it; the same name again is the same member."""
        with self._turn:
            if name not in self._members:
                self._members[name] = _Member(MemberHealth(name=name))
                self._plan.add(name)
        return Branch(self, self._wire, name, self.url)

    def pad(self, address: int) -> BusPad:
        """What can be told to a pad or an evaluator; it is heard without this too."""
        return BusPad(self.branch(_pad_name(address)), self._wire, address)

    def want(self, name: str, deed: Deed) -> None:
        with self._turn:
            member = self._members[name]
            member.wanted, member.is_wanted = deed, True
            self._wish(name)

    def say(self, name: str, deed: Deed) -> None:
        with self._turn:
            self._members[name].said.append(deed)
            self._wish(name)

    def every(self, name: str, period_s: float, deed: Deed) -> None:
        with self._turn:
            self._members[name].poll = deed
            self._plan.poll(name, period_s, self._clock())
            self._wake()

    def open(self) -> None:
        """Open the line; everybody is shown again what it should show. Raises TransportError, SettingError."""
        self._line.open()
        self._wire.reset()
        with self._turn:
            self._waker = self._waker or os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            self._plan.reset(self._clock())
            for name, member in self._members.items():
                member.said.clear()
                member.is_wanted = member.wanted is not None
                if member.is_wanted:
                    self._plan.wish(name)

    def close(self) -> None:
        """Give the line back."""
        self._line.close()
        with self._turn:
            if self._waker is not None:
                os.close(self._waker)
                self._waker = None

    def round(self, stop: threading.Event) -> None:
        """Turns while somebody has one, then a look at what pads say. Raises TransportError when the line breaks."""
        try:
            while not stop.is_set() and (name := self._next()) is not None:
                self._serve(name)
            if not stop.is_set():
                self._listen()
        except TransportError:
            self._wire.lost()
            raise

    def _next(self) -> str | None:
        with self._turn:
            return self._plan.next(self._clock())

    def _listen(self) -> None:
        with self._turn:
            wake, waker = self._plan.wake(), self._waker
        if waker is None:
            raise TransportError(f"{self.url}: not open")
        self._wire.listen(waker, LOOK_UP_S if wake is None else min(LOOK_UP_S, max(0.0, wake - self._clock())))

    def _serve(self, name: str) -> None:
        """One turn. When the line breaks meanwhile, opening it again brings back what was wanted."""
        member, began = self._members[name], self._clock()
        with self._turn:
            was_silent = self._plan.is_silent(name)
            deed = _deed_of(member, was_silent=was_silent)
        health = replace(member.health, code="ok", detail="")
        self._wire.begin(answers_pads=was_silent)
        try:
            deed()
        except DeviceFault as fault:
            health = replace(health, code=fault.code, detail=fault.sentence, errors=health.errors + 1)
        except DriverError as error:
            if not self._line.is_open:
                raise
            health = replace(health, code="silent", detail=str(error), errors=health.errors + 1)
        except ValueError:
            # What is wrong stays wrong: wanted no more, or it would keep the line from everybody for good.
            member.drop(deed)
            raise
        self._served(member, health, began)
        self._wire.end()

    def _served(self, member: _Member, health: MemberHealth, began: float) -> None:
        now, before, answered = self._clock(), member.health, health.code != "silent"
        with self._turn:
            member.health = replace(health, heard_at=now if answered and self._wire.asked_heard else before.heard_at)
            self._plan.served(health.name, now, answered=answered, took=now - began)
            if not answered:
                member.said.clear()
            # A member that is silent or was may have lost its power, and with it what it showed.
            member.is_wanted |= member.wanted is not None and "silent" in (before.code, health.code)
            if member.waits:
                self._plan.wish(health.name)
        if before.code != health.code:
            self._on_health(member.health)

    def _wish(self, name: str) -> None:
        self._plan.wish(name)
        self._wake()

    def _wake(self) -> None:
        if self._waker is not None:
            os.eventfd_write(self._waker, 1)


def _deed_of(member: _Member, *, was_silent: bool) -> Deed:
    """What to do in this turn. A silent member is tried with what it should show: so it is back in one turn."""
    if member.is_wanted or (was_silent and member.wanted is not None):
        member.is_wanted = False
        return member.wanted or _pass
    return member.said.popleft() if member.said else member.poll or _pass


def _pass() -> None: ...


def _pad_name(address: int) -> str:
    return f"pad-{address}"
