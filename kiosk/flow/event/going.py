"""Touches that lead somewhere: menus, lists, back and home."""

from dataclasses import dataclass

from kiosk.flow.state.choice import Purpose, Sorting
from kiosk.flow.state.guide import Tab
from kiosk.flow.state.mine import CodePurpose
from kiosk.flow.state.reading import Leaf
from kiosk.flow.state.staff import Section


@dataclass(frozen=True, slots=True)
class Touched:
    """Anywhere, while the slides run."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """返回 or 完成."""


@dataclass(frozen=True, slots=True)
class WentHome:
    """首页."""


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """请人帮办."""


@dataclass(frozen=True, slots=True)
class CornerHeld:
    """The hidden corner."""


@dataclass(frozen=True, slots=True)
class ServicesWanted:
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class TopicsWanted:
    sorting: Sorting
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class TopicChosen:
    """A heading, on its list or at Home."""

    sorting: Sorting
    topic_id: str
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class ServiceItemsWanted:
    """The items of one service."""

    service_id: str
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class HotItemsWanted:
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class SearchWanted:
    purpose: Purpose = Purpose.TICKET


@dataclass(frozen=True, slots=True)
class ServiceChosen:
    """A ticket for this, please."""

    service_id: str
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class ItemChosen:
    """An item of a list: its guide or a ticket, whatever the list is for."""

    item_id: str
    service_id: str


@dataclass(frozen=True, slots=True)
class GuideWanted:
    item_id: str


@dataclass(frozen=True, slots=True)
class TabChosen:
    tab: Tab


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """预约签到 or 我的号票."""

    purpose: CodePurpose


@dataclass(frozen=True, slots=True)
class LeafWanted:
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class EntryChosen:
    entry: str


@dataclass(frozen=True, slots=True)
class SectionChosen:
    section: Section


Going = (
    Touched
    | WentBack
    | WentHome
    | HelpWanted
    | CornerHeld
    | ServicesWanted
    | TopicsWanted
    | TopicChosen
    | ServiceItemsWanted
    | HotItemsWanted
    | SearchWanted
    | ServiceChosen
    | ItemChosen
    | GuideWanted
    | TabChosen
    | CodeWanted
    | LeafWanted
    | EntryChosen
    | SectionChosen
)
