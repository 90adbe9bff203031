"""A draft: the next version of an item, beside the one that is published. Values only."""

from dataclasses import dataclass
from datetime import date, datetime

from server.domain.content import Item
from server.vocab import ItemState


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`rev` and `at` are those of the last fact about it; `by` whose deed that was."""

    item: Item
    state: ItemState = ItemState.DRAFT
    authors: tuple[str, ...] = ()
    by: str = ""
    rev: int
    at: datetime
    note: str = ""  # why it was returned
    from_day: date | None = None
