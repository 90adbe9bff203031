"""The small values states, events and effects share: a wish, a mode, answers of a guide. Knows no state and no text."""

from dataclasses import dataclass
from enum import StrEnum

from server.vocab import TicketClass


class Mode(StrEnum):
    """How the kiosk meets a person."""

    NORMAL = "normal"
    ELDER = "elder"  # 适老版
    ACCESS = "access"  # 无障碍


class Purpose(StrEnum):
    """What a list is looked through for."""

    TICKET = "ticket"  # 取号
    GUIDE = "guide"  # 办事指南


class Sorting(StrEnum):
    """By what the items are sorted in two levels."""

    CATEGORY = "category"  # 类别
    DEPARTMENT = "department"  # 部门
    LIFE_EVENT = "life_event"  # 人生事件


Answers = tuple[tuple[str, bool], ...]
"""情形: question code and yes/no, in the order of asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants. `green_reason` is the code of why 绿色通道, None for an ordinary ticket; `answers` are those
    given to the item's guide, for what to bring."""

    service_id: str
    item_id: str | None = None
    green_reason: str | None = None
    large: bool = False
    answers: Answers = ()

    @property
    def ticket_class(self) -> TicketClass:
        return TicketClass.ORDINARY if self.green_reason is None else TicketClass.GREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineTicket:
    """A ticket of this kiosk's own series; `id` is what the server will know it by once it is handed in."""

    id: str
    number: str
    service_id: str
    item_id: str | None = None
