"""Examples of the set-up as records and of its changes."""

from collections.abc import Mapping

from server.wire import setup as ws
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_FIELD: Json = {
    "key": "services",
    "title": "业务",
    "title_en": "Services",
    "shape": "words",
    "hint": "",
    "hint_en": "",
    "default": None,
    "choices": [],
    "source": "services.id",
}
_RECORD: Json = {"id": 3, "number": 3, "name": "综合受理", "name_en": "General", "services": ["general"], "zone": "A"}
_PART: Json = {
    "part": "counters",
    "title": "窗口",
    "title_en": "Counters",
    "is_single": False,
    "within": "",
    "fields": [_FIELD],
    "records": [_RECORD],
}
_CHANGE: Json = {"part": "counters", "deed": "put", "index": 2, "record": {**_RECORD, "zone": "B"}}
_SERVICE: Json = {
    "service_id": "general",
    "name": "综合受理",
    "name_en": "General matters",
    "waiting": 14,
    "before": {"p50_minutes": 24.5, "p90_minutes": 35.0},
    "after": {"p50_minutes": 26.0, "p90_minutes": 38.5},
    "green_before": {"p50_minutes": 8.5, "p90_minutes": 17.0},
    "green_after": {"p50_minutes": 4.0, "p90_minutes": 11.5},
}
_COUNTER: Json = {"counter_id": 3, "number": 3, "before": ["A012", "B003"], "after": ["B003", "A012"]}
_DIFFERENCE: Json = {
    "part": "counters",
    "part_title": "窗口",
    "part_title_en": "Counters",
    "record": "3 综合受理",
    "deed": "changed",
    "key": "zone",
    "title": "区域",
    "title_en": "Zone",
    "before": "A",
    "after": "B",
}

SET_UP_EXAMPLES: Mapping[type[Wire], Json] = {
    ws.SetUpField: _FIELD,
    ws.SetUpPart: _PART,
    ws.SetUpAnswer: {"edition": 1, "parts": [_PART]},
    ws.SetUpChange: _CHANGE,
    ws.ChangeSetUp: {"request_id": "5f1d2f0e-8b1c-4c56-9a0b-3a3f1d2c4e5f", "edition": 1, "changes": [_CHANGE]},
    ws.SetUpDifference: _DIFFERENCE,
    ws.SetUpDifferences: {"is_first": False, "differences": [_DIFFERENCE], "more": 0},
    ws.TrySetUp: {"changes": [_CHANGE]},
    ws.PreviewService: _SERVICE,
    ws.PreviewCounter: _COUNTER,
    ws.SetUpPreview: {
        "waiting": 14,
        "moved": 2,
        "services": [_SERVICE],
        "counters": [_COUNTER],
        "hours_before": ["08:30-12:00", "14:00-17:30"],
        "hours_after": ["08:30-12:00", "14:00-17:30"],
        "days_before": ["2026-11-25", "2026-12-01"],
        "days_after": ["2026-11-25", "2026-12-01"],
    },
    ws.SetUpProblem: {
        "part": "counters",
        "index": 2,
        "key": "services",
        "element": 0,
        "title": "业务",
        "text": "未知业务 “generall”",
    },
}
