"""The tickets behind a figure: which ones it counts, newest first, of the present day and of those that are over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.domain.record import Outcome
from server.service.books import DayEnd
from server.service.port import TicketRow
from server.service.report_day import UNSERVED, end_of
from server.service.report_port import Books, Line, Place, Sought, TurnRow
from server.vocab import TicketState

if TYPE_CHECKING:
    from server.service.report import Question

_MINUTE_US = 60_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """Which tickets, or which turns at a counter, a figure counts."""

    of_turns: bool = False
    states: tuple[str, ...] = ()
    never_came: bool | None = None
    levels: tuple[int, ...] = ()
    is_unrated: bool = False
    outcomes: tuple[str, ...] = ()
    is_served: bool = False
    is_called: bool = False
    is_over: bool = False  # waited longer than the hall's limit

    def sought(self, question: "Question", wait_limit: int) -> Sought:
        keys = dict(question.keys)
        return Sought(
            first=question.first,
            last=question.last,
            service=keys.get("service"),
            counter=int(keys["counter"]) if "counter" in keys else None,
            clerk=keys.get("clerk"),
            ticket_class=keys.get("class"),
            states=self.states,
            never_came=self.never_came,
            levels=self.levels,
            is_unrated=self.is_unrated,
            outcomes=self.outcomes,
            is_served=self.is_served,
            is_called=self.is_called,
            waited_us=wait_limit * _MINUTE_US if self.is_over else None,
        )


_LIVE = tuple(state.value for state in (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.HELD))
_UNSERVED = tuple(sorted(state.value for state in UNSERVED))
_SERVED = (Outcome.FINISHED.value, Outcome.MOVED_ON.value, Outcome.TRANSFERRED.value)
WHATS = {
    "tickets": What(),
    "open": What(states=_LIVE),
    "finished": What(states=(TicketState.FINISHED.value,)),
    "cancelled": What(states=(TicketState.CANCELLED.value,)),
    "no_show": What(states=_UNSERVED, never_came=True),
    "closed_unserved": What(states=_UNSERVED, never_came=False),
    **{f"level_{level}": What(levels=(level,)) for level in range(1, 6)},
    "satisfied": What(levels=(5, 4, 3)),
    "dissatisfied": What(levels=(2, 1)),
    "unrated": What(states=(TicketState.FINISHED.value,), is_unrated=True),
    "calls": What(of_turns=True, is_called=True),
    "served": What(of_turns=True, outcomes=_SERVED, is_served=True),
    "missed": What(of_turns=True, outcomes=(Outcome.MISSED.value,)),
    "transferred": What(of_turns=True, outcomes=(Outcome.TRANSFERRED.value,)),
    "held": What(of_turns=True, outcomes=(Outcome.HELD.value,)),
    "wait_over": What(of_turns=True, is_over=True),
}
"""By the name of the figure."""


def newest(
    books: Books, today: DayEnd | None, sought: Sought, before: Place | None, n: int, *, of_turns: bool
) -> list[Line]:
    """At most `n` lines before a place: of the present day, then of those that are over."""
    found = {place_of(line): line for line in (books.turns if of_turns else books.tickets)(sought, before, n)}
    if today is not None and today.business_day is not None and sought.first <= today.business_day <= sought.last:
        lines = _turns_of(today, sought) if of_turns else _tickets_of(today, sought)
        found |= {place_of(line): line for line in lines if before is None or place_of(line) < before}
    return [found[place] for place in sorted(found, reverse=True)[:n]]


def place_of(line: Line) -> Place:
    if line.turn is not None:
        return line.turn.business_day, line.turn.ticket_id, line.turn.n
    if line.ticket is None:
        raise ValueError("a line of nothing")
    return line.ticket.business_day, line.ticket.ticket_id, 0


def _tickets_of(today: DayEnd, sought: Sought) -> Iterator[Line]:
    for row in today.rows:
        if _fits(row, sought) and (not sought.states or row.state in sought.states) and _is_rated(row, sought):
            yield Line(row)


def _turns_of(today: DayEnd, sought: Sought) -> Iterator[Line]:
    tickets = {row.ticket_id: row for row in today.rows}
    for turn in today.turns:
        if _fits(turn, sought) and _is_turn(turn, sought):
            yield Line(tickets.get(turn.ticket_id), turn)


def _fits(row: TicketRow | TurnRow, sought: Sought) -> bool:
    pairs = (
        (sought.service, row.service_id),
        (sought.counter, row.counter_id),
        (sought.clerk, row.clerk),
        (sought.ticket_class, row.ticket_class),
    )
    return all(wanted is None or wanted == found for wanted, found in pairs)


def _is_rated(row: TicketRow, sought: Sought) -> bool:
    if sought.never_came is not None and sought.never_came != (end_of(row) == "no_show"):
        return False
    return (not sought.levels or row.level in sought.levels) and not (sought.is_unrated and row.level is not None)


def _is_turn(turn: TurnRow, sought: Sought) -> bool:
    waited = (turn.called_at - turn.issued_at) // timedelta(microseconds=1) if turn.issued_at is not None else -1
    if sought.waited_us is not None and waited <= sought.waited_us:
        return False
    if (sought.is_served and turn.started_at is None) or (sought.is_called and not turn.is_called):
        return False
    return not sought.outcomes or turn.outcome in sought.outcomes
