"""From whole numbers that add up to the figures people read: means, percentiles, shares. Pure."""

from collections.abc import Iterable

from server.service.port import TicketRow
from server.service.report_day import CHANNEL, REASON, WAIT, Sums, add, ticket_sums
from server.vocab import Level
from server.wire import report as wr
from server.wire.admin import EstimateError

SATISFACTION_TARGET = 0.95
"""满意率 95 % (R-192, sat.target)."""

_MINUTE_US = 60_000_000
_LEVELS = tuple(sorted(Level, reverse=True))


def to_figures(sums: Sums, wait_limit: int) -> wr.Figures:
    """`wait_limit`: minutes after which a wait counts as too long."""
    get = sums.get
    waits = waits_of(sums)
    levels = [get(f"level_{int(level)}", 0) for level in _LEVELS]
    rated = sum(levels)
    promised = get("promised", 0)
    return wr.Figures(
        **{name: get(name, 0) for name in _COUNTS},
        missed=get("turns_missed", 0),
        transferred=get("turns_transferred", 0),
        held=get("turns_held", 0),
        wait_mean=_mean(get("wait", 0), get("waits", 0)),
        wait_p50=percentile(waits, 50),
        wait_p90=percentile(waits, 90),
        wait_longest=waits[-1][0] if waits else None,
        wait_over=sum(n for minutes, n in waits if minutes > wait_limit),
        response_mean=_mean(get("response", 0), get("starts", 0)),
        serving_mean=_mean(get("serving", 0), get("served", 0)),
        busy=_minutes(get("busy", 0)),
        idle=_minutes(get("idle", 0)),
        paused=_minutes(get("paused", 0)),
        served_per_hour=_per_hour(get("served", 0), get("busy", 0) + get("idle", 0)),
        levels=levels,
        unrated=max(0, get("finished", 0) - rated),
        satisfied=_share(sum(levels[: _LEVELS.index(Level.FAIRLY_SATISFIED) + 1]), rated),
        reasons=_named(sums, REASON),
        channels=_named(sums, CHANNEL),
        promise_off=_mean(get("promise_off", 0), promised),
        promise_error=_mean(get("promise_error", 0), promised),
        promise_within=_share(get("promise_within", 0), promised),
        promise_above=_share(get("promise_above", 0), promised),
    )


_COUNTS = (
    *("tickets", "open", "finished", "no_show", "cancelled", "closed_unserved"),
    *("calls", "served", "waits", "promised"),
)


def estimate_errors(rows: Iterable[TicketRow]) -> list[EstimateError]:
    """How the promises of called tickets held, by service."""
    sums: dict[str, Sums] = {}
    for row in rows:
        add(sums.setdefault(row.service_id, {}), ticket_sums(row, None))
    return to_estimate_errors((service, to_figures(sums[service], 0)) for service in sorted(sums))


def to_estimate_errors(by_service: Iterable[tuple[str, wr.Figures]]) -> list[EstimateError]:
    """Of the services that had promises, in the order given."""
    return [
        EstimateError(
            service_id=service,
            tickets=figures.promised,
            mean_absolute_error=figures.promise_off or 0.0,
            mean_error=figures.promise_error or 0.0,
            within=round(figures.promise_within or 0.0, 3),
            above=round(figures.promise_above or 0.0, 3),
        )
        for service, figures in by_service
        if figures.promised
    ]


def waits_of(sums: Sums) -> list[tuple[int, int]]:
    """How many waited so many minutes begun, shortest first."""
    return sorted((int(name[len(WAIT) :]), n) for name, n in sums.items() if name.startswith(WAIT))


def percentile(waits: list[tuple[int, int]], per_cent: int) -> int | None:
    """The least number of minutes within which at least so many per cent had been called; None without waits."""
    needed = -(-sum(n for _, n in waits) * per_cent // 100)
    reached = 0
    for minutes, n in waits:
        reached += n
        if reached >= needed:
            return minutes
    return None


def _named(sums: Sums, prefix: str) -> list[wr.Counted]:
    """The most frequent first."""
    found = ((name[len(prefix) :], n) for name, n in sums.items() if name.startswith(prefix))
    return [wr.Counted(name=name, count=n) for name, n in sorted(found, key=lambda each: (-each[1], each[0]))]


def _minutes(us: int) -> float:
    return round(us / _MINUTE_US, 1)


def _mean(us: int, count: int) -> float | None:
    return round(us / count / _MINUTE_US, 2) if count else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _per_hour(count: int, us: int) -> float | None:
    return round(count * 60 * _MINUTE_US / us, 2) if us else None
