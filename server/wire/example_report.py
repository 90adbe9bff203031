"""Examples of reports."""

from collections.abc import Mapping

from server.wire import report as wr
from server.wire.example_ticket import Json
from server.wire.shape import Wire

_COUNTED: Json = {"name": "等候过久", "count": 2}
_FIGURES: Json = {
    "tickets": 212,
    "open": 4,
    "finished": 190,
    "no_show": 9,
    "cancelled": 3,
    "closed_unserved": 6,
    "calls": 214,
    "missed": 14,
    "served": 196,
    "transferred": 6,
    "held": 2,
    "waits": 203,
    "wait_mean": 8.4,
    "wait_p50": 7,
    "wait_p90": 18,
    "wait_longest": 41,
    "wait_over": 5,
    "response_mean": 0.6,
    "serving_mean": 9.2,
    "busy": 1932.5,
    "idle": 410.0,
    "paused": 65.0,
    "served_per_hour": 5.02,
    "levels": [120, 31, 8, 2, 1],
    "unrated": 28,
    "satisfied": 0.9815,
    "reasons": [_COUNTED],
    "channels": [{"name": "keypad", "count": 150}, {"name": "qr", "count": 12}],
    "promised": 203,
    "promise_off": 3.1,
    "promise_error": 0.4,
    "promise_within": 0.62,
    "promise_above": 0.11,
}
_TICKET: Json = {
    "ticket_id": 4711,
    "turn": 1,
    "business_day": "2026-11-24",
    "number": "A012",
    "service_id": "general",
    "ticket_class": "ordinary",
    "state": "finished",
    "counter_id": 3,
    "clerk": "zhang.san",
    "issued_at": "2026-11-24T01:00:00Z",
    "called_at": "2026-11-24T01:08:00Z",
    "started_at": "2026-11-24T01:08:30Z",
    "finished_at": "2026-11-24T01:17:00Z",
    "outcome": "finished",
    "level": 5,
}
_FACT: Json = {
    "seq": 90210,
    "at": "2026-11-24T01:08:00Z",
    "actor": "clerk:zhang.san",
    "fact": "ticket_called",
    "counter_id": 3,
}

REPORT_EXAMPLES: Mapping[type[Wire], Json] = {
    wr.Counted: _COUNTED,
    wr.Figures: _FIGURES,
    wr.ReportLine: {"key": "general", "figures": _FIGURES},
    wr.ReportAnswer: {
        "first": "2026-11-24",
        "last": "2026-11-24",
        "by": "service",
        "target": 0.95,
        "wait_limit": 30,
        "missing": [],
        "total": _FIGURES,
        "lines": [{"key": "general", "figures": _FIGURES}],
    },
    wr.ReportTicket: _TICKET,
    wr.ReportTicketsAnswer: {"tickets": [_TICKET], "before": "2026-11-24.4711.1"},
    wr.TicketFact: _FACT,
    wr.TicketFactsAnswer: {"ticket": {**_TICKET, "turn": 0, "outcome": None}, "facts": [_FACT]},
}
