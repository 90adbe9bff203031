"""The single writer: decides and folds commands one after another; answers and tells when they are on disk."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from server.domain.command import HALL, Actor, StepClock, Tick
from server.domain.decide import Command, decide
from server.domain.decide_day import needs_new_day
from server.domain.errors import RuleSaysNo
from server.domain.event import DayOpened
from server.domain.fact import Event, Stamp
from server.domain.fold import apply
from server.domain.hall import Hall
from server.service import carry, codec
from server.service.answer import answer
from server.service.books import DayEnd, end_of_day
from server.service.clock import HallClock, NewId
from server.service.committer import Committer, Entry
from server.service.loading import UNKNOWN, Loaded, whose_wish
from server.service.news import Listen, Views, counter_of, to_news
from server.service.port import Answer, Checkpoint, Deed, Log
from server.vocab import CounterId

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """A carried-out command: its answer as JSON, and whether it was carried out before."""

    text: str
    again: bool = False


def label(actor: Actor) -> str:
    """How the log names an actor."""
    return f"{actor.role}:{actor.name}"


def _is_about(wish: Command, answer: str) -> bool:
    """Does a kept answer speak of the ticket the wish names? Every answer to such a wish has the ticket's id in it."""
    ticket_id = getattr(wish, "ticket_id", None)
    return ticket_id is None or f'"id":{ticket_id},' in answer or f'"ticket_id":{ticket_id},' in answer


class HallService:
    """Runs one hall on one log, in one event loop."""

    def __init__(self, loaded: Loaded, log_: Log, clock: HallClock, new_id: NewId) -> None:
        self.hall: Hall = loaded.hall
        self.clock = clock
        self._log = log_
        self._new_id = new_id
        self._seq = loaded.seq
        self._today = loaded.today  # request id → whose wish it was, see `whose_wish`
        self._before = loaded.before  # the same of the business day before; older ones are forgotten
        self._in_flight: dict[bytes, Entry] = {}
        self._last: Entry | None = None
        self._listeners: list[Listen] = []
        self.committer = Committer(log_, self._committed)
        clock.start(loaded.hall.last_at)

    def listen(self, listener: Listen) -> None:
        """Be told of every committed fact, in order, in this loop. The listener must not block."""
        self._listeners.append(listener)

    @property
    def has_failed(self) -> bool:
        """The log could not be written, or something here is broken; only a restart helps."""
        return self.committer.failed.done()

    def now(self) -> datetime:
        return self.clock.now()

    async def do(self, wish: Command, actor: Actor, request_id: str) -> Done:
        """Carry out a command once. `request_id` is 32 hex digits; the same one again gets the same answer.

        Raises Refusal (nothing changed), or ServiceFailed.
        """
        self.committer.require_working()
        key = bytes.fromhex(request_id)
        whose = self._today.get(key) or self._before.get(key)
        if whose is not None:
            return await self._again(whose, wish, actor, request_id)
        now = self.clock.now()
        # What waits must have moved along with a clock that jumped before the new time is asked what is due.
        if not isinstance(wish, StepClock) and needs_new_day(self.hall, now):
            self._carry_out(Tick(), HALL, self._new_id(), now)
        entry = self._carry_out(wish, actor, request_id, now)
        await asyncio.shield(entry.durable)
        return Done(entry.answer.body)

    async def beat(self) -> timedelta | None:
        """Once a second: let time bring what is due; returns a jump of the wall clock that was noticed."""
        step = self.clock.take_step(None if self.hall.has_live_tickets() else self.hall.founded_at)
        if step is not None:
            log.warning("the wall clock jumped by %.0f s", step.total_seconds())
            await self.do(StepClock(seconds=step.total_seconds()), HALL, self._new_id())
        if decide(self.hall, Tick(), self.clock.now(), HALL):
            await self.do(Tick(), HALL, self._new_id())
        return step

    async def settled(self) -> None:
        """Wait until all that can be seen in the hall's state is on disk; every read is answered after this."""
        self.committer.require_working()
        last = self._last
        if last is not None and not last.durable.done():
            await asyncio.shield(last.durable)

    async def read(self, work: Callable[[Log], T]) -> T:
        """Read from the log in its thread."""
        return await self.committer.in_thread(lambda: work(self._log))

    # -- one command ---------------------------------------------------------------------------------------------

    async def _again(self, whose: str, wish: Command, actor: Actor, request_id: str) -> Done:
        if whose == UNKNOWN:
            deed = await self.read(lambda log_: log_.answered_deed(request_id))
            whose = whose_wish(deed.command, deed.actor) if deed is not None else UNKNOWN
        if whose != whose_wish(codec.name_of(type(wish)), label(actor)):
            raise RuleSaysNo("request_id_reused", "这个请求号已用于另一个操作。")
        entry = self._in_flight.get(bytes.fromhex(request_id))
        if entry is not None:
            await asyncio.shield(entry.durable)
        kept = entry.answer if entry else await self.read(lambda log_: log_.answer(request_id, log_.last_days(2)))
        if kept is None:
            raise RuleSaysNo("request_too_old", "这个请求已过期，请重新操作。")
        if not _is_about(wish, kept.body):
            raise RuleSaysNo("request_id_reused", "这个请求号已用于另一张号票。")
        return Done(kept.body, again=True)

    def _carry_out(self, wish: Command, actor: Actor, request_id: str, now: datetime) -> Entry:
        """Decide, fold and queue for commit; synchronous, so nothing comes between."""
        facts = decide(self.hall, wish, now, actor)
        as_text = codec.to_text(facts)  # first, for what cannot be written must not be folded
        first_rev = self.hall.rev + 1
        opens_day = any(isinstance(fact, DayOpened) for fact in facts)
        day_end, left = self._fold(facts, first_rev, now)
        self._seq += 1
        views = Views(self.hall, now)
        text = answer(self.hall, wish, facts, views=views, actor=actor)
        day = self.hall.business_day or now.date()
        entry = Entry(
            deed=Deed(
                seq=self._seq,
                first_rev=first_rev,
                count=len(facts),
                at=now,
                business_day=day,
                request_id=request_id,
                actor=label(actor),
                command=codec.name_of(type(wish)),
                facts=as_text,
            ),
            answer=Answer(business_day=day, request_id=request_id, body=text),
            news=[
                to_news(self.hall, fact, Stamp(rev, now), views, at)
                for rev, (fact, at) in enumerate(zip(facts, left, strict=True), first_rev)
            ],
            durable=asyncio.get_running_loop().create_future(),
            day=day_end,
            checkpoint=self._checkpoint() if opens_day else None,
        )
        key = bytes.fromhex(request_id)
        self._today[key] = whose_wish(entry.deed.command, entry.deed.actor)
        self._in_flight[key] = entry
        self._last = entry
        self.committer.put(entry)
        return entry

    def _fold(
        self, facts: Sequence[Event], first_rev: int, now: datetime
    ) -> tuple[DayEnd | None, list[CounterId | None]]:
        """Fold the facts; what the books take of a day they leave; for each, the counter its ticket was at before."""
        day: DayEnd | None = None
        left = []
        for rev, fact in enumerate(facts, first_rev):
            if isinstance(fact, DayOpened):
                day = end_of_day(self.hall)
            left.append(counter_of(self.hall, fact))
            apply(self.hall, fact, Stamp(rev, now))
        return day, left

    def _checkpoint(self) -> Checkpoint:
        hall = self.hall
        day = hall.business_day
        if day is None:
            raise RuntimeError("a day was opened without a day")
        self._before, self._today = self._today, {}
        return Checkpoint(seq=self._seq, rev=hall.rev, business_day=day, body=carry.to_text(hall))

    def _committed(self, group: Sequence[Entry]) -> None:
        for entry in group:
            self._in_flight.pop(bytes.fromhex(entry.deed.request_id), None)
            for listener in self._listeners:
                listener(entry.news)
