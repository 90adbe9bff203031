"""Decides on one-time notices (R-098, R-099): nothing outside the guide, all at once, each with a number. Pure."""

from datetime import datetime

from server.domain.command import Actor
from server.domain.command_notice import GiveNotice
from server.domain.content import Item, Material
from server.domain.errors import NotAllowed, NotFound, RuleSaysNo
from server.domain.event_notice import NoticeGiven
from server.domain.fact import Event
from server.domain.hall import Hall
from server.domain.rights import require_counter

SERIES = "GZC-"
"""Counters' notices. Kiosks' begin with GZ and the kiosk's own number, so no two are ever the same."""


def number_of(rev: int) -> str:
    """The number of the notice whose fact has this rev: never twice, and found again in the log without an index."""
    return f"{SERIES}{rev:06d}"


def rev_of(number: str) -> int | None:
    """The rev behind a notice's number; None: it is no number of ours."""
    digits = number.removeprefix(SERIES)
    is_ours = number.startswith(SERIES) and digits.isascii() and digits.isdecimal() and 6 <= len(digits) <= 15
    return int(digits) if is_ours else None


def give_notice(hall: Hall, wish: GiveNotice, now: datetime, actor: Actor) -> list[Event]:
    """一次性告知. A second one for the same visit and item says why not everything was told at once."""
    counter = hall.counter(wish.counter_id)
    require_counter(hall, actor, counter.id)
    item = _item(hall, wish)
    _require_ticket_here(hall, wish)
    if not wish.missing and not wish.faults:
        raise RuleSaysNo("nothing_missing", "请勾选缺少的材料，或写明已交材料的问题。")
    if not wish.again.strip() and _was_told(hall, wish):
        raise RuleSaysNo("already_told", "这次办理已经开过一次性告知单，再开须写明原因。")
    asked = {each.name: each for each in map(_material, item.materials)}
    named = (*wish.missing, *(fault.material for fault in wish.faults))
    foreign = next((each for each in named if each not in asked), None)
    if foreign is not None:
        raise RuleSaysNo("not_in_guide", f"办事指南里没有“{foreign}”，不得要求指南以外的材料。")
    return [
        NoticeGiven(
            number=number_of(hall.rev + 1),
            item_id=item.id,
            item_name=item.name,
            version=wish.version,
            counter_id=counter.id,
            clerk=hall.posts[counter.id].clerk or actor.name or None,
            missing=tuple(asked[each] for each in dict.fromkeys(wish.missing)),
            faults=wish.faults,
            remark=wish.remark.strip(),
            ticket_id=wish.ticket_id,
            again=wish.again.strip(),
            language=wish.language,
        )
    ]


def _item(hall: Hall, wish: GiveNotice) -> Item:
    item = hall.items.get(wish.item_id)
    if item is None or item.is_draft:
        raise NotFound("unknown_item", "没有这个事项。")
    return item


def _require_ticket_here(hall: Hall, wish: GiveNotice) -> None:
    if wish.ticket_id is not None and hall.ticket(wish.ticket_id).counter_id != wish.counter_id:
        raise NotAllowed("not_your_counter", "这张号票不在您的窗口。", counter_id=wish.counter_id)


def _was_told(hall: Hall, wish: GiveNotice) -> bool:
    return wish.ticket_id is not None and any(
        each.given.ticket_id == wish.ticket_id and each.given.item_id == wish.item_id for each in hall.notices
    )


def _material(material: str | Material) -> Material:
    return Material(name=material) if isinstance(material, str) else material
