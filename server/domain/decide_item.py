"""Decides on the life of items (R-041, R-047, R-048): six public blocks, four eyes, published from a day on. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from server.domain import command_item as c
from server.domain import event_item as e
from server.domain.command import Actor
from server.domain.content import Item
from server.domain.errors import NotFound, RuleSaysNo
from server.domain.event_admin import CatalogueImported
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.item_draft import Draft
from server.domain.item_life import ItemStep, next_item_state
from server.domain.item_version import numbered
from server.domain.rights import FREE
from server.vocab import ItemId, ItemState

BLOCKS_ZH = {"steps": "办理流程", "materials": "申请材料", "limit": "承诺时限", "fee": "收费", "basis": "办理依据"}
"""The public blocks that can be missing; the first one, the item itself, always has its name."""


def write_items(hall: Hall, wish: c.WriteItems, now: datetime, actor: Actor) -> list[Event]:
    """Make or change drafts; what is under review is not changed behind the reviewer's back. The same again is none."""
    facts: list[Event] = []
    for item in wish.items:
        draft = hall.drafts.get(item.id)
        if wish.seen is not None and wish.seen != (draft.rev if draft else 0):
            raise RuleSaysNo("draft_changed", "这份草稿刚被别人改过，这次没有保存。请看过现在的内容再改。")
        if draft is not None:
            next_item_state(ItemStep.WRITE, draft.state, draft.item.name)
        bare = replace(item, version=1, published_on=None, withdrawn="")
        if draft is None or draft.item != bare:
            facts.append(e.ItemWritten(item=bare, by=who(actor)))
    return facts


def submit_items(hall: Hall, wish: c.SubmitItems, now: datetime, actor: Actor) -> list[Event]:
    """提交审核. A guide that lacks one of its blocks is not reviewed."""
    for draft in _drafts(hall, wish.item_ids):
        next_item_state(ItemStep.SUBMIT, draft.state, draft.item.name)
        _require_complete(draft.item)
    return [e.ItemSubmitted(item_id=item_id, by=who(actor)) for item_id in dict.fromkeys(wish.item_ids)]


def return_item(hall: Hall, wish: c.ReturnItem, now: datetime, actor: Actor) -> list[Event]:
    """退回; the author may take it back themselves."""
    draft = _draft(hall, wish.item_id)
    next_item_state(ItemStep.RETURN, draft.state, draft.item.name)
    if not wish.note.strip():
        raise RuleSaysNo("reason_required", "退回须写明原因。")
    return [e.ItemReturned(item_id=wish.item_id, note=wish.note.strip(), by=who(actor))]


def publish_items(hall: Hall, wish: c.PublishItems, now: datetime, actor: Actor) -> list[Event]:
    """审核通过: published at once, or when the day begins. Nobody reviews what they wrote, if somebody else could."""
    today = hall.local(now).date()
    at_once = wish.from_day is None or wish.from_day <= today
    drafts = _drafts(hall, wish.item_ids)
    for draft in drafts:
        next_item_state(ItemStep.PUBLISH if at_once else ItemStep.SCHEDULE, draft.state, draft.item.name)
        _require_other_eyes(hall, draft, actor)
        _require_complete(draft.item)
        fault = _fault(hall, draft.item, wish.item_ids)
        if fault:
            raise RuleSaysNo("item_unfit", f"事项「{draft.item.name}」{fault}，请修改后再发布。")
    if wish.from_day is not None and not at_once:
        day = wish.from_day
        return [e.ItemScheduled(item_id=each.item.id, from_day=day, by=who(actor)) for each in drafts]
    return _published(hall, drafts, today)


def withdraw_item(hall: Hall, wish: c.WithdrawItem, now: datetime, actor: Actor) -> list[Event]:
    """撤下. Whoever has a ticket for it already is served."""
    item = hall.items.get(wish.item_id)
    if item is None:
        raise NotFound("unknown_item", "没有这个事项。")
    next_item_state(ItemStep.WITHDRAW, state_of(item), item.name)
    reason = wish.reason.strip()
    if not reason:
        raise RuleSaysNo("reason_required", "撤下须写明原因。")
    items = (replace(each, withdrawn=reason) if each.id == item.id else each for each in hall.catalogue.items)
    return [_set_up(hall, items), e.ItemWithdrawn(item_id=item.id, reason=reason)]


def drop_draft(hall: Hall, wish: c.DropDraft, now: datetime, actor: Actor) -> list[Event]:
    """放弃草稿."""
    draft = _draft(hall, wish.item_id)
    next_item_state(ItemStep.WRITE, draft.state, draft.item.name)
    return [e.DraftDropped(item_id=wish.item_id)]


def due_items(hall: Hall) -> list[Event]:
    """What the present business day brings: scheduled versions are published, or returned when they no longer fit."""
    day = hall.business_day
    due = [each for each in hall.drafts.values() if day is not None and each.from_day and each.from_day <= day]
    unfit = {
        each.item.id: fault for each in due if (fault := _fault(hall, each.item, [other.item.id for other in due]))
    }
    facts: list[Event] = [
        e.ItemReturned(item_id=item_id, note=f"到了发布日，但{fault}。") for item_id, fault in unfit.items()
    ]
    fit = [each for each in due if each.item.id not in unfit]
    return [*facts, *_published(hall, fit, day)] if fit and day is not None else facts


def state_of(item: Item) -> ItemState:
    """The state of the version in the set-up; one that leaves a block empty is a draft that no one submitted yet."""
    if item.withdrawn:
        return ItemState.WITHDRAWN
    return ItemState.DRAFT if item.missing else ItemState.PUBLISHED


def who(actor: Actor) -> str:
    """Whose eyes: a member of staff, or the token that stands for one."""
    return actor.name or actor.token_id or actor.role


def may_review(hall: Hall, draft: Draft, name: str) -> bool:
    """Did somebody else write it, or is there nobody else who could review it?"""
    if name not in draft.authors:
        return True
    return not any(each.role in FREE and each.name not in draft.authors for each in hall.doors.staff.values())


def _published(hall: Hall, drafts: Iterable[Draft], today: date) -> list[Event]:
    """One new set-up for all of them; a new item comes last."""
    new = {each.item.id: numbered(each.item, hall.items.get(each.item.id), today) for each in drafts}
    kept = [new.get(item.id, item) for item in hall.catalogue.items]
    added = [item for item_id, item in new.items() if item_id not in hall.items]
    marks = [e.ItemPublished(item_id=item.id, version=item.version) for item in new.values()]
    return [_set_up(hall, (*kept, *added)), *marks]


def _set_up(hall: Hall, items: Iterable[Item]) -> Event:
    return CatalogueImported(catalogue=replace(hall.catalogue, items=tuple(items)), replaced=hall.catalogue_rev)


def _draft(hall: Hall, item_id: ItemId) -> Draft:
    draft = hall.drafts.get(item_id)
    if draft is None:
        raise NotFound("unknown_draft", "这个事项没有草稿。")
    return draft


def _drafts(hall: Hall, item_ids: Iterable[ItemId]) -> list[Draft]:
    return [_draft(hall, item_id) for item_id in dict.fromkeys(item_ids)]


def _require_complete(item: Item) -> None:
    if item.missing:
        blocks = "、".join(BLOCKS_ZH[key] for key in item.missing)
        raise RuleSaysNo("item_incomplete", f"事项「{item.name}」没有{blocks}，六公开不全不能发布。")


def _require_other_eyes(hall: Hall, draft: Draft, actor: Actor) -> None:
    if not may_review(hall, draft, who(actor)):
        raise RuleSaysNo("four_eyes", f"「{draft.item.name}」是您写的，须由另一位负责人审核发布。")


def _fault(hall: Hall, item: Item, together: Collection[ItemId]) -> str:
    """What the set-up has lost since the draft was judged; empty: nothing. `together`: published with it."""
    service = hall.services.get(item.service)
    if service is None:
        return f"所属的业务「{item.service}」已不存在"
    if item.extended and not service.extended:
        return f"所属的业务「{service.name}」已不是延时业务"
    lost = next((each for each in item.prerequisites if each not in hall.items and each not in together), None)
    return "" if lost is None else f"的前置事项 {lost} 已不存在"
