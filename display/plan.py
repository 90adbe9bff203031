"""What a counter's board and the hall's board are for: which state they show, which calls concern them. Pure."""

from zoneinfo import ZoneInfo

from display.board import CALL_COLOUR, Picture, Plan
from display.render.board import counter_lines, hall_lines
from display.render.text import OFFLINE, Caps, choose
from display.view import View
from server.vocab import CounterState, TicketState
from server.wire.hall import Counter

BUSY_COLOUR, AWAY_COLOUR = "green", "yellow"


def counter_plan(number: int, caps: Caps) -> Plan:
    """The board over the counter people know as `number`."""

    def paint(view: View | None) -> Picture:
        if view is None:
            return _nothing_known(caps)
        counter = view.counter_numbered(number)
        if counter is None:
            # Somebody wired a board to a counter the hall does not have: say it where it is seen.
            return Picture(tuple(choose([[f"无{number}号窗口"], [f"无{number}号"]], caps)), AWAY_COLOUR)
        lines = counter_lines(counter, caps, ZoneInfo(view.board.hall.timezone), offline=not view.is_live)
        return Picture(tuple(lines), _colour(counter) if view.is_live else AWAY_COLOUR)

    def concerns(view: View, counter_id: int | None) -> bool:
        counter = view.counter(counter_id)
        return counter is not None and counter.number == number

    return Plan(paint, concerns)


def hall_plan(caps: Caps, *, zone: str | None = None) -> Plan:
    """The hall's board: all calls, or those of one zone."""

    def paint(view: View | None) -> Picture:
        if view is None:
            return _nothing_known(caps)
        lines = hall_lines(view.board, caps, zone=zone, offline=not view.is_live)
        return Picture(tuple(lines), CALL_COLOUR if view.is_live else AWAY_COLOUR)

    def concerns(view: View, counter_id: int | None) -> bool:
        counter = view.counter(counter_id)
        return counter is not None and zone in (None, counter.zone)

    return Plan(paint, concerns)


def _nothing_known(caps: Caps) -> Picture:
    return Picture(tuple(choose([[OFFLINE]], caps)), AWAY_COLOUR)


def _colour(counter: Counter) -> str:
    if counter.state is not CounterState.OPEN:
        return AWAY_COLOUR
    is_called = counter.current is not None and counter.current.state == TicketState.CALLED
    return CALL_COLOUR if is_called else BUSY_COLOUR
