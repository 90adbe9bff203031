"""Examples of the stream: a snapshot, and every type a delta can have, as a clerk's page receives it."""

from collections.abc import Iterator, Mapping

from server.wire.example_hall import BOARD, COUNTER, PAUSED
from server.wire.example_kiosk import KIOSK
from server.wire.example_ticket import EVALUATION, TICKET, WAITING, Json

_FREE: Json = {**COUNTER, "current": None}
_CLOSED: Json = {**_FREE, "state": "closed", "clerk": None, "held": []}
_SERVED: Json = {**TICKET, "state": "serving", "started_at": "2026-11-24T01:31:00Z"}
_FINISHED: Json = {**_SERVED, "state": "finished", "finished_at": "2026-11-24T01:50:00Z"}
_BACK: Json = {**TICKET, "state": "waiting", "counter_id": None, "counter_number": None}

_BODIES: Mapping[str, Json] = {
    "ticket_issued": {"ticket": WAITING},
    "walk_up_served": {"ticket": _SERVED, "counter": COUNTER},
    "slip_settled": {"ticket": {**WAITING, "slip": "failed"}},
    "ticket_called": {"ticket": TICKET, "counter": COUNTER},
    "ticket_recalled": {"ticket": {**TICKET, "calls": 2}, "counter": COUNTER},
    "ticket_missed": {"ticket": {**TICKET, "state": "no_show"}, "counter": _FREE},
    "ticket_reinstated": {"ticket": _BACK},
    "ticket_started": {"ticket": _SERVED, "counter": COUNTER},
    "ticket_moved_on": {"ticket": {**_BACK, "service_id": "certificates", "services": ["certificates"]}},
    "ticket_finished": {"ticket": _FINISHED, "counter": _FREE},
    "ticket_held": {"ticket": {**_SERVED, "state": "held", "hold_reason": "补充复印件"}, "counter": _FREE},
    "ticket_resumed": {"ticket": _SERVED, "counter": COUNTER},
    "ticket_returned": {"ticket": {**_BACK, "bound_to": 3}},
    "ticket_transferred": {"ticket": {**_BACK, "bound_to": 5, "note": "材料已核对"}},
    "ticket_unbound": {"ticket": _BACK},
    "ticket_cancelled": {"ticket": {**WAITING, "state": "cancelled"}},
    "ticket_closed": {"ticket": {**WAITING, "state": "closed_unserved"}},
    "evaluation_explained": {"ticket": {**_FINISHED, "level": 2}, "counter": _FREE},
    "ticket_evaluated": {"ticket": {**_FINISHED, "level": 2}, "counter": _FREE, "evaluation": EVALUATION},
    "counter_opened": {"counter": _FREE},
    "counter_paused": {"counter": PAUSED},
    "counter_closed": {"counter": _CLOSED},
    "booking_made": {},
    "booking_cancelled": {},
    "booking_checked_in": {"ticket": {**WAITING, "class": "booking", "due_at": "2026-11-24T02:00:00Z"}},
    "booking_missed": {},
    "day_opened": {},
    "clock_stepped": {},
    "catalogue_imported": {},
    "offline_ticket_taken": {"ticket": {**WAITING, "number": "L1007", "slip": "printed", "offline": True}},
    "offline_ticket_refused": {},
    "box_fitted": {},
    "kiosk_directed": {"kiosk": KIOSK},
    "help_called": {"kiosk": KIOSK},
    "help_given": {"kiosk": KIOSK | {"help_since": None}},
    "service_closed": {},
    "service_opened": {},
    "announcement_made": {},
    "announcement_ended": {},
    "skipped": {},
}
"""By type; "skipped" stands for facts nobody listens to, so that no gap shows."""


def _envelopes() -> Iterator[tuple[str, Json]]:
    for rev, (kind, body) in enumerate(_BODIES.items(), 415):
        yield kind, {"v": 1, "rev": rev, "type": kind, "at": "2026-11-24T01:30:00Z", "body": body}


EVENTS: Mapping[str, Json] = dict(_envelopes())
"""One envelope of each type."""

SNAPSHOT: Json = {
    "v": 1,
    "rev": 418,
    "type": "snapshot",
    "at": "2026-11-24T01:30:00Z",
    "body": {"board": BOARD, "tickets": [WAITING]},
}
