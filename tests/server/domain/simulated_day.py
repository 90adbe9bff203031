"""A day of a service hall as a script, the driver that plays it against any hall, and a plain hall to play it against.

Times are minutes since the doors opened. The same seed gives the same day. Knows nothing of how estimates are made.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import exp, log, sqrt
from typing import Protocol

from server.domain.forecast import Estimate
from server.vocab import CounterId, ServiceId, TicketClass

NO_SHOW_MINUTES = 1.5  # three calls, then the next
SLOT = 30  # minutes of one step of the arrival profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One service of the day: what the catalogue says it takes, what it really takes, its share of the visits."""

    service: ServiceId
    expected_minutes: float
    mean_minutes: float
    spread: float  # coefficient of variation
    share: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A clerk leaves at `start`, says `announced`, and is back at `end`."""

    start: float
    announced: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A counter during the day."""

    counter: CounterId
    services: frozenset[ServiceId]
    opens: float = 0.0
    pauses: tuple[Pause, ...] = ()
    pace: float = 1.0  # this clerk's minutes over the average clerk's


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A visit: takes a ticket at `at`, occupies a counter for `minutes` once called."""

    at: float
    service: ServiceId
    ticket_class: TicketClass
    minutes: float
    shows_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What kind of day it is. `load` is work coming in over what the counters can do."""

    trades: tuple[Trade, ...]
    posts: tuple[Post, ...]
    load: float
    profile: tuple[float, ...]  # relative arrivals by half hour
    lunch: tuple[float, float] | None = None
    green_share: float = 0.0
    no_show_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The script: who comes when, and who works when."""

    arrivals: tuple[Arrival, ...]
    posts: tuple[Post, ...]
    lunch: tuple[float, float] | None


def make_day(plan: Plan, seed: int) -> Day:
    """Draw a day: Poisson arrivals along the profile, lognormal services."""
    chance = random.Random(seed)
    length = SLOT * len(plan.profile)
    closed = plan.lunch[1] - plan.lunch[0] if plan.lunch else 0.0
    shares = sum(trade.share for trade in plan.trades)
    show = 1 - plan.no_show_share
    work = sum(t.share * (t.mean_minutes * show + NO_SHOW_MINUTES * (1 - show)) for t in plan.trades) / shares
    visits = plan.load * len(plan.posts) * (length - closed) / work
    arrivals = []
    for slot, weight in enumerate(plan.profile):
        rate = visits * weight / sum(plan.profile) / SLOT
        at = slot * SLOT + (chance.expovariate(rate) if rate else SLOT)
        while at < (slot + 1) * SLOT:
            arrivals.append(_arrival(plan, chance, at))
            at += chance.expovariate(rate)
    return Day(arrivals=tuple(arrivals), posts=plan.posts, lunch=plan.lunch)


def _arrival(plan: Plan, chance: random.Random, at: float) -> Arrival:
    trade = chance.choices(plan.trades, [trade.share for trade in plan.trades])[0]
    sigma = sqrt(log(1 + trade.spread**2))
    minutes = trade.mean_minutes * exp(sigma * chance.gauss(0, 1) - sigma**2 / 2)
    shows_up = chance.random() >= plan.no_show_share
    return Arrival(
        at=at,
        service=trade.service,
        ticket_class=TicketClass.GREEN if chance.random() < plan.green_share else TicketClass.ORDINARY,
        minutes=max(0.5, minutes) if shows_up else NO_SHOW_MINUTES,
        shows_up=shows_up,
    )


class DayHall(Protocol):
    """What a hall must do to be driven through a day. Visits are named by their place in `Day.arrivals`."""

    def open(self, at: float, counter: CounterId) -> None:
        """The counter opens, or is back from its pause."""

    def pause(self, at: float, counter: CounterId, back_at: float) -> None:
        """The counter stops calling and says when it will be back."""

    def issue(self, at: float, visit: int, arrival: Arrival) -> Estimate | None:
        """Issue a ticket; return what its slip promises."""

    def call_next(self, at: float, counter: CounterId) -> int | None:
        """Call the next ticket; return its visit, None if nobody waits for this counter."""

    def finish(self, at: float, counter: CounterId, shows_up: bool) -> None:
        """The called one is done, or never came."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ticket was promised and what it got, in minutes from its issue to its call."""

    visit: int
    promise: Estimate | None
    wait: float


class _Play:
    """One day being played: an agenda of what happens when, and the clerks who call whenever they can."""

    def __init__(self, day: Day, hall: DayHall) -> None:
        self._day = day
        self._hall = hall
        self._order = count()
        self._agenda: list[tuple[float, int, str, int]] = []
        self._posts = {post.counter: post for post in day.posts}
        self._ready: set[CounterId] = set()  # open and free
        self._leaving: dict[CounterId, Pause] = {}  # will pause once free
        self._visits: dict[CounterId, int] = {}
        self._promises: dict[int, Estimate | None] = {}
        self.outcomes: list[Outcome] = []
        for post in day.posts:
            self._plan(post.opens, "open", post.counter)
            for number, pause in enumerate(post.pauses):
                self._plan(pause.start, "leave", post.counter * 100 + number)
        for visit, arrival in enumerate(day.arrivals):
            self._plan(arrival.at, "issue", visit)
        if day.lunch:
            self._plan(day.lunch[1], "lunch_over", 0)

    def _plan(self, at: float, what: str, which: int) -> None:
        heappush(self._agenda, (at, next(self._order), what, which))

    def run(self) -> list[Outcome]:
        while self._agenda:
            at, _, what, which = heappop(self._agenda)
            match what:
                case "issue":
                    self._promises[which] = self._hall.issue(at, which, self._day.arrivals[which])
                case "open":
                    self._hall.open(at, CounterId(which))
                    self._ready.add(CounterId(which))
                case "leave":
                    self._leave(at, CounterId(which // 100), which % 100)
                case "finish":
                    self._finish(at, CounterId(which))
                case _:  # lunch is over: nothing but the calls below
                    pass
            self._call(at)
        return self.outcomes

    def _leave(self, at: float, counter: CounterId, number: int) -> None:
        self._leaving[counter] = self._posts[counter].pauses[number]
        if counter in self._ready:
            self._go(at, counter)

    def _go(self, at: float, counter: CounterId) -> None:
        pause = self._leaving.pop(counter)
        self._ready.discard(counter)
        if pause.end <= at:  # the visitor took longer than the pause
            self._ready.add(counter)
            return
        self._hall.pause(at, counter, max(at, pause.announced))
        self._plan(pause.end, "open", counter)

    def _finish(self, at: float, counter: CounterId) -> None:
        visit = self._visits.pop(counter)
        self._hall.finish(at, counter, self._day.arrivals[visit].shows_up)
        self._ready.add(counter)
        if counter in self._leaving:
            self._go(at, counter)

    def _call(self, at: float) -> None:
        if self._day.lunch and self._day.lunch[0] <= at < self._day.lunch[1]:
            return
        for counter in sorted(self._ready):
            visit = self._hall.call_next(at, counter)
            if visit is not None:
                arrival = self._day.arrivals[visit]
                self.outcomes.append(Outcome(visit, self._promises[visit], at - arrival.at))
                self._visits[counter] = visit
                self._ready.discard(counter)
                pace = self._posts[counter].pace if arrival.shows_up else 1.0
                self._plan(at + arrival.minutes * pace, "finish", counter)


def play(day: Day, hall: DayHall) -> Sequence[Outcome]:
    """Drive the hall through the day until everyone was called; return the tickets in order of their calls."""
    return _Play(day, hall).run()
