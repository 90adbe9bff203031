"""What listeners are told of a committed deed. Built when its facts are folded in, sent when they are durable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.domain import event as e
from server.domain import event_admin as ea
from server.domain.fact import Event, Stamp
from server.domain.hall import Hall
from server.service import view
from server.service.answer import counter_of, to_evaluation
from server.service.codec import name_of
from server.vocab import TicketId
from server.wire.event import EventBody

QUIET = (
    ea.TokenIssued,
    ea.TokenRevoked,
    ea.StaffSet,
    ea.StaffRemoved,
    ea.StaffLoggedIn,
    ea.StaffLoggedOut,
    ea.AccessRefused,
)
"""Facts nobody listens to; they are announced by rev only, so that no gap shows."""


@dataclass(frozen=True, slots=True)
class News:
    """One fact for the listeners: its place, its name and what it changed as it is now."""

    stamp: Stamp
    type: str
    body: EventBody


Listen = Callable[[Sequence[News]], None]


def to_news(hall: Hall, fact: Event, stamp: Stamp) -> News:
    """Tell one fact; the ticket and counter in it are those right after it."""
    if isinstance(fact, QUIET):
        return News(stamp, "skipped", EventBody())
    ticket = hall.tickets.get(getattr(fact, "ticket_id", TicketId(0)))
    counter_id = counter_of(hall, fact)
    post = hall.posts.get(counter_id) if counter_id is not None else None
    evaluation = to_evaluation(fact, stamp.at) if isinstance(fact, e.TicketEvaluated) else None
    body = EventBody(
        ticket=view.to_ticket(hall, ticket, stamp.at) if ticket else None,
        counter=view.to_counter(hall, post) if post else None,
        evaluation=evaluation,
    )
    return News(stamp, name_of(type(fact)), body)
