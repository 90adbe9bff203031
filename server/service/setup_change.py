"""Changes of single records of the set-up: the new whole is judged as a hall file is. Knows no form and no store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from server.domain.catalogue import Catalogue
from server.service.hallfile_build import catalogue_from
from server.service.hallfile_fields import (
    FIELDS,
    NESTED,
    SHEETS,
    SINGLE,
    Document,
    Part,
    Place,
    Plain,
    Problems,
    Record,
)
from server.service.hallfile_records import document_of
from server.service.hallfile_toml import owners_in, record_of
from server.wire.setup import SetUpProblem

BELONGS: Mapping[Part, tuple[tuple[Part, str, str], ...]] = {
    Part.ITEMS: tuple((part, "item", "id") for part in sorted(NESTED)),
    Part.COUNTERS: ((Part.ROSTER, "counter", "number"),),
}
"""What goes together with a record that is removed: the part, the key that names it, and by which of its values."""

Given = Mapping[str, object]
"""Values by key as they came in; the fields' shapes judge them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of one record. `pieces` of an item replace its own; a part that is not named stays."""

    part: Part
    deed: Literal["put", "add", "remove", "move"]
    index: int | None = None
    to: int | None = None
    record: Given = field(default_factory=dict)
    pieces: Mapping[Part, Sequence[Given]] = field(default_factory=dict)


class SetUpWrong(Exception):
    """The set-up would break rules. `problems` says all that is wrong, each with its field."""

    def __init__(self, problems: list[SetUpProblem]) -> None:
        super().__init__("\n".join(each.text for each in problems))
        self.problems = problems


def changed(catalogue: Catalogue, changes: Sequence[Change]) -> Catalogue:
    """The catalogue after all changes, one after another. Raises SetUpWrong with every problem."""
    problems = Problems()
    document = {part: list(records) for part, records in document_of(catalogue).items()}
    for change in changes:
        _carry_out(document, change, problems)
    found = catalogue_from(document, problems)
    if problems.found:
        raise SetUpWrong(list(_told(problems, document)))
    return found


def _carry_out(document: Document, change: Change, problems: Problems) -> None:
    records = document[change.part]
    last = len(records) - 1
    index = 0 if change.part in SINGLE and change.deed == "put" else change.index
    if change.deed == "add":
        if change.part in SINGLE:
            problems.add(Place(change.part), "只有一条，不能添加")
            return
        index = len(records) if index is None else min(index, len(records))
        records.insert(index, {})
        _put(document, change, index, problems)
    elif index is None or not 0 <= index <= last:
        problems.add(Place(change.part, max(0, index or 0)), "没有这一条")
    elif change.deed == "put":
        _put(document, change, index, problems)
    elif change.part in SINGLE:
        problems.add(Place(change.part), "只有一条，不能移除或移动")
    elif change.deed == "remove":
        _remove(document, change.part, index)
    else:
        records.insert(min(max(0, change.to or 0), last), records.pop(index))


def _put(document: Document, change: Change, index: int, problems: Problems) -> None:
    """The new record; what names the old one by a key that is new now follows, and so do its pieces."""
    old, new = document[change.part][index], _record(change.record, change.part, index, problems)
    document[change.part][index] = new
    for wanted in FIELDS[change.part]:
        before, after = old.get(wanted.key), new.get(wanted.key)
        if before is not None and after is not None and before != after:
            _follow(document, f"{change.part}.{wanted.key}", before, after)
    for part, pieces in change.pieces.items():
        _put_pieces(document, part, new.get("id", ""), pieces, problems)


def _record(given: Given, part: Part, index: int, problems: Problems) -> Record:
    return record_of({key: value for key, value in given.items() if value is not None}, part, index, problems)


def _follow(document: Document, source: str, before: Plain, after: Plain) -> None:
    """Every value that names `before` names `after` from now on."""
    for part, fields in FIELDS.items():
        for key in (each.key for each in fields if each.source == source):
            for record in document[part]:
                value = record.get(key)
                if isinstance(value, tuple):
                    record[key] = tuple(str(after) if each == str(before) else each for each in value)
                elif value == before:
                    record[key] = after


def _put_pieces(document: Document, part: Part, owner: Plain, pieces: Sequence[Given], problems: Problems) -> None:
    if part not in NESTED:
        problems.add(Place(part), "不是事项的一部分")
        return
    kept = [record for record in document[part] if record.get("item") != owner]
    document[part] = kept
    for piece in pieces:
        kept.append(_record({**piece, "item": owner}, part, len(kept), problems))


def _remove(document: Document, part: Part, index: int) -> None:
    gone = document[part].pop(index)
    for own, key, owner in BELONGS.get(part, ()):
        document[own] = [record for record in document[own] if record.get(key) != gone.get(owner)]


def _told(problems: Problems, document: Document) -> list[SetUpProblem]:
    owners = owners_in(document)
    return [_problem(place, text, owners.get((place.part, place.index))) for place, text in problems]


def _problem(place: Place, text: str, owner: Place | None) -> SetUpProblem:
    title = next((wanted.title for wanted in FIELDS[place.part] if wanted.key == place.key), SHEETS[place.part])
    if owner is None:
        return SetUpProblem(
            part=place.part, index=place.index, key=place.key, element=place.element, title=title, text=text
        )
    return SetUpProblem(
        part=owner.part,
        index=owner.index,
        key=place.key,
        element=place.element,
        piece=place.part,
        piece_index=owner.element,
        title=title,
        text=text,
    )
