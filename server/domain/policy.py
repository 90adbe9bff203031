"""The numbers and choices a hall may set, with the handbook's defaults. Knows no rule that uses them."""

from dataclasses import dataclass
from datetime import time

from server.vocab import LimitAction, TicketClass


@dataclass(frozen=True, slots=True)
class GreenReason:
    """绿色通道人群: why a ticket may take the green channel. Kept for statistics, never public."""

    code: str
    name: str
    name_en: str


GREEN_REASONS = (
    GreenReason("elderly", "老", "elderly"),
    GreenReason("frail", "弱", "frail"),
    GreenReason("ill", "病", "ill"),
    GreenReason("disabled", "残", "disabled"),
    GreenReason("pregnant", "孕", "pregnant"),
    GreenReason("military_family", "军人家属", "military family"),
    GreenReason("hardship", "困难群众", "in hardship"),
)
"""R-073: exactly these, editable."""


@dataclass(frozen=True, slots=True)
class EvaluationReason:
    """差评原因: why somebody was dissatisfied, as kiosk, slip page and evaluators offer it."""

    code: str
    name: str
    name_en: str


EVALUATION_REASONS = (
    EvaluationReason("not_told_once", "一次性告知不清", "Not told everything at once"),
    EvaluationReason("attitude", "服务态度不好", "Unfriendly service"),
    EvaluationReason("too_long", "等候过久", "Waited too long"),
    EvaluationReason("more_materials", "要求指南以外的材料", "Asked for papers not in the guide"),
    EvaluationReason("overdue", "超过承诺时限", "Later than promised"),
    EvaluationReason("other", "其他", "Other"),
)
"""The first is that of an evaluator's first key."""


TICKET_LANGUAGE = "ticket"
"""In `voice_languages`: the language in which the ticket was taken."""


@dataclass(frozen=True, slots=True)
class VoiceHours:
    """播报音量: how loud calls are said from `start` to `end`, local time (an end of 00:00 is 24:00); 0 is silence."""

    start: time
    end: time
    volume: int  # per cent


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One hall's parameters. Times in minutes unless named otherwise; handbook A.X gives the origins."""

    green_bonus: int = 30
    booking_bonus: int = 60
    urgent_bonus: int = 240
    max_run: int = 2  # green.max_run
    call_max: int = 3  # call.max
    wait_limit: int = 30  # waiting longer than this is shown to staff
    idle_limit: int = 10  # people wait so long while nobody calls: a post without anybody
    reactivate_after: int = 3  # pass.reactivate
    late_limit: int = 15  # a booking this late becomes an ordinary ticket
    hold_minutes: int = 30  # when the clerk names none
    booking_ahead_days: int = 1  # booking.ahead
    booking_horizon_days: int = 5  # booking.horizon, working days
    booking_cancel_minutes: int = 120  # booking.cancel
    booking_per_day: int = 1  # per person
    closing_guard: LimitAction = LimitAction.WARN
    close_grace: int = 120  # how long after closing issued tickets may still be served
    walk_up_prefix: str = "W"  # numbers of people served without a ticket
    late_evaluation_days: int = 7  # how long after its business day a visit may still be evaluated
    offline_minutes: int = 60  # how long a kiosk that lost the server issues by itself; 0: never
    offline_max: int = 50  # how many tickets in that time; 0: none
    offline_prefix: str = "L"  # numbers of such tickets
    offline_fallback: str = ""  # service that takes those whose own is gone; empty: none
    voice_languages: tuple[str, ...] = ("zh", TICKET_LANGUAGE)  # in which calls are said, in this order
    voice_hours: tuple[VoiceHours, ...] = ()  # at other times 100
    green_reasons: tuple[GreenReason, ...] = GREEN_REASONS
    evaluation_reasons: tuple[EvaluationReason, ...] = EVALUATION_REASONS

    def bonus(self, ticket_class: TicketClass) -> int:
        """Minutes by which a class is advanced in the call order."""
        match ticket_class:
            case TicketClass.ORDINARY:
                return 0
            case TicketClass.GREEN:
                return self.green_bonus
            case TicketClass.BOOKING:
                return self.booking_bonus
            case TicketClass.URGENT:
                return self.urgent_bonus
