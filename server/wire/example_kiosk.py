"""One example of each message of and to a kiosk, as JSON."""

from collections.abc import Mapping

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
_KIOSK: Json = {"name": "大门自助机", "station": 1, "offline": _SERIES}

KIOSK_EXAMPLES: Mapping[type[Wire], Json] = {
    wk.OfflineTicket: _TICKET,
    wk.HandIn: {"clock": "2026-11-24T01:46:20Z", "tickets": [_TICKET]},
    wk.HandedIn: _HANDED_IN,
    wk.HandInAnswer: {"tickets": [_HANDED_IN]},
    wk.LookUp: {"code": "A013 345678"},
    wk.MyTicket: {"ticket": WAITING, "business_day": None, "may_evaluate": False},
    wk.OfflineSeries: _SERIES,
    wk.Kiosk: _KIOSK,
    wk.KioskAnswer: {"kiosk": _KIOSK, "rev": 418},
}
