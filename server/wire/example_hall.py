"""Examples of the hall, its counters, boards and items."""

from collections.abc import Mapping

from server.wire import hall as wh
from server.wire import public as wp
from server.wire import visit as wv
from server.wire.example_ticket import WAITING, Json
from server.wire.shape import Wire

_ESTIMATE: Json = {"p50_minutes": 8.5, "p90_minutes": 17.0}
_SERVICE: Json = {
    "id": "general",
    "name": "综合受理",
    "name_en": "General Services",
    "prefix": "A",
    "offered": True,
    "bookable": False,
    "remaining": None,
    "waiting": 4,
    "estimate": _ESTIMATE,
    "items": 17,
    "closed": "",
}
_WISH: Json = {"request_id": "5f1d2f0e-8b1c-4c56-9a0b-3a3f1d2c4e5f"}
_ANNOUNCEMENT: Json = {
    "id": 1,
    "text": "因停电检修，大厅 15:00 起暂停办理，请已取号的群众到 2 号窗口登记。",
    "text_en": "",
    "since": "2026-11-24T06:30:00Z",
    "until": "2026-11-24T07:30:00Z",
    "is_spoken": True,
}
_CURRENT: Json = {"ticket_id": 4711, "number": "A012", "state": "called"}
COUNTER: Json = {
    "id": 3,
    "number": 3,
    "name": "综合受理",
    "name_en": "General Services",
    "zone": "窗口服务区",
    "state": "open",
    "services": ["general", "household"],
    "clerk": "zhang.san",
    "post": "A",
    "current": _CURRENT,
    "held": [4708],
}
PAUSED: Json = {
    **COUNTER,
    "state": "paused",
    "current": None,
    "reason": "去档案室取材料",
    "contact": "0000-1234567",
    "back_at": "2026-11-24T02:00:00Z",
    "held": [],
}
_SPAN: Json = {"start": "08:30", "end": "12:00"}
_OPENING: Json = {"is_open": True, "day": "working", "spans": [_SPAN], "closes_at": "2026-11-24T04:00:00Z"}
_HALL: Json = {
    "id": "demo-hall-0a1b2c3d",
    "name": "示例镇便民服务中心",
    "name_en": "Demo Town Public Service Center",
    "phone": "0000-1234567",
    "booking_phone": "0000-7654321",
    "supervision_phone": "0000-1234500",
    "timezone": "Asia/Shanghai",
    "business_day": "2026-11-24",
}
_REASON: Json = {"code": "elderly", "name": "老", "name_en": "elderly"}
_WHY_BAD: Json = {"code": "too_long", "name": "等候过久", "name_en": "Waited too long"}
_CALL: Json = {
    "ticket_id": 4711,
    "number": "A012",
    "counter_id": 3,
    "counter_number": 3,
    "counter_name": "综合受理",
    "counter_name_en": "General Services",
    "zone": "窗口服务区",
    "at": "2026-11-24T01:30:00Z",
    "calls": 1,
    "state": "called",
}
_WAITING: Json = {
    "service_id": "general",
    "name": "综合受理",
    "name_en": "General Services",
    "waiting": 4,
    "estimate": _ESTIMATE,
}
_VOICE_HOURS: Json = {"start": "12:00", "end": "13:30", "volume": 40}
_VOICE: Json = {"languages": ["zh", "ticket"], "hours": [_VOICE_HOURS]}
BOARD: Json = {
    "hall": _HALL,
    "calls": [_CALL],
    "waiting": [_WAITING],
    "counters": [COUNTER],
    "opening": _OPENING,
    "voice": _VOICE,
    "announcements": [_ANNOUNCEMENT],
    "evaluation_reasons": ["等候过久"],
    "rev": 418,
}
_ITEM: Json = {
    "id": "I001",
    "name": "《计划生育服务手册》注册",
    "service_id": "household",
    "category": "人口计划管理(计生)",
    "kind": "登记",
    "materials": ["身份证", "户口簿"],
    "steps": ["取号", "窗口受理", "领取手册"],
    "limit": "即时办结",
    "demo_limit": True,
    "basis": "",
    "fee": "不收费",
    "extended": False,
    "historic": False,
}

_VISIT: Json = {
    "hall": _HALL,
    "opening": _OPENING,
    "supervision_phone": "0000-1234500",
    "ticket": WAITING,
    "service": "综合受理",
    "service_en": "General Services",
    "business_day": None,
    "may_evaluate": False,
    "evaluated": False,
    "evaluate_until": None,
    "unexplained": 2,
    "reasons": [_WHY_BAD],
}

_TODAY: dict[str, object] = {
    "counter_id": 2,
    "served": 14,
    "no_shows": 1,
    "mean_minutes": 6.5,
    "evaluated": 9,
    "satisfied": 9,
}

HALL_EXAMPLES: Mapping[type[Wire], Json] = {
    wh.Service: _SERVICE,
    wh.ServiceAnswer: {"service": {**_SERVICE, "closed": "系统检修，请下午再来"}},
    wh.Current: _CURRENT,
    wh.Counter: COUNTER,
    wh.CounterAnswer: {"counter": COUNTER},
    wh.CounterToday: _TODAY,
    wh.CounterTodayAnswer: {"today": _TODAY},
    wh.Span: _SPAN,
    wh.Opening: _OPENING,
    wh.Hall: _HALL,
    wh.GreenReason: _REASON,
    wh.EvaluationReason: _WHY_BAD,
    wh.HallAnswer: {
        "hall": _HALL,
        "services": [_SERVICE],
        "counters": [COUNTER],
        "opening": _OPENING,
        "green_reasons": [_REASON],
        "announcements": [_ANNOUNCEMENT],
        "evaluation_reasons": [_WHY_BAD],
        "rev": 418,
    },
    wh.BoardCall: _CALL,
    wh.BoardWaiting: _WAITING,
    wh.VoiceHours: _VOICE_HOURS,
    wh.VoiceSetting: _VOICE,
    wh.Board: BOARD,
    wh.Item: _ITEM,
    wv.Visit: _VISIT,
    wv.VisitAnswer: {"visit": _VISIT},
    wp.Announcement: _ANNOUNCEMENT,
    wp.AnnouncementsAnswer: {"announcements": [_ANNOUNCEMENT]},
    wp.Announce: {**_WISH, "text": _ANNOUNCEMENT["text"], "minutes": 60, "is_spoken": True},
    wp.CloseService: {**_WISH, "reason": "系统检修，请下午再来"},
    wh.ItemsAnswer: {"items": [_ITEM]},
}
