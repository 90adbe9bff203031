"""How one counter is now: as the stream says, or as an answer said that was faster. Knows no device and no command."""

from collections.abc import Callable

from display import view as views
from display.view import View
from server.vocab import TicketState
from server.wire.hall import Counter
from server.wire.ticket import Ticket

AHEAD_S = 2.0
"""An answer is believed before the stream for so long at most: then the stream has told it, or is what counts."""


class CounterNow:
    """The counter people know as `number`."""

    def __init__(self, number: int, clock: Callable[[], float]) -> None:
        self._number = number
        self._clock = clock
        self._view: View | None = None
        self._ahead: Counter | None = None
        self._until = 0.0

    @property
    def view(self) -> View | None:
        return self._view

    @property
    def counter(self) -> Counter | None:
        """None: nothing is known, or the hall has no such counter."""
        if self._ahead is not None and self._clock() < self._until:
            return self._ahead
        return self._view.counter_numbered(self._number) if self._view else None

    def painted(self, view: View | None) -> None:
        self._view = view
        told = view.counter_numbered(self._number) if view else None
        if told is not None and self._ahead is not None and _same(told, self._ahead):
            self._ahead = None

    def ticket_answered(self, ticket: Ticket) -> None:
        """A command's answer: the ticket is so now."""
        counter = self.counter
        if counter is not None:
            self.counter_answered(_with_held(views.occupied(counter, ticket), ticket))

    def counter_answered(self, counter: Counter) -> None:
        """A command's answer: the counter is so now."""
        now = self.counter
        if now is not None and now.id == counter.id and not _same(now, counter):
            self._ahead, self._until = counter, self._clock() + AHEAD_S


def _same(one: Counter, other: Counter) -> bool:
    return (one.current, one.state, one.held) == (other.current, other.state, other.held)


def _with_held(counter: Counter, ticket: Ticket) -> Counter:
    held = {each for each in counter.held if each != ticket.id}
    if ticket.state is TicketState.HELD and ticket.counter_id == counter.id:
        held.add(ticket.id)
    return counter.model_copy(update={"held": tuple(sorted(held))})
