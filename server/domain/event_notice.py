"""Facts about one-time notices. Permanent; when, the log says."""

from dataclasses import dataclass

from server.domain.content import Material
from server.vocab import CounterId, ItemId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a material that was handed in."""

    material: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeGiven:
    """一次性告知单. `missing` is kept as the guide told it, for guides change and the paper does not."""

    number: str
    item_id: ItemId
    item_name: str
    version: str  # of the public content
    counter_id: CounterId
    clerk: str | None = None
    missing: tuple[Material, ...] = ()
    faults: tuple[Fault, ...] = ()
    remark: str = ""
    ticket_id: TicketId | None = None
    again: str = ""
    language: str = "zh"
