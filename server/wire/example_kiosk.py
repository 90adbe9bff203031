"""One example of each message of and to a kiosk, and of what stations say of their devices, as JSON."""

from collections.abc import Mapping

from server.wire import box as wb
from server.wire import device as wd
from server.wire import kiosk as wk
from server.wire.example_ticket import WAITING, Json
from server.wire.shape import Wire

_REQUEST_ID = "0b54a3a8-5b0c-4f5e-8f4f-0a7f0e2f9a11"
_TICKET: Json = {
    "request_id": _REQUEST_ID,
    "number": "L1007",
    "sequence": 7,
    "service_id": "general",
    "class": "green",
    "class_reason": "elderly",
    "issued_at": "2026-11-24T01:41:07Z",
    "age_s": 312.5,
    "heard_rev": 418,
    "printed": True,
}
_HANDED_IN: Json = {"request_id": _REQUEST_ID, "number": "L1007", "ticket_id": 4720, "state": "waiting"}
_SERIES: Json = {"prefix": "L1", "next_sequence": 8, "minutes": 60, "max_tickets": 50}
KIOSK: Json = {
    "id": "9f86d081884c7d65",
    "name": "大门自助机",
    "station": 1,
    "is_locked": True,
    "text": "本机维护中，请到导办台取号",
    "may_issue": True,
    "help_since": "2026-11-24T01:32:40Z",
    "offline": _SERIES,
}
_DEVICE_NOW: Json = {
    "name": "printer",
    "condition": "fault",
    "code": "paper_out",
    "detail": "打印机缺纸，请换纸。",
    "for_s": 42.0,
    "heard_s": 0.5,
    "errors": 3,
    "firmware": "1.04",
}
_DEVICE: Json = {
    "name": "printer",
    "condition": "fault",
    "code": "paper_out",
    "detail": "打印机缺纸，请换纸。",
    "since": "2026-11-24T01:29:18Z",
    "heard_at": "2026-11-24T01:29:59Z",
    "errors": 3,
    "firmware": "1.04",
}
_STATION: Json = {
    "id": "9f86d081884c7d65",
    "name": "大门自助机",
    "role": "kiosk",
    "heard_at": "2026-11-24T01:30:00Z",
    "is_away": False,
    "devices": [_DEVICE],
}

_BOARD: Json = {
    "port": "serial:///dev/serial/by-id/x",
    "profile": "onbon-bx5k-64x16",
    "address": 1,
    "counter": 1,
    "zone": None,
}
_PAD: Json = {"port": "serial:///dev/serial/by-id/x", "profile": "ff68-counter", "address": 1, "counter": 1}
_VOICE: Json = {"sound": "default", "zone": None}
_BOX: Json = {"boards": [_BOARD], "keypads": [_PAD], "callpads": [], "voice": _VOICE}

KIOSK_EXAMPLES: Mapping[type[Wire], Json] = {
    wk.OfflineTicket: _TICKET,
    wk.HandIn: {"clock": "2026-11-24T01:46:20Z", "tickets": [_TICKET]},
    wk.HandedIn: _HANDED_IN,
    wk.HandInAnswer: {"tickets": [_HANDED_IN]},
    wk.LookUp: {"code": "A013 345678"},
    wk.MyTicket: {
        "ticket": WAITING,
        "business_day": None,
        "may_evaluate": False,
        "unexplained": 2,
    },
    wk.OfflineSeries: _SERIES,
    wk.Kiosk: KIOSK,
    wb.BoardAt: _BOARD,
    wb.PadAt: _PAD,
    wb.VoiceAt: _VOICE,
    wb.BoxDevices: _BOX,
    wb.BoxAnswer: {"devices": _BOX, "is_set": True, "rev": 418},
    wb.FitBox: {"request_id": _REQUEST_ID, "devices": _BOX},
    wd.DeviceNow: _DEVICE_NOW,
    wd.HealthReport: {"devices": [_DEVICE_NOW]},
    wd.Device: _DEVICE,
    wd.Station: _STATION,
    wd.StationAnswer: {"station": _STATION},
    wd.StationsAnswer: {"stations": [_STATION]},
    wk.KiosksAnswer: {"kiosks": [KIOSK]},
    wk.DirectKiosk: {
        "request_id": _REQUEST_ID,
        "is_locked": True,
        "text": "本机维护中，请到导办台取号",
        "may_issue": True,
    },
    wk.KioskAnswer: {"kiosk": KIOSK, "rev": 418},
}
