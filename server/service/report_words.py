"""What the columns of reports are called on paper and in workbooks, and how their values are written. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from server.domain.hall import Hall
from server.vocab import ZH, Level, TicketClass, TicketState
from server.wire import report as wr

Value: TypeAlias = str | int | float | None


class Kind(StrEnum):
    """How a number is written."""

    COUNT = "0"
    MINUTES = "0.0"
    SHARE = "0.0%"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its field, its names, how it is written, and whether it is on paper too."""

    name: str
    zh: str
    en: str
    kind: Kind = Kind.COUNT
    is_on_paper: bool = False

    def value(self, figures: wr.Figures) -> int | float | None:
        if self.name.startswith("level_"):
            return figures.levels[int(Level.VERY_SATISFIED) - int(self.name[-1])]
        found: int | float | None = getattr(figures, self.name)
        return found


COLUMNS = (
    Column("tickets", "取号", "Tickets", is_on_paper=True),
    Column("finished", "办结", "Finished", is_on_paper=True),
    Column("no_show", "过号未返", "No-shows", is_on_paper=True),
    Column("cancelled", "作废", "Cancelled"),
    Column("closed_unserved", "未办理", "Unserved", is_on_paper=True),
    Column("open", "仍在厅内", "Still here"),
    Column("calls", "叫号次数", "Calls"),
    Column("missed", "叫而未到", "Missed calls"),
    Column("served", "办理次数", "Served", is_on_paper=True),
    Column("transferred", "转出", "Transferred"),
    Column("held", "挂起", "Held"),
    Column("wait_mean", "平均等候（分钟）", "Mean wait (min)", Kind.MINUTES, is_on_paper=True),
    Column("wait_p50", "半数等候不超过（分钟）", "Median wait (min)", is_on_paper=True),
    Column("wait_p90", "九成等候不超过（分钟）", "90 % waited at most (min)", is_on_paper=True),
    Column("wait_longest", "最长等候（分钟）", "Longest wait (min)"),
    Column("wait_over", "等候超限人数", "Waited too long", is_on_paper=True),
    Column("response_mean", "叫号到开始（分钟）", "Call to start (min)", Kind.MINUTES),
    Column("serving_mean", "平均办理（分钟）", "Mean service (min)", Kind.MINUTES, is_on_paper=True),
    Column("busy", "占用（分钟）", "Busy (min)", Kind.MINUTES),
    Column("idle", "空闲（分钟）", "Idle (min)", Kind.MINUTES, is_on_paper=True),
    Column("paused", "暂停（分钟）", "Paused (min)", Kind.MINUTES),
    Column("served_per_hour", "每小时办理", "Served per hour", Kind.MINUTES),
    *(
        Column(f"level_{int(level)}", ZH[level], name)
        for level, name in (
            (Level.VERY_SATISFIED, "Very satisfied"),
            (Level.SATISFIED, "Satisfied"),
            (Level.FAIRLY_SATISFIED, "Fairly satisfied"),
            (Level.DISSATISFIED, "Dissatisfied"),
            (Level.VERY_DISSATISFIED, "Very dissatisfied"),
        )
    ),
    Column("unrated", "未评价", "Not rated"),
    Column("satisfied", "满意率", "Satisfaction", Kind.SHARE, is_on_paper=True),
    Column("promised", "有预计的号", "With an estimate"),
    Column("promise_off", "预计平均相差（分钟）", "Estimate off by (min)", Kind.MINUTES),
    Column("promise_error", "预计平均偏晚（分钟）", "Later than estimated (min)", Kind.MINUTES),
    Column("promise_within", "在预计范围内", "Within the estimate", Kind.SHARE),
    Column("promise_above", "比预计久", "Beyond the estimate", Kind.SHARE),
)

BY_WORDS = {
    "": ("汇总", "Total"),
    "hour": ("按钟点", "By hour"),
    "day": ("按日", "By day"),
    "month": ("按月", "By month"),
    "weekday": ("按星期", "By weekday"),
    "service": ("按业务", "By service"),
    "counter": ("按窗口", "By counter"),
    "clerk": ("按人员", "By clerk"),
    "class": ("按类别", "By class"),
}
CLASS_EN = {
    TicketClass.ORDINARY: "Ordinary",
    TicketClass.GREEN: "Green channel",
    TicketClass.BOOKING: "Booking",
    TicketClass.URGENT: "Urgent",
}
STATE_EN = {
    TicketState.WAITING: "Waiting",
    TicketState.CALLED: "Called",
    TicketState.SERVING: "Being served",
    TicketState.HELD: "On hold",
    TicketState.NO_SHOW: "No-show",
    TicketState.FINISHED: "Finished",
    TicketState.CANCELLED: "Cancelled",
    TicketState.CLOSED_UNSERVED: "Unserved",
}
_WEEKDAYS = (
    ("星期一", "Monday"),
    ("星期二", "Tuesday"),
    ("星期三", "Wednesday"),
    ("星期四", "Thursday"),
    ("星期五", "Friday"),
    ("星期六", "Saturday"),
    ("星期日", "Sunday"),
)


class Words:
    """The words of one language for one hall."""

    def __init__(self, hall: Hall, language: str) -> None:
        self.is_zh = language == "zh"
        self._services = {str(each.id): each.name if self.is_zh else each.name_en for each in hall.services.values()}
        self._counters = {str(each.id): each.number for each in hall.counters.values()}
        self.hall = hall.catalogue.name if self.is_zh else hall.catalogue.name_en

    def of(self, zh: str, en: str) -> str:
        return zh if self.is_zh else en

    def title(self, column: Column) -> str:
        return self.of(column.zh, column.en)

    def by(self, by: str) -> str:
        return self.of(*BY_WORDS[by])

    def service(self, service_id: str) -> str:
        return self._services.get(service_id) or service_id

    def counter(self, counter_id: int | str | None) -> str:
        if counter_id is None:
            return ""
        number = self._counters.get(str(counter_id), counter_id)
        return self.of(f"{number} 号窗口", f"Counter {number}")

    def ticket_class(self, name: str) -> str:
        found = TicketClass(name)
        return self.of(ZH[found], CLASS_EN[found])

    def state(self, state: TicketState | None) -> str:
        return "" if state is None else self.of(ZH[state], STATE_EN[state])

    def key(self, by: str, key: str) -> str:
        """What a line of a report is called."""
        match by:
            case "hour":
                return f"{int(key):02}:00–{int(key) + 1:02}:00"
            case "weekday":
                return self.of(*_WEEKDAYS[int(key) - 1])
            case "service":
                return self.service(key)
            case "counter":
                return self.counter(key)
            case "class":
                return self.ticket_class(key)
            case _:
                return key

    def period(self, first: date, last: date) -> str:
        days = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
        return f"{self.hall} {days}"
