"""What stands on a counter's board and on the hall's board, fitted to the board. Never a name, never a phone number."""

from zoneinfo import ZoneInfo

from display.render.text import OFFLINE, Caps, Layout, choose, fit, plain, public
from server.vocab import CounterState, TicketState
from server.wire.hall import Board, BoardCall, Counter

SENT = (TicketState.CALLED, TicketState.SERVING)
"""States in which a number belongs on the hall's board."""


def counter_lines(counter: Counter, caps: Caps, zone: ZoneInfo, *, offline: bool = False) -> list[str]:
    """The lines of the board over a counter: closed, paused, called, serving or free. `zone` is the hall's.

    Only a pause on a board of one line may give a line wider than the board; it is to run through.
    """
    match counter.state:
        case CounterState.CLOSED:
            return choose(_closed(counter), caps, offline=offline)
        case CounterState.PAUSED:
            return _pause_lines(counter, caps, zone, offline=offline)
        case CounterState.OPEN if counter.current is not None:
            number = plain(counter.current.number)
            is_called = counter.current.state == TicketState.CALLED
            layouts = call_layouts(number, counter.number) if is_called else _serving(number)
            return choose(layouts, caps, offline=offline)
        case CounterState.OPEN:
            return choose(_free(counter), caps, offline=offline)


def hall_lines(board: Board, caps: Caps, *, zone: str | None = None, offline: bool = False) -> list[str]:
    """The lines of the hall's board: newest call on top, of one zone or of all; whoever is done or missed is off."""
    calls = [call for call in board.calls if call.state in SENT and zone in (None, call.zone)]
    if not calls:
        return choose([[plain(board.hall.name)]], caps, offline=offline)
    if caps.lines == 1:
        return choose(_one_line(calls[0]), caps, offline=offline)
    room = caps.lines - 1 if offline else caps.lines
    lines = [choose(_one_line(call), Caps(1, caps.columns))[0] for call in calls[:room]]
    return [*lines, fit(OFFLINE, caps.columns)] if offline else lines


def call_layouts(number: str, counter_number: int) -> list[Layout]:
    """Ways to say where a ticket goes, richest first; the number itself survives longest."""
    return [
        [f"{number} 请到{counter_number}号窗口"],
        [number, f"请到{counter_number}号窗口"],
        [f"{number} {counter_number}号窗口"],
        [f"{number} {counter_number}号"],
        [f"{number}→{counter_number}"],
        [number],
    ]


def _one_line(call: BoardCall) -> list[Layout]:
    return [layout for layout in call_layouts(plain(call.number), call.counter_number) if len(layout) == 1]


def _serving(number: str) -> list[Layout]:
    return [[f"{number} 正在办理"], [number, "正在办理"], [f"{number}办理"], [number]]


def _free(counter: Counter) -> list[Layout]:
    name, number = plain(counter.name), f"{counter.number}号"
    return [[f"{number}窗口 {name}"], [f"{number}窗口", name], [name], [f"{number}窗口"], [number]]


def _closed(counter: Counter) -> list[Layout]:
    return [[f"{counter.number}号窗口 暂未开放"], [f"{counter.number}号窗口", "暂未开放"], ["暂未开放"], ["关窗"]]


def _pause_lines(counter: Counter, caps: Caps, zone: ZoneInfo, *, offline: bool) -> list[str]:
    """R-223: reason and time of return. A board of one line lets what does not fit run: a pause is in no hurry."""
    back = f"{counter.back_at.astimezone(zone):%H:%M}回" if counter.back_at else ""
    parts = [part for part in ("暂停服务", public(counter.reason or ""), back) if part]
    if caps.lines == 1:
        return [" ".join([*parts, OFFLINE] if offline else parts)]
    rest = " ".join(parts[1:])
    layouts = [[" ".join(parts)], parts, [parts[0], rest], [parts[0], fit(rest, caps.columns)], [parts[0]]]
    return choose([layout for layout in layouts if all(layout)], caps, offline=offline)
