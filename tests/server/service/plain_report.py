"""The figures of days by the plainest way: walk the log's facts once, keep every minute in lists. Shares no code with
the reports but the words of the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from pydantic_core import from_json

from server.service.port import Deed
from tests.server.domain.playground import SHANGHAI

Key = dict[str, str]


@dataclass
class Seen:
    """One number of a report: which, of what, and where it counts."""

    what: str
    value: float
    day: date
    where: Key


@dataclass
class Visit:
    """A ticket as the facts tell it."""

    issued: datetime
    service: str
    kind: str
    rest: list[str]
    state: str = "open"
    counter: str = ""
    clerk: str = ""
    first: datetime | None = None
    called: datetime | None = None
    started: datetime | None = None
    is_by_call: bool = True
    waited: float | None = None  # until the first call, and not counted yet
    promise: tuple[float, float] | None = None


@dataclass
class Plain:
    """Walks deeds; `seen` has every number, with its place."""

    seen: list[Seen] = field(default_factory=list)
    visits: dict[int, Visit] = field(default_factory=dict)
    ended_on: dict[int, date] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    posts: dict[str, tuple[str, str, datetime]] = field(default_factory=dict)  # counter → state, clerk, since
    at: dict[str, int] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    day: date | None = None

    def walk(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            for fact in from_json(deed.facts):
                self.fact(fact["type"], fact["body"], deed.at)

    def fact(self, name: str, body: dict[str, Any], at: datetime) -> None:
        act = getattr(self, f"on_{name}", None)
        if act is not None:
            act(body, at)

    # -- days and counters -----------------------------------------------------------------------------------------

    def on_day_opened(self, body: dict[str, Any], at: datetime) -> None:
        for ticket_id, visit in list(self.visits.items()):
            if visit.state in {"finished", "cancelled", "closed_unserved"} and self.day is not None:
                self.ended_on.setdefault(ticket_id, self.day)
        self.day = date.fromisoformat(body["business_day"])

    def rest(self, counter: str, state: str, clerk: str, at: datetime) -> None:
        """A counter is now free, pauses, is busy or closed; what it was until now is counted by hours."""
        was, whose, since = self.posts.get(counter, ("closed", "", at))
        if was in {"idle", "paused"} and self.day is not None:
            while since < at:
                local = since.astimezone(SHANGHAI)
                full = (local + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
                until = min(at, full)
                where = {"hour": str(local.hour), "counter": counter, "clerk": whose}
                self.seen.append(Seen(was, (until - since).total_seconds() / 60, self.day, where))
                since = until
        self.posts[counter] = (state, clerk, at)

    def on_counter_opened(self, body: dict[str, Any], at: datetime) -> None:
        counter = str(body["counter_id"])
        self.paused.discard(counter)
        self.rest(counter, "busy" if counter in self.at else "idle", body.get("clerk", ""), at)

    def on_counter_paused(self, body: dict[str, Any], at: datetime) -> None:
        counter = str(body["counter_id"])
        self.rest(counter, "busy" if counter in self.at else "paused", self.posts[counter][1], at)
        self.paused.add(counter)

    def on_counter_closed(self, body: dict[str, Any], at: datetime) -> None:
        self.paused.discard(str(body["counter_id"]))
        self.rest(str(body["counter_id"]), "closed", "", at)

    # -- tickets ---------------------------------------------------------------------------------------------------

    def on_ticket_issued(self, body: dict[str, Any], at: datetime) -> None:
        services = list(body["services"])
        promise = (body["p50_minutes"], body["p90_minutes"]) if body.get("p50_minutes") is not None else None
        self.visits[body["ticket_id"]] = Visit(
            at, services[0], body.get("ticket_class", "ordinary"), services[1:], promise=promise
        )

    def on_ticket_called(self, body: dict[str, Any], at: datetime) -> None:
        visit = self.come(body, at)
        visit.started, visit.is_by_call = None, True
        if visit.first is None:
            visit.first = at
            visit.waited = (at - visit.issued).total_seconds() / 60

    def come(self, body: dict[str, Any], at: datetime) -> Visit:
        visit, counter = self.visits[body["ticket_id"]], str(body["counter_id"])
        visit.counter, visit.clerk, visit.called = counter, body.get("clerk") or "", at
        self.at[counter] = body["ticket_id"]
        self.rest(counter, "busy", self.posts[counter][1], at)
        return visit

    def on_ticket_resumed(self, body: dict[str, Any], at: datetime) -> None:
        visit = self.come(body, at)
        visit.started, visit.is_by_call = at, False

    def on_ticket_started(self, body: dict[str, Any], at: datetime) -> None:
        self.visits[body["ticket_id"]].started = at

    def note(self, what: str, value: float, visit: Visit) -> None:
        called = visit.called or visit.issued
        hour = str(called.astimezone(SHANGHAI).hour)
        where = {"hour": hour, "service": visit.service, "counter": visit.counter, "clerk": visit.clerk}
        if self.day is not None:
            self.seen.append(Seen(what, value, self.day, {**where, "class": visit.kind}))

    def leave(self, ticket_id: int, outcome: str, at: datetime) -> Visit:
        visit = self.visits[ticket_id]
        if self.at.get(visit.counter) != ticket_id or visit.called is None:
            return visit
        if visit.waited is not None:
            self.note("wait", visit.waited, visit)
            visit.waited = None
        if visit.is_by_call:
            self.note("calls", 1, visit)
        self.note("busy", (at - visit.called).total_seconds() / 60, visit)
        if outcome == "missed":
            self.note("missed", 1, visit)
        if visit.started is not None:
            self.note("serving", (at - visit.started).total_seconds() / 60, visit)
            if visit.is_by_call:
                self.note("response", (visit.started - visit.called).total_seconds() / 60, visit)
            if outcome in {"finished", "transferred"}:
                self.note("served", 1, visit)
        del self.at[visit.counter]
        state, clerk, _ = self.posts[visit.counter]
        free = "paused" if visit.counter in self.paused else "idle"
        self.rest(visit.counter, state if state == "closed" else free, clerk, at)
        return visit

    def on_ticket_finished(self, body: dict[str, Any], at: datetime) -> None:
        self.leave(body["ticket_id"], "finished", at).state = "finished"

    def on_ticket_missed(self, body: dict[str, Any], at: datetime) -> None:
        self.leave(body["ticket_id"], "missed", at).state = "no_show"

    def on_ticket_held(self, body: dict[str, Any], at: datetime) -> None:
        self.leave(body["ticket_id"], "held", at)

    def on_ticket_transferred(self, body: dict[str, Any], at: datetime) -> None:
        visit = self.leave(body["ticket_id"], "transferred", at)
        visit.service, visit.counter, visit.clerk = body["service_id"], "", ""

    def on_ticket_reinstated(self, body: dict[str, Any], at: datetime) -> None:
        visit = self.visits[body["ticket_id"]]
        visit.state, visit.counter, visit.clerk = "open", "", ""

    def on_ticket_returned(self, body: dict[str, Any], at: datetime) -> None:
        visit = self.visits[body["ticket_id"]]
        visit.counter, visit.clerk = "", ""

    def on_ticket_cancelled(self, body: dict[str, Any], at: datetime) -> None:
        self.leave(body["ticket_id"], "cancelled", at).state = "cancelled"

    def on_ticket_closed(self, body: dict[str, Any], at: datetime) -> None:
        self.visits[body["ticket_id"]].state = "closed_unserved"

    def on_ticket_evaluated(self, body: dict[str, Any], at: datetime) -> None:
        self.levels[body["ticket_id"]] = body["level"]

    # -- what came of it -------------------------------------------------------------------------------------------

    def all(self, now: datetime) -> Iterator[Seen]:
        """Every number, with the tickets as they stand at `now`."""
        for counter, (state, clerk, _) in list(self.posts.items()):
            self.rest(counter, state, clerk, now)
        yield from self.seen
        for ticket_id, visit in self.visits.items():
            day = self.ended_on.get(ticket_id, self.day)
            hour = str(visit.issued.astimezone(SHANGHAI).hour)
            where = {"hour": hour, "service": visit.service, "counter": visit.counter, "clerk": visit.clerk}
            where["class"] = visit.kind
            if day is None:
                continue
            yield Seen("tickets", 1, day, where)
            never = visit.state in {"no_show", "closed_unserved"} and visit.first and not visit.started
            yield Seen("no_show" if never else visit.state, 1, day, where)
            if ticket_id in self.levels:
                yield Seen(f"level_{self.levels[ticket_id]}", 1, day, where)
            if visit.promise is not None and visit.first is not None:
                yield Seen("promise", (visit.first - visit.issued).total_seconds() / 60 - visit.promise[0], day, where)


def plain_figures(found: Iterable[Seen], wait_limit: int) -> dict[str, Any]:
    """The figures as a report names them."""
    lists: dict[str, list[float]] = defaultdict(list)
    for each in found:
        lists[each.what].append(each.value)
    waits = sorted(ceil(round(each, 6)) for each in lists["wait"])
    levels = [len(lists[f"level_{level}"]) for level in (5, 4, 3, 2, 1)]
    names = ("tickets", "open", "finished", "no_show", "cancelled", "closed_unserved", "calls", "missed", "served")
    return {
        **{name: len(lists[name]) for name in names},
        "waits": len(waits),
        "wait_mean": _mean(lists["wait"]),
        "wait_p50": waits[ceil(len(waits) * 0.5) - 1] if waits else None,
        "wait_p90": waits[ceil(len(waits) * 0.9 - 1e-9) - 1] if waits else None,
        "wait_longest": waits[-1] if waits else None,
        "wait_over": sum(each > wait_limit for each in waits),
        "response_mean": _mean(lists["response"]),
        "serving_mean": round(sum(lists["serving"]) / len(lists["served"]), 2) if lists["served"] else None,
        **{name: round(sum(lists[name]), 1) for name in ("busy", "idle", "paused")},
        "levels": levels,
        "unrated": len(lists["finished"]) - sum(levels),
        "satisfied": round(sum(levels[:3]) / sum(levels), 4) if sum(levels) else None,
        "promised": len(lists["promise"]),
        "promise_error": _mean(lists["promise"]),
    }


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None
