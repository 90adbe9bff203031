"""What the present business day leaves behind for the reports: turns at counters, idle and paused time, opinions.

Knows no report and no other day; `fold_record` writes it, and each new day begins it anew.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from server.vocab import Channel, CounterId, Level, ServiceId, TicketClass, TicketId


class Outcome(StrEnum):
    """How a turn at a counter ended."""

    FINISHED = "finished"  # 办理结束
    MOVED_ON = "moved_on"  # 转下一项业务
    TRANSFERRED = "transferred"  # 转号
    HELD = "held"  # 挂起
    MISSED = "missed"  # 过号
    CANCELLED = "cancelled"  # 作废


class Away(StrEnum):
    """What a counter with nobody at it does."""

    IDLE = "idle"  # 空闲
    PAUSED = "paused"  # 暂停服务


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """一次接待: a ticket at a counter, from the call (or the return from a hold) until the counter is free of it."""

    ticket_id: TicketId
    n: int  # of this ticket on this day, from 1
    service_id: ServiceId
    ticket_class: TicketClass
    counter_id: CounterId
    clerk: str | None
    issued_at: datetime | None  # of a ticket called for the first time; None: it was called before, or never waited
    called_at: datetime
    started_at: datetime | None  # None: nobody was served
    ended_at: datetime
    outcome: Outcome
    is_called: bool = True  # False: began with the end of a hold, or without a number


@dataclass(frozen=True, slots=True)
class Said:
    """An evaluation, as far as it may be counted."""

    level: Level
    channel: Channel
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """A counter that is free or pauses, since when, and whose it is."""

    kind: Away
    clerk: str
    since: datetime


TimeKey: TypeAlias = tuple[CounterId, str, int, Away]
"""Counter, clerk, hour of the hall's clock, and what was done."""


@dataclass(slots=True, kw_only=True)
class DayRecord:
    """One day. Times are in microseconds."""

    turns: list[Turn] = field(default_factory=list)
    ended: dict[TicketId, int] = field(default_factory=dict)  # turns of each ticket so far
    resumed: set[TicketId] = field(default_factory=set)  # tickets whose present turn began with the end of a hold
    said: dict[TicketId, Said] = field(default_factory=dict)  # also of visits of earlier days
    explained: dict[TicketId, tuple[str, ...]] = field(default_factory=dict)  # why, of levels of earlier days
    times: dict[TimeKey, int] = field(default_factory=dict)
    posts: dict[CounterId, Presence] = field(default_factory=dict)
    begun_at_rev: int | None = None  # of the fact that began the day; None: nothing has happened since
