"""Version numbers of items: another text is another version, whichever way it came in. Pure."""

from dataclasses import replace
from datetime import date

from server.domain.catalogue import Catalogue
from server.domain.content import Item


def numbered(item: Item, before: Item | None, today: date) -> Item:
    """The item as it is published today, in the place of `before`; the number goes on only when that was public."""
    was_public = before is not None and (not before.is_draft or before.withdrawn)
    version = before.version + 1 if before is not None and was_public else 1
    return replace(item, version=version, published_on=today, withdrawn="")


def renumbered(new: Catalogue, old: Catalogue, today: date) -> Catalogue:
    """A set-up that came in as a whole: items whose text changed are a version further, the others keep theirs."""
    before = {item.id: item for item in old.items}
    items = tuple(_followed(item, before.get(item.id), today) for item in new.items)
    return replace(new, items=items)


def _followed(item: Item, before: Item | None, today: date) -> Item:
    if before is None:
        return item
    if _text_of(item) == _text_of(before):
        return replace(item, version=before.version, published_on=before.published_on)
    if before.is_draft and not before.withdrawn:
        return item
    return replace(item, version=max(item.version, before.version + 1), published_on=today)


def _text_of(item: Item) -> Item:
    return replace(item, version=1, published_on=None)
