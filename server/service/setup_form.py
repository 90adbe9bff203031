"""The set-up as a form shows it: parts, fields, defaults, choices and the records in force. Changes nothing."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from server.domain.hall import Hall
from server.service import hallfile_values as notation
from server.service.hallfile_board import LANGUAGES
from server.service.hallfile_build import catalogue_from
from server.service.hallfile_english import PARTS, hint_en, title_en
from server.service.hallfile_fields import (
    FIELDS,
    LISTED,
    NESTED,
    SHEETS,
    SINGLE,
    Field,
    Part,
    Plain,
    Problems,
    Record,
)
from server.service.hallfile_public import POSTS
from server.service.hallfile_records import document_of
from server.vocab import LimitAction, TopicKind
from server.wire.setup import SetUpAnswer, SetUpField, SetUpPart, Value

_WEEKDAYS = tuple(notation.weekday_to(day) for day in range(7))
CHOICES: Mapping[tuple[Part, str], tuple[str, ...]] = {
    (Part.TOPICS, "kind"): tuple(notation.kind_to(kind) for kind in TopicKind),
    (Part.ROSTER, "post"): POSTS,
    (Part.BOARD, "language"): tuple(LANGUAGES.values()),
    (Part.LEADERS, "weekdays"): _WEEKDAYS,
    (Part.CALENDAR, "duty_weekdays"): _WEEKDAYS,
    (Part.POLICY, "closing_guard"): tuple(map(str, LimitAction)),
}
"""Fields that take one, or some, of these words."""


def set_up_of(hall: Hall, wanted: Collection[Part] = tuple(Part)) -> SetUpAnswer:
    """The parts that are wanted, in the order of the hall file."""
    document = document_of(hall.catalogue)
    parts = [_part(part, document[part]) for part in Part if part in wanted]
    return SetUpAnswer(edition=hall.catalogue_rev, parts=parts)


def _part(part: Part, records: Iterable[Record]) -> SetUpPart:
    return SetUpPart(
        part=part,
        title=SHEETS[part],
        title_en=PARTS[part],
        is_single=part in SINGLE,
        within=Part.ITEMS if part in NESTED else "",
        fields=[_field(part, field) for field in FIELDS[part]],
        records=[{key: _value(value) for key, value in record.items()} for record in records],
    )


def _field(part: Part, field: Field) -> SetUpField:
    default = _defaults()[part].get(field.key)
    return SetUpField(
        key=field.key,
        title=field.title,
        title_en=title_en(part, field.key),
        shape=field.shape,
        hint=field.hint,
        hint_en=hint_en(part, field.key),
        default=None if default is None else _value(default),
        choices=CHOICES.get((part, field.key), ()),
        source=field.source,
    )


def _value(value: Plain) -> Value:
    return list(value) if isinstance(value, tuple) else value


@cache
def _defaults() -> Mapping[Part, Record]:
    """What a record says that was given nothing: the domain's own defaults, by way of the same readers.

    Of parts with many records a nothing is left out: it stands for what must be given.
    """
    empty = document_of(catalogue_from({part: [{}] for part in LISTED - NESTED}, Problems()))
    defaults = {part: (records or [{}])[0] for part, records in empty.items()}
    for part in LISTED:
        defaults[part] = {key: value for key, value in defaults[part].items() if value}
    return defaults
