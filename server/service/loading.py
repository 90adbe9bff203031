"""Brings a hall up from its log: the newest checkpoint, then every deed behind it. Also the whole way, for `verify`."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo

from server.domain.event import DayOpened
from server.domain.event_admin import CatalogueImported
from server.domain.fact import Event, Stamp
from server.domain.fold import apply
from server.domain.hall import Hall
from server.domain.record import DayRecord
from server.service import carry, codec
from server.service.books import DayEnd, end_of_day
from server.service.committer import keep
from server.service.port import Checkpoint, Deed, Log, LogDamaged

ZoneOf = Callable[[str], tzinfo]

UNKNOWN = "?"
"""Whose wish it was stands in the log, before the checkpoint the hall was brought up from."""


@dataclass(slots=True)
class Loaded:
    """A hall as its log has it, the number of its last deed, and the request ids a retry may still bring."""

    hall: Hall
    seq: int = 0
    today: dict[bytes, str] = field(default_factory=dict)
    before: dict[bytes, str] = field(default_factory=dict)


def load(log: Log, zone_of: ZoneOf) -> Loaded:
    """The present state. Fills the read models where a power cut left them behind. Raises LogDamaged."""
    with _all_is_kept():
        return _load(log, zone_of)


@contextmanager
def _all_is_kept() -> Iterator[None]:
    """While a day is folded nearly everything made is kept; looking for rubbish in it is time wasted."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(log: Log, zone_of: ZoneOf) -> Loaded:
    loaded = _from_checkpoint(log, zone_of)
    wishes: dict[bytes, str] = {}
    for deed in log.deeds(after_seq=loaded.seq):
        day = fold_deed(loaded.hall, deed)
        loaded.seq = deed.seq
        wishes[bytes.fromhex(deed.request_id)] = whose_wish(deed.command, deed.actor)
        if day is not None and loaded.hall.business_day is not None:
            keep(log, day, to_checkpoint(loaded.hall, deed.seq))
    _remember(loaded, log, wishes)
    return loaded


def fold_deed(hall: Hall, deed: Deed) -> DayEnd | None:
    """Fold one deed; if it opened a business day, return what the books take of the day before."""
    day: DayEnd | None = None
    for stamp, fact in facts_of(deed):
        if stamp.rev != hall.rev + 1:
            raise LogDamaged(f"日志第 {deed.seq} 条的序号不连续。")
        if isinstance(fact, DayOpened):
            day = end_of_day(hall)
        apply(hall, fact, stamp)
    return day


def facts_of(deed: Deed) -> Iterator[tuple[Stamp, Event]]:
    """A deed's facts with their stamps."""
    facts = codec.from_text(deed.facts)
    if len(facts) != deed.count:
        raise LogDamaged(f"日志第 {deed.seq} 条的内容不完整。")
    for rev, fact in enumerate(facts, deed.first_rev):
        yield Stamp(rev, deed.at), fact


def to_checkpoint(hall: Hall, seq: int) -> Checkpoint:
    if hall.business_day is None:
        raise ValueError("a hall without a business day has nothing to carry")
    return Checkpoint(seq=seq, rev=hall.rev, business_day=hall.business_day, body=carry.to_text(hall))


def _from_checkpoint(log: Log, zone_of: ZoneOf) -> Loaded:
    found = log.checkpoint()
    if found is None:
        return Loaded(Hall(zone_of=zone_of))
    carried = carry.parse(found.body)
    hall = Hall(zone_of=zone_of)
    deed = log.deed_of_rev(carried.catalogue_rev)
    imported = [(stamp, fact) for stamp, fact in facts_of(deed) if isinstance(fact, CatalogueImported)] if deed else []
    if not imported:
        return Loaded(Hall(zone_of=zone_of))  # a checkpoint without its catalogue: take the long way
    for stamp, fact in imported:
        apply(hall, fact, stamp)
    carry.restore(hall, carried)
    hall.record = DayRecord()  # the day has just begun; the catalogue was folded before it
    return Loaded(hall, found.seq)


def whose_wish(command: str, actor: str) -> str:
    """Which wish of whom a request id stood for; one text per kind, however many ids."""
    return sys.intern(f"{command}|{actor}")


def _remember(loaded: Loaded, log: Log, wishes: Mapping[bytes, str]) -> None:
    """The request ids a retry may still bring; of those before the checkpoint the asker is no longer at hand."""
    days = log.last_days(2)
    for kept in log.answers(min(days)) if days else ():
        key = bytes.fromhex(kept.request_id)
        of_day = loaded.today if kept.business_day == days[0] else loaded.before
        of_day[key] = wishes.get(key, UNKNOWN)
