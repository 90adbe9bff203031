"""Compares what was promised to clients with what is in the log, and the served state with the log's own."""

import json
import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from server.domain.event import TicketCalled, TicketIssued
from server.domain.fact import Event
from server.domain.hall import Hall
from server.service import codec
from server.service.loading import fold_deed
from server.service.port import Deed
from server.service.verify import verify
from server.service.view import waiting_in_order
from server.store import open_to_read
from tests.e2e.conftest import TrialHall
from tests.e2e.load import Line, Reply, Wish

_SECRET = re.compile(r'"secret":"[a-z0-9]+",')


def plain(text: str) -> str:
    """An answer as the log keeps it: without the secret that only its asker gets."""
    return _SECRET.sub("", text)


@dataclass
class Log:
    """The deeds and answers of a hall as they lie on disk, verified."""

    deeds: list[Deed]
    answers: dict[str, str]
    by_request: dict[str, Deed] = field(init=False)

    def __post_init__(self) -> None:
        self.by_request = {deed.request_id: deed for deed in self.deeds}
        assert len(self.by_request) == len(self.deeds), "a request was carried out twice"

    @classmethod
    def of(cls, hall: TrialHall, *, verified: bool = True) -> "Log":
        with closing(open_to_read(hall.data)) as store:
            if verified:
                verify(store, ZoneInfo)
            return cls(list(store.deeds()), {each.request_id: each.body for each in store.answers(date.min)})

    def hall(self) -> Hall:
        """The state by the long way: every deed folded."""
        hall = Hall(zone_of=ZoneInfo)
        for deed in self.deeds:
            fold_deed(hall, deed)
        return hall


def prove(log: Log, before: list[Deed], acked: Iterable[tuple[Wish, Reply]]) -> None:
    """Every acknowledged command is there once, with its answer and its effect, in the order of acknowledgement.

    `before` was proved already: it must be there unchanged.
    """
    assert log.deeds[: len(before)] == before, "what was in the log has changed"
    newest = 0
    newest_by_then = [0]
    for wish, reply in acked:
        deed = log.by_request.get(wish.request_id)
        assert deed is not None, f"acknowledged and lost: {wish}"
        assert log.answers[wish.request_id] == plain(reply.text), wish
        assert deed.seq > newest_by_then[wish.sent_after], f"sent after the answer to a later one: {wish}"
        newest = max(newest, deed.seq)
        newest_by_then.append(newest)
        if deed.seq > len(before):
            _prove_effect(codec.from_text(deed.facts), reply)


def _prove_effect(facts: list[Event], reply: Reply) -> None:
    for fact in facts:
        if isinstance(fact, TicketIssued | TicketCalled):
            ticket = json.loads(reply.text)["ticket"]
            assert ticket["id"] == fact.ticket_id
            if isinstance(fact, TicketIssued):
                assert ticket["number"] == fact.number
            else:
                assert ticket["counter_id"] == fact.counter_id


async def prove_served(line: Line, token: str, log: Log) -> None:
    """What the server says about queue and counters is what comes of its log."""
    hall = log.hall()
    now = hall.last_at
    assert now is not None
    waiting = (await line.call("GET", "/api/v1/tickets?state=waiting", token)).body["tickets"]
    by_log = [(each.id, each.number) for each in waiting_in_order(hall, now, 2000, None)]
    failed = [each for each in hall.tickets.values() if each.state == "waiting" and not each.is_callable]
    by_log += [(each.id, each.number) for each in sorted(failed, key=lambda each: each.rank)]
    assert [(each["id"], each["number"]) for each in waiting] == by_log
    counters = (await line.call("GET", "/api/v1/hall", token)).body["counters"]
    served = {each["id"]: (each["state"], each["current"] and each["current"]["ticket_id"]) for each in counters}
    assert served == {post.id: (post.state, post.current) for post in hall.posts.values()}
