"""What a hall file may say: its parts, fields, titles and shapes, for TOML and workbook alike. Knows no value."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """A table of the TOML file; a sheet of the workbook."""

    HALL = "hall"
    SERVICES = "services"
    COUNTERS = "counters"
    ITEMS = "items"
    MATERIALS = "materials"
    QUESTIONS = "questions"
    TOPICS = "topics"
    RULES = "rules"
    NOTICES = "notices"
    PLACES = "places"
    FACILITIES = "facilities"
    ROSTER = "roster"
    LEADERS = "leaders"
    BOARD = "board"
    SLIDES = "slides"
    CALENDAR = "calendar"
    POLICY = "policy"


SHEETS = {
    Part.HALL: "大厅",
    Part.SERVICES: "业务",
    Part.COUNTERS: "窗口",
    Part.ITEMS: "事项",
    Part.MATERIALS: "材料",
    Part.QUESTIONS: "情形",
    Part.TOPICS: "分类",
    Part.RULES: "制度",
    Part.NOTICES: "公告",
    Part.PLACES: "场所",
    Part.FACILITIES: "设施",
    Part.ROSTER: "岗位",
    Part.LEADERS: "带班领导",
    Part.BOARD: "大屏",
    Part.SLIDES: "大屏画面",
    Part.CALENDAR: "日历",
    Part.POLICY: "参数",
}
SINGLE = frozenset({Part.HALL, Part.BOARD, Part.CALENDAR, Part.POLICY})
LISTED = frozenset(Part) - SINGLE
"""Parts with one record per thing; the others are a single record."""
NESTED = frozenset({Part.MATERIALS, Part.QUESTIONS})
"""Parts whose records belong to an item and name it by `item`; in TOML they stand inside it."""


class Shape(StrEnum):
    """How a value is written down; what it means is read in hallfile_build."""

    LINE = "line"  # one line of text
    NOTE = "note"  # text that may have several lines
    WHOLE = "whole"  # a whole number
    NUMBER = "number"
    FLAG = "flag"
    LINES = "lines"  # texts, each of one line
    WORDS = "words"  # texts without separators in them
    WHOLES = "wholes"  # whole numbers
    DATES = "dates"
    DAY = "day"  # one date


MANY = frozenset({Shape.LINES, Shape.WORDS, Shape.WHOLES, Shape.DATES})
"""Shapes whose plain value is a tuple of texts."""

Plain = str | int | float | bool | tuple[str, ...]
Record = dict[str, Plain]
"""Plain values by field key; a key that is absent takes the default."""
Document = dict[Part, list[Record]]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a part: its TOML key (dotted inside a sub-table), its Chinese title, shape and a hint.

    `source`: the value names one of another part, `services.id`; it follows when that is renamed by a form.
    """

    key: str
    title: str
    shape: Shape
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document something is wrong; a format turns it into words."""

    part: Part
    index: int = 0
    key: str = ""
    element: int | None = None


@dataclass(slots=True)
class Problems:
    """All that is wrong, in order of finding; of one value only the first complaint is kept."""

    found: dict[Place, str] = field(default_factory=dict)

    def add(self, place: Place, text: str) -> None:
        """Keep the complaint unless the value already has one."""
        whole = Place(place.part, place.index, place.key)
        if place not in self.found and whole not in self.found:
            self.found[place] = text

    def __iter__(self) -> Iterator[tuple[Place, str]]:
        return iter(self.found.items())


_SPANS = "如 08:30-12:00，多段用顿号或换行隔开"

FIELDS: dict[Part, tuple[Field, ...]] = {
    Part.HALL: (
        Field("id", "大厅编号", Shape.LINE, "字母、数字和连字符；启用后不要改"),
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("timezone", "时区", Shape.LINE, "如 Asia/Shanghai"),
        Field("phone", "电话", Shape.LINE),
        Field("booking_phone", "预约电话", Shape.LINE),
        Field("supervision_phone", "监督电话", Shape.LINE),
        Field("address", "地址", Shape.LINE),
        Field("emblem", "徽标", Shape.LINE, "图片名，由 bianmin-server media 给出"),
        Field("map", "平面图", Shape.LINE, "图片名"),
    ),
    Part.SERVICES: (
        Field("id", "业务编号", Shape.LINE),
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("prefix", "字头", Shape.LINE, "1 至 3 个大写字母"),
        Field("expected_minutes", "预计分钟", Shape.NUMBER, "学到实际用时之前用它估计"),
        Field("extended", "延时", Shape.FLAG, "值班日也办"),
        Field("day_cap", "每日限号", Shape.WHOLE, "不填为不限"),
        Field("period_caps", "时段限号", Shape.WORDS, "如 08:30-12:00=40，每行一段"),
        Field("booking.spans", "预约时段", Shape.WORDS, "如 09:00-11:30，每行一段；不预约则三项都不填"),
        Field("booking.slot_minutes", "每个号源分钟", Shape.WHOLE),
        Field("booking.capacity", "每个号源人数", Shape.WHOLE),
    ),
    Part.COUNTERS: (
        Field("id", "内部编号", Shape.WHOLE),
        Field("number", "窗口号", Shape.WHOLE),
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("services", "业务", Shape.WORDS, source="services.id"),
        Field("zone", "区域", Shape.LINE, "显示终端可以只管一个区域"),
    ),
    Part.ITEMS: (
        Field("id", "事项编号", Shape.LINE),
        Field("name", "名称", Shape.LINE),
        Field("service", "业务", Shape.LINE, source="services.id"),
        Field("category", "类别", Shape.LINE),
        Field("kind", "办件类型", Shape.LINE),
        Field("limit", "承诺时限", Shape.LINE),
        Field("demo_limit", "示例时限", Shape.FLAG),
        Field("materials", "申请材料", Shape.LINES),
        Field("steps", "办理流程", Shape.LINES),
        Field("basis", "办理依据", Shape.NOTE),
        Field("fee", "收费", Shape.LINE),
        Field("note", "备注", Shape.NOTE),
        Field("extended", "延时", Shape.FLAG),
        Field("historic", "历史", Shape.FLAG),
        Field("name_en", "英文名称", Shape.LINE),
        Field("department", "部门", Shape.LINE),
        Field("life_events", "人生事件", Shape.WORDS),
        Field("conditions", "受理条件", Shape.LINES),
        Field("prerequisites", "前置事项", Shape.WORDS, source="items.id"),
        Field("where", "到哪里办", Shape.LINE),
        Field("plain", "白话版", Shape.NOTE),
        Field("plain_en", "英文白话版", Shape.NOTE),
        Field("pictures", "图片", Shape.LINES),
        Field("video", "视频", Shape.LINE),
        Field("hot", "高频", Shape.FLAG),
        Field("comprehensive", "综合受理", Shape.FLAG),
        Field("enquiry_only", "仅咨询", Shape.FLAG),
        Field("agent_allowed", "可代办", Shape.FLAG),
        Field("version", "版本", Shape.WHOLE, "由系统编排"),
        Field("published_on", "发布日期", Shape.DAY, "由系统填写"),
        Field("withdrawn", "撤下原因", Shape.LINE, "填写了就不对外公布"),
    ),
    Part.MATERIALS: (
        Field("item", "事项编号", Shape.LINE, source="items.id"),
        Field("name", "材料名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("original", "原件", Shape.FLAG),
        Field("copies", "复印件份数", Shape.WHOLE),
        Field("note", "说明", Shape.LINE),
        Field("when", "适用情形", Shape.LINE),
    ),
    Part.QUESTIONS: (
        Field("item", "事项编号", Shape.LINE, source="items.id"),
        Field("code", "代码", Shape.LINE),
        Field("text", "问题", Shape.LINE),
        Field("text_en", "英文问题", Shape.LINE),
    ),
    Part.TOPICS: (
        Field("kind", "分类方式", Shape.LINE),
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
    ),
    Part.RULES: (
        Field("title", "标题", Shape.LINE),
        Field("title_en", "英文标题", Shape.LINE),
        Field("body", "正文", Shape.NOTE),
    ),
    Part.NOTICES: (
        Field("title", "标题", Shape.LINE),
        Field("title_en", "英文标题", Shape.LINE),
        Field("body", "正文", Shape.NOTE),
        Field("body_en", "英文正文", Shape.NOTE),
        Field("column", "栏目", Shape.LINE),
        Field("from", "开始日期", Shape.DAY),
        Field("until", "结束日期", Shape.DAY),
    ),
    Part.PLACES: (
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("address", "地址", Shape.LINE),
        Field("hours", "开放时间", Shape.LINE),
        Field("phone", "电话", Shape.LINE),
        Field("handles", "办理事项", Shape.LINE),
        Field("way", "怎样到达", Shape.LINE),
        Field("booking", "可预约", Shape.FLAG),
    ),
    Part.FACILITIES: (
        Field("name", "名称", Shape.LINE),
        Field("name_en", "英文名称", Shape.LINE),
        Field("where", "位置", Shape.LINE),
        Field("note", "说明", Shape.LINE),
    ),
    Part.ROSTER: (
        Field("counter", "窗口号", Shape.WHOLE, source="counters.number"),
        Field("post", "岗位", Shape.LINE),
        Field("name", "姓名", Shape.LINE),
        Field("name_en", "英文姓名", Shape.LINE),
        Field("duty", "职责", Shape.LINE),
        Field("phone", "电话", Shape.LINE),
        Field("photo", "照片", Shape.LINE),
    ),
    Part.LEADERS: (
        Field("name", "姓名", Shape.LINE),
        Field("rank", "职务", Shape.LINE),
        Field("phone", "电话", Shape.LINE),
        Field("weekdays", "星期", Shape.WORDS),
        Field("dates", "日期", Shape.DATES),
        Field("photo", "照片", Shape.LINE),
    ),
    Part.BOARD: (
        Field("language", "语言", Shape.LINE, "中文、英文 或 中英文"),
        Field("slogan", "标语", Shape.LINE),
        Field("slogan_en", "英文标语", Shape.LINE),
        Field("qr", "二维码内容", Shape.LINE, "网址，/g 是本大厅的办事指南；不填则不显示"),
        Field("qr_title", "二维码说明", Shape.LINE),
        Field("qr_title_en", "二维码英文说明", Shape.LINE),
    ),
    Part.SLIDES: (
        Field("media", "图片或视频", Shape.LINE, "由 bianmin-server media 给出"),
        Field("title", "标题", Shape.LINE),
        Field("title_en", "英文标题", Shape.LINE),
        Field("seconds", "停留秒数", Shape.WHOLE, "图片用；视频放完为止"),
        Field("from", "开始日期", Shape.DAY),
        Field("until", "结束日期", Shape.DAY),
    ),
    Part.CALENDAR: (
        Field("always_open", "全天开放", Shape.FLAG, "只用于试用和演示"),
        Field("hours", "工作时段", Shape.WORDS, _SPANS),
        Field("duty_hours", "值班时段", Shape.WORDS, _SPANS),
        Field("duty_weekdays", "值班星期", Shape.WORDS, "如 周六"),
        Field("years", "已有安排的年份", Shape.WHOLES, "该年放假、调休日已全部列出"),
        Field("off_days", "放假日", Shape.DATES, "每行一天，如 2025-10-01"),
        Field("work_days", "调休上班日", Shape.DATES, "每行一天"),
        Field("closed_days", "本厅停办日", Shape.DATES, "每行一天"),
    ),
    Part.POLICY: (
        Field("green_bonus", "绿色通道提前", Shape.WHOLE, "分钟"),
        Field("booking_bonus", "预约提前", Shape.WHOLE, "分钟"),
        Field("urgent_bonus", "急办提前", Shape.WHOLE, "分钟"),
        Field("max_run", "绿色通道连续叫号上限", Shape.WHOLE, "个"),
        Field("call_max", "叫号次数上限", Shape.WHOLE, "次，之后才可过号"),
        Field("wait_limit", "等候超时提示", Shape.WHOLE, "分钟"),
        Field("idle_limit", "空岗提示", Shape.WHOLE, "分钟"),
        Field("reactivate_after", "过号恢复后排在", Shape.WHOLE, "个等候号之后"),
        Field("late_limit", "预约迟到上限", Shape.WHOLE, "分钟"),
        Field("hold_minutes", "挂起时长", Shape.WHOLE, "分钟"),
        Field("booking_ahead_days", "预约至少提前", Shape.WHOLE, "天"),
        Field("booking_horizon_days", "预约开放", Shape.WHOLE, "个工作日"),
        Field("booking_cancel_minutes", "取消预约至少提前", Shape.WHOLE, "分钟"),
        Field("booking_per_day", "每人每日预约", Shape.WHOLE, "次"),
        Field("closing_guard", "临近下班取号", Shape.LINE, "warn 提醒，stop 停止"),
        Field("close_grace", "下班后继续办理", Shape.WHOLE, "分钟"),
        Field("walk_up_prefix", "无号办理字头", Shape.LINE, "1 至 3 个大写字母"),
        Field("late_evaluation_days", "事后评价期限", Shape.WHOLE, "天"),
        Field("offline_minutes", "断网取号时长", Shape.WHOLE, "分钟，0 为不发"),
        Field("offline_max", "断网取号上限", Shape.WHOLE, "张，0 为不发"),
        Field("offline_prefix", "断网取号字头", Shape.LINE, "1 至 3 个大写字母"),
        Field("offline_fallback", "断网取号兜底业务", Shape.LINE, "业务编号，可不填", source="services.id"),
        Field("voice_languages", "播报语言", Shape.WORDS, "zh、en、ticket，按此顺序；ticket 指取号时的语言"),
        Field("voice_hours", "播报音量", Shape.WORDS, "如 12:00-13:30=40；0 为不出声，其余时间 100"),
        Field("green_reasons", "绿色通道人群", Shape.LINES, "每行一类：代码|中文|英文"),
        Field("evaluation_reasons", "差评原因", Shape.LINES, "每行一条：代码|中文|英文；第一条是评价器的第一个原因键"),
    ),
}
