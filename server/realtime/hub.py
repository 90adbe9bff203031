"""Hands committed facts to listeners: a bounded queue each, one text per audience, a snapshot for whoever joins.

A listener that cannot keep up is dropped; it reconnects and starts from a snapshot.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from server.domain.hall import Hall
from server.service.hall import HallService
from server.service.news import News
from server.service.view import to_board, to_ticket, waiting_in_order
from server.vocab import Role, TicketState
from server.wire.event import Envelope, EventBody, Snapshot, SnapshotBody
from server.wire.ticket import STAFF_ONLY, Ticket

QUEUE = 256  # texts a listener may lag behind
KEPT = 512  # facts from which a reconnecting listener can go on without a snapshot
FRESH = timedelta(seconds=1)  # how long a snapshot of the same rev will do
WAITING_SHOWN = 500  # waiting tickets in a snapshot for staff
ELSEWHERE = frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.HELD, TicketState.NO_SHOW})
"""States of tickets that do not wait and are not over."""


class Audience(StrEnum):
    """Who may read what."""

    PUBLIC = "public"
    STAFF = "staff"


def audience_of(role: Role) -> Audience:
    return Audience.PUBLIC if role in {Role.KIOSK, Role.DISPLAY} else Audience.STAFF


@dataclass(slots=True, eq=False)
class Listener:
    """One connection. `dropped` is set when it is to end: too slow, its right taken away, or the server stops."""

    audience: Audience
    digest: str  # of the token or session it came with, so that it ends with them
    after: int = 0  # revs up to this one it has
    queue: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    dropped: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class _Made:
    """A snapshot: of which rev, when, and its text."""

    rev: int
    at: datetime
    text: str


class Hub:
    """All listeners of one hall."""

    def __init__(self, service: HallService) -> None:
        self._service = service
        self._kept: deque[News] = deque(maxlen=KEPT)
        self._listeners: set[Listener] = set()
        self._made: dict[Audience, _Made] = {}
        service.listen(self._publish)

    @property
    def count(self) -> int:
        return len(self._listeners)

    async def join(self, audience: Audience, digest: str, since: int | None) -> tuple[Listener, list[str]]:
        """A new listener and what it is told first: deltas behind `since` if they are at hand, else a snapshot."""
        listener = Listener(audience, digest)
        listener.after = self._service.hall.rev
        first = self._deltas(audience, since)
        snapshot = self._snapshot(audience) if first is None else None
        self._listeners.add(listener)
        try:
            await self._service.settled()  # what it shows must be on disk before it leaves
        except BaseException:
            self.leave(listener)
            raise
        self._drop_strangers()
        return listener, [snapshot] if snapshot is not None else first or []

    def leave(self, listener: Listener) -> None:
        self._listeners.discard(listener)

    def close(self) -> None:
        """Send everyone away: the server stops."""
        for listener in list(self._listeners):
            self._drop(listener)

    def _drop(self, listener: Listener) -> None:
        self._listeners.discard(listener)
        listener.dropped.set()

    def _drop_strangers(self) -> None:
        """Cut off those whose token was revoked or whose session ended; who took it away does not matter."""
        doors, now = self._service.hall.doors, self._service.now()
        for listener in [each for each in self._listeners if each.digest not in doors.tokens]:
            session = doors.sessions.get(listener.digest)
            if session is None or session.until <= now:
                self._drop(listener)

    def _publish(self, news: Sequence[News]) -> None:
        self._drop_strangers()
        for each in news:
            self._kept.append(each)
            texts: dict[Audience, str] = {}
            for listener in list(self._listeners):
                if each.stamp.rev <= listener.after:
                    continue
                text = texts.get(listener.audience)
                if text is None:
                    text = texts[listener.audience] = to_text(each, listener.audience)
                self._give(listener, text)

    def _give(self, listener: Listener, text: str) -> None:
        try:
            listener.queue.put_nowait(text)
        except asyncio.QueueFull:
            self._drop(listener)

    def _deltas(self, audience: Audience, since: int | None) -> list[str] | None:
        """The texts behind `since` up to now, or None if some are no longer (or not yet) at hand."""
        rev = self._service.hall.rev
        if since is None or since > rev:
            return None
        found = [each for each in self._kept if each.stamp.rev > since]
        complete = len(found) == rev - since
        return [to_text(each, audience) for each in found] if complete else None

    def _snapshot(self, audience: Audience) -> str:
        """Made once for all who come in the same second: after a restart hundreds of pages do."""
        rev, now = self._service.hall.rev, self._service.now()
        made = self._made.get(audience)
        if made is None or made.rev != rev or not timedelta(0) <= now - made.at < FRESH:
            made = self._made[audience] = _Made(rev, now, self._made_now(audience, now))
        return made.text

    def _made_now(self, audience: Audience, now: datetime) -> str:
        hall = self._service.hall
        tickets = _living(hall, now) if audience is Audience.STAFF else []
        body = SnapshotBody(board=to_board(hall, now), tickets=tuple(tickets))
        return Snapshot(rev=hall.rev, at=now, body=body).model_dump_json(exclude_none=True)


def _living(hall: Hall, now: datetime) -> list[Ticket]:
    """Who waits in call order, then who is called, served, put aside or passed, or waits without a slip."""
    others = [
        to_ticket(hall, each, now, is_estimated=False)
        for each in hall.tickets.values()
        if each.state in ELSEWHERE or (each.state is TicketState.WAITING and not each.is_callable)
    ]
    return waiting_in_order(hall, now, WAITING_SHOWN) + others


_HIDDEN = {"body": {"ticket": set(STAFF_ONLY), "evaluation": {"comment", "reasons", "clerk"}}}


def to_text(news: News, audience: Audience) -> str:
    """The envelope of one fact as JSON; empty parts are left out."""
    body = EventBody(ticket=news.ticket, counter=news.counter, evaluation=news.evaluation, kiosk=news.kiosk)
    envelope = Envelope(rev=news.stamp.rev, type=news.type, at=news.stamp.at, body=body)
    hidden = _HIDDEN if audience is Audience.PUBLIC else None
    return envelope.model_dump_json(exclude=hidden, exclude_none=True)
