"""What is asked of the 一次性告知单, the one-time notice. Values only; not the 公告 of the public content."""

from dataclasses import dataclass

from server.domain.event_notice import Fault
from server.vocab import CounterId, ItemId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNotice:
    """R-098: all that is missing and all that is wrong, at once and in writing. `missing` and the faults name materials
    of the item's guide; `version` is that of the content it was read in. `again`: why there is a second one (R-099)."""

    counter_id: CounterId
    item_id: ItemId
    version: str
    missing: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    remark: str = ""
    ticket_id: TicketId | None = None
    again: str = ""
    language: str = "zh"
