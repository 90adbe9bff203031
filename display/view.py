"""What the hall looks like from the display box: a board kept up with the facts. Pure: knows no line and no device."""

from dataclasses import dataclass, replace

from server.vocab import TicketState
from server.wire.content import Content
from server.wire.event import Envelope, Snapshot
from server.wire.hall import Board, BoardCall, Counter, Current
from server.wire.ticket import Ticket

CALLS = frozenset({"ticket_called", "ticket_recalled"})
"""Facts that send a person to a counter."""
ACTIVE = frozenset({TicketState.CALLED, TicketState.SERVING})
KEPT_CALLS = 30
"""As many as the server lists; more than any board has lines."""


@dataclass(frozen=True, slots=True)
class View:
    """The last good state, whether the server is still behind it, and what the hall has published, once known."""

    board: Board
    is_live: bool = True
    content: Content | None = None

    @property
    def rev(self) -> int:
        return self.board.rev

    def counter_numbered(self, number: int) -> Counter | None:
        return next((counter for counter in self.board.counters if counter.number == number), None)

    def waiting_at(self, counter: Counter) -> int:
        """How many wait for the services of this counter."""
        return sum(each.waiting for each in self.board.waiting if each.service_id in counter.services)

    def counter(self, counter_id: int | None) -> Counter | None:
        return next((counter for counter in self.board.counters if counter.id == counter_id), None)


def from_snapshot(snapshot: Snapshot, content: Content | None = None) -> View:
    """A fresh view; the snapshot's own rev counts."""
    return View(snapshot.body.board.model_copy(update={"rev": snapshot.rev}), content=content)


def lost(view: View) -> View:
    """The same state, known to be old."""
    return replace(view, is_live=False)


def counted(view: View, board: Board) -> View:
    """The same state with what moves with the time alone, by a newer look at the board: who waits, opening hours,
    announcements.

    A look at the very same state lists the calls as a box would that starts now.
    """
    calls = board.calls if board.rev == view.rev else view.board.calls
    known = view.board.model_copy(update=_moved(board) | {"calls": calls})
    return view if known == view.board else replace(view, board=known)


def _moved(board: Board) -> dict[str, object]:
    return {"waiting": board.waiting, "opening": board.opening, "announcements": board.announcements}


def apply(view: View, envelope: Envelope) -> View:
    """The view after a fact. Facts that change nothing a board shows only move the rev."""
    board = view.board.model_copy(update={"rev": envelope.rev})
    body = envelope.body
    if body.ticket is not None:
        board = _with_ticket(board, envelope, body.ticket)
    if body.counter is not None:
        board = _with_counter(board, body.counter)
    return replace(view, board=board, is_live=True)


def _with_counter(board: Board, changed: Counter) -> Board:
    counters = [changed if counter.id == changed.id else counter for counter in board.counters]
    return board.model_copy(update={"counters": counters})


def _with_ticket(board: Board, envelope: Envelope, ticket: Ticket) -> Board:
    """Counters follow the ticket even when the fact does not bring the counter along."""
    counters = [occupied(counter, ticket) for counter in board.counters]
    calls = [_updated(call, ticket) for call in board.calls]
    new = _new_call(board, envelope, ticket) if envelope.type in CALLS else None
    if new is not None:
        calls = [new, *(call for call in calls if call.ticket_id != ticket.id)][:KEPT_CALLS]
    return board.model_copy(update={"counters": counters, "calls": calls})


def occupied(counter: Counter, ticket: Ticket) -> Counter:
    """The counter once the ticket is as it says: called there, being served there, or there no more."""
    if ticket.state in ACTIVE and ticket.counter_id == counter.id:
        current = Current(ticket_id=ticket.id, number=ticket.number, state=ticket.state)
        return counter.model_copy(update={"current": current})
    if counter.current is not None and counter.current.ticket_id == ticket.id:
        return counter.model_copy(update={"current": None})
    return counter


def _updated(call: BoardCall, ticket: Ticket) -> BoardCall:
    return call.model_copy(update={"state": ticket.state}) if call.ticket_id == ticket.id else call


def _new_call(board: Board, envelope: Envelope, ticket: Ticket) -> BoardCall | None:
    counter = next((counter for counter in board.counters if counter.id == ticket.counter_id), None)
    if counter is None:
        return None
    return BoardCall(
        ticket_id=ticket.id,
        number=ticket.number,
        counter_id=counter.id,
        counter_number=counter.number,
        counter_name=counter.name,
        counter_name_en=counter.name_en,
        zone=counter.zone,
        at=envelope.at,
        calls=ticket.calls,
        state=ticket.state,
    )
