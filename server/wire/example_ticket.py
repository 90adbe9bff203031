"""Examples of what many messages hold: a ticket, its reason, an evaluation, a booking."""

Json = dict[str, object]

WHY: Json = {"rule": "wait", "over": "B003", "waited_minutes": 12}

TICKET: Json = {
    "id": 4711,
    "number": "A012",
    "service_id": "general",
    "services": ["general"],
    "class": "ordinary",
    "state": "called",
    "slip": "printed",
    "issued_at": "2026-11-24T01:18:00Z",
    "base_at": "2026-11-24T01:18:00Z",
    "called_at": "2026-11-24T01:30:00Z",
    "counter_id": 3,
    "counter_number": 3,
    "calls": 1,
    "ahead": 0,
    "language": "zh",
    "reason": "A012 先于 B003：等候 12 分钟",
    "why": WHY,
}
"""As staff see it while it is called."""

WAITING: Json = {
    "id": 4712,
    "number": "A013",
    "service_id": "general",
    "services": ["general", "certificates"],
    "class": "green",
    "state": "waiting",
    "slip": "pending",
    "issued_at": "2026-11-24T01:30:00Z",
    "base_at": "2026-11-24T01:30:00Z",
    "calls": 0,
    "ahead": 4,
    "estimate": {"p50_minutes": 8.5, "p90_minutes": 17.0},
    "language": "zh",
}
"""As anyone may see it while it waits."""

EXPLANATION: Json = {
    "ticket_id": 4711,
    "channel": "qr",
    "reasons": ["等候过久"],
    "comment": None,
    "at": "2026-11-24T01:50:00Z",
}
EVALUATION: Json = {
    "ticket_id": 4711,
    "level": 2,
    "channel": "qr",
    "reasons": ["一次性告知不清"],
    "comment": "让我跑了两次",
    "counter_id": 3,
    "clerk": "zhang.san",
    "at": "2026-11-24T01:52:00Z",
}

BOOKING: Json = {
    "code": "40718263",
    "service_id": "household",
    "slot_at": "2026-11-25T01:00:00Z",
    "state": "booked",
}
