"""Facts about the life of items. Permanent. What they change for the public is told by the `CatalogueImported` beside
them: the set-up in force stands in the log as one.
"""

from dataclasses import dataclass
from datetime import date

from server.domain.content import Item
from server.vocab import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWritten:
    """A draft was made or changed. `by`: who wrote it, and so does not review it."""

    item: Item
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSubmitted:
    item_id: ItemId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReturned:
    """Back to its author. `by` is empty when the hall itself found that it cannot be published any more."""

    item_id: ItemId
    note: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScheduled:
    """Reviewed; published when this local day begins."""

    item_id: ItemId
    from_day: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPublished:
    item_id: ItemId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithdrawn:
    item_id: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDropped:
    item_id: ItemId
