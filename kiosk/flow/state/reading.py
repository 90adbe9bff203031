"""What can be read at the kiosk, and 请人帮办."""

from dataclasses import dataclass
from enum import StrEnum


class Leaf(StrEnum):
    """A page of the hall's public texts."""

    DIRECTORY = "directory"  # 导引
    FACILITIES = "facilities"  # 设施一览
    ROSTER = "roster"  # 人员公示
    RULES = "rules"  # 上墙制度
    NOTICES = "notices"  # 通知公告
    AWAY = "away"  # 外出公示
    LEADERS = "leaders"  # 值班领导
    PHONES = "phones"  # 联系电话


class Help(StrEnum):
    CALLING = "calling"
    COMING = "coming"
    UNHEARD = "unheard"  # nobody could be told: the person is sent to the desk


@dataclass(frozen=True, slots=True)
class Reading:
    """A list, or one entry of it."""

    leaf: Leaf
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class HelpCalled:
    """The guide desk is being told that somebody needs a hand."""

    help: Help = Help.CALLING
