"""Facts about what leaders told the public: services closed for the day, announcements. Permanent."""

from dataclasses import dataclass
from datetime import datetime

from server.vocab import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClosed:
    """No tickets of this service from now on, until it is opened or another day begins."""

    service_id: ServiceId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOpened:
    """Tickets of this service may be had again."""

    service_id: ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementMade:
    """A text for everybody in the hall. It ends by itself at `until`; no further fact says so."""

    announcement_id: int
    text: str
    text_en: str = ""
    until: datetime
    is_spoken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementEnded:
    """An announcement was taken back before its time."""

    announcement_id: int
