"""What listeners are told of a committed deed. Built when its facts are folded in, sent when they are durable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.domain import event as e
from server.domain import event_admin as ea
from server.domain import event_item as ei
from server.domain.event_kiosk import HelpCalled, HelpGiven, KioskDirected
from server.domain.event_notice import NoticeGiven
from server.domain.fact import Event, Stamp
from server.domain.hall import Hall
from server.service import view
from server.service.codec import name_of
from server.service.kiosk_view import kiosk_of
from server.vocab import CounterId, TicketId
from server.wire import hall as wh
from server.wire import kiosk as wk
from server.wire import ticket as wt

QUIET = (
    ea.TokenIssued,
    ea.TokenRevoked,
    ea.StaffSet,
    ea.StaffRemoved,
    ea.StaffLoggedIn,
    ea.StaffLoggedOut,
    ea.AccessRefused,
    ei.ItemWritten,
    ei.ItemSubmitted,
    ei.ItemReturned,
    ei.ItemScheduled,
    ei.ItemPublished,
    ei.ItemWithdrawn,
    ei.DraftDropped,
    NoticeGiven,
)
"""Facts nobody listens to; they are announced by rev only, so that no gap shows."""


@dataclass(frozen=True, slots=True)
class News:
    """One fact for the listeners: its place, its name and what it changed, as its deed left it."""

    stamp: Stamp
    type: str
    ticket: wt.Ticket | None = None
    counter: wh.Counter | None = None
    evaluation: wt.Evaluation | None = None
    kiosk: wk.Kiosk | None = None


Listen = Callable[[Sequence[News]], None]


class Views:
    """The wire models of one moment, each made once: the answer and the news of a deed show the same ticket."""

    def __init__(self, hall: Hall, now: datetime) -> None:
        self._hall = hall
        self.now = now
        self._tickets: dict[TicketId, wt.Ticket] = {}

    def ticket(self, ticket_id: TicketId) -> wt.Ticket:
        found = self._tickets.get(ticket_id)
        if found is None:
            found = view.to_ticket(self._hall, self._hall.tickets[ticket_id], self.now)
            self._tickets[ticket_id] = found
        return found


def to_news(hall: Hall, fact: Event, stamp: Stamp, views: Views, left: CounterId | None) -> News:
    """Tell one fact; the ticket and counter in it are as its deed left them.

    `left` is the counter the ticket was at before: a ticket that waits again is at none, but one became free.
    """
    if isinstance(fact, QUIET):
        return News(stamp, "skipped")
    ticket_id = getattr(fact, "ticket_id", None)
    counter_id = counter_of(hall, fact) or left
    post = hall.posts.get(counter_id) if counter_id is not None else None
    return News(
        stamp,
        name_of(type(fact)),
        ticket=views.ticket(ticket_id) if ticket_id in hall.tickets else None,
        counter=view.to_counter(hall, post) if post else None,
        evaluation=to_evaluation(fact, stamp.at) if isinstance(fact, e.TicketEvaluated) else None,
        kiosk=kiosk_of(hall, fact.kiosk) if isinstance(fact, KioskDirected | HelpCalled | HelpGiven) else None,
    )


def to_evaluation(fact: e.TicketEvaluated, at: datetime) -> wt.Evaluation:
    return wt.Evaluation(
        ticket_id=fact.ticket_id,
        level=fact.level,
        channel=fact.channel,
        reasons=fact.reasons,
        comment=fact.comment,
        counter_id=fact.counter_id,
        clerk=fact.clerk,
        at=at,
    )


def counter_of(hall: Hall, fact: Event) -> CounterId | None:
    """The counter a fact is about, as far as listeners care."""
    match fact:
        case e.CounterOpened() | e.CounterPaused() | e.CounterClosed():
            return fact.counter_id
        case _:
            ticket = hall.tickets.get(getattr(fact, "ticket_id", TicketId(0)))
            return ticket.counter_id if ticket else None
