"""What can be asked of the catalogue of items: write, review, publish, withdraw. Values only."""

from dataclasses import dataclass
from datetime import date

from server.domain.content import Item
from server.vocab import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteItems:
    """Make drafts, or change them. `seen`: the rev of the draft the writer had before them, 0 for none; None: any."""

    items: tuple[Item, ...]
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitItems:
    """提交审核."""

    item_ids: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnItem:
    """退回 to its author, with the reason; also of one that was to be published later."""

    item_id: ItemId
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishItems:
    """发布 what was reviewed, from a local day on; None: at once."""

    item_ids: tuple[ItemId, ...]
    from_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawItem:
    """撤下: from now on the item is not offered."""

    item_id: ItemId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """Give a draft up; what is published stays."""

    item_id: ItemId
