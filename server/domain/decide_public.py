"""Decides on what leaders tell the public: a service closed for the day, an announcement. Pure."""

from datetime import datetime, timedelta

from server.domain import command_public as c
from server.domain import event_public as e
from server.domain.catalogue import Service
from server.domain.command import Actor
from server.domain.errors import NotFound, RuleSaysNo
from server.domain.fact import Event
from server.domain.hall import Hall

MOST = 3
"""Announcements at one time: a board that turns more pages is read by nobody."""


def close_service(hall: Hall, wish: c.CloseService, now: datetime, actor: Actor) -> list[Event]:
    """停止取号. Who waits already is served; saying the same again is no fact."""
    service, reason = hall.service(wish.service_id), wish.reason.strip()
    if not reason:
        raise RuleSaysNo("reason_required", "停止取号须写明原因，群众会看到。")
    if hall.closed_services.get(service.id) == reason:
        return []
    return [e.ServiceClosed(service_id=service.id, reason=reason)]


def open_service(hall: Hall, wish: c.OpenService, now: datetime, actor: Actor) -> list[Event]:
    """恢复取号; of a service that is not closed it is no fact."""
    service = hall.service(wish.service_id)
    return [e.ServiceOpened(service_id=service.id)] if service.id in hall.closed_services else []


def require_not_closed(hall: Hall, services: list[Service]) -> None:
    """Refuse tickets of a service that is closed for the day."""
    for service in services:
        reason = hall.closed_services.get(service.id)
        if reason is not None:
            raise RuleSaysNo(
                "service_closed", f"「{service.name}」今天暂停取号：{reason.rstrip('。')}。", service_id=service.id
            )


def announce(hall: Hall, wish: c.Announce, now: datetime, actor: Actor) -> list[Event]:
    """临时通告, for at least a minute."""
    text = " ".join(wish.text.split())
    if not text:
        raise RuleSaysNo("text_required", "请写明通告的内容。")
    if sum(1 for each in hall.announcements.values() if each.until > now) >= MOST:
        raise RuleSaysNo("too_many_announcements", f"同时最多 {MOST} 条通告，请先结束一条。")
    return [
        e.AnnouncementMade(
            announcement_id=hall.announced + 1,
            text=text,
            text_en=" ".join(wish.text_en.split()),
            until=now + timedelta(minutes=wish.minutes),
            is_spoken=wish.is_spoken,
        )
    ]


def end_announcement(hall: Hall, wish: c.EndAnnouncement, now: datetime, actor: Actor) -> list[Event]:
    """Take an announcement back; of one whose time is over it is no fact."""
    if not 1 <= wish.announcement_id <= hall.announced:
        raise NotFound("unknown_announcement", "没有这条通告。")
    found = hall.announcements.get(wish.announcement_id)
    return [e.AnnouncementEnded(announcement_id=found.id)] if found is not None and found.until > now else []
