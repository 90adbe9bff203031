"""Folds facts about items' drafts into the hall; what is published is part of the set-up."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from server.domain import event_item as e
from server.domain.fact import Stamp
from server.domain.hall import Hall
from server.domain.item_draft import Draft
from server.vocab import ItemState

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]


def _written(hall: Hall, event: e.ItemWritten, stamp: Stamp) -> None:
    before = hall.drafts.get(event.item.id)
    authors = before.authors if before is not None else ()
    hall.drafts[event.item.id] = Draft(
        item=event.item,
        authors=authors if event.by in authors else (*authors, event.by),
        by=event.by,
        rev=stamp.rev,
        at=stamp.at,
        note=before.note if before is not None else "",
    )


def _submitted(hall: Hall, event: e.ItemSubmitted, stamp: Stamp) -> None:
    draft = hall.drafts[event.item_id]
    hall.drafts[event.item_id] = replace(
        draft, state=ItemState.REVIEW, by=event.by, rev=stamp.rev, at=stamp.at, note=""
    )


def _returned(hall: Hall, event: e.ItemReturned, stamp: Stamp) -> None:
    hall.drafts[event.item_id] = replace(
        hall.drafts[event.item_id],
        state=ItemState.DRAFT,
        by=event.by,
        rev=stamp.rev,
        at=stamp.at,
        note=event.note,
        from_day=None,
    )


def _scheduled(hall: Hall, event: e.ItemScheduled, stamp: Stamp) -> None:
    hall.drafts[event.item_id] = replace(
        hall.drafts[event.item_id],
        state=ItemState.SCHEDULED,
        by=event.by,
        rev=stamp.rev,
        at=stamp.at,
        from_day=event.from_day,
    )


def _published(hall: Hall, event: e.ItemPublished, stamp: Stamp) -> None:
    hall.drafts.pop(event.item_id, None)


def _withdrawn(hall: Hall, event: e.ItemWithdrawn, stamp: Stamp) -> None:
    """The set-up beside it says so; a draft of its next version stays."""


def _dropped(hall: Hall, event: e.DraftDropped, stamp: Stamp) -> None:
    hall.drafts.pop(event.item_id, None)


ITEMS: Mapping[type, Fold] = {
    e.ItemWritten: _written,
    e.ItemSubmitted: _submitted,
    e.ItemReturned: _returned,
    e.ItemScheduled: _scheduled,
    e.ItemPublished: _published,
    e.ItemWithdrawn: _withdrawn,
    e.DraftDropped: _dropped,
}
