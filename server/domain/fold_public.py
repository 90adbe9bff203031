"""Folds facts about what leaders told the public into the hall."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from server.domain import event_public as e
from server.domain.fact import Stamp
from server.domain.hall import Announcement, Hall

Fold: TypeAlias = Callable[[Hall, Any, Stamp], None]


def _service_closed(hall: Hall, event: e.ServiceClosed, stamp: Stamp) -> None:
    hall.closed_services[event.service_id] = event.reason


def _service_opened(hall: Hall, event: e.ServiceOpened, stamp: Stamp) -> None:
    hall.closed_services.pop(event.service_id, None)


def _announced(hall: Hall, event: e.AnnouncementMade, stamp: Stamp) -> None:
    """Those that ended by themselves are forgotten now: time alone changes no fold."""
    kept = {each.id: each for each in hall.announcements.values() if each.until > stamp.at}
    made = Announcement(
        id=event.announcement_id,
        text=event.text,
        text_en=event.text_en,
        since=stamp.at,
        until=event.until,
        is_spoken=event.is_spoken,
    )
    hall.announcements = {**kept, made.id: made}
    hall.announced = event.announcement_id


def _announcement_ended(hall: Hall, event: e.AnnouncementEnded, stamp: Stamp) -> None:
    hall.announcements.pop(event.announcement_id, None)


PUBLIC: Mapping[type, Fold] = {
    e.ServiceClosed: _service_closed,
    e.ServiceOpened: _service_opened,
    e.AnnouncementMade: _announced,
    e.AnnouncementEnded: _announcement_ended,
}
