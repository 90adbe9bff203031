"""Items as they are written, reviewed and published: what the office's catalogue page shows and sends."""

from datetime import date
from typing import Annotated

from pydantic import Field

from server.vocab import ItemState
from server.wire.content import Guide, Material
from server.wire.request import Wish
from server.wire.setup import Text, Values
from server.wire.shape import Line, Moment, SentDay, Wire, Word

ITEMS_MAX = 2000
PIECES_MAX = 200
ItemIds = Annotated[tuple[Word, ...], Field(min_length=1, max_length=ITEMS_MAX)]


class MaterialText(Wire):
    """One material as it is written; the rules of the hall file judge it."""

    name: Text = ""
    name_en: Text = ""
    original: bool = False
    copies: Annotated[int, Field(ge=0, le=10_000)] = 0
    note: Text = ""
    when: Text = ""


class QuestionText(Wire):
    """One question of a situation as it is written."""

    code: Text = ""
    text: Text = ""
    text_en: Text = ""


class ItemText(Wire):
    """An item as it is written: `record` has the fields of 事项 in the hall file but its id and its materials."""

    record: Values
    materials: Annotated[tuple[MaterialText, ...], Field(max_length=PIECES_MAX)] = ()
    questions: Annotated[tuple[QuestionText, ...], Field(max_length=PIECES_MAX)] = ()


class DraftNow(Wire):
    """The next version. `rev` goes into a change; `may_review`: the caller may publish it."""

    state: ItemState
    rev: int
    at: Moment
    by: str
    authors: tuple[str, ...]
    missing: tuple[str, ...]
    note: str = ""
    from_day: date | None = None
    may_review: bool


class ItemLine(Wire):
    """One item: the version in the set-up, and the next one. `state` is `draft` while a public block is `missing`;
    `is_new`: nothing of it is in the set-up, its fields are the draft's."""

    id: str
    name: str
    name_en: str
    service_id: str
    category: str
    department: str
    state: ItemState
    is_new: bool
    version: int
    published_on: date | None
    withdrawn: str
    missing: tuple[str, ...]
    draft: DraftNow | None = None


class CatalogueAnswer(Wire):
    items: list[ItemLine]


class Unfiled(Wire):
    """An item that is not public, with the public blocks it lacks."""

    id: str
    name: str
    name_en: str
    missing: tuple[str, ...]


class CounterFiling(Wire):
    """流程时限表 of a counter (R-049): how many items of its services are public, and which are not yet."""

    counter_id: int
    number: int
    name: str
    name_en: str
    published: int
    unfiled: list[Unfiled]


class FilingAnswer(Wire):
    counters: list[CounterFiling]


class FieldChange(Wire):
    """What a draft changes in one field, both as text of one or more lines."""

    key: str
    title: str
    title_en: str
    before: str
    after: str


class ItemAnswer(Wire):
    """One item with its texts; `changes` lead from the published one to the draft."""

    item: ItemLine
    published: ItemText | None = None
    draft: ItemText | None = None
    changes: list[FieldChange]


class WriteItem(Wish):
    """A draft. `seen`: the `rev` of the draft that was changed, 0 when there was none."""

    seen: Annotated[int, Field(ge=0, le=2**53)]
    text: ItemText


class NameItems(Wish):
    item_ids: ItemIds


class PublishItems(NameItems):
    """From a local day on; none: at once."""

    from_day: SentDay | None = None


class GiveReason(Wish):
    reason: Line = ""


class PreviewItem(Wire):
    """A text, written or not, and the questions somebody answers with yes and with no."""

    item_id: Word
    text: ItemText
    yes: Annotated[tuple[Word, ...], Field(max_length=PIECES_MAX)] = ()
    no: Annotated[tuple[Word, ...], Field(max_length=PIECES_MAX)] = ()


class PreviewAnswer(Wire):
    """What a citizen is shown, and the materials their answers leave."""

    guide: Guide
    materials: tuple[Material, ...]


class WorkbookAnswer(Wire):
    """What came of a workbook: drafts written, items that say what they said, items it does not name."""

    written: int
    same: int
    left: int


class MediaAnswer(Wire):
    """Under which name a picture or video is stored."""

    name: str
