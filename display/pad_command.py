"""What the keys of a call pad do at a counter: key → the clerk's command. Knows no line, no turn and no pad."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from display.view import View
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter, CounterAnswer, Current
from server.wire.ticket import CallAnswer, TicketAnswer

HOLD_REASON = "呼叫器挂起"
LONGEST_AWAY = 480
"""Minutes; whoever is away for longer writes a notice of their own."""

Answer = CallAnswer | TicketAnswer | CounterAnswer | None


class Unmeant(Exception):
    """The key means nothing now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Commands(Protocol):
    """What of `HallClient` a call pad needs."""

    async def call_next(self, counter_id: int, *, request_id: UUID) -> CallAnswer: ...
    async def recall(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def start(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def finish(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def no_show(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def hold(self, ticket_id: int, *, request_id: UUID, reason: str = "") -> TicketAnswer: ...
    async def resume(self, ticket_id: int, *, request_id: UUID) -> TicketAnswer: ...
    async def transfer(self, ticket_id: int, *, request_id: UUID, counter_id: int | None = None) -> TicketAnswer: ...
    async def open_counter(self, counter_id: int, *, request_id: UUID) -> CounterAnswer: ...
    async def pause_counter(
        self, counter_id: int, *, request_id: UUID, reason: str = "", contact: str = "", back_at: datetime | None = None
    ) -> CounterAnswer: ...


@dataclass(frozen=True, slots=True)
class Away:
    """What a pause says whose clerk only pressed a key. Without `contact` it is the hall's telephone."""

    reason: str
    contact: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A key at a counter as it is now; `digits` were typed before it."""

    counter: Counter
    view: View
    digits: str

    @property
    def current(self) -> Current:
        """Raises Unmeant."""
        if self.counter.current is None:
            raise Unmeant("nothing_to_do")
        return self.counter.current


class PadCommands:
    """`invite` asks for the last visit's evaluation; whether there was any to ask for."""

    def __init__(
        self,
        hall: Callable[[], Commands],
        new_id: Callable[[], UUID],
        invite: Callable[[], bool],
        away: Away,
        now: Callable[[], datetime],
    ) -> None:
        self._hall = hall
        self._new_id = new_id
        self._invite = invite
        self._away = away
        self._now = now
        self._plain: Mapping[str, Callable[[Wish], Awaitable[Answer]]] = {
            "call_next": self._call_next,
            "recall": self._recall,
            "confirm": self._start,
            "start": self._start,
            "finish": self._finish,
            "evaluate": self._evaluate,
            "no_show": self._no_show,
            "hold": self._hold,
            "resume": self._resume,
        }
        self._typed: Mapping[str, Callable[[Wish], Awaitable[Answer]]] = {
            "transfer": self._transfer,
            "pause": self._pause,
        }

    def knows(self, key: str) -> bool:
        return key in self._plain or key in self._typed

    async def do(self, key: str, wish: Wish) -> Answer:
        """Raises Unmeant, ClientError. A key that takes no digits is not done when some were typed: whoever typed a
        number meant something else."""
        if key in self._typed:
            return await self._typed[key](wish)
        if wish.digits:
            raise Unmeant("digits")
        return await self._plain[key](wish)

    async def _call_next(self, wish: Wish) -> Answer:
        return await self._hall().call_next(wish.counter.id, request_id=self._new_id())

    async def _recall(self, wish: Wish) -> Answer:
        return await self._hall().recall(wish.current.ticket_id, request_id=self._new_id())

    async def _start(self, wish: Wish) -> Answer:
        return await self._hall().start(wish.current.ticket_id, request_id=self._new_id())

    async def _no_show(self, wish: Wish) -> Answer:
        return await self._hall().no_show(wish.current.ticket_id, request_id=self._new_id())

    async def _finish(self, wish: Wish) -> Answer:
        """A service nobody started was started by coming: many pads have one key for its end and none for its start."""
        current = wish.current
        if current.state == TicketState.CALLED:
            await self._hall().start(current.ticket_id, request_id=self._new_id())
        return await self._hall().finish(current.ticket_id, request_id=self._new_id())

    async def _evaluate(self, wish: Wish) -> Answer:
        """办结评价: the end of a service invites by itself; afterwards the key invites once more."""
        if wish.counter.current is not None:
            return await self._finish(wish)
        if not self._invite():
            raise Unmeant("nothing_to_do")
        return None

    async def _hold(self, wish: Wish) -> Answer:
        return await self._hall().hold(wish.current.ticket_id, request_id=self._new_id(), reason=HOLD_REASON)

    async def _resume(self, wish: Wish) -> Answer:
        """Whoever took their ticket first goes on first."""
        if not wish.counter.held:
            raise Unmeant("nothing_to_do")
        return await self._hall().resume(wish.counter.held[0], request_id=self._new_id())

    async def _transfer(self, wish: Wish) -> Answer:
        """To the counter whose number was typed."""
        ticket_id = wish.current.ticket_id
        to = wish.view.counter_numbered(int(wish.digits)) if wish.digits else None
        if to is None or to.id == wish.counter.id:
            raise Unmeant("no_such_counter")
        return await self._hall().transfer(ticket_id, request_id=self._new_id(), counter_id=to.id)

    async def _pause(self, wish: Wish) -> Answer:
        """暂停, or back from it. The digits are the minutes until then."""
        counter, away = wish.counter, self._away
        if counter.state is CounterState.PAUSED:
            return await self._hall().open_counter(counter.id, request_id=self._new_id())
        minutes = int(wish.digits or away.minutes)
        if not 1 <= minutes <= LONGEST_AWAY:
            raise Unmeant("bad_minutes")
        return await self._hall().pause_counter(
            counter.id,
            request_id=self._new_id(),
            reason=away.reason,
            contact=away.contact or wish.view.board.hall.phone,
            back_at=self._now() + timedelta(minutes=minutes),
        )
