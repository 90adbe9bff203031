"""Replays the whole log and checks that nothing impossible is in it or comes of it; rebuilds what is derived."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.event import DayOpened, TicketCalled, TicketIssued, TicketResumed, WalkUpServed
from server.domain.event_kiosk import OfflineTicketTaken
from server.domain.hall import Hall
from server.domain.lifecycle import ACTIVE
from server.service import carry
from server.service.books import enter
from server.service.loading import ZoneOf, facts_of, fold_deed, to_checkpoint
from server.service.port import Deed, Log
from server.vocab import CounterId, TicketId, TicketState


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at."""

    deeds: int
    facts: int
    tickets: int


class Violation(Exception):
    """The log leads to something that cannot be; carries the first such thing as one plain sentence."""


def verify(log: Log, zone_of: ZoneOf) -> Verified:
    """Fold every deed from the first; check each step and each end of day. Raises Violation or LogDamaged."""
    hall = Hall(zone_of=zone_of)
    seen = _Seen()
    shortcut = log.checkpoint()
    deeds = 0
    for deed in log.deeds():
        seen.note(deed, hall)
        _fold(hall, deed)
        deeds = deed.seq
        if shortcut is not None and deed.seq == shortcut.seq:
            _require_same(hall, shortcut.body)
        problem = next(impossible(hall), None)
        if problem is not None:
            raise Violation(f"第 {deed.seq} 条记录之后：{problem}")
    problem = next(impossible_queue(hall), None)
    if problem is not None:
        raise Violation(problem)
    if shortcut is not None and shortcut.seq > deeds:
        raise Violation("检查点比日志还新。")
    return Verified(deeds, hall.rev, len(seen.ticket_ids))


def _fold(hall: Hall, deed: Deed) -> None:
    try:
        fold_deed(hall, deed)
    except (KeyError, ValueError) as wrong:
        raise Violation(f"第 {deed.seq} 条记录（{deed.command}）不可能发生：与此前的记录不符（{wrong}）。") from wrong


def _require_same(hall: Hall, text: str) -> None:
    if carry.parse(carry.to_text(hall)) != carry.parse(text):
        raise Violation("检查点与日志不一致。")


class _Seen:
    """Request ids within a day, ticket ids ever, numbers within a day: each once; numbers in a row; counters free."""

    def __init__(self) -> None:
        self.ticket_ids: set[TicketId] = set()
        self._numbers: set[tuple[str, str]] = set()
        self._requests: set[str] = set()
        self._handed_in: set[str] = set()

    def note(self, deed: Deed, hall: Hall) -> None:
        """Look at a deed that is about to be folded into `hall`."""
        if deed.request_id in self._requests:
            raise Violation(f"第 {deed.seq} 条记录的请求号重复。")
        self._requests.add(deed.request_id)
        for _, fact in facts_of(deed):
            if isinstance(fact, DayOpened):
                self._requests = {deed.request_id}
            if isinstance(fact, TicketIssued | WalkUpServed):
                self._note_ticket(fact.ticket_id, (deed.business_day.isoformat(), fact.number), deed.seq)
                _require_next(hall, fact, deed.seq)
            if isinstance(fact, OfflineTicketTaken):
                self._note_offline(fact, deed)
            if isinstance(fact, TicketCalled | TicketResumed | WalkUpServed):
                _require_free(hall, fact.counter_id, deed.seq)

    def _note_offline(self, fact: OfflineTicketTaken, deed: Deed) -> None:
        if fact.request_id in self._handed_in:
            raise Violation(f"第 {deed.seq} 条记录第二次接收了断网号票 {fact.number}。")
        self._handed_in.add(fact.request_id)
        self._note_ticket(fact.ticket_id, (deed.business_day.isoformat(), fact.number), deed.seq)

    def _note_ticket(self, ticket_id: TicketId, number: tuple[str, str], seq: int) -> None:
        if ticket_id in self.ticket_ids:
            raise Violation(f"第 {seq} 条记录的号票编号 {ticket_id} 重复。")
        if number in self._numbers:
            raise Violation(f"第 {seq} 条记录的票号 {number[1]} 在 {number[0]} 重复。")
        self.ticket_ids.add(ticket_id)
        self._numbers.add(number)


def _require_next(hall: Hall, fact: TicketIssued | WalkUpServed, seq: int) -> None:
    last = hall.seqs.get(hall.business_day, {}).get(fact.prefix, 0) if hall.business_day is not None else 0
    if fact.seq != last + 1:
        raise Violation(f"第 {seq} 条记录的票号 {fact.number} 不连续：前一个是 {last}。")


def _require_free(hall: Hall, counter_id: CounterId, seq: int) -> None:
    post = hall.posts.get(counter_id)
    if post is not None and post.current is not None:
        raise Violation(f"第 {seq} 条记录在窗口 {counter_id} 叫了第二张号票。")


def impossible(hall: Hall) -> Iterator[str]:
    """What is wrong with a hall, as plain sentences; nothing if all is well. Looks at counters only: cheap."""
    for post in hall.posts.values():
        ticket = hall.tickets.get(post.current) if post.current is not None else None
        if post.current is not None and (ticket is None or ticket.state not in ACTIVE or ticket.counter_id != post.id):
            yield f"窗口 {post.id} 正在办理的号票不对。"
        for ticket_id in post.held:
            if hall.tickets[ticket_id].state is not TicketState.HELD:
                yield f"窗口 {post.id} 挂起的号票不对。"


def impossible_queue(hall: Hall) -> Iterator[str]:
    """The same for the queue: every callable ticket stands in exactly one lane, in order. Walks all tickets."""
    places = [place for lane in hall.lanes.all() for place in lane.places]
    if any(lane.places != sorted(lane.places) for lane in hall.lanes.all()):
        yield "队列次序不对。"
    callable_ids = sorted(ticket.id for ticket in hall.tickets.values() if ticket.is_callable)
    if sorted(place[1] for place in places) != callable_ids:
        yield "队列与号票不一致。"
    active = sorted(ticket.id for ticket in hall.tickets.values() if ticket.is_active)
    if sorted(post.current for post in hall.posts.values() if post.current is not None) != active:
        yield "窗口与号票不一致。"


def rebuild(log: Log, zone_of: ZoneOf) -> int:
    """Make the read models and the checkpoint anew from the log; returns the number of deeds folded."""
    log.clear_read_models()
    hall = Hall(zone_of=zone_of)
    seq = 0
    for deed in log.deeds():
        day = fold_deed(hall, deed)
        seq = deed.seq
        if day is not None:
            enter(log, day)
            log.save_checkpoint(to_checkpoint(hall, seq))
    return seq
