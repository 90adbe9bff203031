"""Items and their drafts as the office's catalogue shows them. Reads the state, changes nothing."""

from collections.abc import Iterator
from dataclasses import replace

from server.domain.catalogue import Catalogue, Counter
from server.domain.content import Item
from server.domain.decide_item import may_review, state_of
from server.domain.errors import NotFound
from server.domain.hall import Hall
from server.domain.item_draft import Draft
from server.service.item_text import changes_of, text_of
from server.vocab import ItemId
from server.wire import catalogue as wc


def lines_of(hall: Hall, name: str) -> Iterator[wc.ItemLine]:
    """Every item for the one called `name`: those of the set-up in its order, then the new ones."""
    for item in hall.items.values():
        yield _line(hall, item, hall.drafts.get(item.id), name)
    for item_id, draft in hall.drafts.items():
        if item_id not in hall.items:
            yield _line(hall, None, draft, name)


def item_answer(hall: Hall, item_id: ItemId, name: str) -> wc.ItemAnswer:
    """One item with its texts. Raises NotFound."""
    item, draft = hall.items.get(item_id), hall.drafts.get(item_id)
    if item is None and draft is None:
        raise NotFound("unknown_item", "没有这个事项。")
    return wc.ItemAnswer(
        item=_line(hall, item, draft, name),
        published=text_of(item) if item is not None else None,
        draft=text_of(draft.item) if draft is not None else None,
        changes=changes_of(item, draft.item) if draft is not None else [],
    )


def filing_of(hall: Hall) -> wc.FilingAnswer:
    """Which counters have filed steps and limits of all they handle; what was withdrawn is owed by nobody."""
    return wc.FilingAnswer(counters=[_filing(hall, counter) for counter in hall.catalogue.counters])


def _filing(hall: Hall, counter: Counter) -> wc.CounterFiling:
    own = [item for item in hall.items.values() if item.service in counter.services and not item.withdrawn]
    return wc.CounterFiling(
        counter_id=counter.id,
        number=counter.number,
        name=counter.name,
        name_en=counter.name_en,
        published=sum(not item.missing for item in own),
        unfiled=[
            wc.Unfiled(id=item.id, name=item.name, name_en=item.name_en, missing=item.missing)
            for item in own
            if item.missing
        ],
    )


def as_written(hall: Hall) -> Catalogue:
    """The set-up as it would be if every draft were published: what the next text is judged and exported in."""
    drafts = {item_id: draft.item for item_id, draft in hall.drafts.items()}
    kept = [drafts.get(item.id, item) for item in hall.catalogue.items]
    new = [item for item_id, item in drafts.items() if item_id not in hall.items]
    return replace(hall.catalogue, items=(*kept, *new))


def _line(hall: Hall, item: Item | None, draft: Draft | None, name: str) -> wc.ItemLine:
    shown = item if item is not None else draft.item if draft is not None else None
    if shown is None:
        raise NotFound("unknown_item", "没有这个事项。")
    return wc.ItemLine(
        id=shown.id,
        name=shown.name,
        name_en=shown.name_en,
        service_id=shown.service,
        category=shown.category,
        department=shown.department,
        state=state_of(shown),
        is_new=item is None,
        version=shown.version,
        published_on=shown.published_on,
        withdrawn=shown.withdrawn,
        missing=shown.missing,
        draft=_draft_now(hall, draft, name) if draft is not None else None,
    )


def _draft_now(hall: Hall, draft: Draft, name: str) -> wc.DraftNow:
    return wc.DraftNow(
        state=draft.state,
        rev=draft.rev,
        at=draft.at,
        by=draft.by,
        authors=draft.authors,
        missing=draft.item.missing,
        note=draft.note,
        from_day=draft.from_day,
        may_review=may_review(hall, draft, name),
    )
