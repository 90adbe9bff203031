"""The small notations of a hall file: spans, caps, weekdays, dates, reasons, kinds. Knows texts and values, not files.

Every `*_from` raises ValueError with a Chinese sentence for a technician; `*_to` is its inverse.
"""

import re
from datetime import date, time

from server.domain.catalogue import PeriodCap, Span
from server.domain.opening import END_OF_DAY
from server.domain.policy import EvaluationReason, GreenReason, VoiceHours
from server.vocab import TopicKind
from server.wire.media import is_media_name

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_REASON = re.compile(r"([a-z][a-z_]*)\|([^|]+)\|([^|]+)")
# What a Chinese keyboard types instead of the ASCII sign.
_TYPED = str.maketrans("０１２３４５６７８９：－–—～~＝", "0123456789:-----=")


def span_from(text: str) -> Span:
    """`08:30-12:00`; the end may be 24:00."""
    found = _SPAN.fullmatch(text.translate(_TYPED).replace(" ", ""))
    if found is None:
        raise ValueError(f"时段 “{text}” 应写作 08:30-12:00")
    hours, minutes, last_hours, last_minutes = (int(digits) for digits in found.groups())
    try:
        end = END_OF_DAY if (last_hours, last_minutes) == (24, 0) else time(last_hours, last_minutes)
        span = Span(time(hours, minutes), end)
    except ValueError:
        raise ValueError(f"时段 “{text}” 里没有这样的钟点") from None
    if not is_forward(span) or (last_hours, last_minutes) == (0, 0):
        raise ValueError(f"时段 “{text}” 的结束应晚于开始")
    return span


def is_forward(span: Span) -> bool:
    """Does the span end after it starts (an end of 00:00 being 24:00)?"""
    return span.start < span.end or span.end == END_OF_DAY


def span_to(span: Span) -> str:
    """The notation of a span; seconds are not part of it."""
    end = "24:00" if span.end == END_OF_DAY else f"{span.end:%H:%M}"
    return f"{span.start:%H:%M}-{end}"


def cap_from(text: str) -> PeriodCap:
    """`08:30-12:00=40`: at most 40 tickets issued in that span."""
    span, sign, cap = text.translate(_TYPED).partition("=")
    if not sign or not re.fullmatch(r" *[1-9]\d{0,3} *", cap, re.ASCII):
        raise ValueError(f"时段限号 “{text}” 应写作 08:30-12:00=40，限 1 至 9999 号")
    return PeriodCap(span=span_from(span), cap=int(cap))


def cap_to(period: PeriodCap) -> str:
    """The notation of a period cap."""
    return f"{span_to(period.span)}={period.cap}"


def voice_from(text: str) -> VoiceHours:
    """`12:00-13:30=40`: calls are said at 40 % in that span; 0 is silence."""
    span, sign, volume = text.translate(_TYPED).rstrip("%％ ").partition("=")
    if not sign or not re.fullmatch(r" *(100|[1-9]?\d) *", volume, re.ASCII):
        raise ValueError(f"播报音量 “{text}” 应写作 12:00-13:30=40，音量 0 至 100")
    found = span_from(span)
    return VoiceHours(found.start, found.end, int(volume))


def voice_to(hours: VoiceHours) -> str:
    """The notation of a volume at some time of the day."""
    return f"{span_to(Span(hours.start, hours.end))}={hours.volume}"


def language_from(text: str) -> str:
    """`zh`, `en`, `yue`…, or `ticket`: the language in which the ticket was taken."""
    if not re.fullmatch("[a-z]{2,3}|ticket", text):
        raise ValueError(f"播报语言 “{text}” 应为 zh、en 这样的语言代码，或 ticket")
    return text


def weekday_from(text: str) -> int:
    """周一 is 0, 周日 6."""
    if text not in _WEEKDAYS:
        raise ValueError(f"星期 “{text}” 应为{'、'.join(_WEEKDAYS)}之一")
    return _WEEKDAYS.index(text)


def weekday_to(weekday: int) -> str:
    """The name of a weekday, 0 being 周一."""
    return _WEEKDAYS[weekday]


def date_from(text: str) -> date:
    """`2025-10-01`, a day that exists."""
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text.translate(_TYPED), re.ASCII)
    if found is None:
        raise ValueError(f"日期 “{text}” 应写作 2025-10-01")
    try:
        return date(*(int(digits) for digits in found.groups()))
    except ValueError:
        raise ValueError(f"日期 “{text}” 不存在") from None


def year_from(text: str) -> int:
    """A year from 2000 to 2099."""
    if not re.fullmatch(r"20\d\d", text, re.ASCII):
        raise ValueError(f"年份 “{text}” 应为 2000 至 2099")
    return int(text)


def green_from(text: str) -> GreenReason:
    """`elderly|老|elderly`: code, Chinese, English."""
    return GreenReason(*_reason(text, "绿色通道人群"))


def evaluation_from(text: str) -> EvaluationReason:
    """`attitude|服务态度不好|Unfriendly service`: code, Chinese, English."""
    return EvaluationReason(*_reason(text, "差评原因"))


def _reason(text: str, what: str) -> tuple[str, str, str]:
    found = _REASON.fullmatch(text.replace("｜", "|"))
    if found is None or not all(part.strip() == part for part in found.groups()):
        raise ValueError(f"{what} “{text}” 应写作 代码|中文|英文，代码为小写字母")
    return found[1], found[2], found[3]


def reason_to(reason: GreenReason | EvaluationReason) -> str:
    """The notation of a reason of either kind."""
    return f"{reason.code}|{reason.name}|{reason.name_en}"


_KINDS = {TopicKind.CATEGORY: "类别", TopicKind.DEPARTMENT: "部门", TopicKind.LIFE_EVENT: "人生事件"}


def kind_from(text: str) -> TopicKind:
    """类别, 部门 or 人生事件."""
    for kind, word in _KINDS.items():
        if text == word:
            return kind
    raise ValueError(f"分类方式 “{text}” 应为{'、'.join(_KINDS.values())}之一")


def kind_to(kind: TopicKind) -> str:
    """The word for a kind of heading."""
    return _KINDS[kind]


def media_from(text: str) -> str:
    """The name under which a picture or video is stored."""
    if not is_media_name(text):
        raise ValueError(f"图片或视频名 “{text}” 应为 bianmin-server media 给出的名字")
    return text
