"""What leaders may tell the public at once: a service closed for the day, an announcement. Values only."""

from dataclasses import dataclass

from server.vocab import ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseService:
    """停止取号: no tickets of this service for the rest of the day; the reason is shown to the public."""

    service_id: ServiceId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenService:
    """恢复取号 of a service that was closed for the day."""

    service_id: ServiceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """临时通告: shown on all boards and idle kiosks for so many minutes, and said aloud if wished."""

    text: str
    text_en: str = ""
    minutes: int
    is_spoken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAnnouncement:
    announcement_id: int
