"""One example of each message of a counter's desk: one-time notices and alerts, as JSON."""

from collections.abc import Mapping

from server.wire import alert as wl
from server.wire import notice as wn
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_FAULT: Json = {"material": "居民户口簿", "text": "缺本人页"}
_NOTICE: Json = {
    "number": "GZC-000418",
    "at": "2026-11-24T01:40:00Z",
    "item_id": "2-1-1",
    "item_name": "城乡最低生活保障对象认定",
    "ticket_id": 4711,
    "ticket_number": "A012",
    "version": "9f86d081884c7d65",
    "counter_id": 3,
    "counter_number": 3,
    "clerk": "zhang.san",
    "missing": [
        {"name": "居民身份证", "name_en": "Identity card", "original": True, "copies": 1, "note": "", "when": ""}
    ],
    "faults": [_FAULT],
    "remark": "复印件可在自助服务区免费复印",
    "again": "",
    "language": "zh",
}

_ALERT: Json = {
    "code": "waiting_long",
    "ticket_id": 4711,
    "number": "A012",
    "count": 3,
    "limit": 30,
    "minutes": 42,
}

DESK_EXAMPLES: Mapping[type[Wire], Json] = {
    wn.Fault: _FAULT,
    wn.GiveNotice: {
        "request_id": "5f1d2f0e-8b1c-4c56-9a0b-3a3f1d2c4e5f",
        "counter_id": 3,
        "item_id": "2-1-1",
        "ticket_id": 4711,
        "missing": ["居民身份证"],
        "faults": [_FAULT],
        "remark": "复印件可在自助服务区免费复印",
        "again": "",
        "language": "zh",
    },
    wn.OneTimeNotice: _NOTICE,
    wn.NoticeAnswer: {"notice": _NOTICE},
    wl.Alert: _ALERT,
    wl.AlertsAnswer: {"alerts": [_ALERT]},
    wn.NoticesAnswer: {"notices": [_NOTICE]},
}
