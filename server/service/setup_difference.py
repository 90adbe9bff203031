"""What differs between two set-ups, value by value: what an auditor reads. Knows records and the log, no rule."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from server.domain.catalogue import Catalogue
from server.domain.errors import NotFound
from server.domain.event_admin import CatalogueImported
from server.service.hall import HallService
from server.service.hallfile_english import PARTS, title_en
from server.service.hallfile_fields import FIELDS, SHEETS, SINGLE, Field, Part, Plain, Record
from server.service.hallfile_records import document_of
from server.service.loading import facts_of
from server.service.port import Deed
from server.wire.setup import SetUpDifference, SetUpDifferences, Value

IDENTITY: Mapping[Part, tuple[str, ...]] = {
    Part.SERVICES: ("id",),
    Part.COUNTERS: ("id",),
    Part.ITEMS: ("id",),
    Part.MATERIALS: ("item", "name"),
    Part.QUESTIONS: ("item", "code"),
    Part.TOPICS: ("kind", "name"),
    Part.RULES: ("title",),
    Part.NOTICES: ("title",),
    Part.PLACES: ("name",),
    Part.FACILITIES: ("name",),
    Part.ROSTER: ("counter", "post"),
    Part.LEADERS: ("name",),
    Part.SLIDES: ("media",),
}
"""By which values a record is the same one in both."""

Key = tuple[Plain, ...]


def differences(before: Catalogue, after: Catalogue) -> list[SetUpDifference]:
    """Every value that is another one, in the order of the hall file; a new order of records is one difference."""
    old, new = document_of(before), document_of(after)
    found: list[SetUpDifference] = []
    for part in Part:
        if part in SINGLE:
            found += _values(part, "", old[part][0], new[part][0])
        else:
            found += _records(part, old[part], new[part])
    return found


MOST = 500
"""Differences of one answer; a whole new hall file has thousands."""


async def differences_of(service: HallService, seq: int) -> SetUpDifferences:
    """What deed `seq` made of the set-up. Raises NotFound for a deed that did not change it."""
    deed = await service.read(lambda log: next(log.deeds(seq - 1, seq + 1), None))
    new = _imported(deed)
    if new is None:
        raise NotFound("unknown_deed", "这条记录没有改动设置。")
    old = _imported(await service.read(lambda log: log.deed_of_rev(new.replaced))) if new.replaced else None
    if old is None:
        return SetUpDifferences(is_first=True, differences=[])
    found = await asyncio.to_thread(differences, old.catalogue, new.catalogue)
    return SetUpDifferences(is_first=False, differences=found[:MOST], more=max(0, len(found) - MOST))


def _imported(deed: Deed | None) -> CatalogueImported | None:
    """The last set-up a deed brought."""
    facts = [fact for _, fact in facts_of(deed)] if deed is not None else []
    return next((fact for fact in reversed(facts) if isinstance(fact, CatalogueImported)), None)


def _records(part: Part, old: Sequence[Record], new: Sequence[Record]) -> Iterator[SetUpDifference]:
    was, is_ = _by_key(part, old), _by_key(part, new)
    for key, record in was.items():
        if key not in is_:
            yield _difference(part, _name(record, key), deed="removed")
        else:
            yield from _values(part, _name(is_[key], key), record, is_[key])
    for key, record in is_.items():
        if key not in was:
            yield _difference(part, _name(record, key), deed="added")
            yield from _values(part, _name(record, key), {}, record)
    stayed = [key for key in was if key in is_]
    if stayed != [key for key in is_ if key in was]:
        yield _difference(part, "", deed="moved")


def _by_key(part: Part, records: Sequence[Record]) -> dict[Key, Record]:
    """Records by what they are; of those alike the second and third have a number of their own."""
    found: dict[Key, Record] = {}
    for record in records:
        key: Key = tuple(record.get(each, "") for each in IDENTITY[part])
        alike = key
        n = 1
        while alike in found:
            n += 1
            alike = (*key, n)
        found[alike] = record
    return found


def _name(record: Record, key: Key) -> str:
    name = record.get("name") or record.get("title") or record.get("text")
    return " ".join(map(str, key)) if name is None or name in key else f"{' '.join(map(str, key))} {name}"


def _values(part: Part, name: str, old: Record, new: Record) -> Iterator[SetUpDifference]:
    for field in FIELDS[part]:
        before, after = old.get(field.key), new.get(field.key)
        if (before or None) != (after or None):
            yield _difference(part, name, deed="changed", field=field, before=_value(before), after=_value(after))


def _value(value: Plain | None) -> Value | None:
    return list(value) if isinstance(value, tuple) else value


def _difference(
    part: Part,
    name: str,
    *,
    deed: str,
    field: Field | None = None,
    before: Value | None = None,
    after: Value | None = None,
) -> SetUpDifference:
    return SetUpDifference(
        part=part,
        part_title=SHEETS[part],
        part_title_en=PARTS[part],
        record=name,
        deed=deed,
        key=field.key if field else "",
        title=field.title if field else "",
        title_en=title_en(part, field.key) if field else "",
        before=before,
        after=after,
    )
