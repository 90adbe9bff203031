"""Whose turn it is on a board: calls one after another, else the pages of what is so. Pure: no device, no clock."""

from dataclasses import dataclass

from display.view import View
from server.vocab import TicketState
from server.wire.hall import BoardCall

LONGEST = 12
"""Calls that wait for their turn; the oldest of more would be shown half a minute late."""
FRESH_S = 5.0
"""A call up to this old is shown once whatever came after: two calls of one counter are both seen."""
PAGE_S = 8.0
"""How long a page stands: old people read two lines in it, and a line of thirty boards is quiet most of the time."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A call and when it reached the box, in seconds of a clock that only goes forward."""

    call: BoardCall
    at: float


Waiting = tuple[Heard, ...]
"""Calls that were not shown yet, first to be shown first; a ticket stands in it once."""


def offered(waiting: Waiting, heard: Heard) -> Waiting:
    """With a new call at the end. A recall, or a call to another counter, is the ticket's only one; of too many the
    oldest goes."""
    others = [each for each in waiting if each.call.ticket_id != heard.call.ticket_id]
    return (*others, heard)[-LONGEST:]


def next_call(waiting: Waiting, view: View | None, now: float) -> tuple[BoardCall | None, Waiting]:
    """The call whose turn it is, and those after it. What is over is passed over: older than FRESH_S, and the ticket is
    at its counter by now, finished, a no-show or called elsewhere."""
    for index, heard in enumerate(waiting):
        if now - heard.at <= FRESH_S or _is_called(heard.call, view):
            return heard.call, waiting[index + 1 :]
    return None, ()


def page_at(pages: int, stood_s: float, late_s: float = 0.0) -> tuple[int, float]:
    """Which of so many pages stands after `stood_s` seconds, and in how many seconds the next one does. The first one
    stands `late_s` longer in the first round, so that boards of one line do not turn their pages all at once."""
    turned = max(0.0, stood_s - late_s)
    return int(turned // PAGE_S) % pages, max(late_s - stood_s, 0.0) + PAGE_S - turned % PAGE_S


def _is_called(call: BoardCall, view: View | None) -> bool:
    counter = view.counter(call.counter_id) if view is not None else None
    current = counter.current if counter is not None else None
    return current is not None and (current.ticket_id, current.state) == (call.ticket_id, TicketState.CALLED)
