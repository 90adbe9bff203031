"""What the screens know besides the visit: the hall, its public texts, pictures, the machine. Frozen; no widget."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.flow.state import Section
from kiosk.press import Trouble
from kiosk.search import Index, entry_of
from server.wire.content import Content
from server.wire.hall import HallAnswer
from server.wire.ticket import Ticket

Facts = Mapping[Section, tuple[tuple[str, str], ...]]


def _no_media(_name: str) -> Path | None:
    return None


def _no_url(_ticket: Ticket) -> str | None:
    return None


def _no_guide_url(_item_id: str, _language: str, _answers: Mapping[str, bool]) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`media`: the file of a picture; `url`: where a phone follows a ticket, `guide_url`: where it reads a guide (item,
    language, answers); `facts`: label and value of what the
    staff page tells of the machine; `trouble`: what is wrong with the printer."""

    hall: HallAnswer | None = None
    content: Content | None = None
    media: Callable[[str], Path | None] = _no_media
    url: Callable[[Ticket], str | None] = _no_url
    guide_url: Callable[[str, str, Mapping[str, bool]], str | None] = _no_guide_url
    facts: Facts = field(default_factory=dict)
    trouble: Trouble | None = None
    index: Index = field(default_factory=lambda: Index(()))

    @property
    def timezone(self) -> str | None:
        return None if self.hall is None else self.hall.hall.timezone


def index_of(content: Content | None) -> Index:
    return Index(() if content is None else (entry_of(each) for each in content.guides))


@dataclass(frozen=True, slots=True)
class Moment:
    """`now`, local to the hall; `slide`: which of the slides is shown."""

    now: datetime
    slide: int = 0
