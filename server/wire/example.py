"""One example of each message, as JSON. The documentation shows them, the tests hold the models to them.

Requests and small answers stand here; the hall's are in `example_hall`, what is shown in `example_content`,
the stream's in `example_event`.
"""

from collections.abc import Mapping

from server.wire import admin as wa
from server.wire import request as wr
from server.wire import ticket as wt
from server.wire.example_catalogue import CATALOGUE_EXAMPLES
from server.wire.example_content import CONTENT_EXAMPLES
from server.wire.example_desk import DESK_EXAMPLES
from server.wire.example_hall import HALL_EXAMPLES
from server.wire.example_kiosk import KIOSK_EXAMPLES
from server.wire.example_pairing import PAIRING_EXAMPLES
from server.wire.example_report import REPORT_EXAMPLES
from server.wire.example_setup import SET_UP_EXAMPLES
from server.wire.example_ticket import BOOKING, EVALUATION, EXPLANATION, TICKET, WHY, Json
from server.wire.problem import Problem
from server.wire.shape import Wire

REQUEST_ID = "5f1d2f0e-8b1c-4c56-9a0b-3a3f1d2c4e5f"
_WISH: Json = {"request_id": REQUEST_ID}

_REQUESTS: Mapping[type[Wire], Json] = {
    wr.Wish: _WISH,
    wr.IssueTicket: {
        **_WISH,
        "service_id": "general",
        "class": "green",
        "class_reason": "elderly",
        "slip": "print",
        "language": "zh",
    },
    wr.SettleSlip: {**_WISH, "printed": False, "detail": "paper_out"},
    wr.CallTicket: {**_WISH, "ticket_id": 4711},
    wr.ServeWalkUp: {**_WISH, "service_id": "general"},
    wr.OpenCounter: {**_WISH, "post": "A"},
    wr.PauseCounter: {
        **_WISH,
        "reason": "去档案室取材料",
        "contact": "0000-1234567",
        "back_at": "2026-11-24T02:00:00Z",
    },
    wr.Transfer: {**_WISH, "service_id": "certificates", "note": "材料已核对"},
    wr.Hold: {**_WISH, "reason": "补充复印件", "minutes": 15},
    wr.Explain: {**_WISH, "reasons": ["等候过久"], "comment": None},
    wr.Evaluate: {**_WISH, "level": 5, "reasons": [], "channel": "keypad"},
    wr.MakeBooking: {
        **_WISH,
        "service_id": "household",
        "slot_at": "2026-11-25T01:00:00Z",
        "phone": "000 0000 0000",
    },
    wr.BookingCode: {**_WISH, "code": "40718263"},
    wr.CheckIn: {**_WISH, "code": "40718263", "slip": "print", "language": "zh"},
    wr.LogIn: {"name": "zhang.san", "password": "一句不容易猜到的话"},
    wr.IssueToken: {**_WISH, "role": "clerk", "name": "3 号窗口", "counter_id": 3},
    wr.RevokeToken: _WISH,
    wr.SetStaff: {
        **_WISH,
        "name": "zhang.san",
        "role": "clerk",
        "password": "一句不容易猜到的话",
        "counters": [1, 2],
    },
    wr.RemoveStaff: {**_WISH, "name": "zhang.san"},
    wr.ImportHall: {**_WISH, "toml": '[hall]\nid = "demo-hall"\nname = "示例镇便民服务中心"\n'},
}

_TOKEN: Json = {"id": "9f86d081884c7d65", "role": "clerk", "name": "3 号窗口", "counter_id": 3}
_STAFF: Json = {"name": "zhang.san", "role": "clerk", "counters": [1, 2]}
_SLOT: Json = {"slot_at": "2026-11-25T01:00:00Z", "left": 2}
_ALARM: Json = {
    "code": "clock_stepped",
    "detail": "系统时钟跳变了 3600 秒，排队顺序未受影响，请核对时间。",
    "since": "2026-11-24T01:30:00Z",
}
_DEED: Json = {
    "seq": 4712,
    "at": "2026-11-24T01:30:00Z",
    "actor": "clerk:zhang.san",
    "command": "call_next",
    "facts": ["ticket_called"],
}
_LATEST: Json = {**_DEED, "number": "A012", "counter_number": 3}
_PARAMETER: Json = {
    "key": "max_run",
    "title": "绿色通道连续叫号上限",
    "hint": "个",
    "value": "3",
    "default": "2",
    "meaning": "同一业务连续叫了这么多个绿色通道号之后，先叫一个正在等候的其他号",
    "meaning_en": "After so many green-channel tickets of one service in a row, another one that waits is called first",
}
_ERROR: Json = {
    "service_id": "general",
    "tickets": 86,
    "mean_absolute_error": 3.4,
    "mean_error": -0.8,
    "within": 0.41,
    "above": 0.09,
}

_ANSWERS: Mapping[type[Wire], Json] = {
    wt.Estimate: {"p50_minutes": 8.5, "p90_minutes": 17.0},
    wt.Why: WHY,
    wt.Ticket: TICKET,
    wt.TicketAnswer: {"ticket": TICKET, "offer": None},
    wt.CallAnswer: {"ticket": TICKET, "reason": "A012 先于 B003：等候 12 分钟", "why": WHY},
    wt.TicketsAnswer: {"tickets": [TICKET]},
    wt.Evaluation: EVALUATION,
    wt.EvaluationAnswer: {"evaluation": EVALUATION},
    wt.Explanation: EXPLANATION,
    wt.ExplanationAnswer: {"explanation": EXPLANATION},
    wa.Booking: BOOKING,
    wa.BookingAnswer: {"booking": BOOKING},
    wa.CheckInAnswer: {"booking": {**BOOKING, "state": "checked_in", "ticket_id": 4711}, "ticket": TICKET},
    wa.Slot: _SLOT,
    wa.SlotsAnswer: {"slots": [_SLOT]},
    wa.Token: _TOKEN,
    wa.TokenAnswer: {"token": _TOKEN, "secret": "shown-this-once"},
    wa.TokensAnswer: {"tokens": [_TOKEN]},
    wa.Staff: _STAFF,
    wa.StaffAnswer: {"staff": [_STAFF]},
    wa.Session: {
        "name": "zhang.san",
        "role": "clerk",
        "counters": [1, 2],
        "until": "2026-11-24T13:30:00Z",
        "csrf": "5f2b8c1d9e3a4b6c7d8e9f0a1b2c3d4e",
        "others": 0,
    },
    wa.Alarm: _ALARM,
    wa.AlarmsAnswer: {"alarms": [_ALARM]},
    wa.EstimateError: _ERROR,
    wa.EstimateReport: {"services": [_ERROR]},
    wa.HallFile: {"toml": '[hall]\nid = "demo-hall"\nname = "示例镇便民服务中心"\n'},
    wa.Deed: _DEED,
    wa.DeedsAnswer: {"deeds": [_DEED]},
    wa.LatestDeed: _LATEST,
    wa.LatestDeedsAnswer: {"deeds": [_LATEST], "before": 4712},
    wa.Parameter: _PARAMETER,
    wa.PolicyAnswer: {"parameters": [_PARAMETER]},
    wa.DraftsAnswer: {"drafts": ["4-1-1 示例事项：没有承诺时限、政策依据"]},
    Problem: {
        "type": "about:blank",
        "title": "现在不能这样做",
        "status": 409,
        "code": "counter_busy",
        "detail": "窗口正在办理 A012 号，请先结束。",
        "ticket_id": 4711,
    },
}

EXAMPLES: Mapping[type[Wire], Json] = {
    **_REQUESTS,
    **_ANSWERS,
    **HALL_EXAMPLES,
    **CONTENT_EXAMPLES,
    **KIOSK_EXAMPLES,
    **DESK_EXAMPLES,
    **PAIRING_EXAMPLES,
    **REPORT_EXAMPLES,
    **SET_UP_EXAMPLES,
    **CATALOGUE_EXAMPLES,
}
"""Every message and every part of one but the stream's, which has many: see `example_event`."""
