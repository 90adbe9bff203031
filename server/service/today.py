"""A counter's figures of the present business day, from its tickets. Knows no other day; those are in the books."""

from statistics import fmean

from server.domain.hall import Hall
from server.vocab import CounterId, Level, TicketState
from server.wire.hall import CounterToday


def today_of(hall: Hall, counter_id: CounterId) -> CounterToday:
    """One pass over the day's tickets. A ticket counts at the counter that had it last."""
    here = [each for each in hall.tickets.values() if each.counter_id == counter_id]
    served = [each for each in here if each.state is TicketState.FINISHED]
    levels = [each.level for each in served if each.level is not None]
    minutes = [
        (each.finished_at - each.started_at).total_seconds() / 60
        for each in served
        if each.started_at is not None and each.finished_at is not None
    ]
    return CounterToday(
        counter_id=counter_id,
        served=len(served),
        no_shows=sum(each.state is TicketState.NO_SHOW for each in here),
        mean_minutes=round(fmean(minutes), 1) if minutes else None,
        evaluated=len(levels),
        satisfied=sum(level >= Level.FAIRLY_SATISFIED for level in levels),
    )
