"""Finding what one wants: the first screens and the lists. Knows ids, no names."""

from dataclasses import dataclass

from kiosk.flow.state.choice import Purpose, Sorting


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is here; slides."""


@dataclass(frozen=True, slots=True)
class Home:
    """The menu: services, hot items, headings, guides, my ticket, booking, what can be read."""


@dataclass(frozen=True, slots=True)
class Services:
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Topics:
    """The headings of one sorting."""

    sorting: Sorting
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Items:
    """The items under one heading."""

    sorting: Sorting
    topic_id: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class ServiceItems:
    """The items of one service."""

    service_id: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class HotItems:
    """高频事项."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Searching:
    """`typed`: initials, pinyin or characters."""

    purpose: Purpose
    typed: str = ""


Browsing = Services | Topics | Items | ServiceItems | HotItems | Searching
