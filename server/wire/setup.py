"""The set-up as records by part, for forms: what may be said, what is said, and what is wrong with a change."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StringConstraints

from server.wire.request import Wish
from server.wire.shape import Wire, Word
from server.wire.ticket import Estimate

RECORDS_MAX = 5000
CHANGES_MAX = 200
Text = Annotated[str, StringConstraints(max_length=8000)]
Value = StrictBool | StrictInt | StrictFloat | Text | Annotated[list[Text], Field(max_length=RECORDS_MAX)]
"""A plain value; what may stand in it the rules of the hall file judge, and name its field."""
Values = Annotated[dict[Word, Value | None], Field(max_length=64)]
"""Values by field key; a key that is absent or null takes its default."""
Pieces = Annotated[list[Values], Field(max_length=RECORDS_MAX)]
Index = Annotated[int, Field(ge=0, le=RECORDS_MAX)]


class SetUpField(Wire):
    """One value of a record. `choices`: one of these; `source`: a part and key whose values it names."""

    key: str
    title: str
    title_en: str
    shape: str
    hint: str = ""
    hint_en: str = ""
    default: Value | None = None
    choices: tuple[str, ...] = ()
    source: str = ""


class SetUpPart(Wire):
    """A table of the set-up. `is_single`: it has one record; `within`: its records belong to those of that part."""

    part: str
    title: str
    title_en: str
    is_single: bool
    within: str = ""
    fields: list[SetUpField]
    records: list[dict[str, Value]]


class SetUpAnswer(Wire):
    """The set-up in force. `edition` goes into a change, which is refused when it is another by then."""

    edition: int
    parts: list[SetUpPart]


class SetUpChange(Wire):
    """One record put in place of another, added, removed or moved to where `to` is now.

    `pieces` of an item replace its materials and questions; without it they stay and follow a new id.
    """

    part: Word
    deed: Literal["put", "add", "remove", "move"]
    index: Index | None = None
    to: Index | None = None
    record: Values = Field(default_factory=dict)
    pieces: dict[Word, Pieces] = Field(default_factory=dict)


class ChangeSetUp(Wish):
    """All changes or none: the whole set-up is judged after the last of them."""

    edition: Annotated[int, Field(ge=0, le=2**53)]
    changes: Annotated[list[SetUpChange], Field(min_length=1, max_length=CHANGES_MAX)]


class SetUpProblem(Wire):
    """What is wrong with one value. `element` of a list; of a piece of an item `part` and `index` are the item's,
    `piece` its part and `piece_index` its place in the item."""

    part: str
    index: int
    key: str
    element: int | None = None
    piece: str = ""
    piece_index: int | None = None
    title: str = ""
    text: str


class TrySetUp(Wire):
    """Changes that are only looked at."""

    changes: Annotated[list[SetUpChange], Field(max_length=CHANGES_MAX)]


class PreviewService(Wire):
    """The wait of a ticket taken now, ordinary and green; null while nobody could call it."""

    service_id: str
    name: str
    name_en: str
    waiting: int
    before: Estimate | None
    after: Estimate | None
    green_before: Estimate | None
    green_after: Estimate | None


class PreviewCounter(Wire):
    """The numbers an open counter would call next, in order."""

    counter_id: int
    number: int
    before: list[str]
    after: list[str]


class SetUpPreview(Wire):
    """The hall now, before and after a change. `moved`: waiting tickets with another number of people ahead.

    `hours`: when the hall is open today; `days`: the first and last day that can be booked, none where it is not
    known.
    """

    waiting: int
    moved: int
    services: list[PreviewService]
    counters: list[PreviewCounter]
    hours_before: list[str]
    hours_after: list[str]
    days_before: list[date]
    days_after: list[date]


class SetUpDifference(Wire):
    """One thing that is another: a record `added`, `removed`, or `moved` among the others, or a value `changed`."""

    part: str
    part_title: str
    part_title_en: str
    record: str
    deed: str
    key: str = ""
    title: str = ""
    title_en: str = ""
    before: Value | None = None
    after: Value | None = None


class SetUpDifferences(Wire):
    """What a deed made of the set-up. `is_first`: there was none before, or the log does not say which."""

    is_first: bool
    differences: list[SetUpDifference]
    more: int = 0
