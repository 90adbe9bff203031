"""Which calls and notices are still to be said, in which order. Pure: knows no engine, no thread and no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from display.view import View
from server.vocab import TicketState

LONGEST = 12
"""Calls that wait; at some ten seconds each the oldest of more would be said minutes late."""
TICKET_LANGUAGE = "ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call to be said. `rev` is its fact, `heard_at` when it reached this box (monotonic seconds)."""

    rev: int
    ticket_id: int
    counter_id: int
    number: str
    counter_number: int
    language: str
    heard_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A text for everybody in the hall, to be said once."""

    id: int
    text: str
    text_en: str


def new_notices(view: View, known: int) -> tuple[Notice, ...]:
    """Those to be said of the announcements that were made after the one called `known`."""
    made = (each for each in view.board.announcements if each.id > known and each.is_spoken)
    return tuple(Notice(id=each.id, text=each.text, text_en=each.text_en) for each in made)


def still_made(notices: tuple[Notice, ...], view: View) -> tuple[Notice, ...]:
    """Without those that were taken back or are over."""
    made = {each.id for each in view.board.announcements}
    return tuple(each for each in notices if each.id in made)


Waiting = tuple[Call, ...]
"""First to be said first; a ticket stands in it once."""


def offered(waiting: Waiting, call: Call) -> Waiting:
    """With a new call. A recall, or a call to another counter, takes the place of the ticket's earlier one, which was
    not said yet; from the time that one came its wait counts. Of too many the oldest goes."""
    for index, earlier in enumerate(waiting):
        if earlier.ticket_id == call.ticket_id:
            return (*waiting[:index], replace(call, heard_at=earlier.heard_at), *waiting[index + 1 :])
    return (*waiting, call)[-LONGEST:]


def still_called(waiting: Waiting, view: View | None) -> Waiting:
    """Without the calls that are over: the ticket is being served, finished, a no-show, or called elsewhere."""
    return tuple(call for call in waiting if is_called(call, view))


def is_called(call: Call, view: View | None) -> bool:
    """Does the call still hold, as far as the box knows?"""
    counter = view.counter(call.counter_id) if view is not None else None
    current = counter.current if counter is not None else None
    return current is not None and (current.ticket_id, current.state) == (call.ticket_id, TicketState.CALLED)


def spoken_in(wanted: Sequence[str], ticket_language: str, known: Sequence[str]) -> list[str]:
    """The languages of one call, in order: what the hall wants, each twice (中、英、中、英), then that of the ticket
    once when the hall wants `ticket` and it is not among them. Unknown ones are left out; nobody is left without any.
    """
    for_all = [language for language in wanted if language in known] or list(known[:1])
    own = ticket_language.partition("-")[0].lower()
    is_own_wanted = TICKET_LANGUAGE in wanted and own in known and own not in for_all
    return for_all * 2 + ([own] if is_own_wanted else [])
