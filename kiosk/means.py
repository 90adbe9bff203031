"""What the kiosk's hands share: the way to the hall, the press, what is kept on disk, what is known. No deeds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kiosk.cache import AS_USUAL, Cache, Told
from kiosk.journal import Journal
from kiosk.notice_count import NoticeCount
from kiosk.offline import OfflineSeries
from kiosk.press import PressRoom
from kiosk.slip import USUAL, Look
from server.client import HallClient
from server.client.copy import ContentCopy
from server.wire.content import Content, Guide
from server.wire.hall import HallAnswer


@dataclass(slots=True)
class Known:
    """The newest there is of the hall, from the server or from the cache."""

    hall: HallAnswer | None = None
    told: Told = AS_USUAL
    copy: ContentCopy | None = None

    @property
    def content(self) -> Content | None:
        return None if self.copy is None else self.copy.content

    def guide(self, item_id: str | None) -> Guide | None:
        """The guide of an item that is not a draft."""
        guides = () if self.content is None else self.content.guides
        return next((each for each in guides if each.id == item_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """`base_url` is what visitors' phones can reach; `columns` of the printer; `wall` only dates papers."""

    client: HallClient
    room: PressRoom
    journal: Journal
    series: OfflineSeries
    cache: Cache
    notices: NoticeCount
    new_id: Callable[[], UUID]
    wall: Callable[[], datetime]
    base_url: str
    columns: int
    look: Look = USUAL
    known: Known = field(default_factory=Known)

    def why_not_alone(self) -> str | None:
        """The code of why this kiosk may issue nothing from its own series now; None: it may."""
        told = self.known.told
        return "kiosk_stopped" if told.is_locked or not told.may_issue else self.series.why_not()
