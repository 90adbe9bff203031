"""Random days of a small hall: what people do, and how its clock jumps meanwhile. Plays them, judges nothing."""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from server.domain import command as c
from server.domain.command_admin import NoteRefusal
from server.domain.errors import Refusal
from server.domain.event import ClockStepped, DayOpened, TicketCalled, TicketIssued
from server.service.loading import facts_of
from server.store import open_to_read
from server.vocab import CounterState, TicketClass, TicketId, TicketState
from tests.server.domain.playground import EXPRESS, GENERAL, ONE, SHANGHAI, SOCIAL, TWO
from tests.server.service.trial import Trial

ERA = datetime(1970, 1, 1, tzinfo=UTC)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Step:
    """One thing that happens `minutes` after the one before it, at a counter or about the `which`-th ticket."""

    minutes: int
    what: str
    which: int


@dataclass(frozen=True)
class Jump:
    """Before step `at` the wall clock is moved: by so much, or to a moment."""

    at: int
    by: timedelta | None
    to: datetime
    restarts: bool


WHAT = (
    "issue",
    "issue",
    "green",
    "call",
    "call",
    "call",
    "finish",
    "finish",
    "transfer",
    "hold",
    "resume",
    "no_show",
    "back",
)
HOUR = timedelta(hours=1)
BY = (HOUR, -HOUR, 13 * HOUR, -13 * HOUR, 24 * HOUR, timedelta(days=40), timedelta(minutes=-7), timedelta(seconds=5))
TO = (ERA, local(9, 23, 58), local(10, 0, 2), local(9, 7, 59), local(9, 8, 1), local(8, 23, 59))
LENGTH = 60


def random_script(chance: Random) -> list[Step]:
    return [Step(chance.randint(0, 9), chance.choice(WHAT), chance.randrange(10)) for _ in range(LENGTH)]


def random_jumps(chance: Random) -> list[Jump]:
    return [
        Jump(
            at=chance.randrange(LENGTH),
            by=chance.choice(BY) if chance.random() < 0.5 else None,
            to=chance.choice(TO),
            restarts=chance.random() < 0.5,
        )
        for _ in range(chance.randint(1, 4))
    ]


@dataclass
class Outcome:
    """Who was called where, in order, and what else the log says."""

    calls: list[tuple[TicketId, int]] = field(default_factory=list)
    calls_before_new_day: list[tuple[TicketId, int]] | None = None
    numbers: list[str] = field(default_factory=list)
    issued: list[TicketId] = field(default_factory=list)
    steps_of_clock: int = 0
    states: list[TicketState] = field(default_factory=list)


class DayAt:
    """Plays a script against a hall."""

    def __init__(self, trial: Trial, script: list[Step], jumps: list[Jump]) -> None:
        self.trial = trial
        self.script = script
        self.jumps = jumps

    async def play(self) -> None:
        stack = AsyncExitStack()
        self.desk = await stack.enter_async_context(self.trial.running())
        quiet = 0
        for number, step in enumerate(self.script):
            for jump in self.jumps:
                if jump.at == number and await self._jump(jump):
                    await stack.aclose()
                    self.desk = await stack.enter_async_context(self.trial.running())
            await self.desk.beat()
            self.trial.clock.pass_time(60 * step.minutes)
            await self.desk.beat()
            quiet += step.minutes
            what = "issue" if quiet > 40 else step.what  # an hour without anything ends a day that is over
            quiet = 0 if what == "issue" else quiet
            try:
                await self.act(what, step.which)
            except Refusal:
                continue
        await stack.aclose()

    async def _jump(self, jump: Jump) -> bool:
        """Move the wall clock; True when the server is to start anew. A deed first: hall time rests while it is off.

        A clock that is ahead after a start cannot be told from a server that was off for so long: no such thing here.
        """
        clock = self.trial.clock
        before = clock.wall()
        clock.jump(jump.by) if jump.by is not None else clock.set(jump.to)
        restarts = jump.restarts and clock.wall() < before and not self.desk.service.clock.is_wrong
        if restarts:
            await self.desk.do(NoteRefusal(code="forbidden", source="here"))
        return restarts

    async def act(self, what: str, which: int) -> None:
        hall, desk = self.desk.hall, self.desk
        counter = (ONE, TWO)[which % 2]
        if what in {"issue", "green"}:
            kind = TicketClass.GREEN if what == "green" else TicketClass.ORDINARY
            services = ((GENERAL,), (SOCIAL,), (EXPRESS,), (GENERAL, SOCIAL))[which % 4]
            wish = c.IssueTicket(services=services, ticket_class=kind, class_reason="老" if what == "green" else None)
            await desk.do(wish)
            return
        if what == "call":
            if hall.posts[counter].state is not CounterState.OPEN:
                await desk.do(c.OpenCounter(counter_id=counter))
            current = hall.posts[counter].current
            if current is not None:
                await self._with_the_called("finish", current, which)
            await desk.do(c.CallNext(counter_id=counter))
            return
        await self._about_a_ticket(what, counter, which)

    async def _about_a_ticket(self, what: str, counter: int, which: int) -> None:
        hall, desk = self.desk.hall, self.desk
        post = hall.posts[ONE if counter == ONE else TWO]
        if what == "back":
            missed = [each.id for each in hall.tickets.values() if each.state is TicketState.NO_SHOW]
            if missed:
                await desk.do(c.Reinstate(ticket_id=missed[which % len(missed)]))
        elif what == "resume" and post.held:
            await desk.do(c.Resume(ticket_id=min(post.held)))
        elif post.current is not None:
            await self._with_the_called(what, post.current, which)

    async def _with_the_called(self, what: str, current: TicketId, which: int) -> None:
        desk = self.desk
        if what == "finish":
            await desk.do(c.Start(ticket_id=current))
            await desk.do(c.Finish(ticket_id=current))
        elif what == "transfer":
            await desk.do(c.Transfer(ticket_id=current, service_id=(GENERAL, EXPRESS)[which % 2]))
        elif what == "hold":
            await desk.do(c.Hold(ticket_id=current, reason="补材料", minutes=12))
        elif what == "no_show":
            await desk.do(c.MarkNoShow(ticket_id=current))

    def outcome(self) -> Outcome:
        """From the log, verified."""
        hall = self.trial.verified()
        outcome = Outcome()
        store = open_to_read(self.trial.data)
        days = 0
        for deed in store.deeds():
            for _, fact in facts_of(deed):
                if isinstance(fact, DayOpened):
                    days += 1
                    if days > FIRST_DAYS and outcome.calls_before_new_day is None:
                        outcome.calls_before_new_day = list(outcome.calls)
                if isinstance(fact, TicketCalled):
                    outcome.calls.append((fact.ticket_id, fact.counter_id))
                if isinstance(fact, TicketIssued):
                    outcome.numbers.append(fact.number)
                    outcome.issued.append(fact.ticket_id)
                outcome.steps_of_clock += isinstance(fact, ClockStepped)
        store.close()
        outcome.states = [each.state for each in hall.tickets.values()]
        return outcome


FIRST_DAYS = 1
"""Days opened when the hall was made."""
