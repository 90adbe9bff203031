"""Adds a day up: tickets, turns and times to whole numbers that add up over days. Pure; knows no day but its own.

Times are in microseconds. The names of the numbers are kept with every day: new ones may come, old ones stay.
A ticket counts at the hour of its issue and where it was last; a turn at the hour of its call and where it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import TypeAlias

from server.domain.record import Outcome, Said, TimeKey
from server.service.port import TicketRow
from server.service.report_port import FigureRow, TurnRow
from server.vocab import TicketId, TicketState

AXES = ("hour", "service", "counter", "clerk", "class")
AXIS_SETS: tuple[tuple[str, ...], ...] = ((), *combinations(AXES, 1), *combinations(AXES, 2))

Sums: TypeAlias = dict[str, int]
Place: TypeAlias = tuple[str, str, str, str, str]
"""A key for each axis; empty: none, as the counter of somebody who was never called."""
Keys: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""One of AXIS_SETS, and a key for each of its axes."""

WAIT = "wait:"
"""`wait:7` counts waits of more than six minutes and at most seven."""
REASON = "reason:"
CHANNEL = "channel:"
_US = timedelta(microseconds=1)
_MINUTE_US = 60_000_000
_LIVE = "open"
UNSERVED = frozenset({TicketState.NO_SHOW, TicketState.CLOSED_UNSERVED})
_ENDED = frozenset({TicketState.FINISHED, TicketState.CANCELLED})
_SERVED = frozenset({Outcome.FINISHED, Outcome.MOVED_ON, Outcome.TRANSFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one business day left. `hour_of` tells the hour of the hall's clock."""

    business_day: date
    part: int
    tickets: list[TicketRow]
    turns: list[TurnRow] = field(default_factory=list)
    times: Mapping[TimeKey, int] = field(default_factory=dict)
    said: Mapping[TicketId, Said] = field(default_factory=dict)
    hour_of: Callable[[datetime], int]


def figures_of(day: Day) -> Iterator[FigureRow]:
    """What a day came to, by nothing, by each axis and by each two; the first row always."""
    sums = {((), ()): {}, **spread(cells_of(day))}
    for (axes, keys), body in sums.items():
        key, other = (*keys, "", "")[:2]
        yield FigureRow(
            axes=",".join(axes), business_day=day.business_day, part=day.part, key=key, other=other, body=to_body(body)
        )


def to_body(sums: Sums) -> str:
    return json.dumps({name: n for name, n in sorted(sums.items()) if n}, ensure_ascii=False, separators=(",", ":"))


def spread(cells: Mapping[Place, Sums], axis_sets: Iterable[tuple[str, ...]] = AXIS_SETS) -> dict[Keys, Sums]:
    """Cells of all axes to the sums of each axis set; what has no key on an axis is not in its sums."""
    found: dict[Keys, Sums] = {}
    for place, sums in cells.items():
        named = dict(zip(AXES, place, strict=True))
        for axes in axis_sets:
            keys = tuple(named[axis] for axis in axes)
            if all(keys):
                add(found.setdefault((axes, keys), {}), sums)
    return found


def add(to: Sums, sums: Mapping[str, int]) -> None:
    for name, n in sums.items():
        to[name] = to.get(name, 0) + n


def said_sums(said: Said) -> Sums:
    """What one evaluation adds where its ticket counts."""
    return {f"level_{int(said.level)}": 1, f"{CHANNEL}{said.channel.value}": 1, **reason_sums(said.reasons)}


def reason_sums(reasons: Iterable[str]) -> Sums:
    return {f"{REASON}{reason}": 1 for reason in reasons}


def place_of(row: TicketRow, hour_of: Callable[[datetime], int]) -> Place:
    counter = "" if row.counter_id is None else str(row.counter_id)
    return (str(hour_of(row.issued_at)), row.service_id, counter, row.clerk or "", row.ticket_class)


def cells_of(day: Day) -> dict[Place, Sums]:
    """What a day came to, by all axes at once."""
    cells: dict[Place, Sums] = {}
    for row in day.tickets:
        add(cells.setdefault(place_of(row, day.hour_of), {}), ticket_sums(row, day.said.get(TicketId(row.ticket_id))))
    for turn in day.turns:
        hour = str(day.hour_of(turn.called_at))
        place = (hour, turn.service_id, str(turn.counter_id), turn.clerk or "", turn.ticket_class)
        add(cells.setdefault(place, {}), _turn_sums(turn))
    for (counter_id, clerk, at_hour, kind), us in day.times.items():
        add(cells.setdefault((str(at_hour), "", str(counter_id), clerk, ""), {}), {kind.value: us})
    return cells


def end_of(row: TicketRow) -> str:
    """What became of a ticket. The end of the day closes those that were called and never came: they are no-shows."""
    state = TicketState(row.state)
    if state in UNSERVED:
        return "no_show" if row.called_at is not None and row.started_at is None else "closed_unserved"
    return str(state.value) if state in _ENDED else _LIVE


def ticket_sums(row: TicketRow, said: Said | None) -> Sums:
    """What one ticket adds where it counts."""
    sums = {"tickets": 1, end_of(row): 1}
    if said is not None:
        sums |= said_sums(said)
    elif row.level is not None:
        sums[f"level_{row.level}"] = 1
    if row.called_at is not None and row.promised_p50 is not None and row.promised_p90 is not None:
        waited = (row.called_at - row.issued_at) // _US
        p50, p90 = round(row.promised_p50 * _MINUTE_US), round(row.promised_p90 * _MINUTE_US)
        sums |= {
            "promised": 1,
            "promise_error": waited - p50,
            "promise_off": abs(waited - p50),
            "promise_within": int(p50 <= waited <= p90),
            "promise_above": int(waited > p90),
        }
    return sums


def _turn_sums(turn: TurnRow) -> Sums:
    sums = {"busy": (turn.ended_at - turn.called_at) // _US, "turns": 1}
    if turn.outcome in {Outcome.MISSED, Outcome.TRANSFERRED, Outcome.HELD}:
        sums[f"turns_{turn.outcome}"] = 1
    if turn.is_called:
        sums["calls"] = 1
    if turn.started_at is not None:
        sums["serving"] = (turn.ended_at - turn.started_at) // _US
        sums["served"] = int(turn.outcome in _SERVED)
        if turn.is_called:
            sums |= {"starts": 1, "response": (turn.started_at - turn.called_at) // _US}
    if turn.issued_at is not None:
        waited = max(0, (turn.called_at - turn.issued_at) // _US)
        sums |= {"waits": 1, "wait": waited, f"{WAIT}{-(-waited // _MINUTE_US)}": 1}
    return sums


def added_up(rows: Iterable[FigureRow]) -> Sums:
    """The sums of several rows."""
    total: Sums = {}
    for row in rows:
        add(total, json.loads(row.body))
    return total
