"""The words of the hall, once: ids, states, classes, levels, roles. Knows no rule."""

from enum import IntEnum, StrEnum
from typing import NewType

TicketId = NewType("TicketId", int)
"""Forever increasing; identity of a ticket. Not its number."""
CounterId = NewType("CounterId", int)
ServiceId = NewType("ServiceId", str)
ItemId = NewType("ItemId", str)


class TicketState(StrEnum):
    """号票状态: the life of a ticket (see domain/lifecycle.py for the steps between them)."""

    WAITING = "waiting"  # 等候
    CALLED = "called"  # 已叫号
    SERVING = "serving"  # 办理中
    HELD = "held"  # 挂起
    NO_SHOW = "no_show"  # 过号
    FINISHED = "finished"  # 办理结束
    CANCELLED = "cancelled"  # 作废
    CLOSED_UNSERVED = "closed_unserved"  # 未办理


class CounterState(StrEnum):
    """窗口状态."""

    CLOSED = "closed"  # 关窗
    OPEN = "open"  # 开窗
    PAUSED = "paused"  # 暂停服务


class SlipState(StrEnum):
    """号票打印状态: a ticket whose slip failed is not called until someone settles it."""

    NONE = "none"
    PENDING = "pending"
    PRINTED = "printed"
    FAILED = "failed"


class TicketClass(StrEnum):
    """优先类别: the classes of the call order."""

    ORDINARY = "ordinary"  # 普通
    GREEN = "green"  # 绿色通道
    BOOKING = "booking"  # 预约
    URGENT = "urgent"  # 急办


class TopicKind(StrEnum):
    """分类方式: what a heading of the guides sorts them by."""

    CATEGORY = "category"  # 类别
    DEPARTMENT = "department"  # 部门
    LIFE_EVENT = "life_event"  # 人生事件


class ItemState(StrEnum):
    """事项状态: the life of one version of an item (see domain/item_life.py)."""

    DRAFT = "draft"  # 草稿
    REVIEW = "review"  # 待审核
    SCHEDULED = "scheduled"  # 待发布
    PUBLISHED = "published"  # 已发布
    WITHDRAWN = "withdrawn"  # 已撤下


class BoardLanguage(StrEnum):
    """大屏语言: what the lobby board is written in."""

    ZH = "zh"  # 中文
    EN = "en"  # 英文
    BOTH = "both"  # 中英文


class BookingState(StrEnum):
    """预约状态."""

    BOOKED = "booked"  # 已预约
    CHECKED_IN = "checked_in"  # 已签到
    CANCELLED = "cancelled"  # 已取消
    MISSED = "missed"  # 爽约


class Level(IntEnum):
    """评价等级: the five national levels of 好差评."""

    VERY_SATISFIED = 5  # 非常满意
    SATISFIED = 4  # 满意
    FAIRLY_SATISFIED = 3  # 基本满意
    DISSATISFIED = 2  # 不满意
    VERY_DISSATISFIED = 1  # 非常不满意

    @property
    def is_bad(self) -> bool:
        """差评: it needs a reason."""
        return self <= Level.DISSATISFIED


class Channel(StrEnum):
    """评价渠道."""

    KEYPAD = "keypad"  # 评价器
    KIOSK = "kiosk"  # 自助机
    QR = "qr"  # 扫码


class Role(StrEnum):
    """Who may do what. A ticket's own secret is not a role; it opens one ticket."""

    KIOSK = "kiosk"  # 取号机
    DISPLAY = "display"  # 显示与评价终端
    CLERK = "clerk"  # 窗口人员
    SUPERVISOR = "supervisor"  # 督导
    ADMIN = "admin"  # 管理员


class LimitAction(StrEnum):
    """What a guard does when its limit is reached."""

    WARN = "warn"
    STOP = "stop"


ZH: dict[StrEnum | IntEnum, str] = {
    TicketState.WAITING: "等候",
    TicketState.CALLED: "已叫号",
    TicketState.SERVING: "办理中",
    TicketState.HELD: "挂起",
    TicketState.NO_SHOW: "过号",
    TicketState.FINISHED: "办理结束",
    TicketState.CANCELLED: "作废",
    TicketState.CLOSED_UNSERVED: "未办理",
    CounterState.CLOSED: "关窗",
    CounterState.OPEN: "开窗",
    CounterState.PAUSED: "暂停服务",
    TicketClass.ORDINARY: "普通",
    TicketClass.GREEN: "绿色通道",
    TicketClass.BOOKING: "预约",
    TicketClass.URGENT: "急办",
    ItemState.DRAFT: "草稿",
    ItemState.REVIEW: "待审核",
    ItemState.SCHEDULED: "待发布",
    ItemState.PUBLISHED: "已发布",
    ItemState.WITHDRAWN: "已撤下",
    Level.VERY_SATISFIED: "非常满意",
    Level.SATISFIED: "满意",
    Level.FAIRLY_SATISFIED: "基本满意",
    Level.DISSATISFIED: "不满意",
    Level.VERY_DISSATISFIED: "非常不满意",
}
"""The Chinese word of each term a person may see."""
