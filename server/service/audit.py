"""The audit trail backwards: what a deed was about, never what it said. Reads in pieces, so that nobody waits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from pydantic_core import from_json

from server.service.hall import HallService
from server.service.port import Deed, Log
from server.service.report_sheet import Cell, local
from server.vocab import CounterId, TicketId
from server.wire.admin import LatestDeed

PIECE = 500
LOOKED_AT = 10_000
"""Deeds one question looks at; reading them takes the log's thread half a second."""
MOST_SAVED = 10_000
NEWEST = 2**53
AUDIT_TITLES = (
    ("记录号", "Record"),
    ("时间", "Time"),
    ("谁", "Who"),
    ("身份", "Role"),
    ("操作", "Deed"),
    ("事实", "Facts"),
    ("票号", "Ticket"),
    ("窗口", "Counter"),
    ("名称", "Name"),
)
NAMED = frozenset({"staff_set", "staff_removed", "token_issued"})
"""Facts whose `name` is that of a member of staff or of a token."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A part of an actor's name, a command by its whole name (`tick` is in `issue_ticket`), business days."""

    actor: str = ""
    command: str = ""
    first: date = date.min
    last: date = date.max

    def fits(self, deed: Deed) -> bool:
        is_whose = self.actor in deed.actor and self.command in {"", deed.command}
        return is_whose and self.first <= deed.business_day <= self.last


async def latest(service: HallService, before: int, n: int, sought: Sought) -> tuple[list[LatestDeed], int | None]:
    """At most `n` deeds older than `before`, newest first, and the `before` to go on with; None: there are no more."""
    lowest, highest = await service.read(lambda log: log.books.span(sought.first, sought.last))
    upper = min(before, highest + 1)
    stop = max(lowest, upper - LOOKED_AT)
    found: list[Deed] = []
    while upper > stop and len(found) < n:
        lower = max(stop, upper - PIECE)
        found += await service.read(_reader(lower, upper, sought))
        upper = lower
    if len(found) > n:
        found = found[:n]
        upper = found[-1].seq
    subjects = [_subject(deed) for deed in found]
    numbers = await _numbers(service, {each.ticket_id for each in subjects if each.ticket_id is not None})
    told = [_told(service, deed, about, numbers) for deed, about in zip(found, subjects, strict=True)]
    return told, upper if upper > lowest else None


async def all_latest(service: HallService, sought: Sought) -> list[LatestDeed]:
    """The newest that fit, at most MOST_SAVED, however far back they are. Commands are written in between."""
    found: list[LatestDeed] = []
    before: int | None = NEWEST
    while before is not None and len(found) < MOST_SAVED:
        more, before = await latest(service, before, MOST_SAVED - len(found), sought)
        found += more
    return found


def audit_rows(deeds: Iterable[LatestDeed], zone: tzinfo) -> Iterator[Sequence[Cell]]:
    """Rows under AUDIT_TITLES."""
    for each in deeds:
        role, _, name = each.actor.partition(":")
        about = (each.number or "", each.counter_number, each.name or "")
        yield (each.seq, local(each.at, zone), name, role, each.command, ", ".join(each.facts), *about)


def _reader(lower: int, upper: int, sought: Sought) -> Callable[[Log], list[Deed]]:
    """Reads `lower <= seq < upper`, newest first."""
    return lambda log: [deed for deed in log.deeds(lower - 1, upper) if sought.fits(deed)][::-1]


@dataclass(frozen=True, slots=True)
class _Subject:
    ticket_id: TicketId | None = None
    counter_id: CounterId | None = None
    name: str | None = None
    kiosk: str | None = None
    facts: tuple[str, ...] = ()


def _subject(deed: Deed) -> _Subject:
    """The first ticket, counter and name its facts speak of."""
    facts = from_json(deed.facts)
    bodies = [each["body"] for each in facts]
    tickets = [each["ticket_id"] for each in bodies if each.get("ticket_id") is not None]
    counters = [each["counter_id"] for each in bodies if each.get("counter_id") is not None]
    names = [each["body"].get("name") for each in facts if each["type"] in NAMED]
    kiosks = [each["kiosk"] for each in bodies if each.get("kiosk") is not None]
    return _Subject(
        ticket_id=TicketId(tickets[0]) if tickets else None,
        counter_id=CounterId(counters[0]) if counters else None,
        name=names[0] if names else None,
        kiosk=kiosks[0] if kiosks else None,
        facts=tuple(each["type"] for each in facts),
    )


async def _numbers(service: HallService, wanted: set[TicketId]) -> Mapping[TicketId, str]:
    """Today's from the hall, older ones from the tickets that ended."""
    today = {each: service.hall.tickets[each].number for each in wanted if each in service.hall.tickets}

    def look(log: Log) -> dict[TicketId, str]:
        rows = {each: log.ticket(each) for each in wanted - today.keys()}
        return {each: row.number for each, row in rows.items() if row is not None}

    return today | await service.read(look)


def _told(service: HallService, deed: Deed, about: _Subject, numbers: Mapping[TicketId, str]) -> LatestDeed:
    counter = service.hall.counters.get(about.counter_id) if about.counter_id is not None else None
    tokens = service.hall.doors.tokens.values() if about.kiosk else ()
    kiosk = next((token.name for token in tokens if token.id == about.kiosk), None)
    return LatestDeed(
        seq=deed.seq,
        at=deed.at,
        actor=deed.actor,
        command=deed.command,
        facts=list(about.facts),
        number=numbers.get(about.ticket_id) if about.ticket_id is not None else None,
        counter_number=counter.number if counter else None,
        name=about.name or kiosk,
    )
